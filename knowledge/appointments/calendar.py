"""The office calendar: rows seeded from the published holiday plan, which staff may change.

Source of the plan: chinesecalendar, which follows the State Council's yearly notices. Years without a published plan
have weekday rules, the fixed-date holidays of 全国年节及纪念日放假办法, and are marked provisional.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from knowledge.appointments.once import once, read_again
from knowledge.appointments.telling_words import telling
from knowledge.models import CalendarDay
from knowledge.models.appointments import DAY_TYPES
from knowledge.office import Office
from language.calendar import ListedCalendar

logger = logging.getLogger(__name__)
_SATURDAY = 6
# Fewer days than these, and staff are warned.
MAINTAINED_AHEAD = 60
_BEHIND, _AHEAD = timedelta(days=31), timedelta(days=400)
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}


def seed_calendar(session: Session, first: date, last: date) -> int:
    """Add the missing days from `first` to `last` and settle provisional ones; return how many rows were written.

    Days that staff set, which are not provisional, stay as they are.
    """
    known = {row.day: row for row in session.scalars(select(CalendarDay).where(CalendarDay.day.between(first, last)))}
    written = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        row, fresh = known.get(day), planned_day(day)
        if row is None:
            session.add(fresh)
            written += 1
        elif row.provisional and not fresh.provisional:
            row.day_type, row.name, row.provisional = fresh.day_type, fresh.name, False
            written += 1
    session.flush()
    return written


def keep_ahead(session: Session, today: date) -> int:
    """Keep the calendar from a month ago to 400 days ahead; return how many rows were written."""
    return seed_calendar(session, today - _BEHIND, today + _AHEAD)


def planned_day(day: date) -> CalendarDay:
    """Return the row of a day after the published plan, provisional where none is published."""
    weekend = day.isoweekday() >= _SATURDAY
    try:
        free, english = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        name = _FIXED.get((day.month, day.day), "")
        return CalendarDay(day=day, day_type=_day_type(bool(name), weekend, weekend), name=name, provisional=True)
    name = chinese_calendar.Holiday(english).chinese if english and free else ""
    return CalendarDay(day=day, day_type=_day_type(bool(name), weekend, free), name=name, provisional=False)


def _day_type(holiday: bool, weekend: bool, free: bool) -> str:
    if holiday:
        return "holiday"
    if weekend:
        return "weekend" if free else "makeup"
    return "workday"


@dataclass(frozen=True)
class Plan:
    """The calendar as it stands: the days, and the last day that it has a row for."""

    calendar: ListedCalendar
    until: date | None


def office_calendar(office: Office) -> ListedCalendar:
    """Return the calendar of the database in the form that dates are read with; closures count as free days."""
    return office_plan(office).calendar


def office_plan(office: Office) -> Plan:
    """Return the calendar and how far it reaches."""
    return once(office, "plan", lambda: _plan(office))


def _plan(office: Office) -> Plan:
    # Columns, not rows: this is read at every step of a booking.
    special = office.session.execute(
        select(CalendarDay.day, CalendarDay.day_type, CalendarDay.name).where(
            CalendarDay.day_type.in_(("holiday", "makeup", "closed"))
        )
    )
    holidays: dict[date, str] = {}
    makeup: set[date] = set()
    for day, day_type, name in special:
        if day_type == "makeup":
            makeup.add(day)
        else:
            holidays[day] = name or telling()["closed_day"]
    ahead = case((and_(CalendarDay.provisional, CalendarDay.day >= office.today), CalendarDay.day))
    open_day, until = office.session.execute(select(func.min(ahead), func.max(CalendarDay.day))).one()
    published = open_day - timedelta(days=1) if open_day is not None else None
    return Plan(ListedCalendar.from_lists(holidays, makeup, published), until)


def set_day(office: Office, day: date, day_type: str, name: str, staff: str) -> CalendarDay:
    """Set a day as staff know it (workday, weekend, holiday, makeup, closed) and return it; the plan leaves it alone.

    Who is booked on a day that becomes free is found by `closures.close_hall`. Raises `ValueError` for another type.
    """
    if day_type not in DAY_TYPES:
        raise ValueError(f"one of {', '.join(DAY_TYPES)} was expected, came {day_type}")
    row = office.session.get(CalendarDay, day) or CalendarDay(day=day)
    row.day_type, row.name, row.provisional = day_type, name, False
    office.session.add(row)
    office.session.flush()
    read_again(office)
    logger.info("calendar: %s is set to %s by %s", day, day_type, staff)
    return row


def calendar_shortage(office: Office) -> int | None:
    """Return how many days ahead the calendar is maintained if that are too few (under 60), else None.

    A day is maintained when its plan is published or staff set it.
    """
    first_open = select(func.min(CalendarDay.day)).where(CalendarDay.provisional, CalendarDay.day > office.today)
    open_day = office.session.scalar(first_open)
    until = open_day - timedelta(days=1) if open_day is not None else office_plan(office).until
    ahead = max(0, (until - office.today).days) if until is not None else 0
    return ahead if ahead < MAINTAINED_AHEAD else None


def maintained_until(session: Session) -> date | None:
    """Return the last day that the calendar has a row for."""
    return session.scalar(select(func.max(CalendarDay.day)))
