"""When a person of the office can be had, and until when a ticket is due: the halls' hours and the office calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

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
        opens <= moment < closes and not _closed(office, hall)
        for hall in _halls(office)
        for opens, closes in opening_hours(hall, office.today, calendar)
    )


def next_opening(office: Office) -> datetime | None:
    """Return when a hall opens next, or None if no hall has hours."""
    halls, calendar = _halls(office), office_calendar(office)
    for offset in range(_FARTHEST):
        day = office.today + timedelta(days=offset)
        begins = sorted(
            datetime.combine(day, opens, office.now.tzinfo)
            for hall in halls
            for opens, _closes in opening_hours(hall, day, calendar)
        )
        later = [moment for moment in begins if moment > office.now]
        if later:
            return later[0]
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


def _closed(office: Office, hall: Hall) -> bool:
    """Whether the whole hall is closed at this moment."""
    query = select(Closure).where(
        Closure.hall_id == hall.id,
        Closure.window_id.is_(None),
        Closure.day == office.today,
        Closure.lifted_at.is_(None),
    )
    moment = office.now.time().replace(tzinfo=None)
    return any(
        (row.starts is None or row.starts <= moment) and (row.ends is None or moment < row.ends)
        for row in office.session.scalars(query)
    )


def _halls(office: Office) -> list[Hall]:
    wanted = rules().halls
    halls = office.session.scalars(select(Hall).where(Hall.active).order_by(Hall.id))
    shown = [hall for hall in halls if office.show_examples or not _example(hall)]
    return [hall for hall in shown if not wanted or hall.code in wanted]


def _example(hall: Hall) -> bool:
    return hall.provenance == "illustrative"
