"""Which weak units count: a bare year or "earliest" is a wish only where nothing nearer is said."""

from __future__ import annotations

import re
from itertools import pairwise

from language.dates.units import DayUnit, Noise, Unit

# What may stand around a bare year that is wished for.
_FILLERS = re.compile(
    r"我|们|想|要|请|帮|麻烦|可以|能|行|不|约|预|订|时间|安排|改|换|成|到|从|至|在|再|来|去|办|吧|吗|呢|啊|的|了|就|是|好|那|打算|准备|希望"
    r"|\b(?:i|we|can|could|would|like|want|to|please|book|make|an?|appointment|visit|come|in|on|at|the|for|slot|time|date|get|me|my"
    r"|have|need|give|is|it|possible|available|that|be|there|as|one|schedule|reserve|take|any|what|what's|when|do|you|free|see)\b"
)
_WORDS = re.compile(r"[^\W\d_]|[0-9]")
_START = Noise(0, 0)


def without_weak(text: str, found: list[Unit]) -> list[Unit]:
    """Drop weak units (明年) beside a real day, and where the sentence is about more than a time (明年的政策)."""
    days = [unit for unit in found if isinstance(unit, DayUnit)]
    if any(unit.weak for unit in days):
        rest = "".join(text[left.end : right.start] for left, right in pairwise([_START, *found, _end(text)]))
        nearer = any(not unit.weak for unit in days)
        about = bool(_WORDS.search(_FILLERS.sub("", rest)))
        following = [*found[1:], None]
        return [
            unit
            for unit, after in zip(found, following, strict=True)
            if not (isinstance(unit, DayUnit) and unit.weak) or _counts(text, unit, after, nearer, about)
        ]
    return found


def _counts(text: str, weak: DayUnit, following: Unit | None, nearer: bool, about: bool) -> bool:
    if isinstance(following, DayUnit) and weak.kind == "frame" and text[weak.end : following.start] in ("", "的", " "):
        return True  # 明年春节
    return not nearer and (weak.kind == "open" or not about)


def _end(text: str) -> Noise:
    return Noise(len(text), len(text))
