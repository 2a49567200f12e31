"""How a form begins: what else was asked is answered first, what is meant is settled, and a doubt is asked back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from actions.answer import with_offers
from actions.confidence import thresholds
from actions.context import Context
from actions.dialogue import answered, asked_before, kept, settle
from actions.memory import SLOT, Memory
from actions.offers import standing
from actions.parts import FORM_OF, action_of
from actions.sensitive import decline
from actions.told import Told
from actions.turn import Turn
from knowledge.blocks import Reply


@dataclass(frozen=True)
class Opening:
    """The turn that the form reads, what was answered before it; `over` when the form does not begin after all."""

    turn: Turn
    before: Reply | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    over: bool = False


def opened(context: Context, turn: Turn, form: str) -> Opening:
    """Return how this form begins with this turn."""
    if turn.intent.startswith("EXTERNAL_") or turn.metadata.get("choice", {}).get("slot") in ("booking", "visit"):
        return Opening(turn)
    memory = Memory.load(turn.slots.get(SLOT))
    refused = decline(context, turn, memory)
    if isinstance(refused, Told):
        return Opening(turn, refused.reply, kept(memory, turn, refused), over=True)
    if turn.parts:
        action = action_of(turn, form)
        # Where the bot called the form by itself, nothing of the message is answered yet.
        reply, slots = asked_before(context, turn) if turn.intent in FORM_OF else (None, {})
        if action is not None:
            before = str(slots.get("subject") or turn.previous)
            return Opening(replace(action, previous=before), reply, slots)
    settled = settle(context, turn, memory)
    if isinstance(settled, Turn) and FORM_OF.get(settled.intent) == form:
        return Opening(settled)
    told = settled if isinstance(settled, Told) else answered(context, settled)
    seen = settled if isinstance(settled, Turn) else turn
    return Opening(seen, told.reply, kept(memory, seen, told), over=True)


def after_unread(turn: Turn, reply: Reply, *, unread: bool) -> tuple[Reply, dict[str, Any]]:
    """Count the turns of a form that could not be read; after several of them a person is offered."""
    memory = Memory.load(turn.slots.get(SLOT))
    missed = memory.missed + 1 if unread else 0
    if missed >= thresholds().missed:
        reply = with_offers(reply, tuple(standing("handoff")))
    return reply, {SLOT: replace(memory, missed=missed).dump()} if missed != memory.missed else {}
