"""Which free slots fit a wish for a time, and why none does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Literal

from knowledge.appointments.slots import BookableDays, FreeSlot
from language.calendar import ListedCalendar
from language.dates import Moment
from language.dates.when import PERIOD_HOURS

Reason = Literal["past", "today", "too_soon", "beyond", "holiday", "weekend", "off_hours", "full"]
ALTERNATIVES = 3


def fitting(slots: Iterable[FreeSlot], wish: Moment) -> list[FreeSlot]:
    """Return the slots that fit a wish, in their order."""
    return [slot for slot in slots if _day_fits(slot.day, wish) and _time_fits(slot, wish)]


def is_exact(wish: Moment) -> bool:
    """Tell whether the wish names one day and one point on the clock."""
    point = wish.time_from is not None and wish.time_from == wish.time_to
    return point and wish.day_given and wish.date_from is not None and wish.date_from == wish.date_to


def nearest(slots: Sequence[FreeSlot], wish: Moment) -> list[FreeSlot]:
    """Return the three free slots nearest to the wish, in order of time."""
    if wish.date_from is None:
        return list(slots[:ALTERNATIVES])
    target = datetime.combine(wish.date_from, wish.time_from or _period_start(wish))
    by_distance = sorted(slots, key=lambda slot: abs(datetime.combine(slot.day, slot.starts) - target))
    return sorted(by_distance[:ALTERNATIVES], key=lambda slot: (slot.day, slot.starts))


def why_none(wish: Moment, days: BookableDays, today: date, calendar: ListedCalendar, hours: set[time]) -> Reason:
    """Tell why no free slot fits a wish; `hours` are the beginnings of all slots of a day."""
    first, last = wish.date_from, wish.date_to or wish.date_from
    if first is None or last is None:
        return "off_hours"
    if last < today:
        return "past"
    if first == last and calendar.holiday_name(first):
        return "holiday"
    if days.last is None or first > days.last:
        return "beyond"
    if first == last:
        if not calendar.is_workday(first):
            return "weekend"
        if first == today:
            return "today"
    if days.first is None or last < days.first:
        return "too_soon"
    if not any(_hour_fits(hour, wish) for hour in hours):
        return "off_hours"
    return "full"


def _day_fits(day: date, wish: Moment) -> bool:
    if wish.date_from is not None and day < wish.date_from:
        return False
    return wish.date_to is None or day <= wish.date_to


def _time_fits(slot: FreeSlot, wish: Moment) -> bool:
    if wish.time_from is not None and wish.time_from == wish.time_to:
        return slot.starts <= wish.time_from < slot.ends
    return _hour_fits(slot.starts, wish)


def _hour_fits(hour: time, wish: Moment) -> bool:
    if wish.time_from is not None and wish.time_from == wish.time_to:
        return hour.hour == wish.time_from.hour
    if wish.time_from is not None or wish.time_to is not None:
        return (wish.time_from or time.min) <= hour < (wish.time_to or time.max)
    if wish.period is None:
        return True
    begins, ends = PERIOD_HOURS[wish.period]
    return begins <= hour < ends


def _period_start(wish: Moment) -> time:
    return PERIOD_HOURS[wish.period][0] if wish.period else time(9)
