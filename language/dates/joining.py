"""Neighbouring units that are one: 下午 and 三点, 周一 and 周五 with 到 between, a week and the day named in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from language.dates.clock import clock_time
from language.dates.connectives import ALTERNATIVE, INSTEAD, LIST, TO
from language.dates.spans import day_range, inside, same_day
from language.dates.units import DayUnit, Problem, Reading, TimeUnit

_AND = re.compile(r" ?(?:和|跟|与|、|and) ?$")
_BETWEEN_AFTER = ("之间", "间", "这段")
_BETWEEN_BEFORE = re.compile(r"between(?: the)? $")
_WITHIN = re.compile(r"(?:的|里|内|里的|内的|那个|这个|'s ?|,? ?(?:on )?)$")
_BELONGS = re.compile(r",? ?(?:of |in |on )?$")
_MOVED = re.compile(r"\b(?:change|move|reschedule|switch|shift|postpone|bring)")
_THE_SAME = frozenset(("", "(", ",", "是", "也就是", "就是", "那个", "的"))

Item = DayUnit | TimeUnit


def joined(text: str, items: Sequence[Item]) -> list[Item]:
    """Join what belongs together; the order stays."""
    return _ranges(text, _framed(text, _clocks(text, items)))


def is_moved(text: str, gap: str, start: int) -> bool:
    """Tell whether the English to between two times moves the first to the second (move it from Monday to Friday)."""
    return bool(re.fullmatch(r" ?to ?", gap)) and _MOVED.search(text, 0, start) is not None


def _clocks(text: str, items: Sequence[Item]) -> list[Item]:
    # 下午 + 三点 is one time; a part of the day said after the clock (三点,下午的) too.
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(last, TimeUnit) and isinstance(item, TimeUnit):
            gap = text[last.end : item.start]
            apart = ALTERNATIVE.search(gap) or TO.search(gap) or INSTEAD.search(gap)
            if len(gap) <= 4 and not apart:
                if last.period and not last.has_clock and item.has_clock and not item.period:
                    out[-1] = replace(item, start=last.start, period=last.period)
                    continue
                if last.has_clock and not last.period and item.period and not item.has_clock and gap in ("", ",", " "):
                    out[-1] = replace(last, end=item.end, period=item.period)
                    continue
        out.append(item)
    return out


def _framed(text: str, items: Sequence[Item]) -> list[Item]:
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(last, DayUnit) and isinstance(item, DayUnit):
            gap = text[last.end : item.start]
            named = ("weekday", "number", "date", *(("range",) if last.weak else ()))
            if last.kind == "frame" and item.kind in named and _WITHIN.match(gap):
                out[-1] = inside(last, item)
                continue
            if item.kind == "frame" and last.kind in ("weekday", "number") and gap and _BELONGS.fullmatch(gap):
                out = _in_frame(text, out, item)
                continue
        out.append(item)
    return out


def _in_frame(text: str, days: list[Item], frame: DayUnit) -> list[Item]:
    # Monday, Wednesday or Friday next week: the week belongs to all of them.
    out = list(days)
    index = len(out) - 1
    while index >= 0:
        day, after = out[index], out[index + 1] if index + 1 < len(out) else frame
        gap = text[day.end : after.start]
        if (
            not isinstance(day, DayUnit)
            or day.kind not in ("weekday", "number")
            or (after is not frame and not LIST.fullmatch(gap))
        ):
            break
        out[index] = replace(inside(frame, day), start=day.start, end=day.end)
        index -= 1
    out[-1] = replace(out[-1], end=frame.end)
    return out


def _ranges(text: str, items: Sequence[Item]) -> list[Item]:
    out: list[Item] = []
    skip = 0
    for index, item in enumerate(items):
        if skip:
            skip -= 1
            continue
        last = out[-1] if out else None
        following = items[index + 1] if index + 1 < len(items) else None
        adjoining = (
            following if isinstance(following, TimeUnit) and text[item.end : following.start] in ("", " ") else None
        )
        if last is None or not _to(text, out, item, adjoining):
            if isinstance(last, DayUnit) and isinstance(item, DayUnit) and _checks(last, item, text):
                out[-1] = (
                    same_day(last, item) if item.kind == "weekday" else same_day(replace(item, start=last.start), last)
                )
            else:
                out.append(item)
        elif isinstance(last, DayUnit) and isinstance(item, DayUnit):
            out[-1] = day_range(last, item)
        elif isinstance(last, TimeUnit) and isinstance(item, TimeUnit):
            out[-1] = _interval(last, item)
        elif isinstance(last, TimeUnit) and isinstance(item, DayUnit) and len(out) > 1 and isinstance(out[-2], DayUnit):
            # 从明天9点到后天17点: days make the range, hours on different days are no daily limit.
            out[-2:] = [day_range(out[-2], item)]
            skip = 1 if adjoining else 0
        else:
            out.append(item)
    return out


def _to(text: str, out: Sequence[Item], item: Item, adjoining: TimeUnit | None) -> bool:
    last = out[-1]
    gap = text[last.end : item.start]
    if TO.fullmatch(gap):
        return not is_moved(text, gap, last.start)
    if not _AND.fullmatch(gap):
        return False
    behind = adjoining.end if adjoining else item.end
    first = out[-2] if isinstance(last, TimeUnit) and isinstance(item, DayUnit) and len(out) > 1 else last
    return text[behind : behind + 3].startswith(_BETWEEN_AFTER) or bool(_BETWEEN_BEFORE.search(text, 0, first.start))


def _checks(last: DayUnit, item: DayUnit, text: str) -> bool:
    kinds = {last.kind, item.kind}
    dated = "weekday" in kinds and bool(kinds & {"date", "number", "relative"}) and len(kinds) == 2
    return dated and text[last.end : item.start].strip() in _THE_SAME


def _interval(first: TimeUnit, last: TimeUnit) -> TimeUnit:
    if not first.has_clock and not last.has_clock:
        return replace(first, end=last.end, start_period=first.period, period=last.period)
    opening, closing = first.opening or first.closing, last.closing or last.opening
    begins, ends = first.period, last.period
    if opening and closing and begins is None and ends is not None:
        # 3点到下午5点 begins in the afternoon, 8点到下午5点 and 9点到中午12点 do not.
        if ends != "中午" and opening.hour % 12 <= closing.hour % 12:
            begins = ends
        else:
            told = clock_time(closing, ends)
            if not isinstance(told, Problem):
                closing, ends = Reading(told[0].hour, told[0].minute, certain=True), None
    return TimeUnit(first.start, last.end, ends or begins, opening, closing, first.blurred or last.blurred, begins)
