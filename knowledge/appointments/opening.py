"""Whether a hall is open on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.hours import opening_hours
from knowledge.models import Hall
from knowledge.office import Office


@dataclass(frozen=True)
class Opening:
    """A day at the hall: open or not, the holiday that closes it, whether the plan for it is published."""

    day: date
    open: bool
    holiday: str
    makeup: bool
    provisional: bool


def opening_on(office: Office, hall: Hall, day: date) -> Opening:
    """Tell whether a hall is open on a day."""
    calendar = office_calendar(office)
    return Opening(
        day=day,
        open=bool(opening_hours(hall, day, calendar)),
        holiday=calendar.holiday_name(day) or "",
        makeup=calendar.day_kind(day) == "make_up_workday",
        provisional=calendar.is_provisional(day),
    )
