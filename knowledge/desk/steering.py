"""What happens to an intent: which rule runs, and whether the assistant is sure enough (files, read as data)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from knowledge.settings import ROOT

Decision = Literal["answers", "asks", "offers"]


@dataclass(frozen=True)
class Rule:
    """A rule of data/rules: its name, the actions it runs, and the file."""

    name: str
    actions: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Judged:
    """How sure the bot must be (`needed`) and what it does: answers, answers or asks back, or offers readings only."""

    decision: Decision
    needed: float
    least: float


def rules_of(intent: str) -> tuple[Rule, ...]:
    """Return the rules that begin with an intent."""
    return _rules().get(intent, ())


def judged(intent: str, confidence: float, changed: dict[str, float] | None = None) -> Judged:
    """Tell what the thresholds make of a confidence; `changed` are thresholds that the desk has changed."""
    limits = {**thresholds(), **(changed or {})}
    needed = limits["high_risk"] if intent in high_risk() else limits["sure"]
    least = limits["ask"]
    decision: Decision = "answers" if confidence >= needed else "asks" if confidence >= least else "offers"
    return Judged(decision, needed, least)


@functools.cache
def thresholds() -> dict[str, float]:
    """Return the numbers of actions/thresholds.yml that lie between 0 and 1."""
    numbers = {name: value for name, value in _limits().items() if isinstance(value, float) and 0 < value < 1}
    return numbers


@functools.cache
def high_risk() -> frozenset[str]:
    """Return the intents of which the bot must be surer than of others."""
    return frozenset(_limits()["high_risk_intents"])


@functools.cache
def intent_names() -> dict[str, str]:
    """Return what the intents are called in Chinese; those that applicants are never shown have no entry."""
    wording: dict[str, Any] = yaml.safe_load((ROOT / "actions" / "wording.yml").read_text("utf-8"))
    return dict(wording["intents"])


@functools.cache
def intents() -> tuple[str, ...]:
    """Return the intents that sentences can have, those with a Chinese name first, in its order."""
    named = tuple(intent_names())
    return (*named, *sorted(name for name in _rules() if name not in named and not _internal(name)))


def _internal(name: str) -> bool:
    return name.startswith("EXTERNAL_") or name == "nlu_fallback"


@functools.cache
def _limits() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "actions" / "thresholds.yml").read_text("utf-8"))
    return loaded


@functools.cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            steps = rule["steps"]
            intent = next((step["intent"] for step in steps if "intent" in step), None)
            if intent is None:
                continue
            actions = tuple(step["action"] for step in steps if "action" in step)
            found[intent] = (*found.get(intent, ()), Rule(str(rule["rule"]), actions, path.name))
    return found
