"""One message in, one reply out: seen before, made safe, handed to the bot, kept.

The steps of a turn stand in `Chat._turn`; everything that touches the database runs off the event loop.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge import conversations
from knowledge.appointments.contacts import Person, find_contact_by_ref, store_contact
from knowledge.blocks import Reply
from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.handover.charge import Settled, person_in_charge, settle
from knowledge.handover.switch import maintenance, paused
from knowledge.handover.wording import language_in, language_of, told, words
from knowledge.office import Office
from knowledge.personal.correct import PhoneTaken, correct
from knowledge.personal.keys import Keys, Unopened
from knowledge.receipts import Receipt, find_receipt
from web.bot import Bot, BotFailed
from web.failures import reference_of
from web.greeting import Greeting
from web.message import Message, message_of
from web.metrics import Metrics
from web.said import cleaned, option_number
from web.sessions import Sessions, with_calendar_keys
from web.wording import failure, sentence, wording

Result = TypeVar("Result")


@dataclass(frozen=True)
class Told:
    """What goes back to the browser: the turn's reference, the reply, and the number of its receipt (or none)."""

    turn: str
    reply: Reply
    receipt: str | None = None


@dataclass(frozen=True)
class Asked:
    """What a form asks for: the names of its fields; `correcting` where what is left empty stays as it was."""

    fields: tuple[str, ...]
    correcting: bool


