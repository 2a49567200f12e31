"""`python -m benchmarks.understand [--cases F] [--oos F] [--entities F] [--times F] [--json F]`: what the bot reads.

Runs in .venv-bot against the model trained last (`--model FILE` for another). FILEs are JSON lines, or YAML lists such
as those of tests/nlu.

- `--cases`: `{"text", "intent", "accept": [...], "style"}`. Right is an intent ranked first that is the row's or one of
  `accept`. Also told: by style, what is confused with what, the share answered directly (0.75 and above) and refused
  (ranked first as out of scope though it is not), expected calibration error, milliseconds a message on one core.
- `--oos`: `{"text"}`, none of it a matter of the office. Accepted is what gets an intent of the office at the operating
  threshold (no fallback). Small talk has an intent of its own in this office, and 好的 or 再说一遍 are steps of a
  dialogue: what is read as such is counted apart (`small_talk`) and is neither accepted nor refused;
  `oos_accepted_with_small_talk` counts it as accepted.
- `--entities`, `--times`: see benchmarks/entities.py and benchmarks/times.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks import entities, times
from benchmarks.bot_model import BotModel
from benchmarks.table import show, write

OUTSIDE, FALLBACK = "oos", "nlu_fallback"
SMALL_TALK = frozenset({"meta", "dialog_ctrl"})
DIRECT = 0.75
_SHOWN_CONFUSIONS = 25


@dataclass(frozen=True)
class Read:
    """What the bot made of a row: the intent it acts on, the likeliest, how sure it is of that, how long it took."""

    row: Mapping[str, Any]
    acted: str
    likeliest: str
    confidence: float
    milliseconds: float

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is the row's or an accepted one."""
        return self.likeliest in {self.row["intent"], *self.row.get("accept", [])}


def rows_of(path: Path, *needed: str) -> list[dict[str, Any]]:
    """Return the rows of a file; raise ValueError with file and row if one lacks a key."""
    text = path.read_text("utf-8")
    if path.suffix in (".yml", ".yaml"):
        rows: list[dict[str, Any]] = yaml.safe_load(text)
    else:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    for place, row in enumerate(rows, 1):
        missing = [key for key in needed if key not in row]
        if missing:
            raise ValueError(f"{path}, row {place}: {', '.join(missing)} is missing")
    return rows


def read(model: BotModel, rows: Sequence[Mapping[str, Any]]) -> list[Read]:
    """Return what the bot makes of each row."""
    return [_read(model, row) for row in rows]


def _read(model: BotModel, row: Mapping[str, Any]) -> Read:
    parsed, milliseconds = model.parse(row["text"])
    ranked = [entry for entry in parsed.get("intent_ranking") or [] if entry["name"] != FALLBACK]
    acted = str(parsed["intent"]["name"] or FALLBACK)
    likeliest, confidence = (ranked[0]["name"], ranked[0]["confidence"]) if ranked else (FALLBACK, 0.0)
    return Read(row, acted, likeliest, float(confidence), milliseconds)


def figures(found: Sequence[Read]) -> dict[str, float]:
    """Return the figures of some rows."""
    right = np.array([one.right for one in found])
    direct = np.array([one.confidence >= DIRECT for one in found])
    return {
        "sentences": len(found),
        "accuracy": float(right.mean()),
        "direct": float(direct.mean()),
        "right_if_direct": float(right[direct].mean()) if direct.any() else 0.0,
    }


