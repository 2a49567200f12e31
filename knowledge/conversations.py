"""Conversations: beginning one, keeping its turns, and what was offered in them.

Every function takes a session; those that write leave the commit to their caller.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from knowledge.appointments.contacts import Person, open_contact
from knowledge.blocks import AnyBlock, Choices, Form, Payload, Reply, Slots
from knowledge.handover.steps import forget_words
from knowledge.models import (
    Appointment,
    Contact,
    Conversation,
    Event,
    FormRequest,
    Handover,
    OfferedOption,
    Reminder,
    Ticket,
    Turn,
    Waiting,
)
from knowledge.office import Office
from knowledge.personal.consents import record
from knowledge.personal.keys import Keys
from knowledge.receipts import RECEIPTED, receipt_number
from knowledge.settings import ZONE

# An event that no channel delivered is of no use to anybody after this.
_PATIENCE = timedelta(days=30)


@dataclass(frozen=True)
class KeptTurn:
    """A turn as it was answered: its reference, the reply as it was shown, the number of its receipt (or none)."""

    ref: str
    reply: Reply
    receipt: str | None = None


def begin(session: Session, channel: str, now: datetime) -> str:
    """Begin a conversation and return its id, which nobody can guess."""
    identifier = f"cv_{secrets.token_urlsafe(18)}"
    session.add(Conversation(id=identifier, channel=channel, created_at=now, updated_at=now))
    return identifier


def exists(session: Session, conversation: str) -> bool:
    """Tell whether a conversation is kept (retention deletes old ones)."""
    return session.get(Conversation, conversation) is not None


def turn_of_message(session: Session, conversation: str, message_id: str) -> KeptTurn | None:
    """Return what was answered to a message that came before, so that a repeated one does nothing twice."""
    query = select(Turn).where(Turn.conversation_id == conversation, Turn.message_id == message_id)
    row = session.scalar(query)
    return KeptTurn(row.ref, Reply.model_validate(row.reply), row.receipt) if row is not None else None


def offered(session: Session, conversation: str, option: str) -> tuple[str, Payload] | None:
    """Return label and payload of an option that was offered in this conversation."""
    row = session.get(OfferedOption, option)
    if row is None or row.conversation_id != conversation:
        return None
    return row.label, Payload.model_validate(row.payload)


def option_by_number(session: Session, conversation: str, number: int) -> str | None:
    """Return the id of the `number`-th option (from 1) of the last turn, for those who answer with a digit."""
    # A turn that failed showed no options; what was offered before it still stands on the screen.
    turns = select(Turn).where(Turn.conversation_id == conversation, Turn.status != "failed")
    row = session.scalar(turns.order_by(Turn.id.desc()).limit(1))
    if row is None:
        return None
    for block in Reply.model_validate(row.reply).blocks:
        choices = block.options if isinstance(block, Choices) else block.slots if isinstance(block, Slots) else ()
        if choices:
            return choices[number - 1].id if 1 <= number <= len(choices) else None
    return None


def find_form(session: Session, conversation: str, form: str) -> FormRequest | None:
    """Return the form with this id if it was shown in this conversation."""
    row = session.get(FormRequest, form)
    return row if row is not None and row.conversation_id == conversation else None


def contact_given(
    session: Session, conversation: str, key: Keys, person: Person, now: datetime, consents: Iterable[str] = ()
) -> str | None:
    """Return the reference of the same person's data if it was given in this conversation before; given now again."""
    for row in session.scalars(select(Contact).where(Contact.conversation_id == conversation)):
        with contextlib.suppress(ValueError):  # sealed with a key of before
            if open_contact(key, row) == person:
                row.created_at = now  # retention counts from the last consent
                record(Office(session, now), row.ref, consents)
                return row.ref
    return None


def prepare(session: Session, conversation: str, reply: Reply, now: datetime) -> Reply:
    """Give options, times and forms their ids, keep what they stand for, and return what may be shown."""
    blocks = tuple(_prepared(session, conversation, block, now) for block in reply.blocks)
    return reply.model_copy(update={"blocks": blocks})


