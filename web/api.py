"""The chat API: sessions, messages, forms, feedback, history, events (paths and shapes: docs/api.md)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.appointments.contacts import ContactRefused, Given, read_form
from web.chat import Asked, Chat, Told
from web.events import Events
from web.limits import RateLimits
from web.receipts import receipt_link
from web.sessions import Sessions
from web.streams import Streams, TooManyStreams
from web.wording import error, wording

router = APIRouter(prefix="/api/chat")


@dataclass(frozen=True)
class Desk:
    """What the API works with; kept as `app.state.desk`."""

    chat: Chat
    sessions: Sessions
    limits: RateLimits
    events: Events
    streams: Streams


class Refused(HTTPException):
    """An error answer with a code of ours."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, code, headers)


class Body(BaseModel):
    """What a browser posts; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


# What a browser may use as a name of its own or send back as one of ours: visible ASCII only.
Name = Annotated[str, Field(max_length=80, pattern="^[!-~]*$")]


class MessageBody(Body):
    """A text or the id of a chosen option."""

    id: Name = Field(min_length=1)
    # Far above the limit of a message: what is too long gets a sentence, not an error.
    text: str | None = Field(default=None, max_length=60_000)
    choice: Name | None = None
    plain: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> MessageBody:
        if (self.text is None) == (self.choice is None):
            raise ValueError("text or choice, one of them")
        return self


class BeginBody(Body):
    """The language in which the page greets."""

    language: Literal["zh", "en"] = "zh"


class ContactBody(Body):
    """The fields of the contact form."""

    id: Name = Field(min_length=1)
    name: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=200)
    id_number: str = Field(default="", max_length=200)
    consent: bool = False
    id_consent: bool = False


class FeedbackBody(Body):
    """What the applicant thinks of an answer."""

    turn: Name
    helpful: bool
    reason: str = Field(default="", max_length=2000)


def desk_of(request: Request) -> Desk:
    """Return what the API works with."""
    found: Desk = request.app.state.desk
    return found


OfTheOffice = Annotated[Desk, Depends(desk_of)]


def address_of(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


async def named_conversation(desk: OfTheOffice, authorization: Annotated[str, Header()] = "") -> str:
    """Return the conversation that the bearer token names; refuse forged tokens."""
    scheme, _, token = authorization.partition(" ")
    named = desk.sessions.conversation(token) if scheme.lower() == "bearer" else None
    if named is None or not await desk.chat.exists(named):
        raise Refused(401, "unauthorised")
    return named


Named = Annotated[str, Depends(named_conversation)]


async def writing_conversation(request: Request, named: Named, desk: OfTheOffice) -> str:
    """Return the conversation that the token names, unless it or its address writes too fast."""
    _unless_too_fast(await asyncio.to_thread(desk.limits.wait, named))
    _unless_too_fast(await asyncio.to_thread(desk.limits.wait_for_address, address_of(request), "messages"))
    return named


async def reading_conversation(named: Named, desk: OfTheOffice) -> str:
    """Return the conversation that the token names, unless it is read too often; reading has a limit of its own."""
    _unless_too_fast(await asyncio.to_thread(desk.limits.wait, f"reading {named}"))
    return named


Writing = Annotated[str, Depends(writing_conversation)]
Reading = Annotated[str, Depends(reading_conversation)]


@router.post("/sessions")
async def begin(request: Request, desk: OfTheOffice, body: BeginBody | None = None) -> dict[str, Any]:
    """Begin a conversation."""
    _unless_too_fast(await asyncio.to_thread(desk.limits.wait_for_address, address_of(request)))
    token, greeting = await desk.chat.begin(language=body.language if body is not None else "zh")
    return {"token": token, "greeting": greeting.shown()["blocks"]}


@router.post("/messages")
async def messages(body: MessageBody, named: Writing, desk: OfTheOffice) -> dict[str, Any]:
    """Answer a text or the choice of an option."""
    if body.choice is not None:
        return _told(desk, await desk.chat.choice(named, body.id, body.choice, plain=body.plain))
    return _told(desk, await desk.chat.text(named, body.id, body.text or "", plain=body.plain))


@router.post("/forms/{form}", response_model=None)
async def forms(form: str, body: ContactBody, named: Writing, desk: OfTheOffice) -> dict[str, Any] | JSONResponse:
    """Take contact data; fields that cannot be taken come back with a sentence each."""
    try:
        given = Given(body.name, body.phone, body.id_number, body.consent, body.id_consent)
        asked = await desk.chat.form(named, form) or _UNKNOWN
        person = read_form(given, asked.fields, correcting=asked.correcting)
    except ContactRefused as refused:
        invalid = error("invalid")
        invalid["error"]["fields"] = {name: wording()["fields"][name] for name in refused.fields}
        return JSONResponse(invalid, 422)
    return _told(desk, await desk.chat.contact(named, body.id, form, person))


@router.post("/feedback", status_code=204)
async def feedback(body: FeedbackBody, named: Writing, desk: OfTheOffice) -> None:
    """Keep a rating of an answer."""
    if not await desk.chat.rate(named, body.turn, body.helpful, body.reason):
        raise Refused(404, "not_found")


@router.get("/history")
async def history(named: Reading, desk: OfTheOffice) -> dict[str, Any]:
    """Return what was said and shown, for a page that begins again."""
    return await desk.events.history(named)


@router.get("/events")
async def events(
    request: Request, named: Reading, desk: OfTheOffice, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """Send the events of the conversation as they come, those after `Last-Event-ID` first."""
    try:
        stream = desk.streams.take(named, address_of(request))
    except TooManyStreams:
        raise Refused(503, "busy", {"Retry-After": "30"}) from None
    # The header has been to a browser and back: what is no number of ours counts as none.
    after = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 16 else 0
    frames = desk.streams.run(stream, after, partial(desk.events.frames, named), partial(desk.events.delivered, named))
    # Proxies must pass each event on at once.
    return StreamingResponse(frames, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


# A form that was never shown: `Chat.contact` says that it is gone, once the fields are filled.
_UNKNOWN = Asked(("name", "phone"), correcting=False)


def _unless_too_fast(wait: int) -> None:
    if wait:
        raise Refused(429, "too_fast", {"Retry-After": str(wait)})


def _told(desk: Desk, told: Told) -> dict[str, Any]:
    link = receipt_link(desk.sessions, told.receipt)
    return {"turn": told.turn, "receipt": link, **told.reply.shown(), "now": desk.events.now()}
