"""What every request passes: a bounded body, the headers of a page that loads nothing from outside, the last net."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.failures import reference_of
from web.wording import error

LARGEST_BODY = 64 * 1024
_HEADERS = [
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),  # for browsers that do not know frame-ancestors
]
# Ask each time whether a file has changed (files carry an ETag).
_FILES = (b"cache-control", b"no-cache")
# Nothing of a conversation is kept by the way.
_PRIVATE = (b"cache-control", b"no-store")


class _TooLarge(Exception):
    pass


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, larger: Callable[[str], int] | None = None) -> None:
        """`larger` tells of a path how many bytes more than others its body may have."""
        self._app, self._larger = app, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its body counted; what nobody caught becomes a sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        received, begun, instead = 0, False, None
        keeping = _PRIVATE if scope["path"].startswith(("/api/", "/appointments/")) else _FILES
        largest = LARGEST_BODY + (self._larger(scope["path"]) if self._larger is not None else 0)

        async def counted() -> Message:
            nonlocal received, instead
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                instead = JSONResponse(error("too_large"), 413)
                raise _TooLarge
            return message

        async def headed(message: Message) -> None:
            nonlocal begun
            if instead is not None and not begun:
                return  # FastAPI makes a 400 of a body that breaks off
            if message["type"] == "http.response.start":
                begun = True
                given = message.get("headers", [])
                named = {name.lower() for name, _ in given}
                ours = (header for header in (*_HEADERS, keeping) if header[0] not in named)
                message["headers"] = [*given, *ours]
            await send(message)

        try:
            await self._app(scope, counted, headed)
        except _TooLarge:
            pass
        except Exception as problem:
            instead = JSONResponse(error("failed", reference=reference_of(problem)), 500)
        if instead is not None and not begun:
            last, instead = instead, None
            await last(scope, receive, headed)
