"""Whose data may be told, changed and deleted: what was given in this conversation, or what a proven code leads to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from knowledge.appointments.lookup import find_visit
from knowledge.appointments.reminding import begins
from knowledge.models import Appointment, Contact, Slot
from knowledge.office import Office
from knowledge.personal.keys import Keys


@dataclass(frozen=True)
class Scope:
    """The data of one person as far as it is proven that it is his.

    `code` is the appointment code that was proven with the last digits of its telephone, or empty: such a proof opens
    less than the conversation in which the data was given (`is_own`).
    """

    conversation: str
    contacts: tuple[Contact, ...]
    code: str = ""

    @property
    def conversations(self) -> tuple[str, ...]:
        """This conversation and those in which the contacts were given."""
        return tuple(dict.fromkeys((self.conversation, *(row.conversation_id for row in self.contacts))))

    def is_own(self, contact: Contact) -> bool:
        """Tell whether a contact was given in this conversation."""
        return contact.conversation_id == self.conversation


def scope_of(office: Office, conversation: str, code: str = "") -> Scope:
    """Return what belongs to a conversation, and with it what a `code` leads to that was proven before."""
    query = select(Contact).where(Contact.conversation_id == conversation).order_by(Contact.id)
    found = {row.id: row for row in office.session.scalars(query)}
    appointment = office.session.scalar(select(Appointment).where(Appointment.code == code)) if code else None
    if appointment is not None and appointment.contact is not None:
        found.setdefault(appointment.contact.id, appointment.contact)
    return Scope(conversation, tuple(found.values()), code)


def prove(office: Office, conversation: str, code: str, keys: Keys, tail: str) -> bool:
    """Tell whether the last digits of a telephone fit a code that has data; wrong tries are counted and end soon."""
    found = find_visit(office, code, conversation, keys, tail)
    return found is not None and found.appointment.contact is not None


def visits_of(office: Office, scope: Scope) -> list[tuple[Appointment, Slot]]:
    """Return the visits that were booked with the data, by their time, those that are over too."""
    query = (
        select(Appointment, Slot)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(
            Appointment.code.is_not(None),
            or_(
                Appointment.contact_id.in_([row.id for row in scope.contacts]),
                Appointment.conversation_id == scope.conversation,
            ),
        )
        .order_by(Slot.day, Slot.starts, Appointment.id)
    )
    return [(appointment, slot) for appointment, slot in office.session.execute(query)]


def visits_ahead(office: Office, scope: Scope) -> list[tuple[Appointment, Slot]]:
    """Return the confirmed visits that have not begun."""
    every = visits_of(office, scope)
    return [
        (visit, slot) for visit, slot in every if visit.status == "confirmed" and begins(slot, office.now) > office.now
    ]
