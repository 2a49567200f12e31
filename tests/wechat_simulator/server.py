"""The simulator over real sockets: the platform's API on a port of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import Receive, Scope, Send

from tests.wechat_simulator.platform import Platform

_PATIENCE_SECONDS = 10


@contextmanager
def served(platform: Platform, port: int) -> Iterator[str]:
    """Serve the API while this lasts; give its address."""
    config = uvicorn.Config(_App(platform), host="127.0.0.1", port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + _PATIENCE_SECONDS
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE_SECONDS)


class _App:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        query = dict(part.split("=", 1) for part in scope["query_string"].decode().split("&") if "=" in part)
        response = await self._platform.answer(scope["path"], query, body)
        headers = [(b"content-type", response.headers.get("content-type", "text/plain").encode())]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": response.content})
