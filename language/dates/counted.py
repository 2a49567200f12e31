"""Days reached by counting: 三天后, 两周后, 三个工作日后, 下个工作日, 半小时后, 接下来两周."""

from __future__ import annotations

import re
from datetime import timedelta

from language.dates.arithmetic import ONE_DAY, add_months, nth_workday
from language.dates.units import Days, Problem, Scene, one_day
from language.dates.words import NO_NUMBER_BEFORE, NUMBER, Found, number

_UNIT = r"(?P<unit>工作日|天|日|周|星期|礼拜|月|小时|钟头|分钟|刻钟)"
COUNTED = re.compile(
    rf"{NO_NUMBER_BEFORE}(?P<over>再?过)?(?P<n>{NUMBER}|半)个?(?P<half>半)?的?{_UNIT}"
    r"(?:(?P<after>以后|之后|过后|后(?![面台续勤期天]))|(?P<within>之内|以内|内)|(?P<before>以前|之前|前(?![面台往后提天])))?"
)
NEXT_WORKDAY = re.compile(
    r"(?P<next>下一?个?|明后|之后的?)工作日|(?P<near>最近|最早|最快)的?(?:一个)?工作日|第(?P<nth>[一二三四五六七八九十]|[0-9]{1,2})个工作日"
)
# 未来三天 stands with 这几天; here are the longer stretches from today on.
COMING = re.compile(rf"(?:未来|接下来|今后|往后)的?(?P<n>{NUMBER})个?(?P<unit>周|星期|礼拜|月)(?![一二三四五六日天])")
_FURTHEST = 400


def counted_days(match: re.Match[str]) -> Found | None:
    """Read a count that has 后, 内 or 前, or follows 过; a bare length (3个月) is no day."""
    unit, within, before = match["unit"], match["within"], match["before"]
    if not (match["after"] or within or before or match["over"]):
        return None
    if within and unit not in ("天", "日", "周", "星期", "礼拜"):
        return None  # 5个工作日内 and 三个月内 are time limits
    half = match["n"] == "半"
    count = 0 if half else number(match["n"])
    minutes = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}.get(unit)
    half_month = match["half"] and unit == "月"
    if (half and unit not in ("月", "小时", "钟头")) or (match["half"] and not (minutes or half_month)):
        return None
    if before and minutes:
        return None
    if minutes:
        total = count * minutes + (minutes // 2 if half or match["half"] else 0)
        return "relative", lambda scene: moment_after(scene, total)
    sign = -1 if before else 1
    if within:
        days = count * (1 if unit in ("天", "日") else 7)
        return "range", lambda scene: Days(
            scene.today, scene.today + timedelta(days=days), inferred=True, unit="range", through=True
        )
    if half_month and not half:
        return "relative", lambda scene: one_day(add_months(scene.today, sign * count) + timedelta(days=15 * sign))
    return "relative", lambda scene: _day(scene, unit, count, sign, half)


def coming(match: re.Match[str]) -> Found:
    """Read 接下来两周: from today on."""
    count = number(match["n"])

    def resolve(scene: Scene) -> Days:
        end = add_months(scene.today, count) if match["unit"] == "月" else scene.today + timedelta(days=7 * count)
        return Days(scene.today, end - ONE_DAY, inferred=True, unit="range")

    return "range", resolve


def next_workday(match: re.Match[str]) -> Found:
    """Read 下个工作日 (the first after today), 最近的工作日 (today may be one), 第三个工作日 (from tomorrow on)."""
    start = timedelta(0) if match["near"] else ONE_DAY
    count = number(match["nth"]) if match["nth"] else 1
    return "relative", lambda scene: workday_from(scene, start, count)


def workday_from(scene: Scene, start: timedelta, count: int) -> Days | Problem:
    """Give the count-th workday, the first day that counts lying `start` after today."""
    day = nth_workday(scene.calendar, scene.today + start, None, count)
    return Problem("unparseable", "too_far") if day is None else one_day(day)


def _day(scene: Scene, unit: str, count: int, sign: int, half: bool) -> Days | Problem:
    if count > _FURTHEST:
        return Problem("unparseable", "too_far")
    if unit == "工作日" and sign > 0:
        return workday_from(scene, ONE_DAY, count)
    if unit == "月":
        return one_day(scene.today + timedelta(days=15 * sign) if half else add_months(scene.today, count * sign))
    days = count * (7 if unit in ("周", "星期", "礼拜") else 1)
    return one_day(scene.today + timedelta(days=days * sign))


def moment_after(scene: Scene, minutes: int) -> Days:
    """Give the day and the clock some minutes from now."""
    there = scene.now + timedelta(minutes=minutes)
    return Days(
        there.date(), there.date(), explicit=True, at=there.time().replace(second=0, microsecond=0, tzinfo=None)
    )
