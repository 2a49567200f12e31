"""What a check can read: the fields of its programme, or of all programmes for an audience."""

from __future__ import annotations

from typing import Any

from actions.check_state import CheckState
from actions.turn import Turn
from knowledge.eligibility.fields import Field, fields
from knowledge.eligibility.programme import Programme, programme_of, programmes
from knowledge.eligibility.reading import Named, Reading, read
from knowledge.office import Office

_NAMES = frozenset({"policy", "service", "topic"})
# Entities of the bot that are values, not names.
_VALUES = frozenset({"education", "job_title", "skill_level", "honour", "employer_type", "origin"})


def programme_for(office: Office, state: CheckState) -> Programme | None:
    """Return what the check asks for; None if it is gone from the content."""
    if state.mode == "choose":
        return None
    return together(office, state.code) if state.mode == "fits" else programme_of(office, state.code)


def together(office: Office, audience: str) -> Programme:
    """Return all programmes for an audience as one, so that their fields can be asked for."""
    every = programmes(office, audience)
    known = {code: field for one in reversed(every) for code, field in one.fields.items() if code in one.named_fields()}
    return Programme(
        code=audience, name="", audience=audience, subjects=(), hints={},
        criteria=tuple(dict.fromkeys(criterion for one in every for criterion in one.every())),
        fields={**fields(), **known},
    )  # fmt: skip


def fields_of(programme: Programme) -> dict[str, Field]:
    """Return the fields that the programme's conditions and payments rest on."""
    paid = (payment.field for payment in programme.payments if payment.field)
    return {code: programme.fields[code] for code in dict.fromkeys([*programme.named_fields(), *paid])}


def said(turn: Turn, known: dict[str, Field], asked: str = "") -> Reading:
    """Read what the turn says of these fields; outside of an answer the names of policies and services tell nothing."""
    text = turn.text
    for entity in sorted(turn.entities, key=lambda entity: -entity.start):
        if not asked and entity.kind in _NAMES and entity.start >= 0 and not turn.chosen:
            text = f"{text[: entity.start]}，{text[entity.end :]}"
    return read(text, named(turn), known, asked)


def named(turn: Turn) -> list[Named]:
    """Return the values that the bot found in a turn, without those that are denied."""
    return [Named(e.kind, e.value) for e in turn.entities if e.kind in _VALUES and not e.negated]


def kept(office: Office, state: CheckState) -> dict[str, Any]:
    """Return the state as the memory keeps it."""
    return state.dump(office.now)
