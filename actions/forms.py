"""The two forms as the action server calls them; what must be declined is declined before a form reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions import asked, booking, visit
from actions.answer import joined
from actions.context import Context
from actions.dialogue import Outcome
from actions.sensitive import declined, found_in
from actions.turn import Turn
from knowledge.blocks import Reply

_Act = Callable[[Context, Turn], tuple[Reply, dict[str, Any]]]


def _guarded(act: _Act, slot: str) -> Callable[[Context, Turn], Outcome]:
    def run(context: Context, turn: Turn) -> Outcome:
        found = found_in(context, turn) if turn.slots.get(slot) is not None else None
        if found is None or found.kind == "abuse":
            return Outcome(*act(context, turn))
        # Nothing of it is read; the form only repeats its open question.
        silent = replace(turn, text="", intent="", subjects=(), spans=(), entities=(), metadata={})
        reply, slots = act(context, silent)
        return Outcome(joined(declined(turn, found), reply), slots)

    return run


FORMS: dict[str, Callable[[Context, Turn], Outcome]] = {
    "booking_form": _guarded(booking.book, booking.SLOT),
    "visit_form": _guarded(visit.visit, asked.SLOT),
}
