"""`POST /api/chat/links`: the page takes over a conversation from WeChat, by a link that works once."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from web.api import Refused, address_of, desk_of
from web.sessions import Sessions
from web.wechat.links import use_link
from web.wechat.store import Store


class LinkBody(BaseModel):
    """What stood behind `#carry=` in the address."""

    model_config = ConfigDict(extra="forbid")

    link: Annotated[str, Field(min_length=1, max_length=80, pattern="^[A-Za-z0-9_-]*$")]


def links_router(store: Store, sessions: Sessions) -> APIRouter:
    """Return the path."""
    router = APIRouter(prefix="/api/chat")

    @router.post("/links")
    async def links(request: Request, body: LinkBody) -> dict[str, str]:
        wait = await asyncio.to_thread(desk_of(request).limits.wait_for_address, address_of(request))
        if wait:
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        conversation = await store.write(lambda session: use_link(session, body.link, store.clock()))
        if conversation is None:
            raise Refused(404, "not_found")
        return {"token": sessions.token(conversation)}

    return router
