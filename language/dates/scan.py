"""From a folded sentence to its units of time, left to right, the longest reading first."""

from __future__ import annotations

import re

from language.dates.clock import time_unit
from language.dates.days import day_unit
from language.dates.english import english_day
from language.dates.english_clock import english_time
from language.dates.lookalikes import mask_lookalikes
from language.dates.obstacles import obstacle, unknown_lunar
from language.dates.units import DayUnit, Noise, Obstacle, TimeUnit, Unit

# Every unit begins with one of these; other places are not tried.
_BEGINNINGS = frozenset(
    "0123456789一二三四五六七八九十廿〇零两半几今明后大昨前当这本下上周星礼月年来去近最接未过再放国春元清端中劳节假长小"
    "凌深午早晨正晌傍晚夜差快刚农腊初除每隔改哪首第末之外打赶往q母父感圣情妇植愚青儿建教万光双平七重小清复等待次双擦不至现即"
)
# Years, and days told from other days, only keep their parts from being read.
_NOISE = re.compile(
    r"[0-9]{2,4}年(?!底|末|初)|[今明后去前]年(?!底|末|初)|[〇零一二三四五六七八九]{4}年|第[二三]天|[次隔]日|上次|下次|[0-9]{4,}"
)
_ENGLISH = re.compile(r"[a-z]{2}|@")
_WORD_BEFORE = re.compile(r"[a-z0-9']")


def units(text: str) -> list[Unit]:
    """Find the units of a folded sentence."""
    masked = mask_lookalikes(text)
    found: list[Unit] = []
    at, previous_end = 0, -1
    while at < len(masked):
        unit = _unit(masked, at, previous_end) if masked[at] in _BEGINNINGS or "a" <= masked[at] <= "z" else None
        if unit is None:
            at += 1
        else:
            found.append(unit)
            at = previous_end = unit.end
    return [unit for unit in found if not isinstance(unit, Noise)]


def _unit(text: str, at: int, previous_end: int) -> DayUnit | TimeUnit | Obstacle | Noise | None:
    hindrance = obstacle(text, at)
    if hindrance is not None:
        return hindrance
    begins_word = at == previous_end or not _WORD_BEFORE.search(text, max(0, at - 1), at)
    english = begins_word and _ENGLISH.search(text) is not None
    found = (
        (english_day(text, at) if english else None)
        or day_unit(text, at)
        or time_unit(text, at, previous_end)
        or (english_time(text, at, previous_end) if english else None)
        or unknown_lunar(text, at)
    )
    if found is not None:
        return found
    noise = _NOISE.match(text, at)
    return None if noise is None else Noise(at, noise.end())
