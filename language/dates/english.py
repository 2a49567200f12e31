"""English day expressions, with the limit said before them: by Friday, from next Monday, after the 3rd."""

from __future__ import annotations

import re

from language.dates import english_dates as dates
from language.dates import english_days as days
from language.dates.english_words import TO_FOLLOWS, Limit, limit
from language.dates.spans import beginning_with, inferred, later_than, through, until
from language.dates.units import DayUnit, Resolve

# In the order in which they are tried.
_RULES = (
    (days.NEAR, days.near),
    (dates.ORDINAL_DAY, dates.ordinal_day),
    (days.COUNTED, days.counted),
    (days.NEXT_WORKDAY, days.next_workday),
    (dates.DATE, dates.date_of),
    (dates.OF_MONTH, dates.of_month),
    (dates.DAY_NUMBER, dates.day_number),
    (dates.HOLIDAY, dates.festival),
    (days.WEEKDAY_NAME, days.weekday),
    (days.WEEK, days.week),
    (dates.END_OF_YEAR, dates.end_of_year),
    (dates.MONTH_FRAME, dates.month_frame),
    (days.YEAR, days.year),
    (days.EARLIEST, days.earliest),
)
_WEAK = (days.year, days.earliest)
_WORD_GOES_ON = re.compile(r"[a-z0-9]")


def english_day(text: str, at: int) -> DayUnit | None:
    """Read an English day expression that begins at `at`."""
    bound, start = limit(text, at)
    found = _read(text, at, start, bound)
    return _read(text, at, at, "") if found is None and bound else found


def _read(text: str, at: int, start: int, bound: Limit) -> DayUnit | None:
    for pattern, read in _RULES:
        match = pattern.match(text, start)
        found = read(match) if match else None
        if match and found and (read is days.near or not _WORD_GOES_ON.match(text, match.end())):
            kind, resolve = found
            if bound == "from" and TO_FOLLOWS.match(text, match.end()):
                bound = ""
            if read is dates.festival and bound in ("before", "after"):
                resolve = dates.beside_festival(match, bound)
            elif bound:
                resolve = _limited(resolve, bound)
            return DayUnit(at, match.end(), kind if bound in ("", "about") else "range", resolve, read in _WEAK)
    return None


def _limited(resolve: Resolve, bound: Limit) -> Resolve:
    if bound == "before":
        return until(resolve)
    if bound == "through":
        return through(resolve)
    if bound == "after":
        return later_than(resolve)
    return beginning_with(resolve) if bound == "from" else inferred(resolve)
