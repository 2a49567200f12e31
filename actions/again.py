"""A button that asks again what was said, with one thing settled: the subject, or what is asked of it."""

from __future__ import annotations

from dataclasses import replace

from actions.entities import Entity
from actions.turn import FALLBACK, SAID, Turn
from knowledge.blocks import Payload


def asked_of(turn: Turn, subject: str, name: str, word: Entity | None = None) -> Payload:
    """Return a button that puts the same question to this subject; the bare word gives way to the full name."""
    if turn.intent in ("", FALLBACK) or turn.only_ambiguous:
        return Payload(text=name)
    if word is not None:
        turn = replace(turn, text=turn.text[: word.start] + name + turn.text[word.end :])
    return _payload(turn, turn.intent, subject)


def read_as(turn: Turn, intent: str) -> Payload:
    """Return a button that takes what was said under another intent, of the same subjects."""
    return _payload(turn, intent, ",".join(turn.subjects))


def _payload(turn: Turn, intent: str, subject: str) -> Payload:
    entities = {"subject": subject} if subject else {}
    if turn.talent_class:
        entities["talent_class"] = f"{turn.scheme}:{turn.talent_class}" if turn.scheme else turn.talent_class
    if not turn.text:
        return Payload(intent=intent, entities=entities)
    return Payload(intent=intent, entities=entities, slot=SAID, value=turn.text)
