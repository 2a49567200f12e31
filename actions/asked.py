"""What the visit form is about between two turns, and how yes, no and buttons are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from actions.turn import Turn
from actions.wording import phrase
from knowledge.appointments.reading import is_just
from knowledge.blocks import Payload, Reply

SLOT = "visit"


@dataclass(frozen=True)
class Asked:
    """What the form is about: `purpose` is query, cancel or move; `confirming` when only yes or no is missing.

    `verified` tells that the telephone's last digits were right; they themselves are not kept. `target` is the time
    that a visit is to be moved to (window|day|time), `wish` what was said of it before the visit was known.
    """

    purpose: str = "query"
    code: str = ""
    confirming: bool = False
    verified: bool = False
    target: str = ""
    wish: str = ""


def chosen(turn: Turn) -> str:
    """Return the value of the button of this form that was pressed, or nothing."""
    choice = turn.metadata.get("choice") or {}
    return str(choice.get("value") or "") if choice.get("slot") == SLOT else ""


def sure(turn: Turn, asked: Asked) -> bool | None:
    """Tell whether yes or no was said or chosen for this visit; None if neither."""
    if chosen(turn) in (f"sure=yes|{asked.code}", f"sure=no|{asked.code}"):
        return chosen(turn).startswith("sure=yes")
    if is_just(turn.text, "refuse"):
        return False
    return True if is_just(turn.text, "agree") else None


def stop() -> tuple[str, Payload]:
    """Return the button that leaves the form."""
    return phrase("visit.stop"), Payload(slot=SLOT, value="leave")


def kept(asked: Asked) -> dict[str, Any]:
    """Return the slots with which the form goes on."""
    return {SLOT: asdict(asked), "requested_slot": SLOT}


def ended(reply: Reply) -> tuple[Reply, dict[str, Any]]:
    """Return the last reply of the form and the slots that end it."""
    return reply, {SLOT: None, "requested_slot": None}
