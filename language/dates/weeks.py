"""Weeks and weekdays: 周三, 这周三, 下下周三, 礼拜天, 周末, 下周, 下周第一个工作日, 下周今天. Weeks begin on Monday."""

from __future__ import annotations

import re
from datetime import timedelta

from language.dates.arithmetic import ONE_DAY, nth_workday, week_start
from language.dates.units import NO_SUCH_DAY, Days, Problem, Scene, nth_day, one_day, whole_week
from language.dates.words import FEW_DAYS, ORDINAL, WEEK_WORD, WEEKDAYS, Found, few_days, ordinal

_STEPS = {"下下下": 3, "下下": 2, "下": 1, "上上": -2, "上": -1}
# 周日程 and 周三的 are told apart by what follows; 下周一个人 has 个 behind.
_DAY_END = r"(?!个月|年|线|岁|百|千|万|程(?!序))"
WEEK = re.compile(
    rf"(?:(?P<rel>下下下|下下|下|上上|上|这|本|今)(?:一?个|一)?)?(?:(?P<rest>双休日?)|{WEEK_WORD}"
    rf"(?:(?P<end>末|六日(?![程本])|的?双休日?)|(?P<day>[一二三四五六七日天]|[1-7](?![0-9])){_DAY_END}|(?:的|里|内)?{ORDINAL}(?:工作日|(?P<nthday>天))"
    rf"|的?{FEW_DAYS}|的?(?P<same>今天|今日)|(?P<wrong>[八九十089])(?![点时:0-9十])|(?P<part>初|[之以]?内|里|中(?!午)))?)"
)
_WEEKDAY = "[一二三四五六日天]"
_SEPARATOR = "[、或和到至~-]"
# Up to five weekdays share one 周: 周一三五, 周一、三、五.
_BEFORE_MORE = "|".join(
    f"(?<=[周期拜]{_WEEKDAY}{more * count}{between})"
    for count in range(4)
    for more, between in ((_WEEKDAY, ""), (_SEPARATOR + _WEEKDAY, _SEPARATOR))
)
MORE_WEEKDAYS = re.compile(rf"(?:{_BEFORE_MORE})(?P<day>{_WEEKDAY})(?![个点时号日天月年十百千万分刻:周项名位])")


def week_days(match: re.Match[str]) -> Found | None:
    """Read a weekday, a weekend or a whole week; 一周 and 周边 are none."""
    rel, day = match["rel"], match["day"]
    step = _STEPS.get(rel or "", 0)
    if day:
        weekday = WEEKDAYS[day]
        return "weekday", lambda scene: weekday_days(scene, weekday, rel, step)
    if match["end"] or match["rest"]:
        return "range", lambda scene: _weekend(scene, step)
    if match["wrong"]:
        return None if rel is None and match.group()[0] == "周" else ("weekday", lambda scene: NO_SUCH_DAY)
    if rel in (None, "今"):
        return None
    if match["same"]:
        return "relative", lambda scene: one_day(scene.today + timedelta(days=7 * step))
    if match["few"]:
        return "range", lambda scene: few_days(match, _week(scene, step))
    count = ordinal(match)
    if count:
        if match["nthday"]:
            return "relative", lambda scene: nth_day(_week(scene, step), count)
        return "relative", lambda scene: _workday(scene, step, count)
    if match["part"]:
        return "range", lambda scene: _week(scene, step)
    return "frame", lambda scene: _week(scene, step)


def more_weekdays(match: re.Match[str]) -> Found:
    """Read the second weekday of 周三四 and 周一到五."""
    weekday = WEEKDAYS[match["day"]]
    return "weekday", lambda scene: weekday_days(scene, weekday, None, 0)


def weekday_days(scene: Scene, weekday: int, rel: str | None, step: int) -> Days | Problem:
    """Give a weekday: of a named week, of the week under discussion, or the coming one."""
    if rel:
        return one_day(week_start(scene.today) + timedelta(days=7 * step + weekday))
    if scene.week is not None:
        day = scene.week + timedelta(days=weekday)
        return one_day(day if day >= scene.floor else day + timedelta(days=7))
    day = scene.floor + timedelta(days=(weekday - scene.floor.weekday()) % 7)
    if day == scene.today and scene.later:
        return one_day(day + timedelta(days=7), explicit=False, inferred=True)
    if day == scene.today:
        readings = (one_day(day), one_day(day + timedelta(days=7)))
        return Problem("ambiguous", "weekday_is_today", readings)
    return one_day(day, explicit=False, inferred=day - week_start(scene.today) >= timedelta(days=7))


def _weekend(scene: Scene, step: int) -> Days:
    saturday = week_start(scene.today) + timedelta(days=7 * step + 5)
    return Days(saturday, saturday + ONE_DAY, unit="range")


def _week(scene: Scene, step: int) -> Days:
    monday = week_start(scene.today) + timedelta(days=7 * step)
    return whole_week(monday)


def _workday(scene: Scene, step: int, count: int) -> Days | Problem:
    week = _week(scene, step)
    day = nth_workday(scene.calendar, week.first, week.last, count)
    return NO_SUCH_DAY if day is None else one_day(day)
