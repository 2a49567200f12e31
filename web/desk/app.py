"""The desk as an ASGI app: every route of the table behind one gate."""

from __future__ import annotations

import functools
import re
from datetime import timedelta
from pathlib import Path

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as Path_
from starlette.staticfiles import StaticFiles

from knowledge.clock import Clock
from knowledge.desk.roles import may
from knowledge.desk.sessions import Limits
from knowledge.personal.keys import keyring
from knowledge.secret import secret
from knowledge.settings import Settings
from web.desk import (
    account,
    accounts,
    audit_log,
    changes,
    closures,
    drafts,
    hall,
    home,
    inbox,
    knowledge,
    lab,
    matching,
    overview,
    policies,
    progress,
    provider,
    release,
    rows,
    sign_in,
    tests,
    tickets,
    unanswered,
    word_lists,
)  # fmt: skip
from web.desk.call import PREFIX, House
from web.desk.gate import Gate, problem_page
from web.desk.shown import filters
from web.desk.table import Route
from web.desk.wording import words

HERE = Path(__file__).parent
GROUPS = (
    sign_in,
    provider,
    home,
    lab,
    tests,
    matching,
    release,
    overview,
    inbox,
    tickets,
    progress,
    hall,
    closures,
    unanswered,
    knowledge,
    rows,
    changes,
    policies,
    drafts,
    word_lists,
    account,
    accounts,
    audit_log,
)
"""The groups of pages: modules with a `table`."""


def all_routes() -> list[Route]:
    """Return the whole table."""
    return [route for group in GROUPS for route in group.table.routes]


def make_desk(
    settings: Settings, engine: Engine, clock: Clock, provider_transport: httpx.BaseTransport | None = None
) -> Starlette:
    """Return the desk, to be mounted at /desk; `provider_transport` stands in for the way to the identity provider."""
    house = House(
        settings=settings, engine=engine, clock=clock, secret_key=secret(settings, "secret_key"),
        keys=keyring(settings), templates=_templates(),
        limits=Limits(timedelta(minutes=settings.desk_idle_minutes), timedelta(hours=settings.desk_session_hours)),
        provider_transport=provider_transport,
    )  # fmt: skip
    by_path: dict[str, dict[str, Route]] = {}
    for route in all_routes():
        by_path.setdefault(route.path, {})[route.method] = route
    served: list[BaseRoute] = [
        Path_(path, Gate(house, methods), methods=sorted(methods)) for path, methods in by_path.items()
    ]
    served.append(Mount("/static", StaticFiles(directory=HERE / "static")))

    async def refused(request: Request, problem: Exception) -> Response:
        status = problem.status_code if isinstance(problem, HTTPException) else 500
        return problem_page(house, request, status, "not_there" if status == 404 else "wrong")

    return Starlette(routes=served, exception_handlers={HTTPException: refused})


def larger_body(path: str) -> int:
    """Return how many bytes a body may have at a path (with /desk) beyond what others may."""
    return next((largest for pattern, largest in _larger() if pattern.fullmatch(path)), 0)


@functools.cache
def _larger() -> tuple[tuple[re.Pattern[str], int], ...]:
    wide = [route for route in all_routes() if route.largest]
    return tuple((re.compile(re.sub(r"\{\w+\}", "[^/]+", f"{PREFIX}{route.path}")), route.largest) for route in wide)


def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.globals.update(words=words(), may=may, desk=PREFIX)
    found.filters.update(filters())
    return found
