"""The web app: chat API, widget and chat page, calendar files, health."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException

from knowledge.appointments.contacts import ContactRefused, read_person
from knowledge.appointments.lookup import visit_of
from knowledge.clock import office_clock
from knowledge.database import connect, is_current, session_factory
from knowledge.models import Appointment
from knowledge.office import Office
from knowledge.secret import secret
from knowledge.settings import Settings
from web.bot import Bot
from web.calendar_file import calendar_file
from web.chat import Chat, Told
from web.guard import Guard
from web.limits import RateLimits
from web.metrics import Metrics
from web.sessions import Sessions
from web.wording import error

WIDGET = Path(__file__).parent / "widget"
logger = logging.getLogger(__name__)


class Body(BaseModel):
    """What a browser posts; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class MessageBody(Body):
    """A text or the id of a chosen option."""

    id: str = Field(min_length=1, max_length=80)
    # Far above the limit of a message: what is too long gets a sentence, not an error.
    text: str | None = Field(default=None, max_length=60_000)
    choice: str | None = Field(default=None, max_length=40)

    @model_validator(mode="after")
    def _one_of_both(self) -> MessageBody:
        if (self.text is None) == (self.choice is None):
            raise ValueError("text or choice, one of them")
        return self


class ContactBody(Body):
    """The fields of the contact form."""

    id: str = Field(min_length=1, max_length=80)
    name: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=200)
    consent: bool = False


class FeedbackBody(Body):
    """What the applicant thinks of an answer."""

    turn: str = Field(max_length=40)
    helpful: bool
    reason: str = Field(default="", max_length=2000)


class Refused(HTTPException):
    """An error answer with a code of ours."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, code, headers)


def make_app(settings: Settings) -> FastAPI:
    """Return the app; nothing is connected before it starts."""
    engine = connect(settings.database)
    sessions = Sessions(secret(settings, "secret_key"))
    limits, metrics, clock = RateLimits(settings), Metrics(), office_clock(settings)
    client = httpx.AsyncClient(base_url=settings.bot_url, timeout=settings.bot_timeout, trust_env=False)
    bot = Bot(client)
    key = secret(settings, "contact_key")
    chat = Chat(engine, bot, clock, sessions, key, settings.message_length, metrics)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await client.aclose()
        engine.dispose()

    app = FastAPI(title="web", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Guard)
    _errors(app)

    async def conversation(request: Request, authorization: Annotated[str, Header()] = "") -> str:
        scheme, _, token = authorization.partition(" ")
        named = sessions.conversation(token) if scheme.lower() == "bearer" else None
        if named is None or not await chat.exists(named):
            raise Refused(401, "unauthorised")
        wait = await asyncio.to_thread(limits.wait, named)
        if wait:
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        return named

    Named = Annotated[str, Depends(conversation)]

    @app.post("/api/chat/sessions")
    async def begin(request: Request) -> dict[str, Any]:
        wait = await asyncio.to_thread(limits.wait_for_address, request.client.host if request.client else "")
        if wait:
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        token, greeting = await chat.begin()
        return {"token": token, "greeting": greeting.model_dump(mode="json")["blocks"]}

    @app.post("/api/chat/messages")
    async def messages(body: MessageBody, named: Named) -> dict[str, Any]:
        if body.choice is not None:
            return _told(await chat.choice(named, body.id, body.choice))
        return _told(await chat.text(named, body.id, body.text or ""))

    @app.post("/api/chat/forms/{form}", response_model=None)
    async def forms(form: str, body: ContactBody, named: Named) -> dict[str, Any] | JSONResponse:
        try:
            person = read_person(body.name, body.phone, body.consent)
        except ContactRefused as refused:
            invalid = error("invalid")
            invalid["error"]["fields"] = refused.fields
            return JSONResponse(invalid, 422)
        return _told(await chat.contact(named, body.id, form, person))

    @app.post("/api/chat/feedback", status_code=204)
    async def feedback(body: FeedbackBody, named: Named) -> None:
        if not await chat.rate(named, body.turn, body.helpful, body.reason):
            raise Refused(404, "not_found")

    @app.get("/appointments/{code}.ics")
    async def calendar(code: str, key: str = "") -> Response:
        def file() -> bytes | None:
            with session_factory(engine)() as session, session.begin():
                row = session.scalar(
                    select(Appointment).where(Appointment.code == code, Appointment.status == "confirmed")
                )
                return calendar_file(visit_of(Office(session, clock()), row), clock()) if row is not None else None

        found = await asyncio.to_thread(file) if sessions.opens_calendar(code, key) else None
        if found is None:
            raise Refused(404, "not_found")
        return Response(found, media_type="text/calendar; charset=utf-8")

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        try:
            database = await asyncio.to_thread(is_current, engine)
        except SQLAlchemyError:
            database = False
        state = {"database": database, "bot": await bot.ready()}
        return JSONResponse(state, 200 if all(state.values()) else 503)

    @app.get("/metrics")
    async def metrics_text() -> PlainTextResponse:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    _pages(app)
    return app


def _told(told: Told) -> dict[str, Any]:
    return {"turn": told.turn, **told.reply.model_dump(mode="json")}


def _pages(app: FastAPI) -> None:
    @app.get("/chat")
    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(WIDGET / "chat.html", media_type="text/html; charset=utf-8")

    @app.get("/widget.js")
    async def script() -> FileResponse:
        return FileResponse(WIDGET / "widget.js", media_type="text/javascript; charset=utf-8")

    app.mount("/widget", StaticFiles(directory=WIDGET))


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

    @app.exception_handler(Exception)
    async def failed(_request: Request, problem: Exception) -> JSONResponse:
        logger.error("request failed: %s", type(problem).__name__)
        return JSONResponse(error("failed"), 500)

    @app.exception_handler(SQLAlchemyError)
    async def database(_request: Request, problem: SQLAlchemyError) -> JSONResponse:
        logger.error("the database failed: %s", type(problem).__name__)
        return JSONResponse(error("failed"), 503)


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=settings.log_level)
    uvicorn.run(make_app(settings), host=settings.host, port=settings.web_port, log_level="warning", access_log=False)
