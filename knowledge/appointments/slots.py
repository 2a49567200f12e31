"""Slots 号源: which times of a window are free for a service, and how many places are left in each."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, case, func, or_, select

from knowledge.appointments.calendar import office_plan
from knowledge.appointments.hours import slots_of_day
from knowledge.appointments.rules import BookRule, rule_of, slots_needed
from knowledge.models import Appointment, Hall, Service, Slot, Window
from knowledge.office import Office
from language.calendar import ListedCalendar


@dataclass(frozen=True)
class FreeSlot:
    """A time of a window with the places left; `provisional` when the year's holiday plan is not published.

    `parts` are the beginnings and ends of the slots in a row that a long visit takes.
    """

    window: Window
    day: date
    starts: time
    ends: time
    left: int
    provisional: bool
    parts: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True)
class BookableDays:
    """The workdays that can be booked today, and where the horizon ends."""

    days: tuple[date, ...]
    first: date | None
    last: date | None


def bookable_days(
    office: Office, hall: Hall, calendar: ListedCalendar | None = None, rule: BookRule | None = None
) -> BookableDays:
    """Return the workdays between the lead and the horizon of the rule (the hall's), counted from today."""
    rule, plan = rule or rule_of(hall), office_plan(office)
    calendar = calendar or plan.calendar
    days: list[date] = []
    day, counted = office.today, 0
    while counted < rule.horizon_workdays and plan.until is not None and day < plan.until:
        day += timedelta(days=1)
        if calendar.is_workday(day):
            counted += 1
            if counted >= rule.lead_workdays:
                days.append(day)
    if rule.lead_workdays == 0 and calendar.is_workday(office.today):
        days.insert(0, office.today)
    return BookableDays(tuple(days), days[0] if days else None, days[-1] if days else None)


def free_slots(office: Office, windows: Iterable[Window], service: Service | None = None) -> list[FreeSlot]:
    """Return every time of the windows at which a service can be booked now, by day, time and window."""
    terms = {window: rule_of(window.hall, window, service) for window in windows}
    days_of = {window: bookable_days(office, window.hall, rule=rule).days for window, rule in terms.items()}
    last = max((days[-1] for days in days_of.values() if days), default=None)
    taken = taken_places(office, {window.id: rule.capacity for window, rule in terms.items()}, last)
    found: list[FreeSlot] = []
    for window, days in days_of.items():
        for day in days:
            found += _free_on(office, window, day, terms[window], taken)
    return sorted(found, key=lambda slot: (slot.day, slot.starts, slot.window.position))


def _free_on(
    office: Office, window: Window, day: date, rule: BookRule, taken: dict[tuple[int, date, time], int]
) -> Iterator[FreeSlot]:
    provisional = office_plan(office).calendar.is_provisional(day)
    now = office.now.replace(tzinfo=None)
    every, needed = slots_of_day(office, window, day), slots_needed(rule, window)
    for first in range(len(every) - needed + 1):
        parts = every[first : first + needed]
        if not _in_a_row(parts) or (day == office.today and datetime.combine(day, parts[0][0]) <= now):
            continue
        left = min(
            (min(places, rule.capacity) if rule.capacity else places) - taken.get((window.id, day, starts), 0)
            for starts, _, places in parts
        )
        if left > 0:
            times = tuple((starts, ends) for starts, ends, _ in parts)
            yield FreeSlot(window, day, parts[0][0], parts[-1][1], left, provisional, times)


def _in_a_row(parts: Sequence[tuple[time, time, int]]) -> bool:
    return all(before[1] == after[0] for before, after in itertools.pairwise(parts))


def taken_places(office: Office, limits: dict[int, int | None], last: date | None) -> dict[tuple[int, date, time], int]:
    """Count what is taken in every slot of the windows (ids) up to a day, in one statement.

    Where a service is limited to the first seats of a slot, only these are counted.
    """
    if last is None or not limits:
        return {}
    active = or_(
        Appointment.status.in_(("confirmed", "checked_in")),
        and_(Appointment.status == "held", Appointment.held_until > office.now),
    )
    query = (
        select(Slot.window_id, Slot.day, Slot.starts, func.count(Appointment.id))
        .join(Appointment, Appointment.slot_id == Slot.id)
        .where(Slot.window_id.in_(list(limits)), Slot.day.between(office.today, last), active)
        .group_by(Slot.window_id, Slot.day, Slot.starts)
    )
    limited = {window: limit for window, limit in limits.items() if limit is not None}
    if limited:
        query = query.where(Appointment.seat_number <= case(limited, value=Slot.window_id, else_=10_000))
    return {(window, day, starts): count for window, day, starts, count in office.session.execute(query)}
