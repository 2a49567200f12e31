"""The copy of one's data: opened once, by the key of its link, and kept by nobody."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.office import Office
from knowledge.personal.export import fetch_export
from knowledge.personal.keys import Keys
from web.api import Refused
from web.sessions import Sessions

_HEADERS = {
    "Content-Disposition": 'attachment; filename="my-data.json"',
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def exports_router(engine: Engine, clock: Clock, sessions: Sessions, keys: Keys) -> APIRouter:
    """Return the route of the file."""
    router, writing = APIRouter(), session_factory(engine, writes=True)

    @router.get("/personal/exports/{export}")
    async def export(export: str, key: str = "") -> Response:
        def fetch() -> dict[str, Any] | None:
            with writing() as session, session.begin():
                return fetch_export(Office(session, clock()), keys, export)

        opened = sessions.opens_export(f"/personal/exports/{export}", key)
        found = await asyncio.to_thread(fetch) if opened else None
        if found is None:
            raise Refused(404, "not_found")
        body = json.dumps(found, ensure_ascii=False, indent=1)
        return Response(body, media_type="application/json; charset=utf-8", headers=_HEADERS)

    return router
