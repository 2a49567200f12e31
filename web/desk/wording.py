"""The words of the desk (wording.yml): roles, the menu, what is said after an action, errors."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml


@functools.cache
def words() -> dict[str, Any]:
    """Return the wording file."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text("utf-8"))
    return loaded
