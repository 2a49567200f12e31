"""The booking rule: what the hall says, changed by the window, the service, and the service at the window."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from knowledge.models import Hall, Service, Window


@dataclass(frozen=True)
class BookRule:
    """The terms of a booking; the defaults are those of the domain notes, with a horizon of 20 workdays.

    `capacity` is the most visits of this service in a slot (None: all places of the slot), `minutes` how long one
    takes (None: one slot). Times are minutes before the visit unless the name says otherwise.
    """

    lead_workdays: int = 1
    horizon_workdays: int = 20
    cancel_before_minutes: int = 120
    reschedule_before_minutes: int = 120
    reschedule_most: int = 3
    hold_minutes: int = 3
    hold_extensions: int = 2
    offer_minutes: int = 30
    per_person_service_day: int = 1
    no_show_limit: int = 3
    no_show_days: int = 90
    restricted_days: int = 30
    capacity: int | None = None
    minutes: int | None = None
    allow_proxy: bool = True


_TERMS = frozenset(field.name for field in fields(BookRule))


def rule_of(hall: Hall, window: Window | None = None, service: Service | None = None) -> BookRule:
    """Return the rule that holds for a service at a window; what nobody says has its default."""
    said: dict[str, Any] = {**hall.rule}
    if window is not None:
        said.update(window.rule or {})
    if service is not None:
        own = service.rule or {}
        said.setdefault("minutes", service.minutes)
        said.update({key: value for key, value in own.items() if key != "at"})
        if window is not None:
            said.update(own.get("at", {}).get(window.code, {}))
    return BookRule(**{key: value for key, value in said.items() if key in _TERMS})


def slots_needed(rule: BookRule, window: Window) -> int:
    """Return how many slots in a row a visit takes."""
    return max(1, -(-(rule.minutes or window.slot_minutes) // window.slot_minutes))
