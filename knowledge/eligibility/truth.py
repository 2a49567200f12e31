"""Kleene's three-valued logic, with the middle value in two kinds: nobody said it yet, or a person must decide it.

Where both kinds meet, what can still be asked goes first. Taken as one middle value the connectives are Kleene's.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Whether a condition holds."""

    NO = "unmet"
    UNKNOWN = "unknown"
    PERSON = "person"
    YES = "met"

    @property
    def settled(self) -> bool:
        """Whether it is known either way."""
        return self in (Truth.YES, Truth.NO)


_ALL = (Truth.NO, Truth.UNKNOWN, Truth.PERSON, Truth.YES)
_ANY = (Truth.NO, Truth.PERSON, Truth.UNKNOWN, Truth.YES)


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return whether all hold; of nothing, yes."""
    return min(truths, key=_ALL.index, default=Truth.YES)


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return whether any holds; of nothing, no."""
    return max(truths, key=_ANY.index, default=Truth.NO)


def negation(truth: Truth) -> Truth:
    """Return whether it does not hold."""
    return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(truth, truth)
