"""The chat API with canned replies and switchable faults; serves the real widget files under the real policy."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from knowledge.settings import ROOT
from tests.browser.replies import APOLOGY, ECHO, GREETING, REPLIES
from web.guard import Guard

NUMBER, KEY = "PZ20261124-SHXLYDFW", "the-key-of-this-receipt"
RECEIPT = {"number": NUMBER, "link": f"/receipts/{NUMBER}#{KEY}"}
WIDGET = ROOT / "web" / "widget"
PAGES = ROOT / "web" / "receipt"
HOST_PAGE = """<!doctype html><html lang="zh-CN"><head><title>示例单位网站</title>
<link rel="stylesheet" href="/hostile.css"></head><body><main><h1>示例单位网站</h1><p>这是一个嵌入页面。</p></main>
<script src="/widget.js" data-label="人才服务咨询" async></script></body></html>"""
HOSTILE_CSS = """* { font: italic 9px serif !important; color: red !important; display: inline !important; }
div, p, button { position: static !important; background: yellow !important; border: 9px solid lime !important; }
head, style, script, link, title { display: none !important; }"""


@dataclass
class Office:
    """What the fake office was told, and how it shall misbehave; tests read and set both."""

    received: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    sessions: int = 0
    expired: int = 0  # so many requests are refused with 401
    too_fast: int = 0  # so many are refused with 429
    failing: int = 0  # so many end in an apology
    delay: float = 0.0
    changed: int = 0  # so many rows of a receipt say something else by now
    keys: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]

    def due(self, fault: str) -> bool:
        """Tell whether this request meets the fault, and count it."""
        left: int = getattr(self, fault)
        setattr(self, fault, max(left - 1, 0))
        return left > 0


def refused(status: int, code: str, message: str, **more: Any) -> JSONResponse:
    """Return an error as the API tells it."""
    headers = {"Retry-After": "2"} if status == 429 else None
    return JSONResponse({"error": {"code": code, "message": message, **more}}, status, headers)


def make_app(office: Office) -> Starlette:
    """Return the fake office as an app."""

    async def sessions(_request: Request) -> Response:
        office.sessions += 1
        return JSONResponse(
            {"token": f"token-{office.sessions}", "greeting": [block.model_dump(mode="json") for block in GREETING]}
        )

    async def messages(request: Request) -> Response:
        body = await request.json()
        office.received.append(body)
        await asyncio.sleep(office.delay)
        problem = _problem(office)
        return problem or _answer(office, body, str(body.get("text") or body.get("choice")))

    async def forms(request: Request) -> Response:
        body = await request.json()
        office.received.append(body)
        problem = _problem(office)
        if problem is not None:
            return problem
        if not str(body.get("phone", "")).isdigit():
            fields = {"phone": "请填写11位手机号码。"}
            return refused(422, "invalid", "请检查标出的项目。", fields=fields)
        return _answer(office, body, "预约")

    async def feedback(request: Request) -> Response:
        office.feedback.append(await request.json())
        return Response(status_code=204)

    async def receipt(request: Request) -> Response:
        office.keys.append(request.headers.get("Authorization", ""))
        if office.keys[-1] != f"Bearer {KEY}":
            return refused(404, "not_found", "没有找到。")
        told = {"number": NUMBER, "at": "2026-11-24T10:00:00+08:00", "question": "申请有什么条件", "model": "示例模型"}
        return JSONResponse({**told, "rows": 3, "changed": office.changed, **next(iter(REPLIES.values())).shown()})

    async def receipt_page(_request: Request) -> Response:
        return FileResponse(PAGES / "receipt.html", media_type="text/html; charset=utf-8")

    async def page(_request: Request) -> Response:
        return FileResponse(WIDGET / "chat.html", media_type="text/html; charset=utf-8")

    async def script(_request: Request) -> Response:
        return FileResponse(WIDGET / "widget.js", media_type="text/javascript; charset=utf-8")

    async def host(_request: Request) -> Response:
        return HTMLResponse(HOST_PAGE)

    async def hostile(_request: Request) -> Response:
        return Response(HOSTILE_CSS, media_type="text/css")

    routes = [
        Route("/api/chat/sessions", sessions, methods=["POST"]),
        Route("/api/chat/messages", messages, methods=["POST"]),
        Route("/api/chat/forms/{form}", forms, methods=["POST"]),
        Route("/api/chat/feedback", feedback, methods=["POST"]),
        Route("/api/receipts/{number}", receipt),
        Route("/receipts/{number}", receipt_page),
        Route("/chat", page),
        Route("/widget.js", script),
        Route("/host", host),
        Route("/hostile.css", hostile),
        Mount("/widget", StaticFiles(directory=WIDGET)),
        Mount("/receipt", StaticFiles(directory=PAGES)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard), Middleware(GZipMiddleware)])


def _problem(office: Office) -> Response | None:
    if office.due("expired"):
        return refused(401, "unauthorised", "会话已失效，请重新开始。")
    if office.due("too_fast"):
        return refused(429, "too_fast", "发送太快了，请稍等片刻再试。")
    return None


def _answer(office: Office, body: dict[str, Any], said: str) -> Response:
    if office.due("failing"):
        return JSONResponse({"turn": "", "receipt": None, **APOLOGY.shown()})
    reply = next((reply for word, reply in REPLIES.items() if word in said), ECHO)
    # A message that came before gets the answer that it got, as with the real API.
    answer = office.answered.setdefault(
        body["id"], {"turn": f"t_{len(office.answered) + 1}", "receipt": RECEIPT, **reply.shown()}
    )
    return JSONResponse(answer)


def server(office: Office, port: int) -> uvicorn.Server:
    """Return the server of the fake office, not yet running."""
    return uvicorn.Server(uvicorn.Config(make_app(office), host="127.0.0.1", port=port, log_level="error"))


if __name__ == "__main__":
    uvicorn.run(make_app(Office()), host="127.0.0.1", port=8099, log_level="warning")
