"""When windows are open: hours and staff of each weekday, without lunch breaks, closures and days off."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from knowledge.appointments.calendar import office_plan
from knowledge.appointments.once import CLOSURES, SLOTS_OF_DAY, once
from knowledge.models import Closure, Hall, Window
from knowledge.office import Office
from language.calendar import ListedCalendar

_MONDAY = 1


@dataclass(frozen=True)
class Opening:
    """A stretch of a day at a window: from, to, and how many places each slot has."""

    opens: time
    closes: time
    places: int


def opening_hours(hall: Hall, day: date, calendar: ListedCalendar) -> list[tuple[time, time]]:
    """Return when a hall opens and closes on a day, empty on a day off; a make-up workday has Monday's hours."""
    weekday = weekday_of(day, calendar)
    return [
        (time.fromisoformat(hours["open"]), time.fromisoformat(hours["close"]))
        for hours in hall.hours
        if weekday in hours["days"]
    ]


def weekday_of(day: date, calendar: ListedCalendar) -> int:
    """Return whose weekday's hours a day has: 1 is Monday, 0 a day off; a make-up workday is like a Monday."""
    kind = calendar.day_kind(day)
    if kind == "make_up_workday":
        return _MONDAY
    return day.isoweekday() if kind == "workday" else 0


def window_hours(window: Window, day: date, calendar: ListedCalendar) -> list[Opening]:
    """Return the stretches of a day in which a window is staffed, by the plan alone."""
    weekday = weekday_of(day, calendar)
    return [
        Opening(
            time.fromisoformat(hours["open"]),
            time.fromisoformat(hours["close"]),
            int(hours.get("staff") or window.capacity),
        )
        for hours in (window.hours or window.hall.hours)
        if weekday in hours["days"] and hours.get("staff") != 0
    ]


def slots_of_day(office: Office, window: Window, day: date) -> tuple[tuple[time, time, int], ...]:
    """Return beginning, end and places of every slot that a window has on a day, closures left out."""
    return once(office, (SLOTS_OF_DAY, window.id, day), lambda: tuple(_slots(office, window, day)))


def _slots(office: Office, window: Window, day: date) -> Iterator[tuple[time, time, int]]:
    closed = [row for row in closures_of(office, window) if row.day == day]
    for opening in window_hours(window, day, office_plan(office).calendar):
        for starts, ends in _cut(opening.opens, opening.closes, window.slot_minutes):
            if not any(covers(row, starts, ends) for row in closed):
                yield starts, ends, opening.places


def closures_of(office: Office, window: Window) -> list[Closure]:
    """Return the closures of a window from today on, its hall's included."""
    return [
        row
        for row in once(office, CLOSURES, lambda: _closures(office))
        if row.hall_id == window.hall_id and row.window_id in (None, window.id)
    ]


def covers(closure: Closure, starts: time, ends: time) -> bool:
    """Tell whether a closure takes away any of the time from `starts` to `ends` of its day."""
    return starts < (closure.ends or time.max) and (closure.starts or time.min) < ends


def _closures(office: Office) -> list[Closure]:
    query = select(Closure).where(Closure.lifted_at.is_(None), Closure.day >= office.today)
    return list(office.session.scalars(query))


def clock_times(windows: Iterable[Window], day: date, calendar: ListedCalendar) -> set[time]:
    """Return when slots begin on a day by the plan."""
    return {
        starts
        for window in windows
        for opening in window_hours(window, day, calendar)
        for starts, _ in _cut(opening.opens, opening.closes, window.slot_minutes)
    }


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
