"""Closures at short notice: who is booked is found, offered the nearest times, and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from knowledge.appointments.hours import covers
from knowledge.appointments.once import read_again, windows_named
from knowledge.appointments.seats import lock_window
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.appointments.states import CLOCK, at_desk, change
from knowledge.appointments.telling import tell_canceled
from knowledge.models import Appointment, Closure, Hall, Slot, Window
from knowledge.models.appointments import TAKING
from knowledge.office import Office

ALTERNATIVES = 3


@dataclass(frozen=True)
class Closing:
    """What a closure led to: the visits that were cancelled, and those of them whose people could not be told here."""

    closure: Closure
    canceled: tuple[Appointment, ...]
    unreached: tuple[Appointment, ...]


def close_window(
    office: Office,
    window: str,
    day: date,
    reason: str,
    staff: str,
    starts: time | None = None,
    ends: time | None = None,
) -> Closing:
    """Close a window (code) on a day, or from `starts` to `ends` of it; raise `LookupError` for an unknown window.

    Visits that are booked then are cancelled by the office, their people told, with the nearest times to move to.
    """
    row = office.session.scalar(select(Window).where(Window.code == window))
    if row is None:
        raise LookupError(f"no window {window}")
    return _close(office, row.hall_id, [row], row.id, day, reason, staff, starts, ends)


def close_hall(
    office: Office, hall: str, day: date, reason: str, staff: str, starts: time | None = None, ends: time | None = None
) -> Closing:
    """Close all windows of a hall (code), as `close_window` does."""
    row = office.session.scalar(select(Hall).where(Hall.code == hall))
    if row is None:
        raise LookupError(f"no hall {hall}")
    return _close(office, row.id, list(row.windows), None, day, reason, staff, starts, ends)


def reopen(office: Office, closure: int, staff: str) -> Closure:
    """Lift a closure (id); visits that it cancelled stay cancelled. Idempotent; raise `LookupError`."""
    row = office.session.get(Closure, closure)
    if row is None:
        raise LookupError(f"no closure {closure}")
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = office.now, staff
        office.session.flush()
        read_again(office)
    return row


def nearest_to(office: Office, visit: Appointment, most: int = ALTERNATIVES) -> list[FreeSlot]:
    """Return the free times nearest to a visit at the windows that take its service, those of its own hall first."""
    windows = windows_named(office, visit.service.windows)
    same_hall = [window for window in windows if window.hall_id == visit.slot.window.hall_id]
    wanted = datetime.combine(visit.slot.day, visit.slot.starts)
    for group in (same_hall, windows):
        free = free_slots(office, group, visit.service)
        if free:
            near = sorted(free, key=lambda slot: abs(datetime.combine(slot.day, slot.starts) - wanted))[:most]
            return sorted(near, key=lambda slot: (slot.day, slot.starts))
    return []


def _close(
    office: Office, hall: int, windows: list[Window], window: int | None, day: date, reason: str, staff: str,
    starts: time | None, ends: time | None,
) -> Closing:  # fmt: skip
    session = office.session
    if day < office.today or (starts is not None and ends is not None and starts >= ends):
        raise ValueError(f"a day from today on and a time before another were expected, came {day} {starts}-{ends}")
    for row in sorted(windows, key=lambda row: row.id):
        lock_window(session, row, alone=True)
    closure = Closure(
        hall_id=hall, window_id=window, day=day, starts=starts, ends=ends, reason=reason, created_by=staff,
        created_at=office.now,
    )  # fmt: skip
    session.add(closure)
    session.flush()
    read_again(office)
    canceled, unreached = [], []
    for visit in _booked(office, windows, closure):
        held = visit.status == "held"
        change(office, visit, "canceled_office", CLOCK if held else at_desk(staff), reason)
        visit.canceled_at = office.now
        if not held:
            canceled.append(visit)
    session.flush()
    for visit in canceled:
        near = nearest_to(office, visit)
        if not tell_canceled(office, visit, reason, near, f"closure:{closure.id}:{visit.id}", closed=True):
            unreached.append(visit)
    return Closing(closure, tuple(canceled), tuple(unreached))


def _booked(office: Office, windows: list[Window], closure: Closure) -> list[Appointment]:
    query = (
        select(Appointment, Slot)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(Slot.window_id.in_([row.id for row in windows]), Slot.day == closure.day, Appointment.status.in_(TAKING))
        .order_by(Slot.starts, Appointment.id)
        # Who is being checked in just now is looked at when that is done.
        .with_for_update(of=Appointment)
        .execution_options(populate_existing=True)
    )
    hit: dict[int, Appointment] = {}
    for visit, slot in office.session.execute(query):
        if covers(closure, slot.starts, slot.ends):
            # Whoever is being served is not sent away.
            lead = visit if visit.part_of_id is None else office.session.get_one(Appointment, visit.part_of_id)
            if lead.status != "checked_in":
                hit.setdefault(lead.id, lead)
    return list(hit.values())
