"""The web app: chat API, widget and chat page, calendar files, health."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from fastapi import FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp

from knowledge.clock import office_clock
from knowledge.database import connect, is_current
from knowledge.personal.keys import keyring
from knowledge.secret import secret
from knowledge.settings import Settings
from web.api import Desk, Refused, router
from web.bot import Bot
from web.chat import Chat
from web.cloud.page import cloud_router
from web.desk.app import larger_body, make_desk
from web.events import Events
from web.exports import exports_router
from web.failures import reference_of
from web.guard import Guard
from web.limits import RateLimits
from web.metrics import Metrics
from web.origins import Origins
from web.pages import page_routes
from web.policies import policies_router
from web.receipts import shown
from web.sessions import Sessions
from web.streams import Streams
from web.visits import visits_router
from web.wechat.channel import make_channel, make_store
from web.wording import error

# Seconds that messages of WeChat which are being worked on get when the process is told to stop.
_LAST_ANSWERS = 10.0


def make_app(
    settings: Settings,
    bot_transport: httpx.AsyncBaseTransport | None = None,
    wall: Callable[[], float] = time.time,
    wecom_transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """Return the app; nothing is connected before it starts.

    The transports stand in for the ways to the bot and to WeCom, `wall` for the time of the world (WeChat signs by it).
    """
    engine = connect(settings.database)
    sessions = Sessions(secret(settings, "secret_key"))
    metrics, clock = Metrics(), office_clock(settings)
    client = httpx.AsyncClient(
        base_url=settings.bot_url, timeout=settings.bot_timeout, trust_env=False, transport=bot_transport
    )
    bot = Bot(client)
    key = keyring(settings)
    chat = Chat(engine, bot, clock, sessions, key, settings.message_length, metrics)
    events = Events(engine, clock, sessions)
    streams = Streams(events.newest, events.since, settings.event_streams)

    limits = RateLimits(settings)
    wechat = make_channel(settings, make_store(settings, engine, clock), chat, limits, sessions, wall, wecom_transport)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        streams.close()
        await wechat.close(_LAST_ANSWERS)
        await client.aclose()
        engine.dispose()

    app = FastAPI(title="web", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(GZipMiddleware, minimum_size=400)
    app.add_middleware(Origins, allowed=settings.origins)
    app.add_middleware(Guard, larger=None if settings.desk_listener else larger_body)
    _errors(app)

    app.state.desk = Desk(chat, sessions, limits, events, streams)
    app.include_router(router)
    for each in wechat.routers:
        app.include_router(each)
    app.include_router(exports_router(engine, clock, sessions, key))
    app.include_router(visits_router(engine, clock, sessions))
    app.include_router(cloud_router(engine, clock))
    app.include_router(policies_router(engine, clock, show_examples=settings.examples_visible))

    @app.get("/api/receipts/{number}")
    async def receipt(number: str, authorization: Annotated[str, Header()] = "") -> dict[str, Any]:
        scheme, _, key = authorization.partition(" ")
        opened = scheme.lower() == "bearer" and sessions.opens_receipt(number, key)
        found = await chat.receipt(number) if opened else None
        if found is None:
            raise Refused(404, "not_found")
        return shown(found)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        try:
            database = await asyncio.to_thread(is_current, engine)
        except SQLAlchemyError:
            database = False
        actions = await bot.answers(f"http://127.0.0.1:{settings.actions_port}/healthz")
        state = {"database": database, "bot": await bot.answers(), "actions": actions}
        return JSONResponse(state, 200 if all(state.values()) else 503)

    app.router.routes.extend(page_routes())
    staff = FastAPI(docs_url=None, redoc_url=None, openapi_url=None) if settings.desk_listener else app
    _staff(staff, make_desk(settings, engine, clock), metrics)
    app.state.staff = staff
    return app


def _staff(app: FastAPI, desk: ASGIApp, metrics: Metrics) -> None:
    """Serve the desk and the counts: from the public app, or from one that has a listener of its own."""
    if getattr(app.state, "desk", None) is None:
        app.add_middleware(GZipMiddleware, minimum_size=400)
        app.add_middleware(Guard, larger=larger_body)
        _errors(app)

    @app.get("/metrics")
    async def metrics_text() -> PlainTextResponse:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    @app.get("/desk", include_in_schema=False)
    async def first_page() -> RedirectResponse:
        return RedirectResponse("/desk/", 307)

    app.mount("/desk", desk)


def _errors(app: FastAPI) -> None:
    @app.exception_handler(StarletteHTTPException)
    async def refused(_request: Request, problem: StarletteHTTPException) -> JSONResponse:
        code = (
            problem.detail if isinstance(problem, Refused) else "not_found" if problem.status_code == 404 else "invalid"
        )
        return JSONResponse(error(code), problem.status_code, headers=problem.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, _problem: RequestValidationError) -> JSONResponse:
        return JSONResponse(error("invalid"), 422)

    @app.exception_handler(SQLAlchemyError)
    async def database(_request: Request, problem: SQLAlchemyError) -> JSONResponse:
        return JSONResponse(error("failed", reference=reference_of(problem)), 503)
