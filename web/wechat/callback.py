"""The address that the platform calls: `GET /wechat` to verify it, `POST /wechat` with every message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from web.failures import reference_of
from web.wechat.cipher import Forged
from web.wechat.deadline import Deadline, LeftOpen, Shown, apology
from web.wechat.envelope import Envelope
from web.wechat.incoming import read_incoming

logger = logging.getLogger(__name__)
_ACCEPTED = "success"


def wechat_router(envelope: Envelope, deadline: Deadline, wall: Callable[[], float]) -> APIRouter:
    """Return the paths of the Official Account; `wall` tells the time of the world in seconds."""
    router = APIRouter()

    @router.get("/wechat")
    async def verify(request: Request) -> Response:
        try:
            return PlainTextResponse(envelope.echo(request.query_params, wall()))
        except Forged:
            return Response(status_code=403)

    @router.post("/wechat")
    async def message(request: Request) -> Response:
        body = await request.body()
        try:
            if body[:1] == b"{":
                envelope.check(request.query_params, wall())
                logger.warning("a push in JSON came: set the format of the account to XML")
                return PlainTextResponse(_ACCEPTED)
            opened = await asyncio.to_thread(envelope.open, request.query_params, body, wall())
            incoming = read_incoming(opened.fields)
        except Forged:
            return Response(status_code=403)
        try:
            shown = await deadline.deliver(incoming, request.is_disconnected)
        except LeftOpen:
            return Response(status_code=503)  # nobody reads it: the platform has hung up
        except Exception as problem:
            shown = Shown(apology(reference_of(problem)))
        if not shown.text:
            return PlainTextResponse(_ACCEPTED)
        moment = shown.moment or int(wall())
        reply = envelope.close(incoming.user, incoming.account, shown.text, moment, opened.key)
        return Response(reply, media_type="text/xml; charset=utf-8")

    return router
