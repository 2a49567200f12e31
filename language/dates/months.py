"""Dates and months: 12月8号, 8号, 2026-12-08, 12/8, 下个月十五, 月底, 下个月初, 十月的第一个周一, 下个月最后一天."""

from __future__ import annotations

import re
from datetime import date, timedelta

from language.dates.arithmetic import (
    ONE_DAY,
    add_months,
    exact_date,
    month_end,
    next_day_number,
    next_month_day,
    nth_weekday,
    nth_workday,
)
from language.dates.units import NO_SUCH_DAY, Days, Problem, Scene, nth_day, one_day, whole_week
from language.dates.words import (
    DAY,
    FEW_DAYS,
    MONTH_NUMBER,
    NO_NUMBER_BEFORE,
    ORDINAL,
    WEEK_WORD,
    WEEKDAYS,
    Found,
    few_days,
    number,
    ordinal,
)
from language.dates.years import YEAR, year_number

# A date without a year that passed this many days ago is a slip; longer ago, next year is meant.
_SLIP = timedelta(days=31)
_MONTH_STEPS = {"下下": 2, "下": 1, "上上": -2, "上": -1}
_NO_DATE = r"(?![0-9一二三四五六七八九十点时个:：%./项条元万年岁名位人家分之])"

FULL_DATE = re.compile(
    r"(?<![0-9a-z])(?<![a-z]-)(?:(?P<y>(?:19|20)[0-9]{2})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})"
    r"|(?P<yy>20[0-9]{2})(?P<mm>[01][0-9])(?P<dd>[0-3][0-9]))(?![0-9])[号日]?"
)
MONTH = re.compile(
    rf"(?:{NO_NUMBER_BEFORE}(?<![年前后近])(?:{YEAR}(?<=[年的]))?(?P<month>{MONTH_NUMBER})月份?"
    r"|(?P<rel>下下|下|上上|上|这|本|当)(?:一?个|一)?月份?)的?"
    rf"(?:(?P<d>{DAY})[号日]|(?P<d2>{DAY}){_NO_DATE}|(?P<part>初(?![一二三四五六七八九十](?![定起直般样些]))|底|末|中旬|上旬|下旬|中(?!午))|(?P<within>[以之]?内)"
    rf"|{ORDINAL}(?:{WEEK_WORD}(?P<weekday>[一二三四五六日天])|(?P<work>工作日)|(?P<week>{WEEK_WORD})|(?P<nthday>天))"
    rf"|{FEW_DAYS}|(?P<same>今天|今日|同一天))?"
)
# 12.8 and 12-8 may also be a mark or a span of numbers: they count when they stand alone or beside words of time.
BARE_DATE = re.compile(
    r"(?<![0-9a-z.:/+])(?:(?<!-)|(?<=[/.][0-9]-)|(?<=[/.][0-9]{2}-))(?P<m>[0-9]{1,2})(?P<sep>[/.·-])(?P<d>[0-9]{1,2})"
    r"(?![0-9/.:%a-z]|-(?![0-9]{1,2}[/.][0-9]{1,2}(?![0-9/.]))[0-9])(?P<mark>[号日])?"
)
_BESIDE = re.compile(
    r" ?(?:上午|下午|中午|早|晚|[0-9]{1,2}[:点]|那天|可以|有号|有空|能|行|吧|前|后|[到至~-] ?[0-9]{1,2}[./])|[,。!?]?$"
)
_ENGLISH = re.compile(r"[a-z]{3}")
_BEFORE = re.compile(r"(?:^|约|订|改到|改成|换到|换成|到|至|在|是|要|[-~])$")
DAY_NUMBER = re.compile(
    rf"{NO_NUMBER_BEFORE}(?<![a-z/])(?<![a-z]-)(?:(?P<d>{DAY})(?:号(?!码)|日(?![本常用程志记内]))|(?P<bare>{DAY})(?=[、/或和到至~-]{DAY}[号日]))"
)
MONTH_PART = re.compile(
    r"(?<![0-9一二三四五六七八九十个])月(?P<part>初|底|末|中旬|上旬|下旬|中(?!午)|内)(?P<final>的?最后一天)?"
)


def full_date(match: re.Match[str]) -> Found | None:
    """Read a date with all its numbers."""
    if match["yy"]:
        day = exact_date(int(match["yy"]), int(match["mm"]), int(match["dd"]))
        if day is None:
            return None  # any other number of eight digits
    else:
        day = exact_date(int(match["y"]), int(match["m"]), int(match["d"]))
    return "date", lambda scene: NO_SUCH_DAY if day is None else one_day(day)


def bare_date(match: re.Match[str]) -> Found | None:
    """Read 12/8, 12.8 or 12-08 as month and day where nothing speaks for another reading."""
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    text, end = match.string, match.end()
    if match["sep"] == "-" and match["mark"] and month < day:
        return None  # 3-5号 is a range of days
    if match["sep"] == "." and _ENGLISH.search(text):
        return None  # 9.30 tomorrow
    if not match["mark"]:
        beside, before = _BESIDE.match(text, end), _BEFORE.search(text, 0, match.start())
        alone = bool(beside and before) or bool(beside and beside.group().strip(",。!?"))
        if match["sep"] != "/" and not alone and not (match["sep"] in ".·" and before):
            return None
        if re.match(r"[年个天人岁万项名次级月周点时倍分折米平元小以]", text[end : end + 1]):
            return None
    return "date", lambda scene: month_day(scene, month, day)


