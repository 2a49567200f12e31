"""English clock times and parts of the day: 3pm, at half past nine, from 9 to 11, before noon, in the morning."""

from __future__ import annotations

import re

from language.dates.english_words import HOUR, MINUTE, TO_FOLLOWS, Limit, count, limit
from language.dates.units import Reading, TimeUnit
from language.dates.when import Period

_PERIODS: dict[str, Period] = {
    "morning": "上午", "forenoon": "上午", "lunchtime": "中午", "lunch time": "中午", "afternoon": "下午",
    "evening": "晚上", "night": "晚上",
}  # fmt: skip
_BEGINS = {"上午": 9, "中午": 12, "下午": 12, "晚上": 18}
_ENDS = {"上午": 12, "中午": 13, "下午": 18, "晚上": 22}
_PERIOD = re.compile(
    r"(?:first thing )?(?:in the |during the |at |any time in the )?(?P<part>early |late |mid-?(?!night))?"
    r"(?P<word>morning|forenoon|lunch ?time|afternoon|evening|night)s?\b(?! shift)",
    re.ASCII,
)
# What a number counts when it is no hour: at 3 windows, after 2 weeks.
_COUNTS = (
    r"(?![0-9]|[:.][0-9]| ?%|(?:st|nd|rd|th|k|w)\b|[ -](?:years?|months?|weeks?|(?:working |business )?days?|hours?"
    r"|minutes?|mins?|people|persons?|windows?|counters?|yuan|rmb|floors?|times?|copies|documents?|services?|of|more"
    r"|or more)\b)"
)
_O_CLOCK = r" ?o'? ?clock"


def _half(group: str) -> str:
    return rf"(?: ?(?P<{group}>[ap])\.?m\b\.?)?"


_CLOCK = re.compile(
    r"(?P<noon>(?:12 )?noon|midday)\b"
    rf"|(?:(?P<past>half|(?:a )?quarter|{MINUTE}(?: minutes?)?) (?P<side>past|after|to|before) |(?P<british>half ))"
    rf"(?P<base>{HOUR})(?:{_O_CLOCK})?{_half('half')}{_COUNTS}(?![a-z])"
    rf"|(?P<hour>{HOUR})(?:[:.](?P<minute>[0-5][0-9])(?![0-9])"
    rf"| (?:oh )?(?P<words>{MINUTE})\b(?! ?(?:-|(?:to|past|minutes?)\b)))?"
    rf"(?P<clock>{_O_CLOCK})?{_half('half2')}{_COUNTS}(?![a-z])",
    re.ASCII,
)
_MEAL = re.compile(r"(?P<side>before|after) lunch\b", re.ASCII)
_AT = re.compile(r"(?:at|@) ?(?:around |about )?")
_RANGE = re.compile(
    rf"(?P<from>from |between )?(?P<h>{HOUR})(?::(?P<m>[0-5][0-9]))? ?(?P<to>-|~|to|until|till|and) ?"
    rf"(?P<h2>{HOUR})(?::(?P<m2>[0-5][0-9]))?{_half('half')}(?P<clock>{_O_CLOCK})?(?! ?[ap]\.?m){_COUNTS}(?![a-z])",
    re.ASCII,
)


def english_time(text: str, at: int, previous_end: int) -> TimeUnit | None:
    """Read an English time that begins at `at`; a bare number needs at, from, o'clock or a part of the day."""
    spread = _RANGE.match(text, at)
    if spread is not None and (found := _spread(spread, at, beside=previous_end >= 0 and at - previous_end <= 1)):
        return found
    meal = _MEAL.match(text, at)
    if meal is not None:
        return TimeUnit(at, meal.end(), "下午" if meal["side"] == "after" else "上午", blurred=True)
    bound, start = limit(text, at)
    preposition = _AT.match(text, start)
    begin = preposition.end() if preposition else start
    period = _PERIOD.match(text, start)
    if period is not None:
        return _period(period, at, bound)
    match = _CLOCK.match(text, begin)
    if match is None:
        return None
    reading = _reading(match)
    if reading is None:
        return None
    bare = match["hour"] and not (match["half2"] or match["clock"] or match["minute"])
    told = preposition or bound or _PERIOD.match(text, match.end() + 1)
    # A number alone is no time; nine thirty is one when words of time stand before it.
    if bare and not told and not (match["words"] and previous_end >= 0 and at - previous_end <= 1):
        return None
    if match["minute"] and not (told or match["half2"]) and "." in match.group():
        return None
    if bound == "from" and TO_FOLLOWS.match(text, match.end()):
        bound = ""
    return _limited(TimeUnit(at, match.end(), "中午" if match["noon"] else None, reading, reading), bound)


def _limited(unit: TimeUnit, bound: Limit) -> TimeUnit:
    opening = None if bound in ("before", "through") else unit.opening
    closing = None if bound in ("after", "from") else unit.closing
    period = None if opening is None or closing is None else unit.period
    return TimeUnit(unit.start, unit.end, period, opening, closing, blurred=unit.blurred or bound == "about")


def _period(match: re.Match[str], at: int, bound: Limit) -> TimeUnit:
    period = _PERIODS[re.sub("lunch ?time", "lunchtime", match["word"])]
    if bound in ("before", "through"):
        hour = _BEGINS[period] if bound == "before" else _ENDS[period]
        return TimeUnit(at, match.end(), closing=Reading(hour, certain=True), blurred=True)
    if bound in ("after", "from"):
        hour = _ENDS[period] if bound == "after" else _BEGINS[period]
        return TimeUnit(at, match.end(), opening=Reading(hour, certain=True), blurred=True)
    return TimeUnit(at, match.end(), period, blurred=bool(match["part"]))


def _reading(match: re.Match[str]) -> Reading | None:
    if match["noon"]:
        return Reading(12, certain=True)
    half = match["half"] or match["half2"]
    hour = count(match["base"] or match["hour"])
    minute = int(match["minute"]) if match["minute"] else count(match["words"]) if match["words"] else 0
    if match["british"]:
        minute = 30
    if match["past"]:
        word = match["past"]
        named = 30 if word == "half" else 15 if "quarter" in word else None
        minute = named or count(word.removesuffix("s").removesuffix(" minute"))
        if match["side"] in ("to", "before"):
            if word == "half":
                return None
            hour, minute = (hour - 2) % 12 + 1, 60 - minute
    if match["words"] and minute < 10 and " oh " not in match.group():
        return None
    return _with_half(hour, minute, half)


def _with_half(hour: int, minute: int, half: str | None) -> Reading:
    if half and 1 <= hour <= 12:
        return Reading(hour % 12 + (12 if half == "p" else 0), minute, certain=True)
    return Reading(hour, minute)


def _spread(match: re.Match[str], at: int, *, beside: bool) -> TimeUnit | None:
    half = match["half"]
    if not (half or match["from"] or match["clock"] or beside) or (
        match["to"] == "and" and match["from"] != "between "
    ):
        return None
    first, last = count(match["h"]), count(match["h2"])
    closing = _with_half(last, int(match["m2"] or 0), half)
    opening = _with_half(first, int(match["m"] or 0), half)
    if half and (opening.hour, opening.minute) > (closing.hour, closing.minute):  # 11-1pm begins in the morning
        opening = _with_half(first, int(match["m"] or 0), "a")
    return TimeUnit(at, match.end(), None, opening, closing)
