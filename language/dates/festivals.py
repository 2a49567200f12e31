"""Festivals of one day and lunar dates: 圣诞节, 母亲节, 除夕, 元宵节, 中秋节, 农历八月十五, 正月初八."""

from __future__ import annotations

import re
from datetime import date

from language.dates.arithmetic import next_month_day, nth_weekday
from language.dates.lunar import LAST, next_lunar_day
from language.dates.units import Days, Problem, Scene, one_day
from language.dates.words import Found, number

_SOLAR = {
    "元旦": (1, 1), "情人": (2, 14), "妇女": (3, 8), "植树": (3, 12), "愚人": (4, 1), "劳动": (5, 1), "青年": (5, 4),
    "儿童": (6, 1), "建党": (7, 1), "建军": (8, 1), "教师": (9, 10), "国庆": (10, 1), "万圣": (10, 31),
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
# Month, weekday (Monday 0) and which one.
_MOVING = {"母亲": (5, 6, 2), "父亲": (6, 6, 3), "感恩": (11, 3, 4)}
_LUNAR = {
    "春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15), "中秋": (8, 15), "重阳": (9, 9),
    "腊八": (12, 8), "除夕": (12, LAST), "年三十": (12, LAST),
}  # fmt: skip
_HAN = "一二三四五六七八九十"
_DAY = rf"(?:初?[廿{_HAN}]{{1,3}}|[0-9]{{1,2}})"
FESTIVAL = re.compile(
    r"(?P<name>(?:(?:五四)?青年|(?:三八)?妇女|(?:六一)?儿童|(?:八一)?建军|情人|植树|愚人|建党|教师|万圣|母亲|父亲|感恩|中元)(?=节)"
    r"|圣诞(?!老|树|卡|快)|平安夜|双(?:十[一二]|1[12])|元宵(?=节|当天|那天|那日|$)|七夕|重阳|腊八(?!粥|蒜)|除夕|大?年三十)节?"
    rf"|大年初(?P<new_year>[{_HAN}]{{1,2}})"
    rf"|(?:农历|阴历|旧历)的?(?P<leap>闰)?(?P<month>十[一二]|[正冬腊{_HAN}]|[0-9]{{1,2}})月(?P<day>{_DAY})[日号]?"
    rf"|(?P<month2>[正冬腊])月(?P<day2>{_DAY})[日号]?"
    rf"|(?P<month3>十[一二]?|[{_HAN}])月初(?P<day3>[{_HAN}]{{1,2}})(?![点时定起直般样些])"
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12}


def festival_day(name: str, floor: date) -> date | None:
    """Give the next day of a festival from `floor` on, or None if it is not known."""
    if name in _SOLAR:
        return next_month_day(*_SOLAR[name], floor)
    if name in _LUNAR:
        return next_lunar_day(*_LUNAR[name], floor)
    for year in (floor.year, floor.year + 1):
        if name == "清明":
            # The solar term by the rule of the 21st century.
            found: date | None = date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4)
        elif name in _MOVING:
            month, weekday, count = _MOVING[name]
            found = nth_weekday(date(year, month, 1), date(year, month, 28), weekday, count)
        else:
            return None
        if found is not None and found >= floor:
            return found
    return None


def festival(match: re.Match[str]) -> Found | None:
    """Read a festival or a lunar date."""
    if match["name"]:
        name = next(known for known in (*_SOLAR, *_LUNAR, *_MOVING) if known in match["name"])
        return "date", lambda scene: _told(festival_day(name, scene.floor))
    word = match["month"] or match["month2"] or match["month3"] or "正"
    day = number((match["new_year"] or match["day"] or match["day2"] or match["day3"]).lstrip("初"))
    month = _MONTHS[word] if word in _MONTHS else number(word)
    leap = bool(match["leap"])
    return "date", lambda scene: _lunar(scene, month, day, leap)


def _lunar(scene: Scene, month: int, day: int, leap: bool) -> Days | Problem:
    return _told(next_lunar_day(month, day, scene.floor, leap=leap))


def _told(day: date | None) -> Days | Problem:
    return Problem("unparseable", "lunar") if day is None else one_day(day)
