"""When a person of the office can be had, and until when a ticket is due: the halls' hours and the office calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.hours import opening_hours
from knowledge.handover.rules import rules
from knowledge.models import Closure, Hall
from knowledge.office import Office

# Nothing is closed for longer; it only ends a search that cannot succeed (no hall, no hours).
_FARTHEST = 60


def is_open(office: Office) -> bool:
    """Tell whether a hall is open now, and not closed at short notice, so that a person can take a conversation."""
    moment, calendar = office.now.time().replace(tzinfo=None), office_calendar(office)
    return any(
        opens <= moment < closes and not _closed(_closures(office, hall, office.today), moment)
        for hall in _halls(office)
        for opens, closes in opening_hours(hall, office.today, calendar)
    )


def next_opening(office: Office) -> datetime | None:
    """Return when a hall opens next, or None if no hall has hours."""
    halls, calendar = _halls(office), office_calendar(office)
    for offset in range(_FARTHEST):
        day = office.today + timedelta(days=offset)
        begins = [
            datetime.combine(day, moment, office.now.tzinfo)
            for hall in halls
            for moment in _openings(opening_hours(hall, day, calendar), _closures(office, hall, day))
        ]
        later = [moment for moment in begins if moment > office.now]
        if later:
            return min(later)
    return None


def due_day(office: Office, kind: str) -> date:
    """Return the last day on which a ticket of this kind should be answered: working days, today not counted."""
    return workday_after(office, rules().due_workdays[kind])


def workday_after(office: Office, count: int) -> date:
    """Return the `count`-th working day after today; closures of the office are no working days."""
    calendar, day = office_calendar(office), office.today
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_workday(day)
    return day


def _openings(hours: list[tuple[time, time]], closures: list[Closure]) -> Iterator[time]:
    """The times at which a hall opens: the beginnings of its hours and the ends of what closes it at short notice."""
    for opens, closes in hours:
        for moment in (opens, *(row.ends for row in closures if row.ends is not None)):
            if opens <= moment < closes and not _closed(closures, moment):
                yield moment


def _closures(office: Office, hall: Hall, day: date) -> list[Closure]:
    """What closes the whole hall on a day."""
    query = select(Closure).where(
        Closure.hall_id == hall.id, Closure.window_id.is_(None), Closure.day == day, Closure.lifted_at.is_(None)
    )
    return list(office.session.scalars(query))


def _closed(closures: list[Closure], moment: time) -> bool:
    return any(
        (row.starts is None or row.starts <= moment) and (row.ends is None or moment < row.ends) for row in closures
    )


def _halls(office: Office) -> list[Hall]:
    wanted = rules().halls
    halls = office.session.scalars(select(Hall).where(Hall.active).order_by(Hall.id))
    shown = [hall for hall in halls if office.show_examples or not _example(hall)]
    return [hall for hall in shown if not wanted or hall.code in wanted]


def _example(hall: Hall) -> bool:
    return hall.provenance == "illustrative"
