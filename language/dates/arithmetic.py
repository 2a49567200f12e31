"""Calendar arithmetic without language: weeks begin on Monday, nothing is rounded silently."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from language.calendar import WorkingCalendar

ONE_DAY = timedelta(days=1)
# A count of workdays never needs to look further; also the end of the search for a named holiday.
FURTHEST = timedelta(days=400)


def week_start(day: date) -> date:
    """Give the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def month_end(day: date) -> date:
    """Give the last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Go whole months on (or back); the day is held back to the month's end where needed."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def exact_date(year: int, month: int, day: int) -> date | None:
    """Give the date, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_month_day(month: int, day: int, floor: date) -> date | None:
    """Give the first such day from `floor` on (29 February may be years away), or None if there never is one."""
    for year in range(floor.year, floor.year + 9):
        found = exact_date(year, month, day)
        if found is not None and found >= floor:
            return found
    return None


def next_day_number(day: int, floor: date) -> date | None:
    """Give the first day of that number from `floor` on, skipping months that are too short."""
    month = floor.replace(day=1)
    for _ in range(4):
        found = exact_date(month.year, month.month, day)
        if found is not None and found >= floor:
            return found
        month = add_months(month, 1)
    return None


def nth_weekday(first: date, last: date, weekday: int, number: int) -> date | None:
    """Give the number-th (from 1; -1 is the last) weekday (Monday 0) in the range, or None."""
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    days = [start + timedelta(days=7 * step) for step in range((last - start).days // 7 + 1)] if start <= last else []
    index = number - 1 if number > 0 else number
    return days[index] if -len(days) <= index < len(days) else None


def nth_workday(calendar: WorkingCalendar, first: date, last: date | None, number: int) -> date | None:
    """Give the number-th (from 1; -1 is the last) day worked from `first` to `last` inclusive, or None."""
    end = last if last is not None else first + FURTHEST
    step, day = (ONE_DAY, first) if number > 0 else (-ONE_DAY, end)
    left = abs(number)
    while first <= day <= end:
        if calendar.is_workday(day):
            left -= 1
            if not left:
                return day
        day += step
    return None


def holiday_break(calendar: WorkingCalendar, stems: tuple[str, ...], floor: date) -> tuple[date, date] | None:
    """Give first and last day of the next named break that ends on or after `floor`, or None if none is known.

    A name matches when it begins with one of the stems; a combined break (国庆节、中秋节) carries the names joined.
    """
    day, end = floor - timedelta(days=10), floor + FURTHEST
    while day <= end:
        if _named(calendar, day, stems):
            last = day
            while _named(calendar, last + ONE_DAY, stems):
                last += ONE_DAY
            if last >= floor:
                return day, last
            day = last
        day += ONE_DAY
    return None


def _named(calendar: WorkingCalendar, day: date, stems: tuple[str, ...]) -> bool:
    name = calendar.holiday_name(day)
    return name is not None and any(stem in name for stem in stems)
