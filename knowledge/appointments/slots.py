"""Slots 号源: which times a window has, and how many places are left in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, func, or_, select

from knowledge.appointments.calendar import maintained_until, office_calendar
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
    end = maintained_until(office.session)
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
    calendar = calendar or office_calendar(office)
    found: list[FreeSlot] = []
    for window in windows:
        days = bookable_days(office, window.hall, calendar).days
        taken = _taken(office, window, days)
        for day in days:
            for starts, ends in times(window, day, calendar):
                left = window.capacity - taken.get((day, starts), 0)
                if left > 0 and datetime.combine(day, starts, office.now.tzinfo) > office.now:
                    found.append(FreeSlot(window, day, starts, ends, left, calendar.is_provisional(day)))
    return sorted(found, key=lambda slot: (slot.day, slot.starts, slot.window.position))


def opening_hours(hall: Hall, day: date, calendar: ListedCalendar) -> list[tuple[time, time]]:
    """Return when a hall opens and closes on a day, empty on a day off; a make-up workday has Monday's hours."""
    if not calendar.is_workday(day):
        return []
    weekday = _MONDAY if calendar.day_kind(day) == "make_up_workday" else day.isoweekday()
    return [
        (time.fromisoformat(hours["open"]), time.fromisoformat(hours["close"]))
        for hours in hall.hours
        if weekday in hours["days"]
    ]


def times(window: Window, day: date, calendar: ListedCalendar) -> Iterator[tuple[time, time]]:
    """Yield the beginnings and ends of a window's slots on a day."""
    length = timedelta(minutes=window.slot_minutes)
    for opens, closes in opening_hours(window.hall, day, calendar):
        moment, close = datetime.combine(day, opens), datetime.combine(day, closes)
        while moment + length <= close:
            yield moment.time(), (moment + length).time()
            moment += length


def _taken(office: Office, window: Window, days: tuple[date, ...]) -> dict[tuple[date, time], int]:
    if not days:
        return {}
    active = or_(
        Appointment.status == "confirmed",
        and_(Appointment.status == "held", Appointment.held_until > office.now),
    )
    query = (
        select(Slot.day, Slot.starts, func.count(Appointment.id))
        .join(Appointment, Appointment.slot_id == Slot.id)
        .where(Slot.window_id == window.id, Slot.day.between(days[0], days[-1]), active)
        .group_by(Slot.day, Slot.starts)
    )
    return {(day, starts): count for day, starts, count in office.session.execute(query)}
