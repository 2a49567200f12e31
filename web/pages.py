"""Pages and files for browsers: the chat page, the embeddable script, the page of a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from web import bundle
from web.visits import STYLE

RECEIPT = Path(__file__).parent / "receipt"
_SCRIPT, _STYLE = "text/javascript", "text/css"
Answer = Callable[[Request], Awaitable[Response]]


def page_routes() -> list[BaseRoute]:
    """Return the routes; the page of a receipt is the same for every number, kept or not: it asks with the key."""
    chat, receipt = _page(bundle.WIDGET / "chat.html"), _page(RECEIPT / "receipt.html")
    return [
        Route("/chat", chat),
        Route("/", chat),
        Route("/receipts/{number}", receipt),
        Route("/widget.js", _made(bundle.embedding, _SCRIPT)),
        Route("/widget/chat.js", _made(bundle.script, _SCRIPT)),
        Route("/widget/styles.css", _made(bundle.stylesheet, _STYLE)),
        Mount("/widget", StaticFiles(directory=bundle.WIDGET)),
        Mount("/receipt", StaticFiles(directory=RECEIPT)),
        Route("/visit/visit.css", _file(STYLE / "visit.css", _STYLE)),
    ]


def _page(path: Path) -> Answer:
    return _file(path, "text/html")


def _file(path: Path, kind: str) -> Answer:
    async def answer(_request: Request) -> Response:
        return FileResponse(path, media_type=f"{kind}; charset=utf-8")

    return answer


def _made(make: Callable[[], bytes], kind: str) -> Answer:
    async def answer(request: Request) -> Response:
        content = make()
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        # A proxy that compresses marks the tag as weak.
        if tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
            return Response(status_code=304, headers={"ETag": tag})
        return Response(content, media_type=f"{kind}; charset=utf-8", headers={"ETag": tag})

    return answer