def _prepared(session: Session, conversation: str, block: AnyBlock, now: datetime) -> AnyBlock:
    def keep(label: str, payload: Payload | None) -> str:
        identifier = f"c_{secrets.token_urlsafe(9)}"
        session.add(
            OfferedOption(
                id=identifier,
                conversation_id=conversation,
                label=label,
                payload=(payload or Payload(text=label)).model_dump(),
                created_at=now,
            )
        )
        return identifier

    if isinstance(block, Choices):
        options = [
            option.model_copy(update={"id": keep(option.label, option.payload), "payload": None})
            for option in block.options
        ]
        return block.model_copy(update={"options": tuple(options)})
    if isinstance(block, Slots):
        slots = [
            slot.model_copy(
                update={"id": keep(f"{slot.date} {slot.weekday} {slot.start}", slot.payload), "payload": None}
            )
            for slot in block.slots
        ]
        return block.model_copy(update={"slots": tuple(slots)})
    if isinstance(block, Form):
        identifier = f"f_{secrets.token_urlsafe(9)}"
        about = (block.payload.value or "") if block.payload is not None else ""
        fields, consents = [field.name for field in block.fields], list(block.consents)
        request = FormRequest(
            id=identifier, conversation_id=conversation, purpose=block.purpose, fields=fields, consents=consents,
            about=about, created_at=now,
        )  # fmt: skip
        session.add(request)
        return block.model_copy(update={"id": identifier, "payload": None})
    return block


def keep_turn(
    session: Session,
    conversation: str,
    message_id: str,
    text: str,
    reply: Reply,
    now: datetime,
    milliseconds: int,
    *,
    answers: bool = True,
) -> KeptTurn:
    """Keep a turn (its text with personal data masked) and return it; what can be called an answer gets a receipt.

    `answers` is False for what is no answer whatever its outcome: an acknowledgement while a person is in charge.
    """
    trace = reply.trace
    receipted = answers and reply.status in RECEIPTED
    kept = KeptTurn(f"t_{secrets.token_urlsafe(9)}", reply, receipt_number(now) if receipted else None)
    session.add(
        Turn(
            ref=kept.ref,
            conversation_id=conversation,
            message_id=message_id,
            at=now,
            text=text,
            status=reply.status,
            reply=reply.shown(),
            milliseconds=milliseconds,
            receipt=kept.receipt,
            intent=trace.intent[:60],
            confidence=trace.confidence,
            model=trace.model[:80],
            read=trace.rows,
            considered=[one.model_dump() for one in trace.considered],
        )
    )
    row = session.get(Conversation, conversation)
    if row is not None:
        row.updated_at = now
    return kept


def rate_turn(session: Session, conversation: str, ref: str, helpful: bool, reason: str) -> bool:
    """Keep what the applicant thinks of an answer; return False if there is no such turn in this conversation."""
    row = session.scalar(select(Turn).where(Turn.ref == ref, Turn.conversation_id == conversation))
    if row is None:
        return False
    row.helpful, row.reason = helpful, reason
    return True


def forget_old(session: Session, now: datetime, days: int) -> int:
    """Delete conversations, with their turns and options, that rested longer than `days`; return how many.

    One that waits for a reminder, a visit or a place on the waiting list, for an event that was not delivered, for a
    person or for the answer to a ticket stays as a bare name: what was said goes.
    """
    rested = Conversation.updated_at < now - timedelta(days=days)
    waits = select(Reminder.conversation_id).where(Reminder.canceled_at.is_(None))
    undelivered = select(Event.conversation_id).where(Event.delivered_at.is_(None), Event.created_at > now - _PATIENCE)
    visiting = select(Appointment.conversation_id).where(
        Appointment.status == "confirmed", Appointment.day >= now.astimezone(ZONE).date()
    )
    in_line = select(Waiting.conversation_id).where(Waiting.status.in_(("waiting", "offered")))
    in_hands = select(Handover.conversation_id).where(Handover.state.in_(("waiting", "taken")))
    asked = select(Ticket.conversation_id).where(Ticket.state.in_(("open", "in_progress")))
    waiting = Conversation.id.in_(waits.union(undelivered, visiting, in_line, in_hands, asked))
    names = select(Conversation.id).where(rested, waiting)
    forget_words(session, select(Conversation.id).where(rested))
    for said in (Turn, OfferedOption, FormRequest):
        session.execute(delete(said).where(said.conversation_id.in_(names)))
    old = delete(Conversation).where(rested, ~waiting)
    return cast(CursorResult[Any], session.execute(old)).rowcount
