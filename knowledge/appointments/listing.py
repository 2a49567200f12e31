"""The services that can be booked, by the few columns that a list of them needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.appointments.once import once
from knowledge.models import Service
from knowledge.office import Office
from knowledge.subjects import EXAMPLE


@dataclass(frozen=True)
class Listed:
    """A service in a list: its code, name and field, and the codes of its windows."""

    code: str
    name: str
    category: str
    windows: tuple[str, ...]


def bookable_services(office: Office) -> tuple[Listed, ...]:
    """Return every service that can be booked, in the order of the catalogue."""
    return once(office, "bookable", lambda: _bookable(office))


def _bookable(office: Office) -> tuple[Listed, ...]:
    query = select(Service.code, Service.name, Service.category, Service.windows)
    query = query.where(Service.active, Service.bookable).order_by(Service.id)
    if not office.show_examples:
        query = query.where(Service.provenance != EXAMPLE)
    return tuple(
        Listed(code, name, field, tuple(windows)) for code, name, field, windows in office.session.execute(query)
    )


def whole(office: Office, listed: Iterable[Listed]) -> list[Service]:
    """Return the full rows of listed services, in the order of the catalogue."""
    query = select(Service).where(Service.code.in_([row.code for row in listed])).order_by(Service.id)
    return list(office.session.scalars(query))
