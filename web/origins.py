"""Which pages may use the service: our own, and those of the allow-list; every other page's request is refused."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.wording import error

# What the widget of another page loads and calls.
_SHARED = ("/widget", "/api/chat/", "/api/policies/")
_CALLS = "/api/"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


class Origins:
    """ASGI middleware: refuses calls of foreign pages, tells browsers which others may read the answers.

    No cookie is set but those of the desk, which has a gate of its own, so there is nothing that a foreign page could
    use unseen; this keeps it from making sessions in the name of its visitors, and the service from being embedded by
    whoever likes.
    """

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if its page may make it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]
        origin = headers.get("origin", "")
        shared = path.startswith(_SHARED)
        listed = origin if shared and origin in self._allowed else ""
        app = self._app
        if origin and not _is_own(origin, headers):
            if listed and scope["method"] == "OPTIONS":
                app = Response(status_code=204, headers=_PREFLIGHT)
            elif path.startswith(_CALLS) and not listed:
                app = JSONResponse(error("foreign"), 403)
        await (_with_origin(listed, app, scope, receive, send) if shared else app(scope, receive, send))


def _is_own(origin: str, headers: Headers) -> bool:
    # A proxy may change Host; what the browser itself says of the page cannot be set by a script.
    if headers.get("sec-fetch-site") == "same-origin":
        return True
    try:
        return urlsplit(origin).netloc == headers.get("host", "")
    except ValueError:  # no address at all, such as http://[
        return False


async def _with_origin(origin: str, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [(b"vary", b"Origin")]
            if origin:
                more += [
                    (b"access-control-allow-origin", origin.encode("latin-1")),
                    (b"access-control-expose-headers", b"Retry-After"),
                ]
            message["headers"] = [*message.get("headers", []), *more]
        await send(message)

    await app(scope, receive, headed)
