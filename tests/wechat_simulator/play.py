"""Playing a scene in WeChat: each step is said or chosen by its number, and what is shown is looked at."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from typing import Any

import yaml

from tests.wechat_simulator.phone import Phone

_PATIENCE_SECONDS = 20.0


class SceneFailed(AssertionError):
    """A step showed something else; the message tells what."""


def booking() -> list[dict[str, Any]]:
    """Return the scene of a booking."""
    loaded: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "booking.yml").read_text("utf-8"))
    return loaded


async def play(phone: Phone, steps: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Play the steps; return what was said and shown; raise `SceneFailed`."""
    told = []
    for step in steps:
        said, before = _said(phone, step), len(phone.shown)
        await (phone.event(step["event"], {"EventKey": ""}) if "event" in step else phone.say(said))
        until = time.monotonic() + _PATIENCE_SECONDS
        while len(phone.shown) == before and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        shown = "\n".join(phone.shown[before:])
        told.append((said, shown))
        missing = [words for words in step["shown"] if words not in shown]
        if missing:
            raise SceneFailed(f"after {said}: {missing} not in\n{shown}")
    return told


def _said(phone: Phone, step: dict[str, Any]) -> str:
    if "choose" not in step:
        return str(step.get("say", step.get("event")))
    match = re.search(rf"^(\d+)\. .*{re.escape(step['choose'])}", phone.shown[-1], re.MULTILINE)
    if match is None:
        raise SceneFailed(f"no entry {step['choose']} in\n{phone.shown[-1]}")
    return match[1]
