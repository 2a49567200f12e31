"""Tickets 工单: matters that a person of the office takes up, with a number that the applicant can quote."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.models import Ticket, Turn
from knowledge.office import Office

_TRIES = 5
_SAID_BEFORE = 3
_LONGEST = 4000


def open_ticket(office: Office, kind: str, conversation: str, text: str) -> Ticket:
    """Open a ticket (`handoff`, `complaint`, `appeal`, `correction`); one that is open for the same matter is kept.

    `text` is what the applicant said, personal data masked; what was said just before is kept with it, since 转人工
    alone tells nobody what it is about. The session must be one for writing; the caller commits.
    """
    session = office.session
    lines = [*_said_before(session, conversation), text]
    query = select(Ticket).where(
        Ticket.conversation_id == conversation, Ticket.kind == kind, Ticket.closed_at.is_(None)
    )
    known = session.scalar(query)
    if known is not None:
        new = [line for line in lines if line not in known.text.splitlines()]
        known.text = "\n".join([known.text, *new])[:_LONGEST]
        return known
    said = "\n".join(dict.fromkeys(lines))[:_LONGEST]
    for attempt in range(_TRIES):
        used = (
            session.scalar(select(func.count(Ticket.id)).where(Ticket.number.like(f"GD{office.today:%Y%m%d}-%"))) or 0
        )
        number = f"GD{office.today:%Y%m%d}-{used + 1 + attempt:04d}"
        ticket = Ticket(number=number, kind=kind, conversation_id=conversation, text=said, created_at=office.now)
        try:
            with session.begin_nested():
                session.add(ticket)
                session.flush()
        except IntegrityError:
            continue
        return ticket
    raise RuntimeError("no free ticket number was found")


def _said_before(session: Session, conversation: str) -> list[str]:
    query = (
        select(Turn.text)
        .where(Turn.conversation_id == conversation, Turn.text != "")
        .order_by(Turn.id.desc())
        .limit(_SAID_BEFORE)
    )
    return [" ".join(text.split()) for text in reversed(session.scalars(query).all())]


def open_tickets(office: Office) -> list[Ticket]:
    """Return the tickets that wait for a person, oldest first."""
    query = select(Ticket).where(Ticket.closed_at.is_(None)).order_by(Ticket.created_at)
    return list(office.session.scalars(query))


def close_ticket(office: Office, number: str) -> bool:
    """Close the open ticket of this number; return False if there is none. The caller commits."""
    ticket = office.session.scalar(select(Ticket).where(Ticket.number == number, Ticket.closed_at.is_(None)))
    if ticket is None:
        return False
    ticket.closed_at = office.now
    return True
