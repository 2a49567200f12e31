"""What the clock does to handovers: at closing time who still waits gets a ticket; silent conversations go back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from knowledge.handover.desk import give_up
from knowledge.handover.hours import is_open
from knowledge.handover.queue import lock, open_handover
from knowledge.handover.rules import rules
from knowledge.handover.ticket_desk import due_line
from knowledge.handover.wording import language_of, words
from knowledge.models import Handover, Ticket
from knowledge.office import Office
from knowledge.tickets import open_ticket


def close_the_queue(office: Office) -> int:
    """Once no hall is open, make a ticket of every conversation that still waits; return how many. For the worker.

    A complaint or appeal has its ticket already. The applicant is told the number, and the bot answers him again.
    """
    if is_open(office):
        return 0
    waiting = list(office.session.scalars(select(Handover).where(Handover.state == "waiting").order_by(Handover.id)))
    done = 0
    for row in waiting:
        lock(office.session, row.conversation_id)
        office.session.refresh(row)
        if row.state != "waiting":
            continue  # taken, or left, meanwhile
        language = language_of(office.session, row.conversation_id)
        ticket = _ticket_of(office, row)
        row.ticket = ticket.number
        lines = (due_line(ticket, language), words(language, "key", key=ticket.key), words(language, "other_way"))
        give_up(office, row, "ticket", "missed", lines=lines, ticket=ticket.number)
        done += 1
    return done


def _ticket_of(office: Office, row: Handover) -> Ticket:
    if row.ticket:
        known = office.session.scalar(select(Ticket).where(Ticket.number == row.ticket))
        if known is not None:
            return known
    return open_ticket(office, "handoff", row.conversation_id, "", team=row.team)


def give_back_idle(office: Office) -> int:
    """Give conversations back to the bot in which nobody wrote for `idle_hours`; return how many. For the worker."""
    before = office.now - timedelta(hours=rules().idle_hours)
    last = func.coalesce(Handover.taken_at, Handover.asked_at)
    query = select(Handover).where(
        Handover.state == "taken",
        last < before,
        func.coalesce(Handover.heard_at, last) < before,
        func.coalesce(Handover.replied_at, last) < before,
    )
    done = 0
    for row in office.session.scalars(query).all():
        lock(office.session, row.conversation_id)
        current = open_handover(office.session, row.conversation_id)
        moments = [row.taken_at, row.heard_at, row.replied_at]
        if current is row and row.state == "taken" and all(moment is None or moment < before for moment in moments):
            give_up(office, row, "returned", "idle")
            done += 1
    return done
