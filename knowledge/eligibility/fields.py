"""The fields of a check: the least that conditions need. No name, telephone or document number is among them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Kind = Literal["choice", "ordered", "yesno", "money", "months", "age", "points", "percent", "count"]
NUMBERS: frozenset[str] = frozenset({"money", "months", "age", "points", "percent", "count"})


@dataclass(frozen=True)
class Option:
    """A choice: its value, the label of its button, words that mean it; `rest` takes what is none of the others."""

    value: str
    label: str
    words: tuple[str, ...] = ()
    rest: bool = False


@dataclass(frozen=True)
class Field:
    """What can be known of an applicant.

    `options` of an ordered field stand highest first; `cues` are words that bind a number to it, `affirm` and `deny`
    words that say it; `entity` is the bot's name for its values; a change of one of `follows` makes the value unknown
    again; `seldom`: few people know it, so it is asked last.
    """

    code: str
    kind: Kind
    label: str
    ask: str
    options: tuple[Option, ...] = ()
    cues: tuple[str, ...] = ()
    affirm: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    entity: str = ""
    follows: tuple[str, ...] = ()
    seldom: bool = False

    def option(self, value: str) -> Option | None:
        """Return the option of a value."""
        return next((option for option in self.options if option.value == value), None)

    def rank(self, value: str) -> int | None:
        """Return the place of an ordered value, the lowest first; None if there is none of this value."""
        values = [option.value for option in reversed(self.options)]
        return values.index(value) if value in values else None


@functools.cache
def fields() -> dict[str, Field]:
    """Return all fields (fields.yml), in the order of the file."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "fields.yml").read_text("utf-8"))
    return {code: read_field(code, data) for code, data in loaded.items()}


def read_field(code: str, data: dict[str, Any]) -> Field:
    """Read one field of the file."""
    plain = {key: tuple(data.get(key, ())) for key in ("cues", "affirm", "deny", "follows")}
    options = tuple(read_option(option) for option in data.get("options", ()))
    return Field(
        code,
        data["kind"],
        data["label"],
        data["ask"],
        options,
        entity=data.get("entity", ""),
        seldom=data.get("seldom", False),
        **plain,
    )


def read_option(data: str | dict[str, Any]) -> Option:
    """Read an option: a word that is value and label at once, or a mapping."""
    if isinstance(data, str):
        return Option(data, data)
    return Option(
        data["value"], data.get("label") or data["value"], tuple(data.get("words", ())), data.get("rest", False)
    )
