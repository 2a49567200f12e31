"""The public page /cloud: the published weeks as a chart and tables."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.desk.anonymous import K, published
from knowledge.office import Office
from web.api import Refused, desk_of
from web.desk.charts import columns
from web.desk.overview_words import group_name, overview_words

HERE = Path(__file__).parent


def cloud_router(engine: Engine, clock: Clock) -> APIRouter:
    """Return the page and its stylesheet."""
    router = APIRouter()
    pages = Environment(
        loader=FileSystemLoader([HERE, HERE.parent / "desk" / "templates"]), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip

    def rendered() -> str:
        words = overview_words()
        with session_factory(engine)() as session, session.begin():
            weeks = [week for week in published(Office(session, clock())) if week.figures]
            rows = [
                (
                    f"{week.monday:%m-%d}", int(week.figures["conversations"]), 0,
                    words["charts"]["week"].format(day=week.monday, whole=week.figures["conversations"]),
                )
                for week in reversed(weeks)
            ]  # fmt: skip
            chart = columns(words["charts"]["weeks"], rows)
            return pages.get_template("cloud.html").render(
                weeks=weeks, chart=chart, o=words, group_name=group_name, k=K
            )

    @router.get("/cloud")
    async def cloud(request: Request) -> Response:
        address = request.client.host if request.client else ""
        wait = await asyncio.to_thread(desk_of(request).limits.wait_for_address, address)
        if wait:
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        return HTMLResponse(await asyncio.to_thread(rendered))

    @router.get("/cloud.css")
    async def style() -> Response:
        return FileResponse(HERE / "cloud.css", media_type="text/css; charset=utf-8")

    return router
