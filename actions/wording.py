"""The sentences that applicants read (wording.yml); Python holds none."""

from __future__ import annotations

import functools
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml


@functools.cache
def wording() -> dict[str, Any]:
    """Return the whole wording file."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text("utf-8"))
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


def money(amount: int) -> str:
    """Write whole yuan as applicants read them: 1000000 is 100万元."""
    for size, word in ((100_000_000, "亿"), (10_000, "万")):
        if amount >= size and (amount * 100) % size == 0:
            return f"{(Decimal(amount) / size).normalize():f}{word}元"
    return f"{amount}元"


def chinese_date(day: Any) -> str:
    """Write a date as 2026年12月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: Any) -> str:
    """Name the weekday: 周三."""
    return "周" + "一二三四五六日"[day.weekday()]
