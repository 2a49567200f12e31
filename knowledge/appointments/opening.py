"""Whether a hall is open on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.appointments.calendar import office_calendar
from knowledge.office import Office


@dataclass(frozen=True)
class Opening:
    """A day at the hall: open or not, the holiday that closes it, whether the plan for it is published."""

    day: date
    open: bool
    holiday: str
    makeup: bool
    provisional: bool


def opening_on(office: Office, day: date) -> Opening:
    """Tell whether the halls are open on a day."""
    calendar = office_calendar(office.session)
    return Opening(
        day=day,
        open=calendar.is_workday(day),
        holiday=calendar.holiday_name(day) or "",
        makeup=calendar.day_kind(day) == "make_up_workday",
        provisional=calendar.is_provisional(day),
    )
