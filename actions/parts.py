"""Several questions in one message: each stretch becomes a turn of its own; questions first, then the one action."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import joined
from actions.general import TICKETS
from actions.offers import ASPECT_OF
from actions.turn import Part, Turn, made_turn
from knowledge.blocks import Choices, Reply

# What an intent starts that is more than an answer, and the form that asks for the rest (none: a ticket is opened).
FORM_OF = {
    "appt_book": "booking_form",
    "appt_query": "visit_form",
    "appt_cancel": "visit_form",
    "appt_reschedule": "visit_form",
}
ACTIONS = frozenset({*FORM_OF, *TICKETS})


def questions_of(turn: Turn) -> list[Turn]:
    """Return a turn for each stretch that asks something, in their order; empty for a message with one matter."""
    return [_turn(turn, part) for part in turn.parts if part.intent not in ACTIONS]


def action_of(turn: Turn, form: str = "") -> Turn | None:
    """Return the turn of the first stretch that wants something done, with this form if one is given."""
    wanted = (part for part in turn.parts if part.intent in ACTIONS)
    return next((_turn(turn, part) for part in wanted if not form or FORM_OF.get(part.intent) == form), None)


def further_actions(turn: Turn) -> list[str]:
    """Return the intents of the actions behind the first: they are to be said again."""
    wanted = [part.intent for part in turn.parts if part.intent in ACTIONS]
    return wanted[1:]


def with_subject(turn: Turn, before: str) -> Turn:
    """Return the turn with the subject of the stretch before, if it names none."""
    return turn if turn.subjects or not before else replace(turn, previous=before)


def together(replies: list[Reply]) -> Reply:
    """Join the replies of one message; next steps of an answered question give way to those of the last reply."""
    whole = replies[-1]
    for reply in reversed(replies[:-1]):
        asks = reply.status == "clarify"
        kept = tuple(block for block in reply.blocks if asks or not isinstance(block, Choices))
        whole = joined(reply.model_copy(update={"blocks": kept}), whole)
    return whole


def _turn(turn: Turn, part: Part) -> Turn:
    inside = [e for e in turn.entities if part.start <= e.start and e.end <= part.end]
    if not any(entity.is_subject for entity in inside) and len(turn.subjects) == 1 and part.intent in ASPECT_OF:
        # The only thing that the message names is meant throughout.
        inside += [replace(e, start=-1, end=-1) for e in turn.entities if e.value == turn.subjects[0]][:1]
    moved = tuple(replace(e, start=e.start - part.start, end=e.end - part.start) if e.start >= 0 else e for e in inside)
    return made_turn(
        conversation=turn.conversation, text=turn.text[part.start : part.end].strip("，,。；;？?！! "),
        intent=part.intent, ranking=((part.intent, 1.0),), entities=moved, slots=turn.slots, metadata=turn.metadata,
        language=turn.language, previous=turn.previous, previous_aspect=turn.previous_aspect,
    )  # fmt: skip
