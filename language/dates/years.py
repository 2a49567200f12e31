"""Years and their parts: 明年, 2027年上半年, 下季度, 年底. A bare year counts only when nothing nearer is said."""

from __future__ import annotations

import re
from datetime import date, timedelta

from language.dates.arithmetic import add_months, exact_date, month_end, week_start
from language.dates.units import NO_SUCH_DAY, Days, Problem, Scene, nth_day, one_day, whole_week
from language.dates.words import FEW_DAYS, NO_NUMBER_BEFORE, ORDINAL, Found, few_days, number, ordinal

_STEPS = {
    "今": 0, "本": 0, "这": 0, "当": 0, "明": 1, "来": 1, "下": 1, "下一": 1, "后": 2, "大后": 3,
    "去": -1, "上": -1, "上一": -1, "前": -2, "大前": -3,
}  # fmt: skip
_DIGIT = "[〇零一二三四五六七八九]"
YEAR = (
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}|{_DIGIT}{{4}}|{_DIGIT}{{2}}|大?[前后]|[今本明来去]"
    r"|[上下](?=年[0-9一二三四五六七八九十]))年?的?"
)
YEAR_PART = re.compile(rf"(?:{NO_NUMBER_BEFORE}{YEAR})?(?<![几多成])(?:年)?(?<=年)(?P<part>底|末|初)")
# 五四年 and 20年 may count years: such short years are read in dates only.
WHOLE_YEAR = re.compile(
    rf"{NO_NUMBER_BEFORE}(?P<year>[12][0-9]{{3}}|[一二]{_DIGIT}{{3}}|今|本|明|来|大?后|去|大?前|[上下]一?)年(?![级代纪薪龄假检审报轻])(?:度(?!假))?"
    rf"的?(?:(?P<half>[上下])半年|(?P<quarter>(?:第[一二三四1-4]个?|[一二三四1-4]|首个?)季度|q[1-4])|{ORDINAL}(?P<what>天|周|星期|个?月)|{FEW_DAYS}"
    r"|(?P<same>今天|今日)|(?P<within>[以之]?内))?"
)
QUARTER = re.compile(
    rf"(?:{NO_NUMBER_BEFORE}(?P<number>(?:第[一二三四1-4]个?|[一二三四1-4]|首个?)季度|(?<![a-z])q[1-4](?![a-z0-9]))"
    r"|(?P<rel>[上下这本]一?个?|当)季度)的?(?P<part>末|底|初)?|(?P<half>[上下])半年"
)


def year_number(word: str, today: date) -> int:
    """Give the year that a word (明, 27, 二〇二七) means."""
    if word in _STEPS:
        return today.year + _STEPS[word]
    value = int("".join(str(number(digit)) for digit in word))
    return value if value >= 100 else value + (2000 if value < 50 else 1900)


def year_part(match: re.Match[str]) -> Found:
    """Read 年底 as December and 年初 as January."""
    word, month = match["year"], 1 if match["part"] == "初" else 12

    def resolve(scene: Scene) -> Days | Problem:
        year = scene.today.year if word is None else year_number(word, scene.today)
        if word is None and month < scene.today.month:
            year += 1
        first = date(year, month, 1)
        return Days(first, month_end(first), inferred=True, unit="range", through=month == 12)

    return "range", resolve


def whole_year(match: re.Match[str]) -> Found:
    """Read a year, its half, quarter, month, week or day."""

    def resolve(scene: Scene) -> Days | Problem:
        year = year_number(match["year"], scene.today)
        frame = Days(date(year, 1, 1), date(year, 12, 31), unit="range", through=bool(match["within"]))
        if match["half"]:
            return _half(year, match["half"])
        if match["quarter"]:
            return _quarter(year, _which(match["quarter"]))
        if match["same"]:
            same = exact_date(year, scene.today.month, scene.today.day)
            return NO_SUCH_DAY if same is None else one_day(same)
        if match["few"]:
            return few_days(match, frame)
        if match["what"]:
            return _counted(frame, match["what"], ordinal(match))
        return frame

    dated = bool(match["same"] or match["what"] == "天")
    return ("date" if dated else "range" if match["half"] or match["quarter"] or match["few"] else "frame"), resolve


def quarter(match: re.Match[str]) -> Found:
    """Read a quarter (下季度, 一季度) or a half of this year; one that is over is not moved into the next year."""

    def resolve(scene: Scene) -> Days:
        today = scene.today
        if match["half"]:
            return _half(today.year, match["half"])
        if match["number"]:
            days = _quarter(today.year, _which(match["number"]))
        else:
            step = {"上": -1, "下": 1}.get(match["rel"][0], 0)
            first = add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * step)
            days = Days(first, month_end(add_months(first, 2)), unit="range")
        if match["part"] and days.last:
            first = days.first if match["part"] == "初" else days.last.replace(day=1)
            return Days(first, month_end(first), inferred=True, unit="range")
        return days

    return "range", resolve


def _half(year: int, half: str) -> Days:
    first, last = (date(year, 1, 1), date(year, 6, 30)) if half == "上" else (date(year, 7, 1), date(year, 12, 31))
    return Days(first, last, unit="range")


def _quarter(year: int, which: int) -> Days:
    first = date(year, 3 * which - 2, 1)
    return Days(first, month_end(add_months(first, 2)), unit="range")


def _which(word: str) -> int:
    return 1 if word[0] == "首" else next(number(letter) for letter in word if number(letter))


def _counted(frame: Days, what: str, count: int) -> Days | Problem:
    year = frame.first.year
    if what == "天":
        return nth_day(frame, count)
    if what in ("周", "星期"):
        # Week 1 is the one with the year's first Thursday (ISO 8601, GB/T 7408).
        monday = week_start(date(year, 1, 4)) + timedelta(days=7 * (count - 1))
        if count < 0:
            monday = week_start(date(year, 12, 28)) + timedelta(days=7 * (count + 1))
        return whole_week(monday) if abs(count) <= 53 else NO_SUCH_DAY
    month = count if count > 0 else 13 + count
    if not 1 <= month <= 12:
        return NO_SUCH_DAY
    first = date(year, month, 1)
    return Days(first, month_end(first), unit="month", explicit=True)
