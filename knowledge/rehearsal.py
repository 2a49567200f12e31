"""Rehearsals 试问: staff ask the assistant as applicants do, and nothing of it is kept, counted or booked."""

from __future__ import annotations

import secrets

_PREFIX = "rehearsal_"


def new_rehearsal() -> str:
    """Return the id of a new rehearsal; conversations of applicants never begin so."""
    return f"{_PREFIX}{secrets.token_urlsafe(12)}"


def is_rehearsal(conversation: str) -> bool:
    """Tell whether a conversation is a rehearsal."""
    return conversation.startswith(_PREFIX)
