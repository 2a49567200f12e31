"""Turns that left an applicant without what he wanted: the desk groups them and sees what content is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from knowledge.models import Turn
from knowledge.settings import ZONE

# What the bot calls a text that it can give no intent, and the confidence (0 to 1) below which it does so: `ask` in
# actions/thresholds.yml, where the measurement stands.
FALLBACK = "nlu_fallback"
UNSURE = 0.45

Why = Literal["unhelpful", "not_found", "unsure"]


@dataclass(frozen=True)
class Unanswered:
    """A turn to look at; `why` is the gravest reason, `text` what was said (masked), `reason` the code of a rating."""

    ref: str
    receipt: str | None
    at: datetime
    text: str
    intent: str
    confidence: float | None
    why: Why
    reason: str


def unanswered(session: Session, since: datetime, most: int = 1000) -> list[Unanswered]:
    """Return the newest `most` turns since a moment that were not found, not understood, or rated as no help.

    What failed is no question without an answer: the log has it.
    """
    wanted = or_(_UNHELPFUL, _NOT_FOUND, _UNSURE)
    # Only the columns that are told: the replies of ten thousand turns would take a second to read.
    columns = (
        Turn.ref, Turn.receipt, Turn.at, Turn.text, Turn.intent, Turn.confidence, Turn.helpful, Turn.status,
        Turn.reason,
    )  # fmt: skip
    query = select(*columns).where(Turn.at >= since, Turn.text != "", Turn.status != "failed", wanted)
    return [_told(turn) for turn in session.execute(query.order_by(Turn.at.desc(), Turn.id.desc()).limit(most))]


_UNHELPFUL: ColumnElement[bool] = Turn.helpful.is_(False)
_NOT_FOUND: ColumnElement[bool] = Turn.status == "not_found"
_UNSURE: ColumnElement[bool] = or_(Turn.intent == FALLBACK, Turn.confidence < UNSURE)


def _told(turn: Any) -> Unanswered:
    why: Why = "unhelpful" if turn.helpful is False else "not_found" if turn.status == "not_found" else "unsure"
    return Unanswered(
        ref=turn.ref,
        receipt=turn.receipt,
        at=turn.at.astimezone(ZONE),
        text=turn.text,
        intent=turn.intent,
        confidence=turn.confidence,
        why=why,
        reason=turn.reason,
    )
