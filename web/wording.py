"""The sentences that `web` itself says (wording.yml)."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from knowledge.blocks import Outcome, Reply, Text


@functools.cache
def wording() -> dict[str, Any]:
    """Return the wording file."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text("utf-8"))
    return loaded


def sentence(key: str, status: Outcome, **values: object) -> Reply:
    """Return a reply of one sentence."""
    text = wording()["replies"][key].format_map({name: str(value) for name, value in values.items()})
    return Reply(status=status, blocks=(Text(role="conclusion", text=text),))


def failure(reference: str) -> Reply:
    """Return the reply when something broke: an apology, a reference number, the telephone."""
    words = wording()["replies"]
    following = words["failed_next"].format(hotline=wording()["hotline"])
    told = Text(role="conclusion", text=words["failed"].format(reference=reference))
    return Reply(status="failed", blocks=(told, Text(text=following)))


def error(code: str, **values: str) -> dict[str, Any]:
    """Return the body of an error answer; `failed` wants a `reference`, which the body then also carries."""
    return {"error": {"code": code, "message": wording()["errors"][code].format_map(values), **values}}
