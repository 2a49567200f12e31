"""Day expressions: 明天, 下周三, 12月8号, 下个月初, 三个工作日后; each becomes a unit that resolves in its scene."""

from __future__ import annotations

import re

from language.dates.clock import time_unit
from language.dates.counted import COMING, COUNTED, NEXT_WORKDAY, coming, counted_days, next_workday
from language.dates.festivals import FESTIVAL, festival
from language.dates.holidays import HOLIDAY, holiday_days
from language.dates.months import (
    BARE_DATE,
    DAY_NUMBER,
    FULL_DATE,
    MONTH,
    MONTH_PART,
    bare_date,
    day_number,
    full_date,
    month_days,
    month_part,
)
from language.dates.relative import NEAR_DAYS, RELATIVE, SEVERAL, near_days, relative_days, several_days
from language.dates.slashed import SLASHED, slashed
from language.dates.spans import (
    beginning_with,
    from_then_on,
    inferred,
    lasting,
    later_than,
    shifted,
    through,
    until,
    week_of,
)
from language.dates.units import DayUnit
from language.dates.weeks import MORE_WEEKDAYS, WEEK, more_weekdays, week_days
from language.dates.words import NUMBER, number
from language.dates.years import QUARTER, WHOLE_YEAR, YEAR_PART, quarter, whole_year, year_part

_BOUND = re.compile(
    r"(?P<week>(?:的?那一?个?|当)(?:周|星期|礼拜)(?![一二三四五六日天末]))|"
    rf"(?:的?(?P<side>[前后])(?P<count>{NUMBER})个?(?P<unit>天|周|星期|礼拜)(?![一二三四五六日]))"
    r"|(?:那天|当天|期间|这天)?(?P<about>左右|前后)?(?:的?(?:"
    r"(?P<before>以前|之前|及以前|前(?![天日台往面来后提期年]))"
    r"|(?P<after>以后|之后|或之后|及之后|过后|及以后|后(?![天日儿面台续来勤期年]))|(?P<from>开始|起(?![来草诉码]))"
    rf"(?:的?(?P<span>{NUMBER})个?(?P<length>天|周|星期|礼拜)(?![一二三四五六日]))?))?"
)
# In the order in which they are tried; each reader gives kind and resolver, or None to let the next one try.
_RULES = (
    (FULL_DATE, full_date),
    (SLASHED, slashed),
    (COMING, coming),
    (COUNTED, counted_days),
    (FESTIVAL, festival),
    (HOLIDAY, holiday_days),
    (MONTH, month_days),
    (BARE_DATE, bare_date),
    (DAY_NUMBER, day_number),
    (WEEK, week_days),
    (MORE_WEEKDAYS, more_weekdays),
    (SEVERAL, several_days),
    (RELATIVE, relative_days),
    (NEAR_DAYS, near_days),
    (NEXT_WORKDAY, next_workday),
    (MONTH_PART, month_part),
    (YEAR_PART, year_part),
    (WHOLE_YEAR, whole_year),
    (QUARTER, quarter),
)
# Limits that are said before the day: 最迟周五, 最早周五, 过了周五.
_LIMIT = re.compile(
    r"(?:(?P<last>最迟|最晚|不晚于|至迟)|(?P<first>最早|不早于)|(?P<past>等?过了))(?:就|是|要|得|能)?(?:在|到|从)?"
)
_WEAK = (whole_year, quarter)


def day_unit(text: str, at: int) -> DayUnit | None:
    """Read a day expression that begins at `at`, with the limits before or behind it; None if there is none."""
    limit = _LIMIT.match(text, at)
    unit = _day(text, limit.end()) if limit else None
    if limit is None or unit is None or (not limit["past"] and time_unit(text, unit.end, unit.end)):
        return _day(text, at)
    change = through if limit["last"] else beginning_with if limit["first"] else later_than
    return DayUnit(at, unit.end, "range", change(unit.resolve), unit.weak)


def _day(text: str, at: int) -> DayUnit | None:
    for pattern, read in _RULES:
        match = pattern.match(text, at)
        found = read(match) if match else None
        if match and found:
            kind, resolve = found
            bound = _BOUND.match(text, match.end())
            weak = read in _WEAK
            if bound is None or not bound.group():
                return DayUnit(at, match.end(), kind, resolve, weak)
            if bound["week"]:
                return DayUnit(at, bound.end(), "frame", week_of(resolve), weak)
            if bound["side"]:
                days = number(bound["count"]) * (1 if bound["unit"] == "天" else 7)
                resolve = shifted(resolve, days if bound["side"] == "后" else -days)
            elif bound["before"]:
                resolve = until(resolve)
            elif bound["after"]:
                resolve = from_then_on(resolve)
            elif bound["span"]:
                resolve = lasting(resolve, number(bound["span"]) * (1 if bound["length"] == "天" else 7))
            elif bound["from"]:
                resolve = beginning_with(resolve)
            if bound["about"]:
                resolve = inferred(resolve)
            limited = bound["before"] or bound["after"] or bound["from"]
            return DayUnit(at, bound.end(), "range" if limited else kind, resolve, weak)
    return None
