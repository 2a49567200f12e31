"""Sensitive matters: a fixed sentence of the staff's list; a real question beside an insult is still answered."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import standing
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import names, phrase, wording
from knowledge.blocks import Outcome, Reply
from knowledge.sensitive import Sensitive, sensitive_in

# Under these intents an insult is all that was said.
_EMPTY = frozenset({FALLBACK, "oos", "meta", "dialog_ctrl"})
_SHORTEST_QUESTION = 4


def decline(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn if nothing in it must be declined, or only its tone; else the fixed sentence."""
    found = found_in(context, turn)
    if found is None:
        return turn
    if found.kind == "abuse":
        if turn.intent in ("complaint", "handoff", "appeal", "suggest"):
            return turn
        if turn.intent not in _EMPTY and len(found.rest) >= _SHORTEST_QUESTION:
            return replace(turn, preface=(*turn.preface, phrase("declined.calm")))
    # Who wants a promise is told that there is none, and still what the rules are.
    if found.kind == "guarantee" and turn.subjects and turn.intent not in _EMPTY:
        return replace(turn, preface=(*turn.preface, phrase("declined.no_promise")))
    return Told(declined(turn, found))


def found_in(context: Context, turn: Turn) -> Sensitive | None:
    """Return what of an applicant's own text is sensitive."""
    if turn.chosen or not turn.text or turn.text.startswith("/"):
        return None
    with context.office() as office:
        return sensitive_in(office, turn.text)


def declined(turn: Turn, found: Sensitive) -> Reply:
    """Return the fixed reply to a sensitive matter."""
    section = wording()["declined"]
    entry = section.get(found.reply) or section["instructions"]
    answer = Answer(*names("office").values())
    answer.conclude(entry["conclusion"])
    answer.points([point.format(hotline=names("office")["hotline"]) for point in entry.get("points", [])])
    answer.choose(standing(*entry["next"]))
    status: Outcome = entry["status"]
    return answer.reply(status)