class Chat:
    """The conversations of the web."""

    def __init__(
        self,
        engine: Engine,
        bot: Bot,
        clock: Clock,
        sessions: Sessions,
        contact_key: Keys,
        length: int,
        metrics: Metrics,
    ) -> None:
        self._reading, self._writing = session_factory(engine), session_factory(engine, writes=True)
        self._bot, self._clock, self._sessions = bot, clock, sessions
        self._greeting = Greeting(self._reading, clock)
        self._contact_key, self._length, self._metrics = contact_key, length, metrics
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def begin(self, channel: str = "web", language: str = "zh") -> tuple[str, Reply]:
        """Begin a conversation; return its token and the greeting in a `language` (zh or en)."""

        greeting = await self._greeting.reply(language)

        def work(session: Session) -> tuple[str, Reply]:
            conversation = conversations.begin(session, channel, self._clock())
            session.flush()
            return conversation, self._greeted(session, conversation, greeting, language)

        conversation, reply = await self._write(work)
        return self._sessions.token(conversation), reply

    async def greet(self, conversation: str) -> Reply:
        """Return the greeting for a conversation that a channel began itself."""
        greeting = await self._greeting.reply()
        return await self._write(lambda session: self._greeted(session, conversation, greeting))

    def _greeted(self, session: Session, conversation: str, greeting: Reply, language: str = "zh") -> Reply:
        stopped = paused(session)
        first = greeting if stopped is None else maintenance(stopped, "en" if language == "en" else "zh")
        return conversations.prepare(session, conversation, first, self._clock())

    async def exists(self, conversation: str) -> bool:
        """Tell whether the conversation is still kept."""
        return await self._read(lambda session: conversations.exists(session, conversation))

    async def text(
        self, conversation: str, message_id: str, text: str, *, numbers: bool = True, plain: bool = False
    ) -> Told:
        """Answer what was typed.

        `numbers`: a bare number chooses an option of the last turn; `plain` asks for plain wording.
        """

        async def message() -> Message | Reply:
            if len(text) > self._length:
                return sentence("too_long", "clarify", length=self._length)
            said = cleaned(text)
            if not any(letter.isalnum() for letter in said):
                return sentence("empty", "clarify")
            number = option_number(said) if numbers else None
            if number is not None:
                option = await self._read(lambda s: conversations.option_by_number(s, conversation, number))
                if option is not None:
                    return await self._chosen(conversation, option)
            return Message(said, said, {})

        return await self._turn(conversation, message_id, message, plain=plain)

    async def choice(self, conversation: str, message_id: str, option: str, *, plain: bool = False) -> Told:
        """Answer the choice of an option that was offered; `plain` asks for plain wording."""
        return await self._turn(conversation, message_id, lambda: self._chosen(conversation, option), plain=plain)

    async def form(self, conversation: str, form: str) -> Asked | None:
        """Return what a form of this conversation asks for."""

        def work(session: Session) -> Asked | None:
            row = conversations.find_form(session, conversation, form)
            return Asked(tuple(row.fields), row.purpose == "correction") if row is not None else None

        return await self._read(work)

    async def contact(self, conversation: str, message_id: str, form: str, person: Person) -> Told:
        """Take personal data and go on with what it is for; the bot gets a reference only."""

        async def message() -> Message | Reply:
            label = wording()["replies"]["form_label"]

            def work(session: Session) -> Message | Reply | None:
                row = conversations.find_form(session, conversation, form)
                if row is None:
                    return None
                if person_in_charge(session, conversation):
                    # Nothing is stored for a bot that may not answer; the form can be sent again afterwards.
                    return told(words(language_of(session, conversation), "form_waits"), status="clarify")
                stopped = paused(session)
                if stopped is not None:
                    return maintenance(stopped)
                key, now = self._contact_key, self._clock()
                if row.purpose == "correction":
                    done = _corrected(Office(session, now), key, row.about, person)
                    return Message("/privacy", label, {"choice": {"slot": "privacy", "value": f"corrected={done}"}})
                # A form posted again after a failure must not leave the same data twice.
                ref = conversations.contact_given(session, conversation, key, person, now, row.consents)
                ref = ref or store_contact(session, key, person, conversation, now, row.consents)
                return Message("/EXTERNAL_contact", label, {"contact_ref": ref})

            return await self._write(work) or sentence("form_gone", "clarify")

        return await self._turn(conversation, message_id, message)

    async def rate(self, conversation: str, turn: str, helpful: bool, reason: str) -> bool:
        """Keep a rating; return False if the turn is not of this conversation."""
        said = cleaned(reason)[: self._length]
        return await self._write(lambda session: conversations.rate_turn(session, conversation, turn, helpful, said))

    async def receipt(self, number: str) -> Receipt | None:
        """Return the receipt with this number; whoever asks must have shown its key before."""
        return await self._read(lambda session: find_receipt(session, number))

    async def _chosen(self, conversation: str, option: str) -> Message | Reply:
        found = await self._read(lambda session: conversations.offered(session, conversation, option))
        return message_of(*found) if found is not None else sentence("stale", "clarify")

    async def _turn(
        self, conversation: str, message_id: str, message: Callable[[], Any], *, plain: bool = False
    ) -> Told:
        async with self._locks.setdefault(conversation, asyncio.Lock()):
            began = time.perf_counter()
            try:
                known = await self._read(lambda s: conversations.turn_of_message(s, conversation, message_id))
                if known is not None:
                    return Told(known.ref, known.reply, known.receipt)
                wanted = await message()
                if isinstance(wanted, Message):
                    if plain:
                        wanted = replace(wanted, metadata={**wanted.metadata, "plain": True})
                    told = await self._answered(conversation, message_id, wanted, began)
                else:
                    told = await self._write(self._keeping(conversation, message_id, "", Settled(wanted, True), began))
            except SQLAlchemyError as error:
                told = Told("", _failed(conversation, error))
        self._metrics.turn(told.reply.status, time.perf_counter() - began)
        return told

    async def _answered(self, conversation: str, message_id: str, message: Message, began: float) -> Told:
        """Ask the bot unless a person is in charge; who is, is decided again in the transaction that keeps the turn."""

        def look(session: Session) -> tuple[bool, Reply | None]:
            stopped = paused(session)
            told = maintenance(stopped, language_in(message.shown)) if stopped is not None else None
            return person_in_charge(session, conversation), told

        person, stopped = await self._read(look)
        while True:
            reply = None if person else stopped or await self._ask(conversation, message)
            kept = await self._settle(conversation, message_id, message.shown, reply, began)
            if kept is not None:
                return kept
            # Staff gave the conversation back at this moment.
            person, stopped = False, (await self._read(look))[1]

    async def _settle(
        self, conversation: str, message_id: str, shown: str, reply: Reply | None, began: float
    ) -> Told | None:
        def work(session: Session) -> Told | None:
            settled = settle(Office(session, self._clock()), conversation, shown, reply)
            if settled is None:
                return None
            return self._keeping(conversation, message_id, shown, settled, began)(session)

        return await self._write(work)

    async def _ask(self, conversation: str, message: Message) -> Reply:
        try:
            return await self._bot.send(conversation, message.text, message.metadata)
        except BotFailed as error:
            return _failed(conversation, error)

    def _keeping(
        self, conversation: str, message_id: str, shown: str, settled: Settled, began: float
    ) -> Callable[[Session], Told]:
        reply = settled.reply
        # A turn that failed is kept under another id, so that the same message may be sent again.
        kept_id = message_id if reply.status != "failed" else f"{message_id[:60]}#{secrets.token_hex(4)}"

        def work(session: Session) -> Told:
            now = self._clock()
            ready = with_calendar_keys(self._sessions, conversations.prepare(session, conversation, reply, now))
            milliseconds = round((time.perf_counter() - began) * 1000)
            kept = conversations.keep_turn(
                session, conversation, kept_id, shown, ready, now, milliseconds, answers=settled.by_bot
            )
            return Told(kept.ref, ready, kept.receipt)

        return work

    async def _read(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._reading() as session, session.begin():
                return work(session)

        return await asyncio.to_thread(run)

    async def _write(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._writing() as session, session.begin():
                return work(session)

        return await asyncio.to_thread(run)


def _corrected(office: Office, keys: Keys, ref: str, person: Person) -> str:
    """Correct a contact; return what became of it, as the action tells it."""
    contact = find_contact_by_ref(office.session, ref)
    if contact is None:
        return "gone"
    try:
        return "done" if correct(office, keys, contact, person) else "same"
    except PhoneTaken:
        return "clash"
    except Unopened:
        return "failed"


def _failed(conversation: str, error: Exception) -> Reply:
    return failure(reference_of(error, conversation))
