"""The page takes over a conversation from WeChat by a link that works once: `/carry` and `POST /api/chat/links`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from web.api import Refused, address_of, desk_of
from web.sessions import Sessions
from web.wechat.links import use_link
from web.wechat.store import Store

_PAGE = Path(__file__).parent / "carry"


class LinkBody(BaseModel):
    """What stood behind `#` in the address."""

    model_config = ConfigDict(extra="forbid")

    link: Annotated[str, Field(min_length=1, max_length=80, pattern="^[A-Za-z0-9_-]*$")]


def links_router(store: Store, sessions: Sessions) -> APIRouter:
    """Return the paths."""
    router = APIRouter()

    @router.get("/carry")
    async def page() -> FileResponse:
        # The same for every link: what it opens it asks for, so that whoever looks ahead at an address uses nothing up.
        return FileResponse(_PAGE / "carry.html", media_type="text/html; charset=utf-8")

    @router.get("/carry.js")
    async def script() -> FileResponse:
        return FileResponse(_PAGE / "carry.js", media_type="text/javascript; charset=utf-8")

    @router.post("/api/chat/links")
    async def links(request: Request, body: LinkBody) -> dict[str, str]:
        wait = await asyncio.to_thread(desk_of(request).limits.wait_for_address, address_of(request))
        if wait:
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        conversation = await store.write(lambda session: use_link(session, body.link, store.clock()))
        if conversation is None:
            raise Refused(404, "not_found")
        return {"token": sessions.token(conversation)}

    return router