def day_number(match: re.Match[str]) -> Found | None:
    """Read 8号: in the month under discussion, else the next such day."""
    day = number(match["d"] or match["bare"])
    return "number", lambda scene: number_day(scene, day)


def number_day(scene: Scene, day: int) -> Days | Problem:
    """Give the day of that number in the month under discussion, else the next such day."""
    if not 1 <= day <= 31:
        return NO_SUCH_DAY
    if scene.month is not None:
        found = exact_date(scene.month.year, scene.month.month, day)
        if found is None:
            return NO_SUCH_DAY
        if found >= scene.floor:
            return one_day(found)
    found = next_day_number(day, scene.floor)
    if found is None:
        return NO_SUCH_DAY
    if found == scene.today == scene.floor and scene.month is None:
        following = next_day_number(day, scene.today + ONE_DAY)
        readings = (one_day(found), one_day(following or found))
        return Problem("ambiguous", "number_is_today", readings)
    return one_day(found, explicit=False, inferred=found.month != scene.today.month)


def month_days(match: re.Match[str]) -> Found | None:
    """Read a month, a day or a part of it, a weekday or workday counted in it."""
    word = match["d"] or match["d2"]
    dated = bool(word or match["weekday"] or match["work"] or match["nthday"] or match["same"])
    count = ordinal(match)

    def resolve(scene: Scene) -> Days | Problem:
        year = None if match["year"] is None else year_number(match["year"], scene.today)
        if match["rel"]:
            first = add_months(scene.today.replace(day=1), _MONTH_STEPS.get(match["rel"], 0))
        else:
            month = 1 if match["month"] == "元" else number(match["month"])
            if not 1 <= month <= 12:
                return NO_SUCH_DAY
            if word and year is None:
                return month_day(scene, month, number(word))
            if year is None:
                year = scene.floor.year + (1 if month < scene.floor.month else 0)
            first = date(year, month, 1)
        if word:
            day = exact_date(first.year, first.month, number(word))
            return NO_SUCH_DAY if day is None else one_day(day)
        if match["same"]:
            same = exact_date(first.year, first.month, scene.today.day)
            return NO_SUCH_DAY if same is None else one_day(same)
        if match["few"]:
            return few_days(match, month_part_days(first, None))
        if count:
            return _counted(scene, first, count, match)
        return month_part_days(first, match["part"] or ("内" if match["within"] else None))

    partial = match["part"] or match["within"] or match["few"] or match["week"]
    return ("date" if dated else "range" if partial else "frame"), resolve


def month_part(match: re.Match[str]) -> Found:
    """Read 月底 without a month: of the month under discussion or this one; 月初 that has passed is the next one."""
    part = match["part"]

    def resolve(scene: Scene) -> Days | Problem:
        days = month_part_days(scene.month or scene.today.replace(day=1), part)
        if days.last is not None and days.last < scene.floor and scene.month is None:
            days = month_part_days(add_months(scene.today.replace(day=1), 1), part)
        return one_day(days.last) if match["final"] and days.last else days

    return "range", resolve


def month_day(scene: Scene, month: int, day: int) -> Days | Problem:
    """Give the next such day; one that passed within the last month is a slip and stays."""
    if not 1 <= month <= 12 or exact_date(2024, month, day) is None:
        return NO_SUCH_DAY
    if scene.floor == scene.today:
        for year in (scene.today.year, scene.today.year - 1):
            found = exact_date(year, month, day)
            if found is not None and timedelta(0) < scene.today - found <= _SLIP:
                return one_day(found)
    coming = next_month_day(month, day, scene.floor)
    if coming is None or coming - scene.floor > timedelta(days=366):
        return NO_SUCH_DAY  # 29 February of a year that has none
    return one_day(coming, inferred=coming.year != scene.today.year)


def month_part_days(first: date, part: str | None) -> Days:
    """Give a month, or its beginning, middle or end."""
    last = month_end(first)
    limits = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "下旬": (21, last.day)}
    limits |= {"底": (25, last.day), "末": (25, last.day)}
    if part not in limits:
        return Days(first, last, unit="month", explicit=True, through=part == "内")
    start, end = limits[part]
    through = part in ("底", "末")
    return Days(first.replace(day=start), first.replace(day=end), inferred=True, unit="range", through=through)


def _counted(scene: Scene, first: date, count: int, match: re.Match[str]) -> Days | Problem:
    last = month_end(first)
    if match["nthday"]:
        return nth_day(month_part_days(first, None), count)
    if match["week"]:
        monday = nth_weekday(first, last, 0, count)
        return NO_SUCH_DAY if monday is None else whole_week(monday)
    if match["weekday"]:
        day = nth_weekday(first, last, WEEKDAYS[match["weekday"]], count)
    else:
        day = nth_workday(scene.calendar, first, last, count)
    return NO_SUCH_DAY if day is None else one_day(day)
