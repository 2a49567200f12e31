"""Ordinals (第二个, 最后一项) that point into a list that was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from language.numbers import parse_integer

# Not the second month, and not an article (第二条) or a class (第二类).
_ORDINAL = re.compile(
    r"第 ?([0-9]{1,2}|[一二两三四五六七八九十]{1,3}) ?(?:[个项种]|(?=$))(?![月年周季小工星礼孩])"
    r"|(?P<last>最后一?[个项种])"
)


@dataclass(frozen=True)
class Ordinal:
    """A place in a list, counted from 1 (-1: the last), and where it stands in the text."""

    number: int
    span: tuple[int, int]

    def of(self, length: int) -> int | None:
        """Return the index in a list of this length, None if the list is shorter."""
        place = length if self.number < 0 else self.number
        return place - 1 if 1 <= place <= length else None


def ordinal_in(text: str) -> Ordinal | None:
    """Return the first ordinal of a text, or None."""
    match = _ORDINAL.search(text)
    if match is None:
        return None
    return Ordinal(-1 if match["last"] else parse_integer(match[1]) or 0, match.span())
