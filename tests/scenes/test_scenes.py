"""Conversations as scenes (scenes.yml), played over HTTP through `web`, the Rasa server and the actions.

A step says something (`say`), chooses an option by its label (`choose`), or posts the contact form (`contact`).
What must hold of a reply: `status` (one or a list), `has` and `lacks` (words of its plain text), `blocks` (kinds).
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from pydantic import TypeAdapter

from benchmarks.systems import Running
from knowledge.blocks import AnyBlock

pytestmark = pytest.mark.bot
SCENES = [
    scene for path in sorted(Path(__file__).parent.glob("*.yml")) for scene in yaml.safe_load(path.read_text("utf-8"))
]
BLOCKS: TypeAdapter[list[AnyBlock]] = TypeAdapter(list[AnyBlock])
KEYS = {"say", "choose", "contact", "status", "has", "lacks", "blocks"}


class Applicant:
    """One conversation."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        token = self._http.post("/api/chat/sessions").json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._last: dict[str, Any] = {"blocks": []}

    def does(self, step: dict[str, Any]) -> dict[str, Any]:
        """Play a step and return the reply."""
        if "say" in step:
            reply = self._post("/api/chat/messages", {"text": step["say"]})
        elif "choose" in step:
            reply = self._post("/api/chat/messages", {"choice": self._option(step["choose"])})
        else:
            form = next(block for block in self._last["blocks"] if block["type"] == "form")
            reply = self._post(f"/api/chat/forms/{form['id']}", {**step["contact"], "consent": True})
        self._last = reply
        return reply

    def _option(self, label: str) -> str:
        for block in self._last["blocks"]:
            for option in [*block.get("options", []), *block.get("slots", [])]:
                named = option.get("label") or f"{option['date']} {option['start']}"
                if label in named:
                    return str(option["id"])
        pytest.fail(f"no option {label} in {self._last}")

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._http.post(path, json={"id": uuid.uuid4().hex, **body}, headers=self._headers)
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        return reply


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene["scene"])
def test_scene(office: Running, scene: dict[str, Any]) -> None:
    with httpx.Client(base_url=office.address, timeout=30, trust_env=False) as http:
        _play(Applicant(http), scene)


def _play(applicant: Applicant, scene: dict[str, Any]) -> None:
    for number, step in enumerate(scene["steps"], 1):
        assert set(step) <= KEYS, f"step {number}: unknown key"
        reply = applicant.does(step)
        told = "\n".join(block.plain() for block in BLOCKS.validate_python(reply["blocks"]))
        where = f"step {number}: {step}\n{reply['status']}\n{told}"
        allowed = step["status"] if isinstance(step["status"], list) else [step["status"]]
        assert reply["status"] in allowed, where
        for words in step.get("has", []):
            assert words in told, f"{words} is missing in {where}"
        for words in step.get("lacks", []):
            assert words not in told, f"{words} stands in {where}"
        kinds = [block["type"] for block in reply["blocks"]]
        for kind in step.get("blocks", []):
            assert kind in kinds, where


def test_there_are_enough_scenes() -> None:
    assert len(SCENES) >= 20
