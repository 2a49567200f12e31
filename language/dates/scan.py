"""From a folded sentence to its units of time, left to right, the longest reading first."""

from __future__ import annotations

import re

from language.dates.clock import time_unit
from language.dates.days import day_unit
from language.dates.lookalikes import mask_lookalikes
from language.dates.units import DayUnit, Noise, Obstacle, TimeUnit, Unit

# Every unit begins with one of these; other places are not tried.
_BEGINNINGS = frozenset(
    "0123456789一二三四五六七八九十廿〇零两半几今明后大昨前当这本下上周星礼月年来去近最接未过再放国春元清端中劳节假长小"
    "凌深午早晨正晌傍晚夜差快刚农腊初除每隔改哪首第末之"
)
_HAN = "一二三四五六七八九十"
_OBSTACLE = (
    ("lunar", False, re.compile(
        rf"(?:农历|阴历|旧历)(?:[正腊{_HAN}]{{1,2}}月[初廿{_HAN}]{{0,3}})?|正月|腊月|除夕|大年"
        rf"|(?<![年月])初[{_HAN}]{{1,2}}(?![级中次步始])"
    )),
    ("recurring", False, re.compile(rf"每个?(?:周|星期|礼拜)[{_HAN}日天]?|隔[周天日]")),
    # Days that are told from a day this sentence may not name.
    ("other_day", False, re.compile(r"第[二三四五六七八九十]天|次日")),
    ("vague", True, re.compile(
        r"过(?:几|两三?|些)[天日]|(?:几|两三|三四)天(?:以后|之后|后)|改[天日]|哪天(?!都)|过(?:一?阵子?|段时间)"
        r"|晚些时候|晚点(?!名)"
    )),
)  # fmt: skip
# Years, and days told from other days, only keep their parts from being read.
_NOISE = re.compile(
    r"[0-9]{2,4}年(?!底|末|初)|[今明后去前]年(?!底|末|初)|[〇零一二三四五六七八九]{4}年|第[二三]天|[次隔]日|上次|下次|[0-9]{4,}"
)


def units(text: str) -> list[Unit]:
    """Find the units of a folded sentence."""
    masked = mask_lookalikes(text)
    found: list[Unit] = []
    at, previous_end = 0, -1
    while at < len(masked):
        unit = _unit(masked, at, previous_end) if masked[at] in _BEGINNINGS else None
        if unit is None:
            at += 1
        else:
            found.append(unit)
            at = previous_end = unit.end
    return [unit for unit in found if not isinstance(unit, Noise)]


def _unit(text: str, at: int, previous_end: int) -> DayUnit | TimeUnit | Obstacle | Noise | None:
    for reason, weak, pattern in _OBSTACLE:
        obstacle = pattern.match(text, at)
        if obstacle:
            return Obstacle(at, obstacle.end(), reason, weak)
    found = day_unit(text, at) or time_unit(text, at, previous_end)
    if found is not None:
        return found
    noise = _NOISE.match(text, at)
    return None if noise is None else Noise(at, noise.end())
