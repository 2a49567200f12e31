"""The dates that a text holds, however written: 2024年12月1日, 2024-12-01, 二〇二四年十二月, 1 December 2024."""

from __future__ import annotations

import functools
import re
import unicodedata

from language.numbers import parse_integer

# Year, month and day as numbers; None where the text does not say it.
WrittenDate = tuple[int | None, int, int | None]

_NUMERALS = re.compile("[零〇一二三四五六七八九十]+(?=[年月日])")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
# What stands before and behind 月; each is looked for there alone, since most texts hold no date and all are read.
_BEFORE = re.compile(r"(?:(?<!\d)((?:19|20)\d{2}) ?年 ?)?(?<!\d)(\d{1,2}) ?$")
_BEHIND = re.compile(r" ?(\d{1,2}) ?[日号]")
_WINDOW = 14
_PLAIN = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_MONTH_NAMED = re.compile("|".join(name[1:] for name in _MONTHS), re.IGNORECASE)
_ENGLISH = re.compile(rf"(?<!\d)(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)})(?: (\d{{4}}))?(?!\w)", re.IGNORECASE)


def dates_in(text: str) -> dict[WrittenDate, str]:
    """Return the dates of a text with how each is written; a bare month (12月) or year is a number, not a date."""
    text = unicodedata.normalize("NFKC", text)
    found: dict[WrittenDate, str] = {}
    for place in (match.start() for match in re.finditer("月", text)):
        before = _BEFORE.search(_with_digits(f"{text[max(place - _WINDOW, 0) : place]}月")[:-1])
        behind = _BEHIND.match(_with_digits(text[place + 1 : place + 7]))
        if before and (before[1] or behind):
            found[_number(before[1]), int(before[2]), _number(behind[1] if behind else None)] = "".join(
                [before.group(), "月", behind.group() if behind else ""]
            )
    for match in _PLAIN.finditer(text):
        found[int(match[1]), int(match[3]), int(match[4])] = match.group()
    for match in _ENGLISH.finditer(text) if _MONTH_NAMED.search(text) else ():
        if match[1] or match[3]:
            month = _MONTHS.index(match[2].lower()) + 1
            found[_number(match[3]), month, _number(match[1])] = match.group()
    return found


@functools.lru_cache(maxsize=8192)
def dates_told_by(text: str) -> frozenset[WrittenDate]:
    """Return every date that a text supports: its own, and each with the year or the day left out.

    A date without a year takes that of the date before it (2025年1月24日至2月26日).
    """
    told: set[WrittenDate] = set()
    last: int | None = None
    for year, month, day in dates_in(text):
        last = year or last
        for given in {year, last}:
            told |= {(given, month, day), (given, month, None), (None, month, day)}
    return frozenset(told)


def unsupported_dates(text: str, evidence: list[str]) -> list[str]:
    """Return the dates of a text that none of the evidence texts supports, as they are written."""
    wanted = dates_in(text)
    if not wanted:
        return []
    known = frozenset().union(*map(dates_told_by, evidence))
    return [written for date, written in wanted.items() if date not in known]


def _with_digits(text: str) -> str:
    """Write 二〇二四年十二月 with digits; what is no number stays."""

    def digits(match: re.Match[str]) -> str:
        value = parse_integer(match.group())
        return match.group() if value is None else str(value)

    return _NUMERALS.sub(digits, text)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
