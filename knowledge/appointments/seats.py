"""Seats of slots: one is taken by writing a visit that names it; the database lets one active visit have it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from knowledge.appointments.hours import slots_of_day
from knowledge.appointments.once import closures_again
from knowledge.appointments.slots import FreeSlot
from knowledge.models import Appointment, Seat, Slot, Window
from knowledge.models.appointments import TAKING
from knowledge.office import Office

_WINDOW, _PERSON = 1, 2


class SlotTaken(Exception):
    """Someone else has the last place of the slot, or the window is closed by now."""


@dataclass(frozen=True)
class Place:
    """A free seat of a slot."""

    slot: Slot
    seat: int


def take(office: Office, free: FreeSlot, limit: int | None, values: dict[str, Any]) -> Appointment:
    """Write a visit with a seat in every slot that it takes; raise `SlotTaken` and leave nothing behind.

    The caller has the window locked.

    `limit` restricts it to the first seats of a slot; others are given the last seats first, so that these stay free.
    """
    parts = free.parts or ((free.starts, free.ends),)
    closures_again(office)
    places = {starts: number for starts, _, number in slots_of_day(office, free.window, free.day)}
    begun = datetime.combine(free.day, free.starts, office.now.tzinfo) <= office.now
    if (begun and not values.get("walk_in")) or any(starts not in places for starts, _ in parts):
        raise SlotTaken
    with office.session.begin_nested():
        lead = _seat(office, free, parts[0], places, limit, {**values, "slots": len(parts)})
        for part in parts[1:]:
            bare = {key: values[key] for key in ("conversation_id", "service", "day", "status", "created_at")}
            follower = {**bare, "key": f"{lead.key[:35]}+{part[0]:%H%M}", "part_of_id": lead.id, "materials": []}
            _seat(office, free, part, places, limit, follower)
    return lead


def _seat(
    office: Office, free: FreeSlot, part: tuple[time, time], places: dict[time, int], limit: int | None,
    values: dict[str, Any],
) -> Appointment:  # fmt: skip
    session, number = office.session, places[part[0]]
    row = slot_row(session, free.window, free, part, number)
    tried: set[int] = set()
    while True:
        taken = {*session.scalars(_active_seats(row))}
        open_seats = range(1, limit + 1) if limit else range(number, 0, -1)
        seat = next((seat for seat in open_seats if seat not in taken and seat not in tried), None)
        if seat is None or len(taken) >= number:
            raise SlotTaken
        visit = Appointment(slot_id=row.id, seat_number=seat, **values)
        set_committed_value(visit, "slot", row)
        if added(session, visit):
            return visit
        tried.add(seat)


def slot_row(session: Session, window: Window, free: FreeSlot, part: tuple[time, time], places: int) -> Slot:
    """Return the row of a slot with so many seats, made if it is not there."""
    query = select(Slot).where(Slot.window_id == window.id, Slot.day == free.day, Slot.starts == part[0])
    row = session.scalar(query)
    if row is None:
        row = Slot(window_id=window.id, day=free.day, starts=part[0], ends=part[1])
        if not added(session, row, *(Seat(slot=row, number=number) for number in range(1, places + 1))):
            row = session.scalars(query).one()
        set_committed_value(row, "window", window)
        return row
    seats = session.scalar(select(func.count(Seat.number)).where(Seat.slot_id == row.id)) or 0
    for number in range(seats + 1, places + 1):
        added(session, Seat(slot_id=row.id, number=number))
    return row


def added(session: Session, *rows: Slot | Seat | Appointment) -> bool:
    """Write rows unless the database refuses them; then nothing of them stays."""
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
    except IntegrityError:
        for row in rows:
            if row in session:
                session.expunge(row)
        return False
    return True


def lock_window(session: Session, window: Window, *, alone: bool = False) -> None:
    """Let a closure of a window wait for bookings that are being written, and these for it (PostgreSQL).

    SQLite has one writer at a time anyway.
    """
    _lock(session, _WINDOW, window.id, shared=not alone)


def lock_persons(session: Session, digests: Iterable[str]) -> None:
    """Let the bookings of one person come one after the other, so that none overlooks another (PostgreSQL)."""
    for number in sorted(zlib.crc32(digest.encode()) - 2**31 for digest in digests):
        _lock(session, _PERSON, number, shared=False)


def _lock(session: Session, kind: int, number: int, *, shared: bool) -> None:
    if session.get_bind().dialect.name == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        session.execute(text(f"SELECT {function}(:kind, :number)"), {"kind": kind, "number": number})


def _active_seats(row: Slot) -> Any:
    return select(Appointment.seat_number).where(Appointment.slot_id == row.id, Appointment.status.in_(TAKING))
