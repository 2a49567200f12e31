"""From units to wishes: which time belongs to which day, what is a range, what is refused or corrected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language.dates.days import day_range, same_day
from language.dates.units import DayUnit, Obstacle, TimeUnit, Unit

_TO = re.compile(r" ?(?:到|至|-|~|—)+ ?(?:了)?$")
_BETWEEN = re.compile(r" ?(?:和|跟|与|、)$")
_LIST = re.compile(r"[ ,]?(?:或者?是?|、|和|跟|与|/|以及|还是|要么|,|)(?:者)?[ ,]?$")
_OTHERWISE = re.compile(r"或|要么|不行|否则|不然|还是|实在|其次|再|、|也(?:行|可以)|/|和|跟|与|;|。|后|没有?号|满了|都")
_INSTEAD = re.compile(r"(?:改|换|调|挪|推迟|提前|延)(?:成|到|为|在|至)?(?:了)?(?:是)?$|说错了|不对[,,]")
_REFUSED_BEFORE = re.compile(
    r"(?:不要|别|不想|不能|除了?|除开|除去|不是|不选|避开|没法|不约|不去)(?:约|在|去|来|选|是|排|安排|订|预约)*(?:我)?$"
)
_REFUSED_AFTER = re.compile(
    r"(?:那天|这天|的时候|的话)?[,]?(?:我|都|就|也|是|又|全天|整天)*"
    r"(?:不行|不可以|没空|没时间|没得空|有事|不方便|不得空|来不了|去不了|不能[去来]|不在|不去|不来|不要|要(?:开会|出差|上课)|出差|除外|以外|之外)"
    r"(?!吗|么|不|的话|就)"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A day, a time or both, as said; `refused` wishes are to be avoided."""

    day: DayUnit | None = None
    time: TimeUnit | None = None
    refused: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def wishes(text: str, found: Sequence[Unit]) -> list[Wish]:
    """Join the units of a sentence into wishes, in the order in which they were said."""
    items = [unit for unit in found if isinstance(unit, DayUnit | TimeUnit)]
    items = _ranges(text, _clocks(text, items))
    out: list[Wish] = []
    corrected = 0  # wishes before this index were taken back
    current = Wish()
    end = 0
    for item in items:
        gap = text[end : item.start]
        instead = bool(_INSTEAD.search(gap))
        current = replace(current, refused=current.refused or _refused_after(text, end)) if end else current
        if _fits(current, item, gap) and not instead:
            current = _with(current, item)
        else:
            if current.spans:
                out.append(current)
            if instead:
                corrected = len(out)
            current = _with(_following(current, item, gap, instead), item)
        if _REFUSED_BEFORE.search(gap):
            current = replace(current, refused=True)
        end = item.end
    if current.spans:
        out.append(replace(current, refused=current.refused or _refused_after(text, end)))
    return _shared_time(text, out[corrected:])


def obstacles(found: Sequence[Unit]) -> list[Obstacle]:
    """Give the expressions that cannot be resolved."""
    return [unit for unit in found if isinstance(unit, Obstacle)]


def _refused_after(text: str, end: int) -> bool:
    return _REFUSED_AFTER.match(text, end) is not None


def _fits(current: Wish, item: DayUnit | TimeUnit, gap: str) -> bool:
    if isinstance(item, DayUnit):
        return current.day is None and not _OTHERWISE.search(gap) and not current.refused
    if current.day is not None and current.time is None:
        return not current.refused or not gap.strip(" 的")
    return not current.spans


def _following(current: Wish, item: DayUnit | TimeUnit, gap: str, instead: bool) -> Wish:
    # A time alone keeps the day of the wish before it: 明天上午或者下午, 周三上午改到下午.
    if isinstance(item, TimeUnit) and current.day is not None and (not current.refused or current.time is not None):
        return Wish(day=current.day, spans=())
    return Wish()


