"""The office's working calendar as the language room sees it: which days are worked, which are named holidays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, Protocol

DayKind = Literal["workday", "weekend", "holiday", "make_up_workday"]


class WorkingCalendar(Protocol):
    """What a calendar must answer; the office passes its own, kept in the database."""

    def is_workday(self, day: date) -> bool:
        """Say whether the office works on the day, make-up days included."""

    def day_kind(self, day: date) -> DayKind:
        """Name the kind of the day."""

    def holiday_name(self, day: date) -> str | None:
        """Name the statutory holiday (春节, 国庆节, ...) that makes the day free, or None."""

    def is_provisional(self, day: date) -> bool:
        """Say whether the plan for the day is not yet published, so that weekday rules alone speak."""


@dataclass(frozen=True, slots=True)
class ListedCalendar:
    """A calendar made of explicit lists: named free days, make-up workdays, and how far the published plan reaches.

    `published_until` is the last day whose plan is official; None means that nothing is provisional.
    """

    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    make_up_workdays: frozenset[date] = frozenset()
    published_until: date | None = None

    @classmethod
    def from_lists(
        cls, holidays: Mapping[date, str], make_up_workdays: Iterable[date] = (), published_until: date | None = None
    ) -> ListedCalendar:
        """Build a calendar; raise ValueError when a day is listed both as free and as worked."""
        worked = frozenset(make_up_workdays)
        both = sorted(worked & holidays.keys())
        if both:
            raise ValueError(f"a day cannot be both a holiday and a make-up workday: {both[0].isoformat()}")
        return cls(MappingProxyType(dict(holidays)), worked, published_until)

    def is_workday(self, day: date) -> bool:
        return self.day_kind(day) in ("workday", "make_up_workday")

    def day_kind(self, day: date) -> DayKind:
        if day in self.holidays:
            return "holiday"
        if day in self.make_up_workdays:
            return "make_up_workday"
        return "weekend" if day.isoweekday() >= 6 else "workday"

    def holiday_name(self, day: date) -> str | None:
        return self.holidays.get(day)

    def is_provisional(self, day: date) -> bool:
        return self.published_until is not None and day > self.published_until
