"""The way of a question: the steps that settle what is meant, then the answer, then what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from actions import (
    ambiguity,
    as_of,
    basis,
    checks,
    classes,
    confidence,
    differences,
    followup,
    handing_over,
    manner,
    numbered,
    origin,
    privacy,
    progress_query,
    reminders,
    sensitive,
    stackings,
    ticket_query,
)
from actions.answer import with_notices, with_offers
from actions.answers import answer_turn
from actions.context import Context
from actions.memory import SLOT, Memory
from actions.parts import FORM_OF, action_of, further_actions, questions_of, together, with_subject
from actions.told import Told
from actions.turn import Turn
from actions.wording import names, phrase
from knowledge.blocks import Reply

Step = Callable[[Context, Turn, Memory], Turn | Told]
# Each settles one thing of the turn, or ends it with a reply.
STEPS: tuple[Step, ...] = (
    sensitive.decline,
    manner.change,
    ticket_query.tell,
    progress_query.tell,
    handing_over.to_partner,
    privacy.proceed,
    checks.proceed,
    numbered.bind,
    basis.recall,
    reminders.wish,
    differences.tell,
    as_of.another_day,
    as_of.settle,
    stackings.settle,
    followup.resolve,
    origin.direct,
    classes.bind,
    ambiguity.settle,
    confidence.judge,
    checks.begin,
)


@dataclass(frozen=True)
class Outcome:
    """A reply (none when only a form is to begin), the slots to set, and the form that follows."""

    reply: Reply | None
    slots: dict[str, Any] = field(default_factory=dict)
    form: str = ""


def converse(context: Context, turn: Turn) -> Outcome:
    """Return what becomes of a turn outside the forms."""
    memory = Memory.load(turn.slots.get(SLOT))
    if turn.parts and not _declined(context, turn) and not checks.takes_whole(context, turn, memory):
        return _several(context, turn)
    settled = settle(context, turn, memory)
    if isinstance(settled, Turn) and settled.intent in FORM_OF:
        return Outcome(None, form=FORM_OF[settled.intent])
    told = settled if isinstance(settled, Told) else answered(context, settled)
    told = checks.resumed(context, turn, memory, told)
    if told.missed and memory.missed + 1 >= confidence.thresholds().missed:
        told = handing_over.after_misses(context, turn)
    seen = settled if isinstance(settled, Turn) else turn
    return Outcome(told.reply, kept(memory, seen, told))


def _declined(context: Context, turn: Turn) -> bool:
    """Whether the message as a whole must be declined, so that none of its parts is done."""
    return isinstance(sensitive.decline(context, turn, Memory()), Told)


def settle(context: Context, turn: Turn, memory: Memory, steps: tuple[Step, ...] = STEPS) -> Turn | Told:
    """Run the steps until one ends the turn."""
    for step in steps:
        result = step(context, turn, memory)
        if isinstance(result, Told):
            return result
        turn = result
    return turn


def answered(context: Context, turn: Turn) -> Told:
    """Answer a settled turn, with the sentences and next steps that the steps put to it."""
    told = answer_turn(context, turn)
    if told.reply.status == "answered":
        # Who asks 那博士呢 must not take a list for everybody as one for doctors.
        unsaid = [word for word in turn.varied if word not in told.reply.plain()]
        turn = replace(turn, preface=(*turn.preface, *(phrase("followup.not_by", value=word) for word in unsaid)))
    return replace(told, reply=with_offers(with_notices(told.reply, turn.preface), turn.offers))


def interruption(context: Context, turn: Turn) -> Told:
    """Answer a question in the middle of a form; the intent is taken as it is, so that the form can go on."""
    memory = Memory.load(turn.slots.get(SLOT))
    settled = settle(context, turn, memory, tuple(step for step in STEPS if step is not confidence.judge))
    return settled if isinstance(settled, Told) else answered(context, settled)


def kept(memory: Memory, turn: Turn, told: Told) -> dict[str, Any]:
    """Return the slots that a told turn sets."""
    after = memory.after(turn, told.reply, told.subject, missed=told.missed, check=told.check, personal=told.personal)
    slots: dict[str, Any] = {SLOT: Memory().dump() if told.forget else after.dump(), **told.slots}
    for name, value in (("subject", told.subject), ("aspect", told.aspect)):
        if value or told.forget:
            slots[name] = value or None
    return slots


def _several(context: Context, turn: Turn) -> Outcome:
    """Answer each question of the message in its order, then begin what is to be done."""
    reply, slots = asked_before(context, turn)
    action = action_of(turn)
    if action is None:
        return Outcome(reply, slots)
    if action.intent in FORM_OF:
        return Outcome(reply, slots, FORM_OF[action.intent])
    told = answered(context, action)
    return Outcome(together([reply, told.reply]) if reply is not None else told.reply, slots)


def asked_before(context: Context, turn: Turn) -> tuple[Reply | None, dict[str, Any]]:
    """Answer the questions of a message with several matters; a stretch without a name means the one before."""
    memory, before = Memory.load(turn.slots.get(SLOT)), turn.previous
    replies: list[Reply] = []
    slots: dict[str, Any] = {}
    for question in questions_of(turn):
        settled = settle(context, with_subject(question, before), memory)
        told = settled if isinstance(settled, Told) else answered(context, settled)
        before = told.subject or before
        replies.append(told.reply)
        slots |= kept(memory, question, told)
        memory = Memory.load(slots[SLOT])
    if not replies:
        return None, slots
    whole = together(replies)
    for intent in further_actions(turn):
        whole = with_notices(whole, (phrase("parts.later", what=names("intents")[intent]),))
    return whole, slots
