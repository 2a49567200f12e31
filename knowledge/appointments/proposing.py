"""New times for a visit that is to be moved: what was said of them, what is free, why a wish cannot be met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from knowledge.appointments.booking import SHOWN
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.choosing import spread, suited
from knowledge.appointments.closures import nearest_to
from knowledge.appointments.hours import clock_times
from knowledge.appointments.once import windows_named
from knowledge.appointments.rules import rule_of
from knowledge.appointments.slots import FreeSlot, bookable_days, free_slots
from knowledge.appointments.wishes import fitting, is_exact, nearest, why_none
from knowledge.models import Appointment
from knowledge.office import Office
from language.dates import Moment, parse_when


@dataclass(frozen=True)
class Proposal:
    """The times that can be offered; `exact` is the one that was asked for, `reason` why there is none of them.

    `wish` is what was read of the text, None if it names no time.
    """

    slots: tuple[FreeSlot, ...]
    exact: FreeSlot | None = None
    reason: str = ""
    wish: Moment | None = None


def propose(office: Office, visit: Appointment, text: str) -> Proposal:
    """Read a new time from a text and return what is free then; a day alone keeps the time, a time alone the day."""
    calendar, service = office_calendar(office), visit.service
    when = parse_when(text, office.now, calendar)
    windows = suited(windows_named(office, service.windows), tuple(visit.needs))
    own_hall = [window for window in windows if window.hall_id == visit.slot.window.hall_id] or windows
    slots = [slot for slot in free_slots(office, own_hall, service) if not _is_now(visit, slot)]
    if when.status in ("past", "unparseable", "ambiguous"):
        return Proposal(tuple(nearest_to(office, visit)), reason=when.status)
    if when.status != "ok":
        return Proposal(spread(slots))
    wish = _completed(when.alternatives[0], visit)
    found = fitting(slots, wish)
    if found:
        exact = found[0] if is_exact(wish) else None
        return Proposal(tuple(found[:SHOWN]), exact, wish=wish)
    if not own_hall:  # none of its windows is in use any more
        return Proposal((), reason="full", wish=wish)
    rule = rule_of(own_hall[0].hall, own_hall[0], service)
    days = bookable_days(office, own_hall[0].hall, rule=rule)
    hours = clock_times(own_hall, days.first or office.today, calendar)
    return Proposal(tuple(nearest(slots, wish)), reason=why_none(wish, days, office.today, calendar, hours), wish=wish)


def slot_chosen(office: Office, visit: Appointment, window: str, day: str, starts: str) -> FreeSlot | None:
    """Return the free time of a button (code of the window, ISO day, hh:mm), or None when it is gone."""
    try:
        wanted = date.fromisoformat(day), time.fromisoformat(starts)
    except ValueError:
        return None
    slots = free_slots(office, windows_named(office, [window]), visit.service)
    return next((slot for slot in slots if (slot.day, slot.starts) == wanted), None)


def _completed(wish: Moment, visit: Appointment) -> Moment:
    own = visit.slot
    if not wish.day_given:
        return replace(wish, date_from=own.day, date_to=own.day, day_given=True)
    if wish.time_from is None and wish.time_to is None and wish.period is None:
        return replace(wish, time_from=own.starts, time_to=own.starts)
    return wish


def _is_now(visit: Appointment, slot: FreeSlot) -> bool:
    return (slot.window.id, slot.day, slot.starts) == (visit.slot.window_id, visit.slot.day, visit.slot.starts)
