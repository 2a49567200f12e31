"""What the bot found in a message: names and values with their place, what is excluded, what is ambiguous."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

AMBIGUOUS = "ambiguous"
CLASS = "talent_class"
SUBJECT_TYPES = frozenset(
    {"policy", "service", "topic", "organisation", "platform", "fund", "term", "fact", "window", "hall", "subject"}
)

# A name that the office has no record of.
FREE = "name:"
_CLASS = re.compile("[A-F][类卡]")


@dataclass(frozen=True)
class Entity:
    """A name or value. `start` is -1 where a button stands behind it; `candidates` are ids of a bare ambiguous word."""

    kind: str
    value: str
    start: int = -1
    end: int = -1
    text: str = ""
    scheme: str = ""
    negated: bool = False
    candidates: tuple[str, ...] = ()

    @property
    def is_subject(self) -> bool:
        """Whether it names what a question can be about."""
        return self.kind in SUBJECT_TYPES

    @property
    def letter(self) -> str:
        """The letter of a talent class."""
        return self.value.rpartition(":")[2].strip().upper()[:1]


def read_entities(found: list[dict[str, Any]]) -> tuple[Entity, ...]:
    """Read the entities of a message; a button names several subjects with commas."""
    return tuple(entity for row in found for entity in _read(row))


def _read(row: dict[str, Any]) -> list[Entity]:
    kind, value = str(row.get("entity") or ""), str(row.get("value") or "")
    if kind == "subject" and "start" in row and "," in value:
        return [Entity(kind, part) for part in value.split(",")]
    if kind == AMBIGUOUS and _CLASS.fullmatch(value.upper()):
        kind, value = CLASS, value.upper()[0]
    scheme = str(row.get("scheme") or "")
    if kind == CLASS and not scheme:
        # A button writes the scheme before the class: policy:hongyan:B.
        before = value.rpartition(":")[0]
        scheme = before if ":" in before else ""
    return [
        Entity(
            kind=kind,
            value=value,
            start=int(row.get("start", -1)),
            end=int(row.get("end", -1)),
            text=str(row.get("text") or ""),
            scheme=scheme,
            negated=bool(row.get("negated")),
            candidates=tuple(map(str, row.get("candidates") or ())),
        )
    ]
