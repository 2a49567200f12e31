"""A website of another origin that embeds the chat with one line, under hostile style and a strict policy."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.browser.fake_server import HOSTILE_CSS

PAGE = """<!doctype html><html lang="zh-CN"><head><title>另一单位网站</title><link rel="stylesheet" href="/hostile.css">
</head><body><main><h1>另一单位网站</h1></main><script src="{office}/widget.js" {attributes}></script></body></html>"""
# Nothing is allowed but the office's host; no text may become markup anywhere.
POLICY = (
    "default-src 'none'; script-src {office}; connect-src {office}; style-src 'self'; base-uri 'none'; "
    "require-trusted-types-for 'script'"
)


def make_host(office: str) -> Starlette:
    """Return the website; `office` is the address that it embeds the chat from."""

    async def page(request: Request) -> Response:
        body = PAGE.format(office=office, attributes=request.query_params.get("attributes", ""))
        return HTMLResponse(body, headers={"Content-Security-Policy": POLICY.format(office=office)})

    async def hostile(_request: Request) -> Response:
        return Response(HOSTILE_CSS, media_type="text/css")

    async def icon(_request: Request) -> Response:
        return Response(status_code=204)

    return Starlette(routes=[Route("/page", page), Route("/hostile.css", hostile), Route("/favicon.ico", icon)])
