"""Day expressions: 明天, 下周三, 12月8号, 下个月初, 三个工作日后; each becomes a unit that resolves in its scene."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from language.dates.arithmetic import ONE_DAY
from language.dates.counted import COUNTED, NEXT_WORKDAY, counted_days, next_workday
from language.dates.holidays import HOLIDAY, holiday_days
from language.dates.months import (
    BARE_DATE,
    DAY_NUMBER,
    FULL_DATE,
    MONTH,
    MONTH_PART,
    YEAR_PART,
    bare_date,
    day_number,
    full_date,
    month_days,
    month_part,
    year_part,
)
from language.dates.relative import NEAR_DAYS, RELATIVE, near_days, relative_days
from language.dates.units import Days, DayUnit, Problem, Resolve, Scene
from language.dates.weeks import MORE_WEEKDAYS, WEEK, more_weekdays, week_days

_BOUND = re.compile(
    r"(?:那天|当天|期间|这天)?(?P<about>左右|前后)?(?:的?(?:"
    r"(?P<before>以前|之前|及以前|前(?![天日台往面来后提期年]))"
    r"|(?P<after>以后|之后|过后|及以后|开始|后(?![天日儿面台续来勤期年])|起(?![来草诉码]))))?"
)
# In the order in which they are tried; each reader gives kind and resolver, or None to let the next one try.
_RULES = (
    (FULL_DATE, full_date),
    (COUNTED, counted_days),
    (HOLIDAY, holiday_days),
    (MONTH, month_days),
    (BARE_DATE, bare_date),
    (DAY_NUMBER, day_number),
    (WEEK, week_days),
    (MORE_WEEKDAYS, more_weekdays),
    (RELATIVE, relative_days),
    (NEAR_DAYS, near_days),
    (NEXT_WORKDAY, next_workday),
    (MONTH_PART, month_part),
    (YEAR_PART, year_part),
)


def day_unit(text: str, at: int) -> DayUnit | None:
    """Read a day expression that begins at `at`, with 前 or 后 behind it; None if there is none."""
    for pattern, read in _RULES:
        match = pattern.match(text, at)
        found = read(match) if match else None
        if match and found:
            kind, resolve = found
            bound = _BOUND.match(text, match.end())
            if bound is None or not bound.group():
                return DayUnit(at, match.end(), kind, resolve)
            if bound["before"]:
                resolve = _until(resolve)
            elif bound["after"]:
                resolve = _from_then_on(resolve)
            if bound["about"]:
                resolve = _inferred(resolve)
            return DayUnit(at, bound.end(), "range" if bound["before"] or bound["after"] else kind, resolve)
    return None


def day_range(first: DayUnit, last: DayUnit) -> DayUnit:
    """Join two days with 到: the second is read from the first on."""

    def resolve(scene: Scene) -> Days | Problem:
        start = first.resolve(scene)
        if isinstance(start, Problem):
            return start
        week = start.first - timedelta(days=start.first.weekday())
        later = replace(scene, floor=start.first, week=week if start.unit in ("day", "week") else scene.week)
        if start.explicit:
            later = replace(later, month=start.first.replace(day=1))
        end = last.resolve(later)
        if isinstance(end, Problem):
            return end
        if end.last is not None and end.last < start.first:
            return Problem("unparseable", "ends_before_start")
        inferred, provisional = start.inferred or end.inferred, start.provisional or end.provisional
        return Days(start.first, end.last, inferred=inferred, unit="range", provisional=provisional)

    return DayUnit(first.start, last.end, "range", resolve)


def same_day(named: DayUnit, weekday: DayUnit) -> DayUnit:
    """Join a date and the weekday said with it (12月8号周二); when they disagree both are offered, none is chosen."""

    def resolve(scene: Scene) -> Days | Problem:
        days = named.resolve(scene)
        if isinstance(days, Problem) or days.first != days.last:
            return days
        checked = weekday.resolve(replace(scene, floor=days.first, week=None))
        if isinstance(checked, Problem):  # 周二 said on a Tuesday is only open as long as no date stands beside it
            return days if any(reading.first == days.first for reading in checked.readings) else checked
        if checked.first == days.first:
            return days
        return Problem("ambiguous", "weekday_disagrees", (days, checked))

    return DayUnit(named.start, max(named.end, weekday.end), "date", resolve)


def _until(resolve: Resolve) -> Resolve:
    def until(scene: Scene) -> Days | Problem:
        days = resolve(scene)
        if isinstance(days, Problem):
            return days
        last = days.last if days.through else days.first - ONE_DAY
        if last is None or last < scene.today:
            return Days(days.first - ONE_DAY, days.first - ONE_DAY)
        return replace(days, first=scene.today, last=last, unit="range", at=None)

    return until


def _from_then_on(resolve: Resolve) -> Resolve:
    def from_then_on(scene: Scene) -> Days | Problem:
        days = resolve(scene)
        if isinstance(days, Problem):
            return days
        first = days.first if days.unit == "day" else (days.last or days.first) + ONE_DAY
        return replace(days, first=first, last=None, unit="range")

    return from_then_on


def _inferred(resolve: Resolve) -> Resolve:
    def inferred(scene: Scene) -> Days | Problem:
        days = resolve(scene)
        return days if isinstance(days, Problem) else replace(days, inferred=True)

    return inferred
