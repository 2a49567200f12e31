"""Pieces that several day grammars share: numbers of days and months, weekdays, and what a reader gives back."""

from __future__ import annotations

from language.dates.units import DayKind, Resolve
from language.numbers import parse_integer

NUMBER = r"(?:[0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
DAY = r"(?:[0-9]{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
MONTH_NUMBER = r"(?:[0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
NO_NUMBER_BEFORE = r"(?<![0-9一二三四五六七八九十百第.])"
WEEK_WORD = r"(?:周|星期|礼拜)"
WEEKDAYS = {**{character: index for index, character in enumerate("一二三四五六日")}, "天": 6}
WEEKDAYS |= {str(index + 1): index for index in range(7)}
ORDINAL = r"(?:第(?P<nth>[一二三四五六七八九十]|[0-9]{1,2})个?|(?P<final>最后(?:一个?)?|末个)|(?P<head>首个))"

Found = tuple[DayKind, Resolve]


def number(word: str) -> int:
    """Read a numeral that the grammar has matched."""
    return parse_integer(word) or 0


def ordinal(nth: str | None, final: str | None) -> int:
    """Give the number in 第二个; -1 for 最后一个, 1 for 首个."""
    return -1 if final else number(nth) if nth else 1
