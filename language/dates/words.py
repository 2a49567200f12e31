"""Pieces that several day grammars share: numbers of days and months, weekdays, and what a reader gives back."""

from __future__ import annotations

import re
from datetime import timedelta

from language.dates.units import NO_SUCH_DAY, DayKind, Days, Problem, Resolve
from language.numbers import parse_integer

NUMBER = r"(?:[0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
DAY = r"(?:[0-9]{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
MONTH_NUMBER = r"(?:[0-9]{1,2}|元|十[一二]?|[一二三四五六七八九])"
NO_NUMBER_BEFORE = r"(?<![0-9一二三四五六七八九十百第.])"
WEEK_WORD = r"(?:周|星期|礼拜)"
WEEKDAYS = {**{character: index for index, character in enumerate("一二三四五六日")}, "天": 6, "七": 6}
WEEKDAYS |= {str(index + 1): index for index in range(7)}
_COUNT = r"[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九]|[0-9]{1,2}"
ORDINAL = (
    rf"(?:(?<!倒数)第(?P<nth>{_COUNT})个?|倒数第?(?P<back>{_COUNT})个?"
    rf"|(?P<final>最后(?:一个?)?(?!{_COUNT})|末个)|(?P<head>首个|头一?个))"
)
FEW_DAYS = r"(?P<few>最后|末尾|头|开头|前)(?P<many>[二两三四五六七八九十]|[2-9])[天日]"

Found = tuple[DayKind, Resolve]


def number(word: str) -> int:
    """Read a numeral that the grammar has matched."""
    return parse_integer(word) or 0


def ordinal(match: re.Match[str]) -> int:
    """Give the number in 第二个; -1 for 最后一个, -2 for 倒数第二个, 1 for 首个, 0 where there is none."""
    if match["back"]:
        return -number(match["back"])
    return -1 if match["final"] else number(match["nth"]) if match["nth"] else 1 if match["head"] else 0


def few_days(match: re.Match[str], frame: Days) -> Days | Problem:
    """Give the first or last few days of a week, month or year (最后三天)."""
    span, last = timedelta(days=number(match["many"]) - 1), frame.last or frame.first
    first, end = (last - span, last) if match["few"] in ("最后", "末尾") else (frame.first, frame.first + span)
    return Days(first, end, unit="range") if frame.first <= first and end <= last else NO_SUCH_DAY
