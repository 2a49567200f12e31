"""The wording of what this room writes itself (telling.yml)."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml


@functools.cache
def telling() -> dict[str, Any]:
    """Return the wording of this room (telling.yml)."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "telling.yml").read_text("utf-8"))
    return loaded
