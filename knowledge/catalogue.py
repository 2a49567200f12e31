"""The catalogue of services by its fields (categories)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from knowledge.models import Service
from knowledge.models.services import CATEGORIES

# A list that a person can take in; longer ones are told by their fields.
MOST = 8


def fields_of(services: Iterable[Service]) -> dict[str, int]:
    """Return the fields of some services in the order of the catalogue, with how many are in each."""
    counts = Counter(service.category for service in services)
    return {field: counts[field] for field in sorted(counts, key=_place)}


def _place(field: str) -> tuple[int, str]:
    return (CATEGORIES.index(field) if field in CATEGORIES else len(CATEGORIES), field)
