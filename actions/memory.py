"""What one turn leaves for the next: the question, the list that was shown, the basis that was cited, failures."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from actions.entities import Entity
from actions.offers import ASPECT_OF
from actions.turn import Turn
from knowledge.blocks import Choices, Citation, Option, Reply

SLOT = "memory"
_MOST_CITED = 3
_MOST_LISTED = 16


@dataclass(frozen=True)
class Asked:
    """A question as it was asked: text, intent, and the names and values in it."""

    text: str = ""
    intent: str = ""
    entities: tuple[Entity, ...] = ()
    subject: str = ""

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Asked | None:
        """Read what `dump` wrote."""
        if not data:
            return None
        rows = tuple(Entity(**{**row, "candidates": tuple(row["candidates"])}) for row in data["entities"])
        return cls(data["text"], data["intent"], rows, data["subject"])


@dataclass(frozen=True)
class Memory:
    """`listed` are options of the last list of things, `cited` names, clauses and titles of the last basis.

    `missed` counts the turns in a row that led nowhere; `open` is the one reading that a bare 对 confirms; `origin`
    where the applicant said he comes from; `check` the eligibility check (actions.check_state); `personal` an open
    question about the applicant's own data (actions.privacy).
    """

    asked: Asked | None = None
    listed: tuple[dict[str, Any], ...] = ()
    cited: tuple[tuple[str, str, str], ...] = ()
    missed: int = 0
    open: dict[str, Any] = field(default_factory=dict)
    origin: str = ""
    check: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Memory:
        """Read the slot; nothing gives an empty memory."""
        if not data:
            return cls()
        return cls(
            asked=Asked.load(data.get("asked")),
            listed=tuple(data.get("listed") or ()),
            cited=tuple((name, clause, title) for name, clause, title in data.get("cited") or ()),
            missed=int(data.get("missed") or 0),
            open=dict(data.get("open") or {}),
            origin=str(data.get("origin") or ""),
            check=dict(data.get("check") or {}),
            personal=dict(data.get("personal") or {}),
        )

    def dump(self) -> dict[str, Any]:
        """Return the memory as plain data for Rasa's slot."""
        return asdict(self)

    def after(
        self,
        turn: Turn,
        reply: Reply,
        subject: str,
        *,
        missed: bool,
        check: dict[str, Any] | None = None,
        personal: dict[str, Any] | None = None,
    ) -> Memory:
        """Return what is remembered once this turn is answered; `check` is None where a check stays as it was."""
        asks = turn.intent in ASPECT_OF or turn.intent in ("appt_slots", "service_list", "policy_recommend")
        asks = asks and not turn.only_names
        told = subject or next(iter(turn.subjects), "")
        asked = Asked(turn.text, turn.intent, turn.entities, told) if asks and not missed else self.asked
        return Memory(
            asked=asked,
            listed=_things(reply) or self.listed,
            cited=_cited(reply) or self.cited,
            missed=self.missed + 1 if missed else 0,
            open=_single(reply) if missed else {},
            # An employer may ask about foreigners and, in the next turn, for himself: only 港澳台 is remembered.
            origin=next((e.value for e in turn.entities if e.kind == "origin" and e.value == "港澳台"), self.origin),
            check=self.check if check is None else check,
            personal=personal or {},
        )


def _options(reply: Reply) -> list[Option]:
    shown = [block for block in reply.blocks if isinstance(block, Choices)]
    return list(shown[-1].options) if shown else []


def _things(reply: Reply) -> tuple[dict[str, Any], ...]:
    """The options of a list of different things, or of a question back; next steps about one thing are none."""
    if reply.status == "clarify":
        asked = [option for option in _options(reply) if option.payload is not None and option.payload.intent]
        return tuple(_kept(option) for option in asked[:_MOST_LISTED])
    options = [
        option for option in _options(reply) if option.payload is not None and option.payload.entities.get("subject")
    ]
    subjects = {option.payload.entities["subject"] for option in options if option.payload is not None}
    if len(options) < 2 or len(subjects) < len(options):
        return ()
    return tuple(_kept(option) for option in options[:_MOST_LISTED])


def _kept(option: Option) -> dict[str, Any]:
    payload = option.payload
    return {"label": option.label, **(payload.model_dump(exclude_defaults=True) if payload is not None else {})}


def _single(reply: Reply) -> dict[str, Any]:
    """The only reading that was offered, if it was one."""
    readings = [o for o in _options(reply) if o.payload is not None and o.payload.intent not in (None, "handoff")]
    return _kept(readings[0]) if len(readings) == 1 else {}


def _cited(reply: Reply) -> tuple[tuple[str, str, str], ...]:
    found = [(block.policy, block.clause or "", block.title) for block in reply.blocks if isinstance(block, Citation)]
    return tuple(found[:_MOST_CITED])
