"""`python -m benchmarks.load [--json FILE]`: this project and stock Rasa side by side, from HTTP in to blocks out.

Ready time (start of the processes to the first answer), resident memory of all processes, messages a second and
latency at 1 and 8 clients, and the first against the 200th turn of a conversation. Rounds of both systems alternate,
and medians are told, so that what else the machine does weighs on both alike.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import threading
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from benchmarks.systems import Running, our_bot, running, stock_bot
from benchmarks.table import show, write

ROUNDS = 3
SECONDS = 6.0
LONG_CONVERSATION = 200
ENDS = 5
QUESTIONS = ("鸿雁计划B类最高奖励多少", "人才公寓申请要带什么材料", "两江新区有多少家世界500强")
PORTS = {"ours": (18100, 18155, 18105), "rasa_default": (18200, 18255, 18205)}
_phones = itertools.count(13_800_000_000)


class Client:
    """An applicant: asks, and books a visit now and then."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=60, trust_env=False)
        self.took: list[float] = []
        self.failed = 0
        self.begin()

    def begin(self) -> None:
        """Begin a new conversation."""
        token = self._http.post("/api/chat/sessions").json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def say(self, text: str) -> dict[str, Any]:
        """Send a text."""
        return self._post("/api/chat/messages", {"text": text})

    def book(self) -> None:
        """Book a visit: sentence, choices, form; then leave it to the next applicant."""
        reply = self.say("我想预约办理人才公寓申请")
        for _ in range(6):
            form = next((block for block in reply["blocks"] if block["type"] == "form"), None)
            if form is not None:
                contact = {"name": "张示例", "phone": str(next(_phones)), "consent": True}
                self._post(f"/api/chat/forms/{form['id']}", contact)
                return
            choice = _first_choice(reply)
            if choice is None:
                return
            reply = self._post("/api/chat/messages", {"choice": choice})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        response = self._http.post(path, json={"id": uuid.uuid4().hex, **body}, headers=self._headers)
        self.took.append(time.perf_counter() - began)
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        self.failed += reply["status"] == "failed"
        return reply


def _first_choice(reply: dict[str, Any]) -> str | None:
    for kind, key in (("slots", "slots"), ("choices", "options")):
        block = next((block for block in reply["blocks"] if block["type"] == kind), None)
        if block is not None:
            # Later times are free longer: all clients together book hundreds of visits.
            identifier: str = block[key][-1 if kind == "slots" else 0]["id"]
            return identifier
    return None


def drive(address: str, clients: int, seconds: float) -> tuple[list[float], int]:
    """Let clients talk at once for some seconds; return every latency in seconds, and how many replies failed."""
    everyone = [Client(address) for _ in range(clients)]
    until = time.perf_counter() + seconds

    def talk(client: Client) -> None:
        while time.perf_counter() < until:
            client.begin()
            for question in QUESTIONS:
                client.say(question)
            client.book()

    threads = [threading.Thread(target=talk, args=(client,)) for client in everyone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [took for client in everyone for took in client.took], sum(client.failed for client in everyone)


def long_conversation(address: str) -> tuple[float, float]:
    """Return the median of the first and of the last turns of a conversation of 200 turns, in seconds."""
    client = Client(address)
    for turn in range(LONG_CONVERSATION + ENDS):
        client.say(QUESTIONS[turn % len(QUESTIONS)])
    return statistics.median(client.took[:ENDS]), statistics.median(client.took[-ENDS:])


def measure(system: Running, figures: dict[str, list[float]]) -> None:
    """Add one round of figures."""
    for clients in (1, 8):
        began = time.perf_counter()
        took, failed = drive(system.address, clients, SECONDS)
        elapsed = time.perf_counter() - began
        figures.setdefault(f"messages_per_second_{clients}", []).append(len(took) / elapsed)
        figures.setdefault("failed", []).append(failed)
        figures.setdefault(f"p50_ms_{clients}", []).append(statistics.median(took) * 1000)
        figures.setdefault(f"p99_ms_{clients}", []).append(statistics.quantiles(took, n=100)[98] * 1000)


def main() -> None:
    """Measure both systems and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    chosen = parser.parse_args()
    bots = {"ours": our_bot, "rasa_default": stock_bot}
    figures: dict[str, dict[str, list[float]]] = {name: {} for name in bots}
    with ExitStack() as stack:
        systems = {}
        for name, command in bots.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            systems[name] = stack.enter_context(running(command(PORTS[name][2]), folder, PORTS[name]))
            figures[name]["ready_s"] = [systems[name].ready]
            drive(systems[name].address, 1, 1.0)
        for _ in range(ROUNDS):
            for name, system in systems.items():
                measure(system, figures[name])
        for name, system in systems.items():
            first, last = long_conversation(system.address)
            figures[name].update(turn_1_ms=[first * 1000], turn_200_ms=[last * 1000], memory_mb=[system.memory()])
    told = {name: {key: statistics.median(values) for key, values in part.items()} for name, part in figures.items()}
    ours, stock = told["ours"], told["rasa_default"]
    ratio = {
        "messages_per_second": ours["messages_per_second_8"] / stock["messages_per_second_8"],
        "p50": ours["p50_ms_1"] / stock["p50_ms_1"],
        "ready": ours["ready_s"] / stock["ready_s"],
        "memory": ours["memory_mb"] / stock["memory_mb"],
        "turn_200": ours["turn_200_ms"] / ours["turn_1_ms"],
    }
    show("this project and stock Rasa, one run", told)
    show("ratios, ours / default (turn_200: our 200th turn / our first)", {"ratio": ratio})
    write(chosen.json, {**told, "ratio": ratio})


if __name__ == "__main__":
    main()
