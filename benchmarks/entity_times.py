"""The times of a sentence in the words of gold entities: `2026-11-24`, `2026-11-24 am`, `2026-11-24T15:00`, `a/b`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from language.calendar import ListedCalendar
from language.dates import Moment, parse_when

# Where a reading may begin anew: 从周三改到周五.
_CLAUSE = re.compile(r"(?:(?!改到|换到|改成|换成|调到|挪到|改为|换|改约|推到)[^，。！？；,!?;\n])+")
_MONTH = re.compile(r"[0-9一二三四五六七八九十]+月(?:份|底|初|中旬|上旬|下旬|末)?(?:[0-9一二三四五六七八九十]+[日号])?")
# 坐了一下午 is a length, no time, and so is 断过两个月.
_LASTED = re.compile(r"[一整大半]$")
_HAD = re.compile(r"[\u4e00-\u9fff](?<![再又等要])$")


@dataclass(frozen=True, slots=True)
class Time:
    """A time with its value, its place, and whether it was refused."""

    value: str
    start: int
    end: int
    excluded: bool


def times_in(text: str, reference: datetime, calendar: ListedCalendar) -> list[Time]:
    """Read the whole text, then its clauses: a wish is one reading, but a story may name more times than it wishes."""
    found = _times_of(text, 0, reference, calendar)
    today = reference.date().isoformat()
    for clause in _CLAUSE.finditer(text):
        for item in _times_of(clause.group(), clause.start(), reference, calendar):
            # What is over is a story; the whole text has told what it wants of it.
            if item.value >= today and not any(item.start < other.end and other.start < item.end for other in found):
                found.append(item)
    return found


def _times_of(text: str, offset: int, reference: datetime, calendar: ListedCalendar) -> list[Time]:
    when = parse_when(text, reference, calendar)
    found = []
    moments = [*((moment, False) for moment in when.alternatives), *((moment, True) for moment in when.excluded)]
    for moment, excluded in moments:
        value = _moment(moment)
        spans = moment.spans or when.spans
        if not value or not spans:
            continue
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        if _LASTED.search(text[:start]) or (text[start] == "过" and _HAD.search(text[:start])):
            continue
        # In a booking 五月 is the coming one; elsewhere it may be over, and a part of a day alone is no date.
        of_next_year = moment.date_from and moment.date_from.year > reference.year and _MONTH.fullmatch(text[start:end])
        if not of_next_year and (moment.day_given or moment.time_from is not None):
            found.append(Time(value, offset + start, offset + end, excluded))
    return found


def _moment(moment: Moment) -> str:
    if moment.date_from is None:
        return ""
    first = moment.date_from.isoformat()
    if moment.date_to is None or moment.date_to != moment.date_from:
        return f"{first}/{moment.date_to.isoformat() if moment.date_to else ''}"
    if moment.time_from and moment.time_from == moment.time_to:
        return f"{first}T{moment.time_from:%H:%M}"
    if moment.time_from and moment.time_to:
        return f"{first}T{moment.time_from:%H:%M}/{first}T{moment.time_to:%H:%M}"
    half = {"凌晨": " am", "上午": " am", "下午": " pm", "晚上": " pm"}.get(moment.period or "", "")
    return first + half
