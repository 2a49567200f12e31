"""Tickets 工单: matters that a person of the office takes up, with a number that the applicant can quote.

A ticket is seen from the conversation that opened it, or with its number and key from anywhere; whatever does not fit
is told apart by nobody.
"""

from __future__ import annotations

import hmac
import re
import secrets

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.handover.hours import due_day
from knowledge.handover.steps import APPLICANT, note_step
from knowledge.models import Ticket, Turn
from knowledge.office import Office

_TRIES = 5
_SAID_BEFORE = 3
_LONGEST = 4000
# Without 0, 1, I, L, O and U: nothing that is misread on paper or over the telephone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEY_LENGTH = 8
_NUMBER = re.compile(r"GD[-\s]?(\d{8})[-\s]?(\d{4,6})(?!\d)", re.IGNORECASE)
_KEY = re.compile(rf"(?<![A-Z0-9])([{_LETTERS}]{{4}})[-\s]?([{_LETTERS}]{{4}})(?![A-Z0-9])")
UNFINISHED = ("open", "in_progress")


def open_ticket(office: Office, kind: str, conversation: str, text: str, *, team: str = "") -> Ticket:
    """Open a ticket of a kind (`knowledge.models.conversations.TICKET_KINDS`); one open for the same matter is kept.

    `text` is what the applicant said, personal data masked; what was said just before is kept with it, since 转人工
    alone tells nobody what it is about. The session must be one for writing; the caller commits.
    """
    session = office.session
    lines = [line for line in (*_said_before(session, conversation), text) if line]
    query = select(Ticket).where(
        Ticket.conversation_id == conversation, Ticket.kind == kind, Ticket.state.in_(UNFINISHED)
    )
    known = session.scalar(query.with_for_update())
    if known is not None:
        new = [line for line in lines if line not in known.text.splitlines()]
        known.text = "\n".join([known.text, *new])[:_LONGEST]
        return known
    said = "\n".join(dict.fromkeys(lines))[:_LONGEST]
    for attempt in range(_TRIES):
        used = (
            session.scalar(select(func.count(Ticket.id)).where(Ticket.number.like(f"GD{office.today:%Y%m%d}-%"))) or 0
        )
        ticket = Ticket(
            number=f"GD{office.today:%Y%m%d}-{used + 1 + attempt:04d}", key=_new_key(), kind=kind, state="open",
            conversation_id=conversation, team=team, text=said, created_at=office.now, due_on=due_day(office, kind),
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(ticket)
                session.flush()
        except IntegrityError:
            continue
        note_step(office, ticket, APPLICANT, "opened", kind)
        return ticket
    raise RuntimeError("no free ticket number was found")


def find_number(text: str) -> str | None:
    """Return the first ticket number in a text in its standard form, or None."""
    match = _NUMBER.search(text)
    return f"GD{match[1]}-{match[2]}" if match else None


def find_key(text: str) -> str:
    """Return what can be a ticket's key behind a number, in its standard form, or an empty string."""
    match = _KEY.search(_NUMBER.sub(" ", text).upper())
    return f"{match[1]}-{match[2]}" if match else ""


def ticket_of(office: Office, number: str, conversation: str, key: str = "") -> Ticket | None:
    """Return a ticket of this conversation, or one whose key is given; a wrong and a foreign number look the same."""
    row = office.session.scalar(select(Ticket).where(Ticket.number == number))
    known = row.key if row is not None and row.key else secrets.token_hex(_KEY_LENGTH)
    opens = hmac.compare_digest(known.encode(), key.encode())
    return row if row is not None and (opens or row.conversation_id == conversation) else None


def own_tickets(office: Office, conversation: str) -> list[Ticket]:
    """Return the tickets that this conversation opened, newest first."""
    query = select(Ticket).where(Ticket.conversation_id == conversation).order_by(Ticket.id.desc())
    return list(office.session.scalars(query))


def urge(office: Office, ticket: Ticket) -> bool:
    """Note that the applicant urges (催办); False if he did today, or if there is nothing to urge any more."""
    if ticket.state not in UNFINISHED:
        return False
    zone = office.now.tzinfo
    if ticket.urged_at is not None and ticket.urged_at.astimezone(zone).date() == office.today:
        return False
    ticket.urged, ticket.urged_at = ticket.urged + 1, office.now
    note_step(office, ticket, APPLICANT, "urged")
    return True


def is_overdue(office: Office, ticket: Ticket) -> bool:
    """Tell whether a ticket should have been answered by now."""
    return ticket.state in UNFINISHED and ticket.due_on is not None and ticket.due_on < office.today


def open_tickets(office: Office) -> list[Ticket]:
    """Return the tickets that wait for a person, oldest first."""
    query = select(Ticket).where(Ticket.state.in_(UNFINISHED)).order_by(Ticket.created_at, Ticket.id)
    return list(office.session.scalars(query))


def close_ticket(office: Office, number: str, by: str = "command line") -> bool:
    """Close the ticket of this number; return False if there is none that is not closed. The caller commits."""
    ticket = office.session.scalar(select(Ticket).where(Ticket.number == number, Ticket.state != "closed"))
    if ticket is None:
        return False
    ticket.state, ticket.closed_at = "closed", office.now
    note_step(office, ticket, by, "closed")
    return True


def _new_key() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_KEY_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def _said_before(session: Session, conversation: str) -> list[str]:
    query = (
        select(Turn.text)
        .where(Turn.conversation_id == conversation, Turn.text != "")
        .order_by(Turn.id.desc())
        .limit(_SAID_BEFORE)
    )
    return [" ".join(text.split()) for text in reversed(session.scalars(query).all())]
