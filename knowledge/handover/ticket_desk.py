"""What a person of the office does with a ticket: list, take, pass on, answer, close; the alarm when one is late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import case, select

from knowledge.events import tell
from knowledge.handover.rules import rules
from knowledge.handover.steps import SYSTEM, note_step
from knowledge.handover.wording import day_words, language_of, told, words
from knowledge.models import Conversation, Ticket
from knowledge.office import Office
from knowledge.tickets import UNFINISHED

EVENT = "ticket"
Reached = Literal["told", "kept"]


class NoTicket(LookupError):
    """There is no ticket of this number, or it is closed."""


class AnswerRefused(ValueError):
    """An answer is empty or too long."""


def ticket_list(
    office: Office, *, states: Sequence[str] = UNFINISHED, kind: str = "", team: str = "", staff: str = ""
) -> list[Ticket]:
    """Return the tickets in these states, the one that is due first at the top; narrowed by kind, team or person."""
    query = select(Ticket).where(Ticket.state.in_(states))
    for column, wanted in ((Ticket.kind, kind), (Ticket.team, team), (Ticket.staff, staff)):
        if wanted:
            query = query.where(column == wanted)
    # Rows of before the due dates come last on both databases.
    last = case((Ticket.due_on.is_(None), 1), else_=0)
    return list(office.session.scalars(query.order_by(last, Ticket.due_on, Ticket.created_at, Ticket.id)))


def overdue(office: Office) -> list[Ticket]:
    """Return the tickets for which the alarm was raised and which nobody has answered yet, the latest first."""
    query = select(Ticket).where(Ticket.state.in_(UNFINISHED), Ticket.overdue_at.is_not(None))
    return list(office.session.scalars(query.order_by(Ticket.due_on, Ticket.id)))


def take_ticket(office: Office, number: str, by: str) -> Ticket:
    """Take a ticket up; from one person to another it goes by taking it. Raises `NoTicket`."""
    ticket = _ticket(office, number)
    if ticket.state == "in_progress" and ticket.staff == by:
        return ticket
    if ticket.state == "open":
        ticket.state = "in_progress"
    ticket.staff = by
    note_step(office, ticket, by, "taken")
    return ticket


def pass_ticket(office: Office, number: str, by: str, team: str) -> Ticket:
    """Pass a ticket to a team of rules.yml, where it is open for anybody to take."""
    if team not in rules().teams:
        raise ValueError(f"a team of rules.yml was expected, came {team}")
    ticket = _ticket(office, number)
    ticket.team, ticket.staff = team, ""
    ticket.state = "open" if ticket.state == "in_progress" else ticket.state
    note_step(office, ticket, by, "transferred", team)
    return ticket


def note_ticket(office: Office, number: str, by: str, text: str) -> None:
    """Keep a note for the staff alone."""
    note_step(office, _ticket(office, number, closed=True), by, "noted", _checked(text))


def answer_ticket(office: Office, number: str, by: str, text: str) -> Reached:
    """Answer a ticket; a second answer replaces the first and is told as well.

    `told` when it goes to the applicant as an event; `kept` when his conversation is gone, so that only his number and
    key lead to it. Raises `NoTicket`, `AnswerRefused`.
    """
    ticket, said = _ticket(office, number), _checked(text)
    ticket.answer, ticket.answered_at, ticket.staff, ticket.state = said, office.now, by, "answered"
    step = note_step(office, ticket, by, "answered", said)
    if office.session.get(Conversation, ticket.conversation_id) is None:
        return "kept"
    language = language_of(office.session, ticket.conversation_id)
    conclusion = words(language, "answered", ticket=ticket.number)
    last = [words(language, "answered_by"), words(language, "other_way")]
    reply = told(conclusion, said, *last, status="answered")
    tell(office, ticket.conversation_id, EVENT, f"ticket:{ticket.number}:answer:{step.id}", reply)
    return "told"


def close_and_tell(office: Office, number: str, by: str) -> None:
    """Close a ticket and tell the applicant, if his conversation is kept. Raises `NoTicket`."""
    ticket = _ticket(office, number)
    ticket.state, ticket.closed_at = "closed", office.now
    note_step(office, ticket, by, "closed")
    if office.session.get(Conversation, ticket.conversation_id) is not None:
        language = language_of(office.session, ticket.conversation_id)
        reply = told(words(language, "closed_ticket", ticket=ticket.number))
        tell(office, ticket.conversation_id, EVENT, f"ticket:{ticket.number}:closed", reply)


def raise_alarms(office: Office) -> list[Ticket]:
    """Note every ticket that is late for the first time, and return those; for the worker. The caller commits."""
    late = select(Ticket).where(Ticket.state.in_(UNFINISHED), Ticket.due_on < office.today, Ticket.overdue_at.is_(None))
    rows = list(office.session.scalars(late.order_by(Ticket.id)))
    for ticket in rows:
        ticket.overdue_at = office.now
        note_step(office, ticket, SYSTEM, "overdue")
    return rows


def due_line(ticket: Ticket, language: Literal["zh", "en"]) -> str:
    """Say until when a ticket is due, or nothing for one without a day."""
    if ticket.due_on is None:
        return ""
    return words(language, "due", due=day_words(language, ticket.due_on), ticket=ticket.number)


def _ticket(office: Office, number: str, *, closed: bool = False) -> Ticket:
    query = select(Ticket).where(Ticket.number == number).with_for_update()
    ticket = office.session.scalar(query.execution_options(populate_existing=True))
    if ticket is None or (ticket.state == "closed" and not closed):
        raise NoTicket(number)
    return ticket


def _checked(text: str) -> str:
    said, longest = text.strip(), rules().message_length
    if not said or len(said) > longest:
        raise AnswerRefused(f"1 to {longest} characters were expected, came {len(said)}")
    return said
