"""Choosing from a list that was sent: by number, by letter where numbers are answers, or by the words of an entry."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from web.said import option_number

FRESH = timedelta(minutes=30)
_LETTER = re.compile(r"(?:选择?)?\s*([a-zA-Z])[.。]?")
_ORDINAL = re.compile(r"[选第].*")
Kind = Literal["numbers", "letters"]


@dataclass(frozen=True)
class Entry:
    """An entry of a list: the id of its option and what was shown."""

    id: str
    label: str


@dataclass(frozen=True)
class Offered:
    """The list that was sent last."""

    entries: tuple[Entry, ...] = ()
    kind: Kind = "numbers"

    def line(self, place: int) -> str:
        """Return the mark and the words of the entry at `place` (from 0)."""
        mark = f"{place + 1}" if self.kind == "numbers" else chr(ord("A") + place)
        return f"{mark}. {self.entries[place].label}"

    def dump(self) -> list[dict[str, Any]]:
        """Return the list as it is kept."""
        return [{"id": entry.id, "label": entry.label, "kind": self.kind} for entry in self.entries]

    @classmethod
    def load(cls, kept: list[dict[str, Any]]) -> Offered:
        """Return the list that `dump` made."""
        kind: Kind = "letters" if kept and kept[0]["kind"] == "letters" else "numbers"
        return cls(tuple(Entry(row["id"], row["label"]) for row in kept), kind)


NOTHING = Offered()


def chosen(offered: Offered, sent_at: datetime | None, now: datetime, text: str) -> str | Literal["outside"] | None:
    """Return the id of the option that a text chooses, `outside` for a number that the list has not, else None."""
    if not offered.entries or sent_at is None or now - sent_at > FRESH:
        return None
    said = unicodedata.normalize("NFKC", text).strip()
    by_words = next((entry.id for entry in offered.entries if entry.label.strip() == said), None)
    if by_words is not None:
        return by_words
    place = _place(offered, said)
    if place is None:
        return None
    return offered.entries[place].id if 0 <= place < len(offered.entries) else "outside"


def _place(offered: Offered, said: str) -> int | None:
    if offered.kind == "letters":
        letter = _LETTER.fullmatch(said)
        if letter is not None:
            return ord(letter[1].upper()) - ord("A")
        if not _ORDINAL.fullmatch(said):
            return None  # a bare number is the answer itself
    number = option_number(said)
    return number - 1 if number is not None else None
