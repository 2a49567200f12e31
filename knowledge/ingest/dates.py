"""Dates of official documents: 2025年1月24日, 二〇二五年一月二十四日, 2025-01-24, with blanks anywhere."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.ingest.characters import halved
from language.numbers import parse_integer

_G = r"[ \u3000]*"
_CN = r"[〇○Ｏ零一二三四五六七八九]"
_DAY = re.compile(
    rf"(?P<y>(?:19|20){_G}\d{_G}\d){_G}(?:年{_G}(?P<m>\d{{1,2}}){_G}月{_G}(?P<d>\d{{1,2}}){_G}日"
    rf"|(?P<sep>[-./]){_G}(?P<m2>\d{{1,2}}){_G}(?P=sep){_G}(?P<d2>\d{{1,2}})(?!\d))"
    rf"|(?P<cy>{_CN}(?:{_G}{_CN}){{3}}){_G}年{_G}(?P<cm>[一二三四五六七八九十元]{{1,2}}){_G}月{_G}(?P<cd>[一二三四五六七八九十]{{1,3}}){_G}日"
)
_ZEROS = str.maketrans("○Ｏ零", "〇〇〇")


@dataclass(frozen=True)
class DateMention:
    """A date in a text and its place, end exclusive."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> tuple[DateMention, ...]:
    """Return the full dates (year, month, day) of a text in order; impossible ones are left out."""
    found = []
    for match in _DAY.finditer(halved(text)):
        day = _date(match)
        if day is not None:
            found.append(DateMention(day, match.start(), match.end()))
    return tuple(found)


def only_date(line: str) -> date | None:
    """Return the date of a line that is nothing but a date, in brackets or not."""
    bare = line.strip(" \u3000（）()")
    found = find_dates(bare)
    return found[0].day if len(found) == 1 and found[0].end - found[0].start == len(bare) else None


def years_later(day: date, years: int) -> date:
    """Return the last day of a term of years that begins on a day."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last)) - timedelta(days=1)


def _date(match: re.Match[str]) -> date | None:
    if match["cy"]:
        digits = re.sub(_G, "", match["cy"]).translate(_ZEROS)
        year = int("".join(str("〇一二三四五六七八九".index(digit)) for digit in digits))
        month, day = parse_integer(match["cm"].replace("元", "一")), parse_integer(match["cd"])
    else:
        year = int(re.sub(_G, "", match["y"]))
        month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None