def _with(wish: Wish, item: DayUnit | TimeUnit) -> Wish:
    spans = (*wish.spans, (item.start, item.end))
    return replace(wish, day=item, spans=spans) if isinstance(item, DayUnit) else replace(wish, time=item, spans=spans)


def _shared_time(text: str, said: list[Wish]) -> list[Wish]:
    # 明天或后天下午: the time belongs to both days.
    out = list(said)
    for index in range(len(out) - 2, -1, -1):
        one, after = out[index], out[index + 1]
        if one.day and one.time is None and after.day and after.time and one.refused == after.refused:
            gap = text[one.spans[-1][1] : after.spans[0][0]]
            if after.spans[0][0] == after.day.start and _LIST.fullmatch(gap) and gap != ",":
                out[index] = replace(one, time=after.time)
    return out


def _clocks(text: str, items: Sequence[DayUnit | TimeUnit]) -> list[DayUnit | TimeUnit]:
    # 下午 + 三点 is one time; a part of the day said after the clock (三点,下午的) too.
    out: list[DayUnit | TimeUnit] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(last, TimeUnit) and isinstance(item, TimeUnit):
            gap = text[last.end : item.start]
            if len(gap) <= 4 and not _OTHERWISE.search(gap) and not _TO.search(gap) and not _INSTEAD.search(gap):
                if last.period and not last.has_clock and item.has_clock and not item.period:
                    out[-1] = replace(item, start=last.start, period=last.period)
                    continue
                if last.has_clock and not last.period and item.period and not item.has_clock and gap in ("", ",", " "):
                    out[-1] = replace(last, end=item.end, period=item.period)
                    continue
        out.append(item)
    return out


def _ranges(text: str, items: Sequence[DayUnit | TimeUnit]) -> list[DayUnit | TimeUnit]:
    out: list[DayUnit | TimeUnit] = []
    skip = 0
    for index, item in enumerate(items):
        if skip:
            skip -= 1
            continue
        last = out[-1] if out else None
        gap = text[last.end : item.start] if last else ""
        between = bool(_BETWEEN.search(gap)) and text[item.end : item.end + 3].startswith(("之间", "间", "这段"))
        to = last is not None and (bool(_TO.fullmatch(gap)) or between)
        if to and isinstance(last, DayUnit) and isinstance(item, DayUnit):
            out[-1] = day_range(last, item)
        elif to and isinstance(last, TimeUnit) and isinstance(item, TimeUnit):
            out[-1] = _interval(last, item)
        elif to and isinstance(last, TimeUnit) and isinstance(item, DayUnit) and len(out) > 1:
            # 从明天9点到后天17点: days make the range, hours on different days are no daily limit.
            first = out[-2]
            out[-2:] = [day_range(first, item)] if isinstance(first, DayUnit) else [first, last, item]
            following = items[index + 1] if index + 1 < len(items) else None
            skip = 1 if isinstance(following, TimeUnit) and following.start == item.end else 0
        elif isinstance(last, DayUnit) and isinstance(item, DayUnit) and _checks(last, item, gap):
            out[-1] = (
                same_day(last, item) if item.kind == "weekday" else same_day(replace(item, start=last.start), last)
            )
        else:
            out.append(item)
    return out


def _checks(last: DayUnit, item: DayUnit, gap: str) -> bool:
    kinds = {last.kind, item.kind}
    dated = "weekday" in kinds and bool(kinds & {"date", "number", "relative"}) and len(kinds) == 2
    return dated and gap.strip() in ("", "(", ",", "是", "也就是", "就是", "那个", "的")


def _interval(first: TimeUnit, last: TimeUnit) -> TimeUnit:
    if not first.has_clock and not last.has_clock:
        return replace(first, end=last.end, start_period=first.period, period=last.period)
    return TimeUnit(
        first.start,
        last.end,
        period=last.period or first.period,
        opening=first.opening or first.closing,
        closing=last.closing or last.opening,
        blurred=first.blurred or last.blurred,
        start_period=first.period if first.period else last.period if first.opening and last.period else None,
    )
