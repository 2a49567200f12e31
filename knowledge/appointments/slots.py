"""Slots 号源: which times a window has, and how many places are left in each."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, func, or_, select

from knowledge.appointments.calendar import office_plan
from knowledge.models import Appointment, Hall, Slot, Window
from knowledge.office import Office
from language.calendar import ListedCalendar

_MONDAY = 1


@dataclass(frozen=True)
class FreeSlot:
    """A time of a window with the places left; `provisional` when the year's holiday plan is not published."""

    window: Window
    day: date
    starts: time
    ends: time
    left: int
    provisional: bool


@dataclass(frozen=True)
class BookableDays:
    """The workdays that can be booked today, and where the horizon ends."""

    days: tuple[date, ...]
    first: date | None
    last: date | None


def bookable_days(office: Office, hall: Hall, calendar: ListedCalendar) -> BookableDays:
    """Return the workdays between the lead and the horizon of the hall's rule, counted from today."""
    horizon, lead = int(hall.rule["horizon_workdays"]), int(hall.rule["lead_workdays"])
    end = office_plan(office).until
    days: list[date] = []
    day, counted = office.today, 0
    while counted < horizon and end is not None and day < end:
        day += timedelta(days=1)
        if calendar.is_workday(day):
            counted += 1
            if counted >= lead:
                days.append(day)
    if lead == 0 and calendar.is_workday(office.today):
        days.insert(0, office.today)
    return BookableDays(tuple(days), days[0] if days else None, days[-1] if days else None)


def free_slots(office: Office, windows: Iterable[Window], calendar: ListedCalendar | None = None) -> list[FreeSlot]:
    """Return every free slot of the windows that can be booked now, by day, time and window."""
    calendar = calendar or office_plan(office).calendar
    days_of = {window: bookable_days(office, window.hall, calendar).days for window in windows}
    taken = _taken(office, list(days_of), max((days[-1] for days in days_of.values() if days), default=None))
    now = office.now.replace(tzinfo=None)
    found: list[FreeSlot] = []
    for window, days in days_of.items():
        for day in days:
            provisional = calendar.is_provisional(day)
            for starts, ends in times(window, day, calendar):
                left = window.capacity - taken.get((window.id, day, starts), 0)
                if left > 0 and (day > office.today or datetime.combine(day, starts) > now):
                    found.append(FreeSlot(window, day, starts, ends, left, provisional))
    return sorted(found, key=lambda slot: (slot.day, slot.starts, slot.window.position))


def opening_hours(hall: Hall, day: date, calendar: ListedCalendar) -> list[tuple[time, time]]:
    """Return when a hall opens and closes on a day, empty on a day off; a make-up workday has Monday's hours."""
    kind = calendar.day_kind(day)
    if kind not in ("workday", "make_up_workday"):
        return []
    weekday = _MONDAY if kind == "make_up_workday" else day.isoweekday()
    return [
        (time.fromisoformat(hours["open"]), time.fromisoformat(hours["close"]))
        for hours in hall.hours
        if weekday in hours["days"]
    ]


def times(window: Window, day: date, calendar: ListedCalendar) -> Iterator[tuple[time, time]]:
    """Yield the beginnings and ends of a window's slots on a day."""
    for opens, closes in opening_hours(window.hall, day, calendar):
        yield from _cut(opens, closes, window.slot_minutes)


@functools.lru_cache(maxsize=256)
def _cut(opens: time, closes: time, minutes: int) -> tuple[tuple[time, time], ...]:
    """Cut the hours into whole slots."""
    length, any_day = timedelta(minutes=minutes), date(2000, 1, 1)
    moment, close = datetime.combine(any_day, opens), datetime.combine(any_day, closes)
    cut: list[tuple[time, time]] = []
    while moment + length <= close:
        cut.append((moment.time(), (moment + length).time()))
        moment += length
    return tuple(cut)


def _taken(office: Office, windows: Sequence[Window], last: date | None) -> dict[tuple[int, date, time], int]:
    """Count what is taken in every slot of the windows up to a day, in one statement."""
    if last is None:
        return {}
    active = or_(
        Appointment.status == "confirmed",
        and_(Appointment.status == "held", Appointment.held_until > office.now),
    )
    query = (
        select(Slot.window_id, Slot.day, Slot.starts, func.count(Appointment.id))
        .join(Appointment, Appointment.slot_id == Slot.id)
        .where(Slot.window_id.in_([row.id for row in windows]), Slot.day.between(office.today, last), active)
        .group_by(Slot.window_id, Slot.day, Slot.starts)
    )
    return {(window, day, starts): count for window, day, starts, count in office.session.execute(query)}
