"""Days made of other days: 前, 后, 到, a date said with its weekday, a day inside a named week or month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from language.dates.arithmetic import ONE_DAY, week_start
from language.dates.units import NO_SUCH_DAY, Days, DayUnit, Problem, Resolve, Scene, one_day, spoken_of, whole_week

# What began longer ago than this is over, not running: 去年9月起. A range may have begun within the last week.
_LONG_AGO, _A_WEEK = timedelta(days=31), timedelta(days=7)


def until(resolve: Resolve) -> Resolve:
    """Read 前: from today to the day before, or through the end of what is itself an end (月底前)."""

    def before(scene: Scene, days: Days) -> Days:
        last = days.last if days.through else days.first - ONE_DAY
        if last is None or last < scene.today:
            return Days(days.first - ONE_DAY, days.first - ONE_DAY)
        return replace(days, first=scene.today, last=last, unit="range", at=None)

    return _each(resolve, before)


def through(resolve: Resolve) -> Resolve:
    """Read by: from today to the end of the day."""

    def by(scene: Scene, days: Days) -> Days:
        last = days.last or days.first
        return Days(last, last) if last < scene.today else replace(days, first=scene.today, unit="range", at=None)

    return _each(resolve, by)


def from_then_on(resolve: Resolve) -> Resolve:
    """Read 后: a day is included, a stretch of days is not."""

    def after(scene: Scene, days: Days) -> Days:
        first = days.first if days.unit == "day" else (days.last or days.first) + ONE_DAY
        if scene.today - first > _LONG_AGO:
            return Days(days.first, days.first)
        return replace(days, first=first, last=None, unit="range")

    return _each(resolve, after)


def beginning_with(resolve: Resolve) -> Resolve:
    """Read 起, 开始 and from: the first day is included, whatever it belongs to."""

    def beginning(scene: Scene, days: Days) -> Days:
        if scene.today - days.first > _LONG_AGO:
            return Days(days.first, days.first)
        return replace(days, last=None, unit="range")

    return _each(resolve, beginning)


def later_than(resolve: Resolve) -> Resolve:
    """Read the English after: the day itself is left out."""
    return _each(
        resolve, lambda scene, days: replace(days, first=(days.last or days.first) + ONE_DAY, last=None, unit="range")
    )


def lasting(resolve: Resolve, days: int) -> Resolve:
    """Read 明天起三天: so many days, the first included."""
    return _each(
        resolve, lambda scene, base: replace(base, last=base.first + timedelta(days=max(days, 1) - 1), unit="range")
    )


def shifted(resolve: Resolve, days: int) -> Resolve:
    """Read 前一天, 后两天: that day beside a day, the days beside a stretch of days (春节前一周)."""

    def beside(scene: Scene, base: Days) -> Days:
        end = base.last or base.first
        if (base.first == end and abs(days) < _A_WEEK.days) or abs(days) == 1:
            return one_day((base.first if days < 0 else end) + timedelta(days=days))
        first, last = (base.first + timedelta(days=days), base.first - ONE_DAY)
        if days > 0:
            first, last = end + ONE_DAY, end + timedelta(days=days)
        return Days(first, last, unit="range", inferred=True, provisional=base.provisional)

    return _each(resolve, beside)


def week_of(resolve: Resolve) -> Resolve:
    """Read 元旦那周: the week in which the day lies."""
    return _each(resolve, lambda scene, days: whole_week(week_start(days.first)))


def inferred(resolve: Resolve) -> Resolve:
    """Read 左右."""
    return _each(resolve, lambda scene, days: replace(days, inferred=True))


def day_range(first: DayUnit, last: DayUnit) -> DayUnit:
    """Join two days with 到: the second is read from the first on."""

    def ending(scene: Scene, start: Days) -> Days | Problem:
        later = replace(scene, floor=start.first)
        if start.unit in ("day", "week"):
            later = replace(later, week=week_start(start.first))
        if start.explicit:
            later = replace(later, month=start.first.replace(day=1))
        end = last.resolve(later)
        if isinstance(end, Problem):
            return end
        if end.last is not None and end.last < start.first:
            return Problem("unparseable", "ends_before_start")
        gone = scene.today - start.first
        if gone > _A_WEEK or (gone > timedelta(0) and first.kind == "relative"):
            return Days(start.first, start.first)  # 从昨天到明天 names a day that is over: refused, not cut
        guessed, provisional = start.inferred or end.inferred, start.provisional or end.provisional
        return Days(start.first, end.last, inferred=guessed, unit="range", provisional=provisional)

    return DayUnit(first.start, last.end, "range", _each(first.resolve, ending), first.weak and last.weak)


def same_day(named: DayUnit, weekday: DayUnit) -> DayUnit:
    """Join a date and the weekday said with it (12月8号周二); when they disagree both are offered, none is chosen."""

    def resolve(scene: Scene) -> Days | Problem:
        days = named.resolve(scene)
        if isinstance(days, Problem):
            agreeing = [choice for choice in days.readings if _agrees(choice, weekday, scene)]
            return agreeing[0] if len(agreeing) == 1 else days
        if days.first != days.last or _agrees(days, weekday, scene):
            return days
        checked = weekday.resolve(replace(scene, floor=days.first, week=None))
        return checked if isinstance(checked, Problem) else Problem("ambiguous", "weekday_disagrees", (days, checked))

    return DayUnit(named.start, max(named.end, weekday.end), "date", resolve)


def inside(frame: DayUnit, day: DayUnit) -> DayUnit:
    """Join a week, month or year with the day named in it: 下周的周三, Wednesday of next week, 明年春节."""

    def resolve(scene: Scene) -> Days | Problem:
        around = frame.resolve(scene)
        if isinstance(around, Problem) or around.last is None:
            return around
        within = spoken_of(replace(scene, floor=around.first, week=None), replace(around, explicit=True))
        found = day.resolve(within)
        if isinstance(found, Problem):
            return found
        if day.kind == "weekday" and around.unit != "week" and not found.explicit:
            weeks = (around.last - found.first).days // 7 + 1
            choices = tuple(one_day(found.first + timedelta(days=7 * week)) for week in range(weeks))
            return Problem("ambiguous", "which_week", choices)
        return found if around.first <= found.first <= around.last else NO_SUCH_DAY

    start, end = min(frame.start, day.start), max(frame.end, day.end)
    return DayUnit(start, end, "date" if day.kind == "weekday" else day.kind, resolve)


def _agrees(days: Days, weekday: DayUnit, scene: Scene) -> bool:
    checked = weekday.resolve(replace(scene, floor=days.first, week=None))
    if isinstance(checked, Problem):  # 周二 said on a Tuesday is only open as long as no date stands beside it
        return any(reading.first == days.first for reading in checked.readings)
    return checked.first == days.first


def _each(resolve: Resolve, change: Callable[[Scene, Days], Days | Problem]) -> Resolve:
    """Change the days, or each of the readings that they leave open."""

    def changed(scene: Scene) -> Days | Problem:
        days = resolve(scene)
        if not isinstance(days, Problem):
            return change(scene, days)
        readings = [change(scene, reading) for reading in days.readings]
        return replace(days, readings=tuple(reading for reading in readings if isinstance(reading, Days)))

    return changed
