"""The sentences of the WeChat channel (wording.yml) and its menu (menu.yml)."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml


@functools.cache
def words() -> dict[str, Any]:
    """Return the wording file."""
    return _read("wording.yml")


@functools.cache
def menu() -> dict[str, Any]:
    """Return the menu file."""
    return _read("menu.yml")


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
    return loaded
