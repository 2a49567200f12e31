"""Invented persons with data in the office: booked, and booked elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from knowledge import conversations
from knowledge.appointments import visits
from knowledge.appointments.choosing import windows_of
from knowledge.appointments.contacts import Person, find_contact, store_contact
from knowledge.appointments.slots import free_slots
from knowledge.models import Appointment, Contact, Service
from knowledge.office import Office
from knowledge.personal.consents import current
from knowledge.personal.keys import Keys
from tests.conftest import NOW

KEY = b"k" * 32
ZHANG = Person("张三示例", "13800000000")
# Made up: the area code of a capital, a birthday, a sequence number and a check character that fits.
ID_NUMBER = "110101190001010014"


def conversation(office: Office, channel: str = "web") -> str:
    """Begin a conversation."""
    begun = conversations.begin(office.session, channel, office.now)
    office.session.flush()
    return begun


def contact(office: Office, within: str, person: Person = ZHANG, keys: Keys = KEY, language: str = "zh") -> Contact:
    """Give contact data in a conversation."""
    purposes = ("contact", "id_number") if person.id_number else ("contact",)
    keys_of_words = [current(purpose, language).key for purpose in purposes]  # type: ignore[arg-type]
    ref = store_contact(office.session, keys, person, within, office.now, keys_of_words)
    found = find_contact(office.session, ref, within)
    assert found is not None
    return found


def booked(
    office: Office, within: str, person: Person = ZHANG, service: str = "yc-card-a", language: str = "zh", nth: int = 0
) -> Appointment:
    """Book the `nth` free time of a service."""
    row = office.session.scalars(select(Service).where(Service.code == service)).one()
    slot = free_slots(office, windows_of(office, row))[nth]
    key = visits.hold(office, slot, row, within).key
    return visits.confirm(office, key, within, contact(office, within, person, language=language))


def later(office: Office, now: datetime) -> Office:
    """Return the same office at another time."""
    return Office(office.session, now)


__all__ = ["ID_NUMBER", "KEY", "NOW", "ZHANG", "booked", "contact", "conversation", "later"]
