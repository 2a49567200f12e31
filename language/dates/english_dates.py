"""English dates: Dec 3rd, 3 December 2026, the 3rd, end of next month, the first Monday of January, National Day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from language.dates.arithmetic import add_months, exact_date, month_end, nth_weekday, nth_workday, week_start
from language.dates.english_words import (
    ANY_MONTH,
    DAY,
    DAY_WORD,
    MONTHS,
    ORDINAL,
    ORDINALS,
    WEEKDAY,
    WEEKDAYS,
    WORKDAY,
    either,
    nth,
)
from language.dates.festivals import festival_day
from language.dates.holidays import ANY_HOLIDAY, holiday
from language.dates.months import month_day, month_part_days, number_day
from language.dates.spans import later_than, until
from language.dates.units import NO_SUCH_DAY, Days, Problem, Resolve, Scene, nth_day, one_day, whole_week
from language.dates.words import Found

_NAMES = {
    "national day": "国庆", "spring festival": "春节", "chinese new year": "春节", "lunar new year": "春节",
    "cny": "春节", "new year's day": "元旦", "new year's": "元旦", "new year day": "元旦", "new year": "元旦",
    "labor day": "劳动", "labour day": "劳动", "may day": "劳动", "qingming": "清明", "qing ming": "清明",
    "tomb sweeping day": "清明", "tomb-sweeping day": "清明", "dragon boat festival": "端午", "dragon boat": "端午",
    "mid-autumn festival": "中秋", "mid autumn festival": "中秋", "mid-autumn": "中秋", "mid autumn": "中秋",
    "moon festival": "中秋", "lantern festival": "元宵", "christmas day": "圣诞", "christmas eve": "平安夜",
    "christmas": "圣诞", "xmas": "圣诞", "valentine's day": "情人", "women's day": "妇女", "children's day": "儿童",
    "teachers' day": "教师", "halloween": "万圣",
    "thanksgiving": "感恩", "mother's day": "母亲", "father's day": "父亲",
}  # fmt: skip
_BREAKS = frozenset(("国庆", "春节", "劳动", "元旦", "清明", "端午", "中秋"))
_NAME = either(_NAMES)


def _year(group: str) -> str:
    return rf"(?:(?:,| ,)? ?(?P<{group}>20[0-9]{{2}})(?![0-9]))?"


def _more(group: str) -> str:
    return rf"(?: ?(?:-|~|to|through|until|till) ?(?:the )?(?P<{group}>{DAY}))?"


_FRAME = (
    r"(?:(?:the )?(?P<rel>this|next|last|coming) month|(?P<after>the month after next)|(?P<month>the month)"
    rf"|(?P<name>{ANY_MONTH})\b\.?(?:,? ?(?P<year>20[0-9]{{2}}))?)"
)
DATE = re.compile(
    rf"(?P<name>{ANY_MONTH})\.? (?:the )?(?P<day>{DAY}|{DAY_WORD})(?![a-z]){_more('last')}{_year('year')}"
    rf"|(?:the )?(?:(?P<day2>{DAY})|(?P<word>{DAY_WORD}))(?![a-z]){_more('last2')}"
    rf" ?(?:of )?(?P<name2>{ANY_MONTH})\b\.?{_year('year2')}",
    re.ASCII,
)
OF_MONTH = re.compile(
    rf"(?:the )?(?:(?P<day>{DAY})|(?P<word>{DAY_WORD})) (?:day )?(?:of|in) "
    r"(?:the )?(?P<rel>this|next|last|the|coming|same) month\b",
    re.ASCII,
)
ORDINAL_DAY = re.compile(
    rf"(?:the )?(?:very )?(?P<nth>{ORDINAL}) (?:(?P<weekday>{WEEKDAY})|(?P<work>{WORKDAY})|(?P<what>day|week))\b "
    rf"(?:of |in )?(?:{_FRAME}|(?:the )?(?P<week>this|next) week"
    rf"|(?P<holiday>(?P<side>after|before) (?:the )?(?P<festival>{_NAME}|holidays?)))\b",
    re.ASCII,
)
DAY_NUMBER = re.compile(
    rf"(?<=on )the (?P<word>{DAY_WORD})(?=$|[,.!?]| at | in the |,? (?:morning|afternoon)|[^a-z ])"
    r"|(?:the )?(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)\b(?! (?:floor|window|counter|time|street|batch|edition"
    r"|century|anniversary|birthday|item|clause|of [a-z]))",
    re.ASCII,
)
MONTH_FRAME = re.compile(
    r"(?:(?:the )?(?P<part>early|mid|middle|late|end|beginning|start)(?:[ -](?:of|in))?[ -](?:the )?)?"
    rf"{_FRAME}\b(?! (?:i|we|you|be|have)\b)",
    re.ASCII,
)
# May and March are verbs too: alone they need one of these before them.
_BEFORE_MONTH = re.compile(r"\b(?:in|of|next|this|during|until|till|by|before|after|to|from) $", re.ASCII)
END_OF_YEAR = re.compile(
    r"(?:the )?(?P<part>end|beginning|start)(?: of)? (?:the |(?P<rel>this|next) )?year\b", re.ASCII
)
HOLIDAY = re.compile(
    rf"(?:the )?(?P<festival>{_NAME})(?P<long>(?: public)? (?:holidays?|break|week))?(?![a-z'])"
    r"|(?<=after )(?:the )?holidays?\b|(?<=before )(?:the )?holidays?\b",
    re.ASCII,
)


def date_of(match: re.Match[str]) -> Found | None:
    """Read a month and a day in either order, or two days of a month."""
    name, year = match["name"] or match["name2"], match["year"] or match["year2"]
    word, end = match["day"] or match["day2"] or match["word"], match["last"] or match["last2"]
    first, last = _day(word), _day(end) if end else 0

    def resolve(scene: Scene) -> Days | Problem:
        start = _dated(scene, MONTHS[name], first, year)
        if isinstance(start, Problem) or not last:
            return start
        day = exact_date(start.first.year, start.first.month, last)
        if day is None or day < start.first:
            return Problem("unparseable", "no_such_day" if day is None else "ends_before_start")
        return Days(start.first, day, unit="range", inferred=start.inferred)

    return ("range" if last else "date"), resolve


def of_month(match: re.Match[str]) -> Found:
    """Read the 3rd of next month."""
    day = _day(match["day"] or match["word"])

    def resolve(scene: Scene) -> Days | Problem:
        first = _relative_month(scene, match["rel"])
        found = exact_date(first.year, first.month, day)
        return NO_SUCH_DAY if found is None else one_day(found)

    return "date", resolve


def ordinal_day(match: re.Match[str]) -> Found:
    """Read the first Monday of next month, the last day of December, the first working day after a holiday."""
    which = nth(match["nth"])

    def resolve(scene: Scene) -> Days | Problem:
        if match["holiday"]:
            return _beside_holiday(scene, match, which)
        if match["week"]:
            monday = week_start(scene.today) + timedelta(days=7 if match["week"] == "next" else 0)
            first, last = monday, monday + timedelta(days=6)
        else:
            frame = _frame(scene, match)
            if isinstance(frame, Problem):
                return frame
            first, last = frame, month_end(frame)
        if match["weekday"]:
            day = nth_weekday(first, last, WEEKDAYS[match["weekday"]], which)
        elif match["work"]:
            day = nth_workday(scene.calendar, first, last, which)
        elif match["what"] == "week":
            monday_of = nth_weekday(first, last, 0, which)
            return NO_SUCH_DAY if monday_of is None else whole_week(monday_of)
        else:
            return nth_day(Days(first, last), which)
        return NO_SUCH_DAY if day is None else one_day(day)

    return ("range" if match["what"] == "week" else "date"), resolve


def day_number(match: re.Match[str]) -> Found:
    """Read the 3rd: of the month under discussion, else the next such day."""
    day = _day(match["word"] or match["day"])
    return "number", lambda scene: number_day(scene, day)


def month_frame(match: re.Match[str]) -> Found | None:
    """Read a month or a part of it; May and March need of, in or a part before them, for they are verbs too."""
    if match["month"] and not match["part"]:
        return None
    short = match["name"] in ("may", "mar", "march") and not match["part"] and not match["year"]
    if short and not _BEFORE_MONTH.search(match.string, 0, match.start()):
        return None
    parts = {"early": "初", "beginning": "初", "start": "初", "mid": "中", "middle": "中", "late": "下旬", "end": "底"}
    part = parts.get(match["part"] or "")

    def resolve(scene: Scene) -> Days | Problem:
        first = _frame(scene, match)
        return first if isinstance(first, Problem) else month_part_days(first, part)

    return ("range" if part else "frame"), resolve


def end_of_year(match: re.Match[str]) -> Found:
    """Read the end of the year as December, its beginning as January."""
    month = 12 if match["part"] == "end" else 1

    def resolve(scene: Scene) -> Days:
        later = match["rel"] == "next" or (not match["rel"] and month < scene.today.month)
        first = date(scene.today.year + (1 if later else 0), month, 1)
        return Days(first, month_end(first), inferred=True, unit="range", through=month == 12)

    return "range", resolve


def festival(match: re.Match[str]) -> Found:
    """Read a holiday: its break where it has one, else its day."""
    name = _NAMES[match["festival"]] if match["festival"] else ""

    def resolve(scene: Scene) -> Days | Problem:
        if not name or match["long"] or name in ("国庆", "春节", "劳动"):
            return holiday(scene, (name,) if name else ANY_HOLIDAY)
        day = festival_day(name, scene.floor)
        return Problem("unparseable", "holiday_unknown") if day is None else one_day(day)

    return "range", resolve


def beside_festival(match: re.Match[str], side: str) -> Resolve:
    """Read before and after a holiday: its whole break lies between."""
    name = _NAMES[match["festival"]] if match["festival"] else ""
    if name and name not in _BREAKS:
        return until(festival(match)[1]) if side == "before" else later_than(festival(match)[1])
    stems = (name,) if name else ANY_HOLIDAY
    return lambda scene: holiday(scene, stems, after=side == "after", before=side == "before")


def _beside_holiday(scene: Scene, match: re.Match[str], which: int) -> Days | Problem:
    name = _NAMES.get(match["festival"])
    if not match["work"] or (name is not None and name not in _BREAKS):
        return Problem("unparseable", "holiday_unknown")
    after = match["side"] == "after"
    return holiday(scene, (name,) if name else ANY_HOLIDAY, after=after, before=not after, count=which)


def _day(word: str) -> int:
    return ORDINALS[word] if word in ORDINALS else int(word.rstrip("sthndr"))


def _dated(scene: Scene, month: int, day: int, year: str | None) -> Days | Problem:
    if year is None:
        return month_day(scene, month, day)
    found = exact_date(int(year), month, day)
    return NO_SUCH_DAY if found is None else one_day(found)


def _relative_month(scene: Scene, rel: str | None) -> date:
    step = {"next": 1, "coming": 1, "last": -1}.get(rel or "", 0)
    base = scene.month if rel in ("the", "same") and scene.month else scene.today.replace(day=1)
    return add_months(base, step)


def _frame(scene: Scene, match: re.Match[str]) -> date | Problem:
    if match["name"] is None:
        return add_months(scene.today.replace(day=1), 2) if match["after"] else _relative_month(scene, match["rel"])
    month = MONTHS[match["name"]]
    year = int(match["year"]) if match["year"] else scene.floor.year + (1 if month < scene.floor.month else 0)
    return date(year, month, 1)
