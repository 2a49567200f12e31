"""The catalogue of services by its fields (categories)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from knowledge.models.services import CATEGORIES

# A list that a person can take in; longer ones are told by their fields.
MOST = 8


class Listable(Protocol):
    """What a list of services needs to know of each."""

    @property
    def category(self) -> str:
        """The field of the catalogue that it belongs to."""


def fields_of(services: Iterable[Listable]) -> dict[str, int]:
    """Return the fields of some services in the order of the catalogue, with how many are in each."""
    counts = Counter(service.category for service in services)
    return {field: counts[field] for field in sorted(counts, key=_place)}


def _place(field: str) -> tuple[int, str]:
    return (CATEGORIES.index(field) if field in CATEGORIES else len(CATEGORIES), field)
