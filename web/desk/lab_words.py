"""The words of the pages that teach and test the assistant (lab.yml)."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from knowledge.desk.steering import intent_names


@functools.cache
def lab_words() -> dict[str, Any]:
    """Return the wording file of these pages."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lab.yml").read_text("utf-8"))
    return loaded


def intent_name(intent: str) -> str:
    """Return what an intent is called on the pages, its own name beside it."""
    shown = intent_names().get(intent) or lab_words()["intents"].get(intent, "")
    return f"{shown}（{intent}）" if shown else intent
