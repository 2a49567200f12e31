"""`python -m benchmarks.converse --scenes F [--out F.md] [--address URL] [--json F]`: talks for a person to judge.

F is a YAML list of `{"name", "turns": [{"user" or "choice", "expect"}]}`; `choice` is the label of an offered option or
time (2026-12-02 15:00), its beginning, or its number. They are played over the chat API against the system at URL, or
one that is started for it with a fresh database; a form is filled at once with an invented person. The transcript
(build/converse.md) holds all blocks in full. Milliseconds are those of a turn, its form included. `failed` counts the
outcome of that name and HTTP errors; where the rate limit asks to wait, that is done, and not timed.
"""

from __future__ import annotations

import argparse
import math
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.systems import our_bot, running
from benchmarks.table import show, write
from benchmarks.transcript import Block, Reply, Scene, Turn, markdown, slot_label
from knowledge.settings import ROOT

PERSON = {"name": "张示例", "phone": "13800000000", "consent": True}
NOT_OFFERED = "choice not offered"
_KEYS = {"user", "choice", "expect"}
_TIMEOUT_SECONDS = 60
_LONGEST_WAIT_SECONDS = 90
Sleep = Callable[[float], None]


class NoAnswer(RuntimeError):
    """The system cannot be started, does not answer, or does not speak the chat API."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Play, write the transcript, print one table; exit with 2 and a line if that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.converse", description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "converse.md")
    parser.add_argument("--address", default="", help="a running system; without it one is started and stopped")
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    chosen = parser.parse_args(arguments)
    try:
        scenes = scenes_of(chosen.scenes)
        with ExitStack() as stack:
            address = chosen.address or stack.enter_context(_started())
            played = _played(address, scenes)
    except (ValueError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    for path in (chosen.out, chosen.json or chosen.out):
        path.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(markdown(played), "utf-8")
    told = figures(played)
    show(f"conversations: {chosen.scenes.name}", {"": _row(told)})
    print(f"transcript: {chosen.out}")
    write(chosen.json, told)


def scenes_of(path: Path) -> list[dict[str, Any]]:
    """Return the scenes of a file, every value as it is written; raise ValueError with the place if one is no scene."""
    try:
        # Without types: 15:00 is a time here, no number in base 60. BaseLoader makes nothing but str, list and dict.
        scenes = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} cannot be read: not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise ValueError(f"{path}{place}: no YAML ({getattr(error, 'problem', None) or 'wrong character'})") from None
    if not isinstance(scenes, list) or not scenes:
        raise ValueError(f"{path} must be a list of scenes")
    for number, scene in enumerate(scenes, 1):
        turns = scene.get("turns") if isinstance(scene, dict) else None
        if not isinstance(turns, list) or not turns:
            raise ValueError(f"{path}, scene {number}: a list of turns is needed")
        wrong = next((at for at, turn in enumerate(turns, 1) if not _is_turn(turn)), None)
        if wrong is not None:
            raise ValueError(f"{path}, scene {number}, turn {wrong}: either user or choice, and expect if you like")
    return scenes


def _is_turn(turn: object) -> bool:
    if not isinstance(turn, dict) or not set(turn) <= _KEYS or ("user" in turn) == ("choice" in turn):
        return False
    return all(isinstance(value, str) and (value.strip() or key == "expect") for key, value in turn.items())


def play(http: httpx.Client, scenes: Sequence[dict[str, Any]], sleep: Sleep = time.sleep) -> list[Scene]:
    """Play the scenes, each in a conversation of its own; raise `NoAnswer` or an error of httpx."""
    played = []
    for place, scene in enumerate(scenes, 1):
        applicant = Applicant(http, sleep)
        turns = tuple(applicant.take(turn) for turn in scene["turns"])
        played.append(Scene(str(scene.get("name") or f"scene {place}"), turns))
    return played


class Applicant:
    """One conversation with the system."""

    def __init__(self, http: httpx.Client, sleep: Sleep) -> None:
        self._http, self._sleep = http, sleep
        self._headers: dict[str, str] = {}
        self._offered: list[tuple[str, str]] = []
        response, _ = self._answer("/api/chat/sessions", None)
        begun = _json(response)
        if response.is_error or not isinstance(begun.get("token"), str):
            raise NoAnswer(f"no conversation was begun: HTTP {response.status_code}, {response.text[:100]!r}")
        self._headers = {"Authorization": f"Bearer {begun['token']}"}
        self._note(begun.get("greeting", []))

    def take(self, turn: dict[str, str]) -> Turn:
        """Play one turn, and the form that it may bring."""
        expect = turn.get("expect", "")
        if "choice" not in turn:
            return self._turn({"text": turn["user"]}, turn["user"], expect)
        wanted = turn["choice"].strip()
        found = self._choice(wanted)
        if found is None:
            offered = "、".join(label for label, _ in self._offered) or "nothing"
            told = {"type": "notice", "kind": NOT_OFFERED, "text": f"offered: {offered}"}
            return Turn(f"[{wanted}]", expect, (Reply(NOT_OFFERED, (told,), 0.0),))
        label, identifier = found
        return self._turn({"choice": identifier}, f"[{label}]" + (f" ({wanted})" if wanted != label else ""), expect)

    def _choice(self, wanted: str) -> tuple[str, str] | None:
        """Return label and id of what is wanted; a label goes before a number, and a number before a beginning."""
        same = [pair for pair in self._offered if pair[0] == wanted]
        numbered = wanted.isdecimal() and 0 < int(wanted) <= len(self._offered)
        numbers = [self._offered[int(wanted) - 1]] if numbered else []
        begins = [pair for pair in self._offered if pair[0].startswith(wanted)]
        return next(iter([*same, *numbers, *begins]), None)

    def _turn(self, body: dict[str, Any], said: str, expect: str) -> Turn:
        replies = [self._reply("/api/chat/messages", body)]
        form = next((block.get("id") for block in replies[0].blocks if block["type"] == "form"), None)
        if form is None:
            return Turn(said, expect, tuple(replies))
        replies.append(self._reply(f"/api/chat/forms/{form}", PERSON))
        return Turn(said, expect, tuple(replies), f"{PERSON['name']}, {PERSON['phone']}, consent")

    def _reply(self, path: str, body: dict[str, Any]) -> Reply:
        response, milliseconds = self._answer(path, body)
        told = _json(response)
        if response.is_error:
            error = {"type": f"HTTP {response.status_code}", **told}
            return Reply(f"http {response.status_code}", (error,), milliseconds)
        blocks = told.get("blocks")
        if not isinstance(told.get("status"), str) or not isinstance(blocks, list):
            raise NoAnswer(f"the reply to {path} has no status or no blocks")
        self._note(blocks)
        return Reply(told["status"], tuple(blocks), milliseconds)

    def _answer(self, path: str, body: dict[str, Any] | None) -> tuple[httpx.Response, float]:
        """Post, once more with the same id where the rate limit asks to wait; return also the last milliseconds."""
        message = None if body is None else {"id": uuid.uuid4().hex, **body}
        while True:
            began = time.perf_counter()
            response = self._http.post(path, json=message, headers=self._headers)
            milliseconds = 1000 * (time.perf_counter() - began)
            wait = response.headers.get("Retry-After", "")
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS or not wait.isdecimal():
                return response, milliseconds
            if int(wait) > _LONGEST_WAIT_SECONDS:
                return response, milliseconds
            self._sleep(max(1, int(wait)))

    def _note(self, blocks: Sequence[Block]) -> None:
        try:
            self._offered = [pair for block in blocks for pair in _offers(block)] or self._offered
        except (KeyError, TypeError):
            raise NoAnswer("a reply came whose blocks are not those of docs/api.md") from None


def _offers(block: Block) -> list[tuple[str, str]]:
    if block["type"] == "choices":
        return [(option["label"], option["id"]) for option in block["options"]]
    if block["type"] == "slots":
        return [(slot_label(slot), slot["id"]) for slot in block["slots"]]
    return []


def _json(response: httpx.Response) -> dict[str, Any]:
    """Return the body; one of an error may be anything, that of an answer must be an object."""
    try:
        told = response.json()
    except ValueError:
        told = None
    if isinstance(told, dict):
        return told
    if response.is_error:
        return {"body": response.text}
    raise NoAnswer(f"the answer to {response.request.url.path} is no JSON object: no chat API is there")


def figures(played: Sequence[Scene]) -> dict[str, Any]:
    """Return how many scenes and turns there were, how they ended, and how long the turns took."""
    turns = [turn for scene in played for turn in scene.turns]
    statuses = Counter(turn.status for turn in turns if turn.status != NOT_OFFERED)
    took = sorted(turn.milliseconds for turn in turns if turn.status != NOT_OFFERED) or [0.0]
    return {
        "scenes": len(played),
        "turns": len(turns),
        "statuses": dict(sorted(statuses.items())),
        "failed": sum(count for status, count in statuses.items() if _broke(status)),
        "choices_missing": len(turns) - statuses.total(),
        "ms_mean": statistics.fmean(took),
        "ms_p99": took[math.ceil(0.99 * len(took)) - 1],
    }


def _broke(status: str) -> bool:
    return status == "failed" or status.startswith("http ")


def _row(told: dict[str, Any]) -> dict[str, object]:
    """Return the figures as one row: a column for each outcome, whole milliseconds."""
    outcomes = {status: count for status, count in told["statuses"].items() if status != "failed"}
    counts = {key: told[key] for key in ("failed", "choices_missing")}
    times = {key: round(told[key]) for key in ("ms_mean", "ms_p99")}
    return {"scenes": told["scenes"], "turns": told["turns"], **outcomes, **counts, **times}


def _played(address: str, scenes: Sequence[dict[str, Any]]) -> list[Scene]:
    try:
        with httpx.Client(base_url=address, timeout=_TIMEOUT_SECONDS, trust_env=False) as http:
            return play(http, scenes)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswer(f"{address} does not answer: {error or type(error).__name__}") from None


@contextmanager
def _started() -> Iterator[str]:
    """Start the whole system on free ports with a fresh database; stop it afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = _free_ports()
        try:
            address = stack.enter_context(running(our_bot(ports[2]), folder, ports)).address
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            # The log goes with its folder: its last line is told.
            log = folder / "processes.log"
            last = log.read_text("utf-8", errors="replace").strip().splitlines()[-1:] if log.exists() else []
            why = last[0] if last else str(error).replace("\n", " ")
            raise NoAnswer(f"the system did not start: {why}") from None
        yield address


def _free_ports() -> tuple[int, int, int]:
    with socket.socket() as web, socket.socket() as actions, socket.socket() as bot:
        # All three before any is let go, so that they differ.
        for probe in (web, actions, bot):
            probe.bind(("127.0.0.1", 0))
        return web.getsockname()[1], actions.getsockname()[1], bot.getsockname()[1]


if __name__ == "__main__":
    main()
