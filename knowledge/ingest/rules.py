"""The words by which documents are read, from `rules.yml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

RULES: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))


def any_of(key: str) -> str:
    """Return a pattern for any word of a list, the longest first."""
    return "|".join(re.escape(word) for word in sorted(RULES[key], key=len, reverse=True))
