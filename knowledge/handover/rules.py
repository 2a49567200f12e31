"""The rules of handing over (rules.yml): hours, teams, days until a ticket is due."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Rules:
    """What rules.yml says; `due_workdays` and `teams` by their names, `illustrative` when the figures are examples."""

    illustrative: bool
    halls: tuple[str, ...]
    team: str
    teams: dict[str, str]
    due_workdays: dict[str, int]
    idle_hours: int
    message_length: int


@functools.cache
def rules() -> Rules:
    """Return the rules."""
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "rules.yml").read_text("utf-8"))
    return Rules(halls=tuple(data.pop("halls")), **data)
