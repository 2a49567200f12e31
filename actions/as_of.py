"""The day that a question is about: read from the text, and taken over by a question that only changes the day."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.memory import Memory
from actions.offers import ASPECT_OF
from actions.told import Told
from actions.turn import FALLBACK, Turn
from knowledge.answers.findings import Aspect
from knowledge.office import Office
from language.dates.as_of import AsOf, parse_as_of

# A day in these questions is one on which something is done, not one of whose rules is asked.
# Seen 2026-11-24 on ten questions for amounts, conditions and texts of a year: the right intent came first with 0.40 to
# 0.98, where the same question without its year had 0.95 and more.
_LIKELY = 0.4
_OF_TODAY: frozenset[Aspect] = frozenset({"apply_time", "hours", "location", "contact", "fact"})


def as_of_turn(office: Office, turn: Turn, aspect: Aspect) -> AsOf | None:
    """Return the days whose rules a turn asks for, or None: today's."""
    if aspect in _OF_TODAY or turn.chosen:
        return None
    as_of = parse_as_of(turn.text, office.today)
    return None if as_of is None or as_of.holds(office.today) else as_of


def settle(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Take the likeliest question of policies where a day makes the bot unsure of it; a record is only explained."""
    if turn.chosen or not turn.ranking or not (turn.subjects or turn.talent_class or turn.previous):
        return turn
    if parse_as_of(turn.text, context.clock().date()) is None:
        return turn
    if turn.subjects and all(name.startswith("entry:") for name in turn.subjects):
        return replace(turn, intent="term_explain", ranking=(("term_explain", 1.0),))
    readings = [(name, p) for name, p in turn.ranking if name != FALLBACK]
    first, probability = readings[0] if readings else ("", 0.0)
    if first.startswith("policy_") and first in ASPECT_OF and probability >= _LIKELY:
        return replace(turn, intent=first, ranking=((first, 1.0),))
    return turn


def another_day(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """那2023年呢: the question before, of another day."""
    asked = memory.asked
    if turn.chosen or asked is None or asked.intent not in ASPECT_OF or turn.subjects:
        return turn
    as_of = parse_as_of(turn.text, context.clock().date())
    if as_of is None or not as_of.alone:
        return turn
    letters = [entity.letter for entity in asked.entities if entity.kind == "talent_class" and not entity.negated]
    schemes = [entity.scheme for entity in asked.entities if entity.kind == "talent_class" and not entity.negated]
    return replace(
        turn,
        # Kept in the text, so that a question after this one still knows the day; 的时候 makes it one of rules.
        text=f"{asked.text} {turn.text[as_of.start : as_of.end]}的时候",
        intent=asked.intent,
        ranking=((asked.intent, 1.0),),
        subjects=(asked.subject,) if asked.subject else (),
        spans=(),
        talent_class=turn.talent_class or next(iter(letters), ""),
        scheme=turn.scheme or next(iter(schemes), ""),
        entities=asked.entities,
    )
