"""Halls 大厅: which of them is meant, and which lies near a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from knowledge.models import Hall
from knowledge.office import Office
from knowledge.subjects import EXAMPLE

_KIND = "hall:"


def halls_of(office: Office) -> tuple[Hall, ...]:
    """Return the halls that may be shown, the main one first (the order in which they were loaded)."""
    rows = office.session.scalars(select(Hall).where(Hall.active).order_by(Hall.id))
    return tuple(hall for hall in rows if office.show_examples or hall.provenance != EXAMPLE)


def meant_hall(halls: Sequence[Hall], subjects: Iterable[str], places: Iterable[str]) -> Hall | None:
    """Return the hall that is named by its id (`hall:code`), else the one near the first place that has one near it."""
    codes = [name.removeprefix(_KIND) for name in subjects if name.startswith(_KIND)]
    named = (hall for code in codes for hall in halls if hall.code == code)
    near = (hall for place in places for hall in halls if _lies_near(hall, place))
    return next(named, None) or next(near, None)


def _lies_near(hall: Hall, place: str) -> bool:
    # The words about the way there name the places that a hall is near to.
    return place in f"{hall.name}{hall.address}{hall.transit}"
