"""`python -m benchmarks.converse --scenes F [--out F.md] [--address URL] [--json F]`: talks for a person to judge.

F is a YAML list of `{"name", "turns": [{"user" or "choice", "expect"}]}`; `choice` is the label of an offered option or
time, its beginning, or its number. They are played over the chat API against the system at URL, or one that is started
for it with a fresh database; a form is filled at once with an invented person. The transcript holds all blocks in full.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.systems import our_bot, running
from benchmarks.table import show, write
from benchmarks.transcript import markdown
from knowledge.settings import ROOT

PERSON = {"name": "张示例", "phone": "13800000000", "consent": True}
NOT_OFFERED = "choice not offered"
_PORTS = (18400, 18455, 18405)
Block = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """What was said or chosen, what the judge should look for, and the reply."""

    said: str
    expect: str
    status: str
    blocks: tuple[Block, ...]
    milliseconds: float


@dataclass
class Scene:
    """A conversation that was played."""

    name: str
    turns: list[Turn] = field(default_factory=list)


def scenes_of(path: Path) -> list[dict[str, Any]]:
    """Return the scenes of a file; raise ValueError with its place if one is no scene."""
    try:
        scenes = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is no YAML: {error}") from None
    if not isinstance(scenes, list) or not scenes:
        raise ValueError(f"{path} must be a list of scenes")
    for place, scene in enumerate(scenes, 1):
        turns = scene.get("turns") if isinstance(scene, dict) else None
        if not turns or not all(isinstance(turn, dict) and ("user" in turn) != ("choice" in turn) for turn in turns):
            raise ValueError(f"{path}, scene {place}: turns are needed, each with either user or choice")
    return scenes


class Applicant:
    """One conversation with the system."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        token = http.post("/api/chat/sessions").raise_for_status().json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._offered: list[tuple[str, str]] = []

    def take(self, turn: dict[str, Any]) -> Turn:
        """Play one turn, and the form that it may bring."""
        expect = str(turn.get("expect", ""))
        if "choice" in turn:
            wanted = str(turn["choice"])
            identifier = self._choice(wanted)
            if identifier is None:
                return Turn(f"[{wanted}]", expect, NOT_OFFERED, (), 0.0)
            return self._post("/api/chat/messages", {"choice": identifier}, f"[{wanted}]", expect)
        return self._post("/api/chat/messages", {"text": str(turn["user"])}, str(turn["user"]), expect)

    def _choice(self, wanted: str) -> str | None:
        if wanted.isdigit() and 0 < int(wanted) <= len(self._offered):
            return self._offered[int(wanted) - 1][1]
        same = [identifier for label, identifier in self._offered if label == wanted]
        return next(iter([*same, *(i for label, i in self._offered if label.startswith(wanted))]), None)

    def _post(self, path: str, body: dict[str, Any], said: str, expect: str) -> Turn:
        began = time.perf_counter()
        reply = self._send(path, body)
        blocks = list(reply["blocks"])
        form = next((block for block in blocks if block["type"] == "form"), None)
        if form is not None:
            reply = self._send(f"/api/chat/forms/{form['id']}", dict(PERSON))
            blocks += reply["blocks"]
        milliseconds = 1000 * (time.perf_counter() - began)
        offered = [pair for block in blocks for pair in _offers(block)]
        self._offered = offered or self._offered
        return Turn(said, expect, reply["status"], tuple(blocks), milliseconds)

    def _send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._http.post(path, json={"id": uuid.uuid4().hex, **body}, headers=self._headers)
        reply: dict[str, Any] = response.raise_for_status().json()
        return reply


def _offers(block: Block) -> list[tuple[str, str]]:
    if block["type"] == "choices":
        return [(option["label"], option["id"]) for option in block["options"]]
    if block["type"] == "slots":
        return [(f"{slot['date']} {slot['start']}", slot["id"]) for slot in block["slots"]]
    return []


def play(http: httpx.Client, scenes: list[dict[str, Any]]) -> list[Scene]:
    """Play the scenes, each in a conversation of its own."""
    played = []
    for place, scene in enumerate(scenes, 1):
        applicant = Applicant(http)
        name = str(scene.get("name") or f"scene {place}")
        played.append(Scene(name, [applicant.take(turn) for turn in scene["turns"]]))
    return played


def figures(played: list[Scene]) -> dict[str, Any]:
    """Return how many scenes and turns there were, how they ended, and how long the replies took."""
    turns = [turn for scene in played for turn in scene.turns]
    statuses = Counter(turn.status for turn in turns if turn.status != NOT_OFFERED)
    took = sorted(turn.milliseconds for turn in turns if turn.status != NOT_OFFERED) or [0.0]
    return {
        "scenes": len(played),
        "turns": len(turns),
        "statuses": dict(sorted(statuses.items())),
        "failed": statuses["failed"],
        "choices_missing": len(turns) - statuses.total(),
        "ms_mean": statistics.fmean(took),
        "ms_p99": took[min(len(took) - 1, round(0.99 * len(took)))],
    }


def main() -> None:
    """Play, write the transcript, print one table; exit with 2 and a line if that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.converse", description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "converse.md")
    parser.add_argument("--address", default="")
    parser.add_argument("--json", type=Path, default=None)
    chosen = parser.parse_args()
    try:
        scenes = scenes_of(chosen.scenes)
        with ExitStack() as stack:
            address = chosen.address
            if not address:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                address = stack.enter_context(running(our_bot(_PORTS[2]), folder, _PORTS)).address
            http = stack.enter_context(httpx.Client(base_url=address, timeout=60, trust_env=False))
            played = play(http, scenes)
    except (ValueError, RuntimeError, httpx.HTTPError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(markdown(played), "utf-8")
    told = figures(played)
    show(
        f"conversations: {chosen.scenes.name}",
        {"": {**told, "statuses": " ".join(f"{k} {v}" for k, v in told["statuses"].items())}},
    )
    print(f"transcript: {chosen.out}")
    write(chosen.json, told)


if __name__ == "__main__":
    main()
