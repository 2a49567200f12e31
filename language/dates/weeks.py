"""Weeks and weekdays: 周三, 这周三, 下下周三, 礼拜天, 周末, 下周, 下周第一个工作日. Weeks begin on Monday."""

from __future__ import annotations

import re
from datetime import timedelta

from language.dates.arithmetic import ONE_DAY, nth_workday, week_start
from language.dates.units import Days, Problem, Scene, one_day
from language.dates.words import ORDINAL, WEEK_WORD, WEEKDAYS, Found, ordinal

_STEPS = {"下下下": 3, "下下": 2, "下": 1, "上上": -2, "上": -1}
# 周日程 and 周三的 are told apart by what follows; 下周一个人 has 个 behind.
_DAY_END = r"(?!个月|年|线|岁|百|千|万|程(?!序))"
WEEK = re.compile(
    rf"(?:(?P<rel>下下下|下下|下|上上|上|这|本|今)(?:一?个|一)?)?{WEEK_WORD}"
    rf"(?:(?P<day>[一二三四五六日天1-7]){_DAY_END}|(?P<end>末)|(?:的|里|内)?{ORDINAL}工作日|(?P<part>初|[之以]?内|里|中(?!午)))?"
)
_WEEKDAY = "[一二三四五六日天]"
MORE_WEEKDAYS = re.compile(
    rf"(?:(?<=[周期拜]{_WEEKDAY}[、或和到至~-])|(?<=[周期拜]{_WEEKDAY}))(?P<day>{_WEEKDAY})(?![个点时号日天月年十百千万分刻:周项名位])"
)


def week_days(match: re.Match[str]) -> Found | None:
    """Read a weekday, a weekend or a whole week; 一周 and 周边 are none."""
    rel, day = match["rel"], match["day"]
    step = _STEPS.get(rel or "", 0)
    if day:
        weekday = WEEKDAYS[day]
        return "weekday", lambda scene: _weekday(scene, weekday, rel, step)
    if match["end"]:
        return "range", lambda scene: _weekend(scene, step)
    if rel in (None, "今"):
        return None
    if match["nth"] or match["final"] or match["head"]:
        count = ordinal(match["nth"], match["final"])
        return "relative", lambda scene: _workday(scene, step, count)
    return "range", lambda scene: _week(scene, step)


def more_weekdays(match: re.Match[str]) -> Found:
    """Read the second weekday of 周三四 and 周一到五."""
    weekday = WEEKDAYS[match["day"]]
    return "weekday", lambda scene: _weekday(scene, weekday, None, 0)


def _weekday(scene: Scene, weekday: int, rel: str | None, step: int) -> Days | Problem:
    if rel:
        return one_day(week_start(scene.today) + timedelta(days=7 * step + weekday))
    if scene.week is not None:
        day = scene.week + timedelta(days=weekday)
        return one_day(day if day >= scene.floor else day + timedelta(days=7))
    day = scene.floor + timedelta(days=(weekday - scene.floor.weekday()) % 7)
    if day == scene.today:
        readings = (one_day(day), one_day(day + timedelta(days=7)))
        return Problem("ambiguous", "weekday_is_today", readings)
    return one_day(day, explicit=False, inferred=day - week_start(scene.today) >= timedelta(days=7))


def _weekend(scene: Scene, step: int) -> Days:
    saturday = week_start(scene.today) + timedelta(days=7 * step + 5)
    return Days(saturday, saturday + ONE_DAY, unit="range")


def _week(scene: Scene, step: int) -> Days:
    monday = week_start(scene.today) + timedelta(days=7 * step)
    return Days(monday, monday + timedelta(days=6), unit="week", explicit=True)


def _workday(scene: Scene, step: int, count: int) -> Days | Problem:
    week = _week(scene, step)
    day = nth_workday(scene.calendar, week.first, week.last, count)
    return Problem("unparseable", "no_such_day") if day is None else one_day(day)
