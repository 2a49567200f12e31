"""Talent classes (A类, B卡, Ⅱ类): always bound to the scheme that is said, else open and to be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.components.vocabulary import Scheme

UNKNOWN = "?"
CARD = "CQ_YC_CARD"
_CLAUSE_END = re.compile(r"[。!?;\n]")
# A scheme counts for a class in the same sentence; one that stands right in front of it before all others.
_FARTHER_IN_ANOTHER = 100
_BEHIND = 6
_NUMERALS = {"1": ("A", "Ⅰ"), "2": ("B", "Ⅱ"), "3": ("C", "Ⅲ")}


# Distance, code of the scheme, and the id that said it.
_Said = tuple[int, str, "str | None"]


@dataclass(frozen=True)
class Binding:
    """The scheme of a class: its code, and the id of the name that said it, if a name did."""

    code: str
    id: str | None


class Schemes:
    """Binds classes to schemes by the names and cues around them."""

    def __init__(self, schemes: Sequence[Scheme]) -> None:
        self._schemes = [scheme for scheme in schemes if scheme.letters]
        self._of_id = {key: scheme for scheme in self._schemes for key in scheme.ids}

    def of(self, key: str) -> str | None:
        """Give the code of the scheme that an id binds to, if it does."""
        scheme = self._of_id.get(key)
        return scheme.code if scheme else None

    def bind(self, text: str, span: tuple[int, int], value: str, names: Iterable[tuple[str, int, int]]) -> Binding:
        """Bind the class at a span, with the ids named in the text; an unsaid scheme is `?`."""
        said: list[_Said] = [
            *(
                (self._distance(text, span, (s, e)), self._of_id[key].code, key)
                for key, s, e in names
                if key in self._of_id
            ),
            *(
                (self._distance(text, span, match.span()), scheme.code, None)
                for scheme in self._schemes
                for cue in scheme.cues
                for match in re.finditer(re.escape(cue), text)
            ),
        ]  # fmt: skip
        card = [item for item in said if item[1] == CARD]
        if "卡" in text[slice(*span)] or "-" in value:
            # Only one scheme has cards, and only it has grades; its id stands even where the text does not name it.
            ids = next((scheme.ids for scheme in self._schemes if scheme.code == CARD), ())
            return Binding(CARD, min(card, key=_nearest)[2] if card else next(iter(ids), None))
        if not said:
            return Binding(UNKNOWN, None)
        _, code, _ = min(said, key=_nearest)
        named = [item for item in said if item[1] == code and item[2]]
        first = next((scheme.ids[0] for scheme in self._schemes if scheme.code == code), None)
        return Binding(code, min(named, key=_nearest)[2] if named else first)

    @staticmethod
    def _distance(text: str, span: tuple[int, int], other: tuple[int, int]) -> int:
        low, high = min(span[1], other[1]), max(span[0], other[0])
        far = _FARTHER_IN_ANOTHER if low < high and _CLAUSE_END.search(text, low, high) else 0
        if other[1] <= span[0]:
            return far + span[0] - other[1]
        return far + (max(0, other[0] - span[1]) + _BEHIND if other[0] >= span[1] else 0)


def read_class(value: str, code: str) -> str:
    """Read 一类 and 1类: a grade of the A card (A-Ⅰ), of any other scheme the first letter."""
    if value not in _NUMERALS:
        return value
    letter, grade = _NUMERALS[value]
    return f"A-{grade}" if code == CARD else letter


def _nearest(item: _Said) -> tuple[int, bool]:
    return item[0], item[2] is None
