"""Applicants who book: what the tests of this room share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from knowledge.appointments import visits
from knowledge.appointments.contacts import Person, find_contact, store_contact
from knowledge.appointments.once import windows_named
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.models import Appointment, Contact, Conversation, Service
from knowledge.office import Office

KEY = b"k" * 32


def service(office: Office, code: str = "yc-card-a") -> Service:
    return office.session.scalars(select(Service).where(Service.code == code)).one()


def slots(office: Office, code: str = "yc-card-a") -> list[FreeSlot]:
    row = service(office, code)
    return free_slots(office, windows_named(office, row.windows), row)


def slot_at(office: Office, moment: str, code: str = "yc-card-a") -> FreeSlot:
    """The free slot at 2026-12-02 15:00."""
    return next(slot for slot in slots(office, code) if f"{slot.day} {slot.starts:%H:%M}" == moment)


def contact(office: Office, conversation: str, phone: str = "13800000000") -> Contact:
    ref = store_contact(office.session, KEY, Person("张示例", phone), conversation, office.now)
    found = find_contact(office.session, ref, conversation)
    assert found is not None
    return found


def talks(office: Office, conversation: str) -> str:
    """A conversation that is kept, so that something can be told in it."""
    if office.session.get(Conversation, conversation) is None:
        office.session.add(Conversation(id=conversation, channel="web", created_at=office.now, updated_at=office.now))
        office.session.flush()
    return conversation


def booked(
    office: Office, conversation: str, moment: str, phone: str = "13800000000", code: str = "yc-card-a"
) -> Appointment:
    talks(office, conversation)
    slot = slot_at(office, moment, code)
    key = visits.hold(office, slot, service(office, code), conversation).key
    return visits.confirm(office, key, conversation, contact(office, conversation, phone))


def at(office: Office, moment: str) -> Office:
    """The office at another time."""
    return Office(office.session, datetime.fromisoformat(moment).replace(tzinfo=office.now.tzinfo))
