"""The error codes of the platform and what follows from each."""

from __future__ import annotations

from typing import Literal

Reaction = Literal[
    "sent", "busy", "renew", "unreachable", "fault", "too_long", "paused_minute", "paused_day", "keep", "exhausted",
    "forbidden", "no_consent", "failed",
]  # fmt: skip
_REACTIONS: dict[int, Reaction] = {
    0: "sent",
    -1: "busy",
    40001: "renew", 40014: "renew", 42001: "renew",
    40003: "unreachable", 43004: "unreachable",
    40033: "fault",
    45002: "too_long",
    45009: "paused_day", 45011: "paused_minute",
    45015: "keep", 45047: "exhausted",
    95001: "exhausted", 95018: "keep",
    48001: "forbidden", 40164: "forbidden",
    43101: "no_consent",
}  # fmt: skip


def reaction_to(code: int) -> Reaction:
    """Return what an error code asks for."""
    return _REACTIONS.get(code, "failed")
