"""Deleting a person's data, or the data he gave his consent for: at once, with a number, and with what must stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, delete, select, update

from knowledge.appointments import visits
from knowledge.appointments.reminding import retract_reminders
from knowledge.appointments.states import IllegalChange
from knowledge.handover.partners import withdraw_consent
from knowledge.handover.steps import forget_words
from knowledge.models import Appointment, AppointmentEvent, Base, Contact, Deletion, Ticket, Waiting
from knowledge.office import Office
from knowledge.personal.consents import take_back
from knowledge.personal.dialogues import forget_later
from knowledge.personal.holdings import open_tickets_of
from knowledge.personal.scope import Scope, visits_ahead
from knowledge.receipts import receipt_number

Kind = Literal["delete", "withdraw"]
# What becomes of visits that lie ahead: cancelled, or kept without anybody's name.
Ahead = Literal["cancel", "keep"]


@dataclass(frozen=True)
class Erased:
    """What was done: the number of the deletion, counts by kind, and what stays.

    `canceled` and `kept` are codes of visits that lay ahead (`kept` also where it was too late to cancel), `tickets`
    numbers that a person of the office still works on.
    """

    number: str
    counts: dict[str, int]
    canceled: tuple[str, ...]
    kept: tuple[str, ...]
    tickets: tuple[str, ...]


def erase(office: Office, scope: Scope, kind: Kind, ahead: Ahead) -> Erased:
    """Delete the contacts of a scope and take back their consents; with `delete` the conversations too.

    The session must be one for writing; the caller commits.
    """
    canceled, kept = _settle_visits(office, scope, ahead)
    partners = [partner for name in scope.conversations for partner in withdraw_consent(office, name)]
    counts = {"consents": take_back(office, [row.ref for row in scope.contacts]) + len(partners)}
    counts |= {"contacts": _forget_contacts(office, scope), "visits_canceled": len(canceled)}
    tickets = tuple(row.number for row in open_tickets_of(office, scope))
    if kind == "delete":
        counts |= _forget_conversations(office, scope.conversations)
    number = "SC" + receipt_number(office.now)[2:]
    office.session.add(Deletion(number=number, kind=kind, at=office.now, counts=counts))
    office.session.flush()
    return Erased(number, counts, canceled, kept, tickets)


def _settle_visits(office: Office, scope: Scope, ahead: Ahead) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # Who leaves waits for nothing; a place that was offered to him is released below and goes to the next.
    office.session.execute(delete(Waiting).where(Waiting.conversation_id.in_(scope.conversations)))
    canceled: list[str] = []
    kept: list[str] = []
    for visit, _slot in visits_ahead(office, scope):
        done = ahead == "cancel" and _cancel(office, visit)
        (canceled if done else kept).append(visit.code or "")
        retract_reminders(office, visit.id)
    held = select(Appointment).where(Appointment.conversation_id == scope.conversation, Appointment.status == "held")
    for visit in office.session.scalars(held).all():
        visits.release(office, visit.key, scope.conversation)
    return tuple(canceled), tuple(kept)


def _cancel(office: Office, visit: Appointment) -> bool:
    try:
        visits.cancel(office, visit)
    except (visits.TooLate, IllegalChange):  # the second: checked in or moved meanwhile
        return False
    return True


def _forget_contacts(office: Office, scope: Scope) -> int:
    ids = [row.id for row in scope.contacts]
    session = office.session
    session.execute(
        update(Appointment).where(Appointment.contact_id.in_(ids)).values(contact_id=None, phone_digest=None)
    )
    return cast(CursorResult[Any], session.execute(delete(Contact).where(Contact.id.in_(ids)))).rowcount


def _forget_conversations(office: Office, conversations: tuple[str, ...]) -> dict[str, int]:
    """Delete all that hangs on the conversations; they stay as bare names, in which the answer to this is kept."""
    session = office.session
    counts: dict[str, int] = {}
    for table in reversed(Base.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table.name == "conversation" and (key.ondelete or "") == "CASCADE":
                gone = session.execute(delete(table).where(key.parent.in_(conversations)))
                counts[table.name] = cast(CursorResult[Any], gone).rowcount
    unlinked = {"conversation_id": ""}
    own = Appointment.conversation_id.in_(conversations)
    said = AppointmentEvent.appointment_id.in_(select(Appointment.id).where(own)), AppointmentEvent.actor == "applicant"
    session.execute(update(AppointmentEvent).where(*said).values(reason=""))
    session.execute(update(Appointment).where(own).values(**unlinked))
    # A closed ticket is kept as the office's own record and leads to nobody; an open one still reaches him.
    closed = Ticket.conversation_id.in_(conversations), Ticket.closed_at.is_not(None)
    session.execute(update(Ticket).where(*closed).values(**unlinked))
    forget_words(session, conversations)
    forget_later(office, conversations)
    session.expire_all()
    return {name: count for name, count in counts.items() if count}
