"""The hall's day: who waits in which order, who is late, and finding a visitor without showing his data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from knowledge.appointments.contacts import contacts_of_phone, open_contact, open_phone, tail_matches
from knowledge.appointments.desk import LATE, DayEntry, day_list
from knowledge.appointments.hours import slots_of_day
from knowledge.models import Appointment, Contact, Hall, Slot, Window
from knowledge.models.appointments import TAKING
from knowledge.office import Office
from knowledge.personal.keys import Keys, Unopened
from knowledge.settings import ZONE

_PHONE = re.compile(r"1\d{10}")
_MASKED = re.compile(r"(1\d{2})?[*＊xX]{0,8}(\d{4})")
_SEARCHED_BACK, _SEARCHED_AHEAD = timedelta(days=1), timedelta(days=30)
_HIDDEN = "＊"


@dataclass(frozen=True)
class Visitor:
    """A person as the hall sees him: surname and the telephone with its middle hidden."""

    name: str
    phone: str


@dataclass(frozen=True)
class Place:
    """A visit of the day with its place: `late` when its time passed by ten minutes before the visitor was there.

    `turn` is his place among those who wait at the window, from 1, or None.
    """

    entry: DayEntry
    late: bool
    arrived: datetime | None
    turn: int | None


@dataclass(frozen=True)
class WindowDay:
    """A window with its visits in the order of the day."""

    window: Window
    places: tuple[Place, ...]


@dataclass(frozen=True)
class SlotLoad:
    """A slot of a window: how many places it has, and how many are taken."""

    starts: time
    ends: time
    places: int
    taken: int


@dataclass(frozen=True)
class Found:
    """A visit that was found: code, day, time, window, service, state."""

    code: str
    day: date
    starts: time
    window: str
    service: str
    status: str


def hall_day(office: Office, hall: Hall, day: date) -> list[WindowDay]:
    """Return the visits of a hall on a day, by window.

    Who is late loses his place and waits by the time at which he came; the others wait by the time of their visit.
    """
    entries = day_list(office, hall.code, day)
    arrived = _arrivals(office, entries)
    found = []
    for window in hall.windows:
        own = [entry for entry in entries if entry.window == window.code]
        if window.active or own:
            found.append(WindowDay(window, _places(office, own, day, arrived)))
    return found


def visitors(office: Office, keys: Keys, codes: Iterable[str]) -> dict[str, Visitor]:
    """Return the visitors of visits by code, hidden as far as the hall needs it; forgotten ones are left out."""
    query = select(Appointment).where(Appointment.code.in_(list(codes))).options(joinedload(Appointment.contact))
    found = {}
    for visit in office.session.scalars(query):
        if visit.contact is not None and visit.code:
            person = _opened(keys, visit.contact)
            if person is not None:
                found[visit.code] = person
    return found


def find_on_day(office: Office, keys: Keys, day: date, name: str, tail: str) -> list[Found]:
    """Return the visits of a day of the person with this name (or surname) and the last four digits."""
    found = []
    for visit in _with_contacts(office, day, day):
        if visit.contact is None or not tail_matches(keys, visit.contact, tail):
            continue
        try:
            called = open_contact(keys, visit.contact).name
        except Unopened:
            continue
        if called == name or (len(name) <= 2 and called.startswith(name)):
            found.append(_found(visit))
    return found


def find_by_phone(office: Office, keys: Keys, typed: str) -> list[Found] | None:
    """Return the visits from yesterday to 30 days ahead of a telephone; None if what was typed is none.

    It may be whole or masked: 138****0000, 0000.
    """
    text = re.sub(r"[\s-]", "", typed)
    first, last = office.today - _SEARCHED_BACK, office.today + _SEARCHED_AHEAD
    if _PHONE.fullmatch(text):
        ids = {contact.id for contact in contacts_of_phone(office.session, keys, text)}
        return [_found(visit) for visit in _with_contacts(office, first, last) if visit.contact_id in ids]
    match = _MASKED.fullmatch(text)
    if match is None:
        return None
    found = []
    for visit in _with_contacts(office, first, last):
        contact = visit.contact
        if contact is not None and tail_matches(keys, contact, match[2]) and _begins(keys, contact, match[1] or ""):
            found.append(_found(visit))
    return found


def masked(typed: str) -> str:
    """Return a telephone as the audit log may have it."""
    text = re.sub(r"[\s-]", "", typed)
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 8 else f"****{text[-4:]}"


def slot_loads(office: Office, window: Window, day: date) -> list[SlotLoad]:
    """Return the slots of a window on a day with the places that are taken."""
    query = (
        select(Slot.starts, func.count())
        .join(Appointment, Appointment.slot_id == Slot.id)
        .where(Slot.window_id == window.id, Slot.day == day, Appointment.status.in_(TAKING))
        .group_by(Slot.starts)
    )
    taken = {starts: count for starts, count in office.session.execute(query)}
    return [
        SlotLoad(starts, ends, places, taken.get(starts, 0))
        for starts, ends, places in slots_of_day(office, window, day)
    ]


def _places(office: Office, entries: list[DayEntry], day: date, arrived: dict[str, datetime]) -> tuple[Place, ...]:
    marked = []
    for entry in entries:
        begins = datetime.combine(day, entry.starts, ZONE)
        came = arrived.get(entry.code)
        here = came or (office.now if entry.status == "confirmed" else None)
        late = here is not None and here > begins + LATE and not entry.walk_in
        marked.append((entry, late, came, came if late and came is not None else begins))
    waiting = [row for row in marked if row[0].waits]
    order = [entry.code for entry, _, _, _ in sorted(waiting, key=lambda row: (row[3], row[2] or row[3]))]
    turns = {code: place for place, code in enumerate(order, 1)}
    return tuple(Place(entry, late, came, turns.get(entry.code)) for entry, late, came, _ in marked)


def _arrivals(office: Office, entries: list[DayEntry]) -> dict[str, datetime]:
    codes = [entry.code for entry in entries]
    query = select(Appointment.code, Appointment.checked_in_at).where(
        Appointment.code.in_(codes), Appointment.checked_in_at.is_not(None)
    )
    rows = office.session.execute(query)
    return {code: at.astimezone(ZONE) for code, at in rows if code is not None and at is not None}


def _with_contacts(office: Office, first: date, last: date) -> list[Appointment]:
    query = (
        select(Appointment)
        .where(
            Appointment.day.between(first, last), Appointment.part_of_id.is_(None), Appointment.code.is_not(None),
            Appointment.contact_id.is_not(None), Appointment.status.in_((*TAKING, "served", "rated", "no_show")),
        )
        .options(joinedload(Appointment.contact), joinedload(Appointment.service))
        .order_by(Appointment.day, Appointment.id)
    )  # fmt: skip
    return list(office.session.scalars(query))


def _opened(keys: Keys, contact: Contact) -> Visitor | None:
    try:
        person = open_contact(keys, contact)
    except Unopened:
        return None
    return Visitor(person.name[:1] + _HIDDEN * min(max(len(person.name) - 1, 1), 3), masked(person.phone))


def _begins(keys: Keys, contact: Contact, start: str) -> bool:
    if not start:
        return True
    try:
        return open_phone(keys, contact).startswith(start)
    except Unopened:
        return False


def _found(visit: Appointment) -> Found:
    slot = visit.slot
    return Found(visit.code or "", visit.day, slot.starts, slot.window.name, visit.service.name, visit.status)
