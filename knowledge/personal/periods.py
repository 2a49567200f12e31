"""The periods of retention.yml."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml


@functools.cache
def periods() -> dict[str, int]:
    """Return how long each kind of data is kept, in days (`export_minutes` in minutes)."""
    loaded: dict[str, int] = yaml.safe_load((Path(__file__).parent / "retention.yml").read_text("utf-8"))
    return loaded
