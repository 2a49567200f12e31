"""What the office holds of a person, as it may be shown: covered, with consents, visits and the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from knowledge.appointments.contacts import open_contact
from knowledge.models import Appointment, Consent, Contact, Reminder, Service, Slot, Ticket, Turn, Waiting
from knowledge.office import Office
from knowledge.personal import consents
from knowledge.personal.keys import Keys, Unopened
from knowledge.personal.masking import mask_id_number, mask_name, mask_phone
from knowledge.personal.scope import Scope, visits_of


@dataclass(frozen=True)
class HeldContact:
    """Contact data, covered; empty where it cannot be opened. `consents` are versions with the day of the consent."""

    name: str
    phone: str
    id_number: str
    given: date
    consents: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class HeldVisit:
    """A visit with its code."""

    code: str
    service: str
    day: date
    starts: str
    status: str


@dataclass(frozen=True)
class Holdings:
    """All that is held; counts are of this conversation."""

    contacts: tuple[HeldContact, ...]
    visits: tuple[HeldVisit, ...]
    turns: int
    first_turn: datetime | None
    reminders: int
    waiting: int
    open_tickets: tuple[str, ...]


def holdings(office: Office, keys: Keys, scope: Scope) -> Holdings:
    """Return what is held of a person."""
    session = office.session
    own = Turn.conversation_id == scope.conversation
    turns, first = session.execute(select(func.count(Turn.id), func.min(Turn.at)).where(own)).one()
    reminders = select(func.count(Reminder.id)).where(
        Reminder.conversation_id == scope.conversation, Reminder.canceled_at.is_(None)
    )
    waiting = select(func.count(Waiting.id)).where(
        Waiting.conversation_id == scope.conversation, Waiting.status.in_(("waiting", "offered"))
    )
    return Holdings(
        contacts=tuple(_contact(office, keys, row) for row in scope.contacts),
        visits=tuple(_visit(office, visit, slot) for visit, slot in visits_of(office, scope)),
        turns=turns,
        first_turn=first,
        reminders=session.scalar(reminders) or 0,
        waiting=session.scalar(waiting) or 0,
        open_tickets=tuple(row.number for row in open_tickets_of(office, scope)),
    )


def open_tickets_of(office: Office, scope: Scope) -> list[Ticket]:
    """Return the tickets of the person's conversations that a person of the office still works on."""
    query = select(Ticket).where(Ticket.conversation_id.in_(scope.conversations), Ticket.closed_at.is_(None))
    return list(office.session.scalars(query.order_by(Ticket.id)))


def _contact(office: Office, keys: Keys, row: Contact) -> HeldContact:
    zone = office.now.tzinfo
    given = tuple((f"{c.purpose}/{c.version}", c.given_at.astimezone(zone).date()) for c in _standing(office, row))
    day = row.created_at.astimezone(zone).date()
    try:
        person = open_contact(keys, row)
    except Unopened:
        return HeldContact("", "", "", day, given)
    number = mask_id_number(person.id_number) if person.id_number else ""
    return HeldContact(mask_name(person.name), mask_phone(person.phone), number, day, given)


def _standing(office: Office, row: Contact) -> list[Consent]:
    return consents.standing(office, row.ref)


def _visit(office: Office, visit: Appointment, slot: Slot) -> HeldVisit:
    service = office.session.get_one(Service, visit.service_id)
    return HeldVisit(visit.code or "", service.name, slot.day, f"{slot.starts:%H:%M}", visit.status)
