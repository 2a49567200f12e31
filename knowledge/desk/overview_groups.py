"""Into which groups the overview puts questions and talents (overview.yml)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

UNTOLD = "untold"
DIMENSIONS = ("category", "origin")


@functools.cache
def groups() -> dict[str, list[dict[str, Any]]]:
    """Return the file of groups."""
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (Path(__file__).parent / "overview.yml").read_text("utf-8")
    )
    return loaded


@functools.cache
def topic_of(intent: str) -> str:
    """Return the code of the topic that an intent belongs to."""
    for topic in groups()["topics"]:
        if any(intent.startswith(beginning) for beginning in topic["intents"]):
            return str(topic["code"])
    return str(groups()["topics"][-1]["code"])


def group_of(dimension: str, texts: Iterable[str]) -> str:
    """Return the group of a dimension that what was said in a conversation names, or `UNTOLD`."""
    said = "\n".join(texts)
    for group in groups()[dimension]:
        if any(word in said for word in group["words"]):
            return str(group["code"])
    return UNTOLD
