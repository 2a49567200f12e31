"""How sure is sure enough: answer, answer and offer the second reading, or offer readings (thresholds.yml)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from actions.again import read_as
from actions.answer import Answer
from actions.answers import answer_turn
from actions.context import Context
from actions.english import speakable
from actions.general import TICKETS, fixed
from actions.memory import Memory
from actions.offers import standing
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import in_english, names, phrase
from knowledge.blocks import Choices, Reply, Text
from knowledge.models import Entry, NewsFact
from knowledge.subjects import find_subject

_EDGE = 1e-9
_ACTS = frozenset({*TICKETS, "appt_book", "appt_query", "appt_cancel", "appt_reschedule"})


@dataclass(frozen=True)
class Thresholds:
    """The numbers of thresholds.yml."""

    sure: float
    ask: float
    high_risk: float
    ahead: float
    offered: float
    readings: int
    missed: int
    high_risk_intents: frozenset[str]
    same_step: tuple[frozenset[str], ...]

    def needed(self, intent: str) -> float:
        """Return how sure the bot must be of this intent."""
        return self.high_risk if intent in self.high_risk_intents else self.sure


@functools.cache
def thresholds() -> Thresholds:
    """Return the thresholds."""
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "thresholds.yml").read_text("utf-8"))
    same = tuple(frozenset(group) for group in data.pop("same_step"))
    return Thresholds(high_risk_intents=frozenset(data.pop("high_risk_intents")), same_step=same, **data)


def judge(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn with the intent that is to be answered, or the readings to choose from."""
    limits = thresholds()
    readings = [(name, p) for name, p in turn.ranking if name != FALLBACK]
    if turn.chosen or turn.only_names or turn.changes_one_thing or not readings or turn.intent == "oos":
        return turn
    first, probability = readings[0]
    # A yes, no or start again does no harm where nothing is open, and asking back for it would be absurd.
    steering = first == "dialog_ctrl" and probability + _EDGE >= limits.ask
    if steering or probability + _EDGE >= limits.needed(first):
        return replace(turn, intent=first)
    if _only_explained(context, turn):
        return turn
    second, behind = next(((n, p) for n, p in readings[1:] if n in names("intents")), ("", 0.0))
    if probability + _EDGE < limits.ask or first not in names("intents"):
        return _offer(context, turn, readings)
    if _same_step(first, second) and probability + behind + _EDGE >= limits.high_risk:
        return _with_second(turn, first, second)
    if first not in limits.high_risk_intents and probability > limits.ahead * behind:
        return _with_second(turn, first, second if behind >= limits.offered else "")
    if _same_answer(context, turn, first, second):
        return _with_second(turn, first, second if behind >= limits.offered else "")
    return _offer(context, turn, readings)


def _with_second(turn: Turn, first: str, second: str) -> Turn:
    offers = ((names("intents")[second], read_as(turn, second)),) if second else ()
    return replace(turn, intent=first, offers=(*turn.offers, *offers))


def _same_step(first: str, second: str) -> bool:
    return any({first, second} <= group for group in thresholds().same_step)


def _same_answer(context: Context, turn: Turn, first: str, second: str) -> bool:
    """Whether what the second reading would tell stands in the answer to the first, or both find nothing."""
    if {first, second} & _ACTS or second not in names("intents"):
        return False
    one = answer_turn(context, replace(turn, intent=first)).reply
    other = answer_turn(context, replace(turn, intent=second)).reply
    if one.status == other.status == "not_found":
        return True
    return one.status == other.status == "answered" and _substance(other) <= _substance(one)


def _substance(reply: Reply) -> set[str]:
    """What a reply tells, apart from its conclusion and its next steps."""
    told: set[str] = set()
    for block in reply.blocks:
        if isinstance(block, Choices) or (isinstance(block, Text) and block.role == "conclusion"):
            continue
        told |= set(block.plain().splitlines())
    return told


def _only_explained(context: Context, turn: Turn) -> bool:
    """A record can only be asked what it is: it is explained even when the bot is not sure."""
    with context.office() as office:
        named = [found for name in turn.subjects if (found := find_subject(office, name)) is not None]
    return bool(named) and all(isinstance(subject, Entry | NewsFact) for subject in named)


def _offer(context: Context, turn: Turn, ranking: list[tuple[str, float]]) -> Told:
    """Offer the likeliest readings."""
    limits = thresholds()
    known = [(name, p) for name, p in ranking if name in names("intents") and name != "handoff"]
    # Two readings are offered even if the second is unlikely: one alone is no choice.
    least = 2 if known and known[0][1] >= limits.offered else 0
    likely = [name for place, (name, p) in enumerate(known) if p >= limits.offered or place < least]
    answer = Answer(turn.text, *names("office").values())
    label = _labels(context, turn, answer)
    options = [(label(name), read_as(turn, name)) for name in likely[: limits.readings]]
    if options:
        answer.conclude(phrase("ask.readings"))
        answer.choose([*options, *standing("none_of_these")])
    else:
        return Told(fixed("unclear", turn), missed=True)
    return Told(answer.reply("clarify"), next(iter(turn.subjects), ""), missed=True)


def _labels(context: Context, turn: Turn, answer: Answer) -> Callable[[str], str]:
    """Return how a reading is called on its button: with the one subject that was named."""
    with context.office() as office:
        subject = find_subject(office, turn.subjects[0]) if len(turn.subjects) == 1 else None
        if subject is None:
            return lambda intent: names("intents")[intent]
        telling = speakable(office, [subject]) if in_english() else [subject]
        if not telling:
            return lambda intent: names("intents")[intent]
        answer.cite(telling[0])
        name = telling[0].name
    return lambda intent: phrase("ask.reading", name=name, what=names("intents")[intent])
