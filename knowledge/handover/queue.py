"""The queue 排队: a conversation asks for a person, waits, or leaves; one open handover a conversation."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from knowledge.handover.rules import rules
from knowledge.handover.steps import APPLICANT, note_step
from knowledge.models import Conversation, Handover
from knowledge.office import Office

OPEN = ("waiting", "taken")


def lock(session: Session, conversation: str) -> bool:
    """Take the lock under which it is decided who is in charge of a conversation; False if it is not kept.

    PostgreSQL locks the row, SQLite a session for writing the whole database: both until the transaction ends.
    """
    query = select(Conversation.id).where(Conversation.id == conversation).with_for_update()
    return session.scalar(query) is not None


def open_handover(session: Session, conversation: str) -> Handover | None:
    """Return the handover of a conversation that waits or is taken, as the database has it now."""
    query = select(Handover).where(Handover.conversation_id == conversation, Handover.state.in_(OPEN))
    return session.scalar(query.execution_options(populate_existing=True))


def ask_for_person(
    office: Office, conversation: str, reason: str, *, ticket: str = "", team: str = "", who: str = APPLICANT
) -> Handover | None:
    """Put a conversation into the queue; one that is there stays. None if it is not kept. The caller commits.

    Whether the hall is open is for the caller to ask (`knowledge.handover.hours.is_open`).
    """
    if not lock(office.session, conversation):
        return None
    known = open_handover(office.session, conversation)
    if known is not None:
        known.ticket = known.ticket or ticket
        return known
    row = Handover(
        conversation_id=conversation, state="waiting", reason=reason, team=team or rules().team, ticket=ticket,
        asked_at=office.now,
    )  # fmt: skip
    office.session.add(row)
    office.session.flush()
    note_step(office, row, who, "asked", reason)
    return row


def place_in_queue(office: Office, row: Handover) -> int:
    """Return the place of a waiting handover in the queue of its team, from 1."""
    before: ColumnElement[bool] = or_(
        Handover.asked_at < row.asked_at, (Handover.asked_at == row.asked_at) & (Handover.id < row.id)
    )
    query = select(func.count(Handover.id)).where(Handover.state == "waiting", Handover.team == row.team, before)
    return (office.session.scalar(query) or 0) + 1


def end(office: Office, row: Handover, state: str, who: str, text: str = "") -> None:
    """End a handover as `returned`, `left`, `closed` or `ticket`; the lock of its conversation must be held."""
    row.state, row.ended_at = state, office.now
    note_step(office, row, who, state, text)
