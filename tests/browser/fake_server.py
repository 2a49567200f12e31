"""The chat API with canned replies and switchable faults; serves the real widget files under the real policy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from knowledge.blocks import Reply
from tests.browser.replies import APOLOGY, CITED_DOCUMENT, ECHO, ENGLISH, GREETING, REPLIES
from web.guard import Guard
from web.origins import Origins
from web.pages import page_routes

NUMBER, KEY = "PZ20261124-SHXLYDFW", "the-key-of-this-receipt"
RECEIPT = {"number": NUMBER, "link": f"/receipts/{NUMBER}#{KEY}"}
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
    past: list[dict[str, Any]] = field(default_factory=list)  # turns and events, as the history tells them
    events: list[dict[str, Any]] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)  # Last-Event-ID of every stream that was opened
    open_streams: set[object] = field(default_factory=set)
    drop: bool = False  # ends the open streams
    changed: int = 0  # so many rows of a receipt say something else by now
    keys: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]

    def tell(self, about: str, reply: Reply) -> None:
        """Write an event, as the worker or the desk does."""
        event = {"event": len(self.events) + 1, "about": about, "at": "2026-11-24T10:00:00+08:00", **reply.shown()}
        self.events.append(event)
        self.past.append(event)

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self.open_streams)

    def due(self, fault: str) -> bool:
        """Tell whether this request meets the fault, and count it."""
        left: int = getattr(self, fault)
        setattr(self, fault, max(left - 1, 0))
        return left > 0


def refused(status: int, code: str, message: str, **more: Any) -> JSONResponse:
    """Return an error as the API tells it."""
    headers = {"Retry-After": "2"} if status == 429 else None
    return JSONResponse({"error": {"code": code, "message": message, **more}}, status, headers)


def make_app(office: Office, allowed: frozenset[str] = frozenset()) -> Starlette:
    """Return the fake office as an app; pages of the `allowed` origins may embed it."""

    async def sessions(request: Request) -> Response:
        body = await request.json()
        office.sessions += 1
        blocks = ENGLISH if body["language"] == "en" else GREETING
        return JSONResponse(
            {"token": f"token-{office.sessions}", "greeting": [block.model_dump(mode="json") for block in blocks]}
        )

    async def history(_request: Request) -> Response:
        return JSONResponse({"entries": office.past, "last_event": len(office.events), "now": now()})

    async def events(request: Request) -> Response:
        office.resumed.append(request.headers.get("last-event-id", ""))
        return StreamingResponse(stream(int(office.resumed[-1] or 0)), media_type="text/event-stream")

    async def stream(after: int) -> AsyncIterator[str]:
        own = object()
        office.open_streams.add(own)
        office.drop = False
        try:
            yield "retry: 3000\n\n: \n\n"
            while not office.drop:
                for event in [each for each in office.events if each["event"] > after]:
                    after = event["event"]
                    yield f"id: {after}\nevent: told\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
                await asyncio.sleep(0.05)
        finally:
            office.open_streams.discard(own)

    async def document(_request: Request) -> Response:
        return JSONResponse(CITED_DOCUMENT)

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

    async def host(_request: Request) -> Response:
        return HTMLResponse(HOST_PAGE)

    async def hostile(_request: Request) -> Response:
        return Response(HOSTILE_CSS, media_type="text/css")

    routes = [
        Route("/api/chat/sessions", sessions, methods=["POST"]),
        Route("/api/chat/messages", messages, methods=["POST"]),
        Route("/api/chat/forms/{form}", forms, methods=["POST"]),
        Route("/api/chat/feedback", feedback, methods=["POST"]),
        Route("/api/chat/history", history),
        Route("/api/chat/events", events),
        Route("/api/policies/{policy}/documents/{document}", document),
        Route("/api/receipts/{number}", receipt),
        Route("/host", host),
        Route("/hostile.css", hostile),
        *page_routes(),
    ]
    around = [Middleware(Guard), Middleware(Origins, allowed=allowed), Middleware(GZipMiddleware)]
    return Starlette(routes=routes, middleware=around)


def now() -> str:
    """Return the office's time; the same moment whatever the clock says, as with OFFICE_NOW."""
    return "2026-11-24T10:00:00+08:00"


def _problem(office: Office) -> Response | None:
    if office.due("expired"):
        return refused(401, "unauthorised", "会话已失效，请重新开始。")
    if office.due("too_fast"):
        return refused(429, "too_fast", "发送太快了，请稍等片刻再试。")
    return None


def _answer(office: Office, body: dict[str, Any], said: str) -> Response:
    if office.due("failing"):
        return JSONResponse({"turn": "", "receipt": None, **APOLOGY.shown()})
    if said.startswith("c_slot"):
        said = "表单"
    reply = next((reply for word, reply in REPLIES.items() if word in said), ECHO)
    # A message that came before gets the answer that it got, as with the real API.
    if body["id"] not in office.answered:
        answer = {"turn": f"t_{len(office.answered) + 1}", "receipt": RECEIPT, **reply.shown()}
        office.answered[body["id"]] = {**answer, "now": now()}
        kept = {"id": body["id"], "said": body.get("text") or "选中的选项", "rated": False, "at": now(), **answer}
        office.past.append(kept)
    return JSONResponse(office.answered[body["id"]])


def server(app: Starlette, port: int) -> uvicorn.Server:
    """Return a server, not yet running; it does not wait for open streams when it stops."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1)
    return uvicorn.Server(config)


if __name__ == "__main__":
    uvicorn.run(make_app(Office()), host="127.0.0.1", port=8099, log_level="warning")
