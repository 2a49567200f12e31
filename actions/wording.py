"""The sentences that applicants read (wording.yml, wording.check.yml, wording.en.yml); Python holds none."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml

Language = Literal["zh", "en"]
_FILES: dict[Language, tuple[str, ...]] = {
    "zh": ("wording.yml", "wording.check.yml", "wording.privacy.yml"),
    "en": ("wording.en.yml", "wording.privacy.en.yml"),
}
_SPOKEN: ContextVar[Language] = ContextVar("language", default="zh")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Use the wording of a language for what is said within."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def in_english() -> bool:
    """Tell whether English is spoken now."""
    return _SPOKEN.get() == "en"


def wording() -> dict[str, Any]:
    """Return the whole wording of the language that is spoken."""
    return wording_of(_SPOKEN.get())


@functools.cache
def wording_of(language: Language) -> dict[str, Any]:
    """Return the whole wording of a language."""
    loaded: dict[str, Any] = {}
    for name in _FILES[language]:
        loaded |= yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
    return loaded


def phrase(key: str, /, **values: object) -> str:
    """Return the sentence `section.name` with its places filled; a missing sentence or value is a KeyError."""
    section, _, name = key.partition(".")
    template: str = wording()[section][name]
    return template.format_map({place: str(value) for place, value in values.items()})


def names(section: str) -> dict[str, str]:
    """Return a section of plain names, such as `aspects`."""
    found: dict[str, str] = wording()[section]
    return found


@functools.cache
def own_quotations() -> frozenset[str]:
    """Return what stands in quotation marks in the wording itself: names of buttons, examples of what to say."""
    files = Path(__file__).parent.glob("wording*.yml")
    texts = "\n".join(path.read_text("utf-8") for path in files)
    return frozenset(re.findall("“([^“”{}]+)”", texts))


def listed(items: Iterable[str], *, longer: bool = False) -> str:
    """Join words as a list; `longer` ones that hold commas of their own."""
    marks = ("; ", ", ") if in_english() else ("；", "、")
    return marks[0 if longer else 1].join(items)


def money(amount: int) -> str:
    """Write whole yuan as applicants read them: 1000000 is 100万元."""
    if in_english():
        return f"CNY {amount:,}"
    for size, word in ((100_000_000, "亿"), (10_000, "万")):
        if amount >= size and (amount * 100) % size == 0:
            return f"{(Decimal(amount) / size).normalize():f}{word}元"
    return f"{amount}元"


def date_words(day: date) -> str:
    """Write a date: 2026年12月2日, or 2 December 2026."""
    if in_english():
        return f"{day.day} {wording()['calendar']['months'][day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def holiday_words(name: str) -> str:
    """Name a holiday of the calendar."""
    found: dict[str, str] = wording()["holidays"]
    return found.get(name, name)


def weekday(day: date) -> str:
    """Name the weekday: 周三, or Wednesday."""
    return weekday_name(day.isoweekday())


def weekday_name(number: int) -> str:
    """Name a weekday by its number (1 = Monday)."""
    found: str = wording()["calendar"]["weekdays"][number - 1]
    return found