def cases(model: BotModel, path: Path) -> dict[str, Any]:
    """Measure intents and print the tables."""
    found = read(model, rows_of(path, "text", "intent"))
    groups: dict[str, list[Read]] = defaultdict(list)
    for one in found:
        groups["all"].append(one)
        groups[str(one.row.get("style", ""))].append(one)
    told = {name: figures(some) for name, some in groups.items()}
    show(f"intents: {path.name}", told)
    wrong = Counter((one.row["intent"], one.likeliest) for one in found if not one.right)
    print("confused:", ", ".join(f"{a} as {b} {count}" for (a, b), count in wrong.most_common(_SHOWN_CONFUSIONS)))
    ours = [one for one in found if one.row["intent"] != OUTSIDE]
    refused = sum(one.likeliest == OUTSIDE and not one.right for one in ours) / max(1, len(ours))
    took = np.array([one.milliseconds for one in found])
    summary = {
        "in_scope_refused": refused,
        "asked_back": sum(one.acted == FALLBACK for one in ours) / max(1, len(ours)),
        "calibration_error": _calibration_error(found),
        "ms_mean": float(took.mean()),
        "ms_p99": float(np.percentile(took, 99)),
    }
    show("beside that", {"": summary})
    return {
        "accuracy": told["all"]["accuracy"],
        "by_style": {name: some["accuracy"] for name, some in told.items() if name not in ("all", "")},
        "confusions": [{"intent": a, "read_as": b, "count": count} for (a, b), count in wrong.most_common()],
        "direct": told["all"]["direct"],
        "right_if_direct": told["all"]["right_if_direct"],
        **summary,
    }


def outside(model: BotModel, path: Path) -> dict[str, float]:
    """Measure what is wrongly accepted and print the table."""
    found = read(model, [{"intent": OUTSIDE, **row} for row in rows_of(path, "text")])
    groups: dict[str, list[Read]] = defaultdict(list)
    for one in found:
        groups["all"].append(one)
        if one.row.get("src"):
            groups[str(one.row["src"]).split(":")[0]].append(one)
    told = {name: _outside(some) for name, some in groups.items()}
    show(f"out of scope: {path.name}", told)
    return {f"oos_{name}": figure for name, figure in told["all"].items() if name != "sentences"}


def _outside(found: Sequence[Read]) -> dict[str, float]:
    taken = [one.acted for one in found if one.acted not in (OUTSIDE, FALLBACK)]
    small_talk = sum(intent in SMALL_TALK for intent in taken)
    return {
        "sentences": len(found),
        "accepted": (len(taken) - small_talk) / len(found),
        "accepted_with_small_talk": len(taken) / len(found),
        "small_talk": small_talk / len(found),
        "asked_back": sum(one.acted == FALLBACK for one in found) / len(found),
    }


def _calibration_error(found: Sequence[Read]) -> float:
    confidence = np.array([one.confidence for one in found])
    right = np.array([one.right for one in found])
    bins = np.minimum((confidence * 10).astype(int), 9)
    parts = [(bins == b, np.mean(bins == b)) for b in np.unique(bins)]
    return float(sum(abs(confidence[some].mean() - right[some].mean()) * share for some, share in parts))


def main() -> None:
    """Measure what was asked for; exit with 2 and a line if a file is absent or wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understand", description=__doc__)
    for name in ("cases", "oos", "entities", "times", "model", "json"):
        parser.add_argument(f"--{name}", type=Path, default=None, metavar="FILE")
    chosen = parser.parse_args()
    asked = {name: getattr(chosen, name) for name in ("cases", "oos", "entities", "times") if getattr(chosen, name)}
    if not asked:
        parser.error("nothing to measure: name --cases, --oos, --entities or --times")
    for path in asked.values():
        if not path.is_file():
            print(f"error: {path} is not there", file=sys.stderr)
            raise SystemExit(2)
    told: dict[str, Any] = {}
    try:
        model = BotModel(chosen.model) if {"cases", "oos"} & asked.keys() else None
        if chosen.cases and model:
            told |= cases(model, chosen.cases)
        if chosen.oos and model:
            told |= outside(model, chosen.oos)
        if chosen.entities:
            told |= entities.measure(chosen.entities)
        if chosen.times:
            told |= times.measure(chosen.times)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    if chosen.entities or chosen.times:
        show("entities and times", {"": {k: v for k, v in told.items() if k.startswith(("entity", "times"))}})
    write(chosen.json, told)


if __name__ == "__main__":
    main()
