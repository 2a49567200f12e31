"""Dates of three numbers whose year stands last: 25/12/2026, 12/25/2026; 3/4/2026 has two readings."""

from __future__ import annotations

import re

from language.dates.arithmetic import exact_date
from language.dates.units import NO_SUCH_DAY, Days, Problem, Scene, one_day
from language.dates.words import Found
from language.dates.years import year_number

SLASHED = re.compile(
    r"(?<![0-9a-z/.-])(?P<a>[0-9]{1,2})(?:/(?P<b>[0-9]{1,2})/(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})"
    r"|(?P<sep>[.-])(?P<b2>[0-9]{1,2})(?P=sep)(?P<year2>20[0-9]{2}))(?![0-9/])"
)


def slashed(match: re.Match[str]) -> Found:
    """Read such a date; ambiguous where both orders give a date and one of them lies ahead."""
    word = match["year"] or match["year2"]
    a, b = int(match["a"]), int(match["b"] or match["b2"])

    def resolve(scene: Scene) -> Days | Problem:
        year = year_number(word, scene.today)
        days = sorted({day for day in (exact_date(year, a, b), exact_date(year, b, a)) if day is not None})
        if len(days) > 1 and days[-1] >= scene.today:
            return Problem("ambiguous", "day_or_month", tuple(one_day(day) for day in days))
        return one_day(days[-1]) if days else NO_SUCH_DAY

    return "date", resolve
