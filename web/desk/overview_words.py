"""The words of the overview (overview.yml) and the names of its groups."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from knowledge.desk.overview_groups import UNTOLD, groups


@functools.cache
def overview_words() -> dict[str, Any]:
    """Return the wording file of these pages."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "overview.yml").read_text("utf-8"))
    return loaded


def group_name(dimension: str, code: str) -> str:
    """Return what a group of a dimension is called."""
    if code == UNTOLD:
        return str(overview_words()["untold"])
    if dimension == "channel":
        return str(overview_words()["channels"].get(code, code))
    listed = groups()["topics" if dimension == "topic" else dimension]
    return next((str(group["name"]) for group in listed if group["code"] == code), code)
