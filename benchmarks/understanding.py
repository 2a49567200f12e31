"""`python -m benchmarks.understanding [--json FILE]`: the held-out sentences of tests/nlu through the real bot.

Accuracy (the intent ranked first is the right one; `accepted` also counts those a careful annotator would take), the
share answered directly (the bot does not fall back), and how often that is right.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.systems import our_bot
from benchmarks.table import show, write
from knowledge.settings import ROOT

PORT = 18305
FALLBACK = "nlu_fallback"
_PATIENCE_SECONDS = 60


def held_out() -> list[dict[str, Any]]:
    """Return every held-out sentence with its file's name as `group`."""
    rows = []
    for path in sorted((ROOT / "tests" / "nlu").glob("*.yml")):
        rows += [{**row, "group": path.stem} for row in yaml.safe_load(path.read_text("utf-8"))]
    return rows


def parsed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the bot makes of each sentence; starts and stops the bot."""
    token = secrets.token_hex(16)
    command = [*our_bot(PORT), "--enable-api", "--auth-token", token]
    # The token stands in the process list of this machine for the length of the run, on the loopback address only.
    bot = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "BOT_TRACKER_URL": "sqlite://"})  # noqa: S603
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=30, trust_env=False) as client:
            _wait(client)
            return [_parse(client, token, row["text"]) for row in rows]
    finally:
        bot.terminate()
        bot.wait()


def _parse(client: httpx.Client, token: str, text: str) -> dict[str, Any]:
    response = client.post("/model/parse", params={"token": token}, json={"text": text})
    found: dict[str, Any] = response.raise_for_status().json()
    return found


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            client.get("/").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the bot did not start")


def figures(rows: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, float]:
    """Return the figures of some sentences."""
    strict = accepted = direct = right = 0
    for row, result in zip(rows, results, strict=True):
        ranked = [entry["name"] for entry in result["intent_ranking"] if entry["name"] != FALLBACK]
        allowed = {row["intent"], *row.get("accept", [])}
        strict += ranked[0] == row["intent"]
        accepted += ranked[0] in allowed
        if result["intent"]["name"] != FALLBACK:
            direct += 1
            right += result["intent"]["name"] in allowed
    count = len(rows)
    return {
        "sentences": count, "accuracy": strict / count, "accepted": accepted / count, "direct": direct / count,
        "right_if_direct": right / max(1, direct),
    }  # fmt: skip


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    chosen = parser.parse_args()
    rows = held_out()
    results = parsed(rows)
    groups: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        groups["all"].append(place)
        groups[row["group"]].append(place)
        groups[f"style {row['style']}"].append(place)
    told = {
        name: figures([rows[place] for place in places], [results[place] for place in places])
        for name, places in groups.items()
    }
    show("held-out sentences", told)
    write(chosen.json, told)


if __name__ == "__main__":
    main()
