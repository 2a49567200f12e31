"""Two questions in one message: the stretches of the text that each ask something of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_MARKS = r"[,.!?;。、\n]"
_SHORTEST = 3
# A story of many clauses is one question with its reasons; to take it apart would answer what nobody asked.
_MOST_CLAUSES = 6
_MOST_PARTS = 3
# Only readings that would be answered at once count; the cheap look at a clause is calibrated.
_SURE = 0.75


@dataclass(frozen=True)
class Part:
    """A stretch of the normalised text, end exclusive, with the intent of its own and how probable that is."""

    start: int
    end: int
    intent: str
    confidence: float


class Splitter:
    """Cuts a message where words or marks join two questions; `joints` and `asks` come from data/lexicon/asking.yml."""

    def __init__(self, joints: Sequence[str], asks: Sequence[str]) -> None:
        words = "|".join(map(re.escape, sorted(joints, key=len, reverse=True)))
        self._joint = re.compile(f"{_MARKS}+" + (f"|{words}" if words else ""))
        self._asks = re.compile("|".join(map(re.escape, asks)) or "(?!)")

    def clauses(self, text: str) -> list[tuple[int, int]]:
        """Give the places of the clauses; a mark belongs to the clause before it, a joining word to none."""
        found: list[tuple[int, int]] = []
        start = 0
        for joint in self._joint.finditer(text):
            found.append((start, joint.start()))
            start = joint.end()
        found.append((start, len(text)))
        return [(first, last) for first, last in found if last - first >= _SHORTEST]

    def parts(
        self,
        text: str,
        judge: Callable[[int, int], tuple[str, float]],
        named: Callable[[int, int], frozenset[str]],
        alone: frozenset[str],
    ) -> list[Part]:
        """Give two or three parts, or none. `judge` gives the intent of a stretch, `named` the names in it.

        Intents of `alone` (greetings, yes and no, what is not ours) never make a part of their own.
        """
        clauses = self.clauses(text)
        if not 2 <= len(clauses) <= _MOST_CLAUSES:
            return []
        asking = [clause for clause in clauses if self._asks.search(text, *clause)]
        if len(asking) < 2:
            return []
        found: list[Part] = []
        for start, end in asking:
            intent, confidence = judge(start, end)
            if confidence < _SURE or intent in alone:
                continue
            part = Part(start, end, intent, confidence)
            if found and found[-1].intent == intent and not _differ(named, found[-1], part):
                found[-1] = Part(found[-1].start, end, intent, max(confidence, found[-1].confidence))
            else:
                found.append(part)
        # What stands before a part and asks nothing belongs to it: 我要办英才卡,带什么材料.
        widened = [
            Part(_begin(clauses, found, place), part.end, part.intent, part.confidence)
            for place, part in enumerate(found)
        ]
        return widened if 2 <= len(widened) <= _MOST_PARTS else []


def _differ(named: Callable[[int, int], frozenset[str]], one: Part, other: Part) -> bool:
    """Tell whether the second names something that the first does not: then the same is asked of another thing."""
    return bool(named(other.start, other.end) - named(one.start, one.end))


def _begin(clauses: list[tuple[int, int]], found: list[Part], place: int) -> int:
    before = found[place - 1].end if place else 0
    return next(start for start, _ in clauses if start >= before)


def as_output(parts: Sequence[Part], place: Callable[[int, int], tuple[int, int]]) -> list[Mapping[str, object]]:
    """Give plain data with the places in the original text."""
    return [
        {
            **dict(zip(("start", "end"), place(part.start, part.end), strict=True)),
            "intent": part.intent,
            "confidence": part.confidence,
        }
        for part in parts
    ]
