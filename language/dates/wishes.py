"""From units to wishes: which time belongs to which day, what is a range, what is refused or corrected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language.dates.connectives import ALTERNATIVE, INSTEAD, LIST, REFUSED_AFTER, REFUSED_BEFORE, TOGETHER
from language.dates.joining import is_moved, joined
from language.dates.units import DayUnit, Obstacle, TimeUnit, Unit

# 还是周四吧 chooses; 周三还是周四 asks for either.
_RATHER = re.compile(r"还是(?:约|选|来|去|改)?$")
_SETTLED = re.compile(r"[^,。!?吗呢]{0,8}(?:吧|好了|算了)")
_ON = re.compile(r" (?:on )?(?:the )?$")


@dataclass(frozen=True, slots=True)
class Wish:
    """A day, a time or both, as said; `refused` wishes are to be avoided."""

    day: DayUnit | None = None
    time: TimeUnit | None = None
    refused: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def wishes(text: str, found: Sequence[Unit]) -> list[Wish]:
    """Join the units of a sentence into wishes, in the order in which they were said."""
    items = joined(text, [unit for unit in found if isinstance(unit, DayUnit | TimeUnit)])
    out: list[Wish] = []
    corrected = 0  # wishes before this index were taken back
    current = Wish()
    end = 0
    for index, item in enumerate(items):
        gap = text[end : item.start]
        instead = _instead(text, gap, item, current)
        current = replace(current, refused=current.refused or _refused_after(text, end)) if end else current
        if _fits(current, item, gap) and not instead:
            current = _with(current, item)
        else:
            if current.spans:
                out.append(current)
            if instead:
                corrected = len(out)
            together = current.refused and isinstance(item, DayUnit) and bool(TOGETHER.fullmatch(gap))
            current = _with(_following(text, current, item, items[index + 1 :]), item)
            current = replace(current, refused=together)
        if REFUSED_BEFORE.search(gap):
            current = replace(current, refused=True)
        end = item.end
    if current.spans:
        out.append(replace(current, refused=current.refused or _refused_after(text, end)))
    return _shared_time(text, _refused_together(text, out[corrected:]))


def obstacles(found: Sequence[Unit]) -> list[Obstacle]:
    """Give the expressions that cannot be resolved."""
    return [unit for unit in found if isinstance(unit, Obstacle)]


def _refused_after(text: str, end: int) -> bool:
    return REFUSED_AFTER.match(text, end) is not None


def _refused_together(text: str, said: list[Wish]) -> list[Wish]:
    # 周一周二都不行 refuses both.
    out = list(said)
    for index in range(len(out) - 2, -1, -1):
        one, after = out[index], out[index + 1]
        gap = text[one.spans[-1][1] : after.spans[0][0]]
        behind = after.refused and after.day is not None and _refused_after(text, after.spans[-1][1])
        if behind and one.day is not None and not one.refused and TOGETHER.fullmatch(gap):
            out[index] = replace(one, refused=True)
    return out


def _instead(text: str, gap: str, item: DayUnit | TimeUnit, current: Wish) -> bool:
    if INSTEAD.search(gap) or (current.spans and is_moved(text, gap, current.spans[-1][0])):
        return True
    return bool(current.spans and _RATHER.search(gap) and _SETTLED.match(text, item.end))


def _fits(current: Wish, item: DayUnit | TimeUnit, gap: str) -> bool:
    if isinstance(item, DayUnit):
        return current.day is None and not ALTERNATIVE.search(gap) and not current.refused
    if current.day is not None and current.time is None:
        return not current.refused or not gap.strip(" 的")
    return not current.spans


def _following(text: str, current: Wish, item: DayUnit | TimeUnit, later: Sequence[DayUnit | TimeUnit]) -> Wish:
    # A time alone keeps the day of the wish before it: 明天上午或者下午, 周三上午改到下午; not in: or 10am on Friday.
    own_day = bool(later) and isinstance(later[0], DayUnit) and _ON.fullmatch(text[item.end : later[0].start])
    if isinstance(item, TimeUnit) and current.day is not None and (not current.refused or current.time is not None):
        return Wish() if own_day else Wish(day=current.day, spans=())
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
            if after.spans[0][0] == after.day.start and LIST.fullmatch(gap) and gap != ",":
                out[index] = replace(one, time=after.time)
    return out
