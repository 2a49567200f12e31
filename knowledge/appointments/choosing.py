"""Which windows and times come into question for a service."""

from __future__ import annotations

from datetime import date, time

from knowledge.appointments.once import windows_named
from knowledge.appointments.slots import FreeSlot
from knowledge.models import Hall, Service, Window
from knowledge.office import Office

DAYS_SHOWN = 3
TIMES_A_DAY = 4


def windows_of(office: Office, service: Service, wanted: str = "", hall: str = "") -> list[Window]:
    """Return the windows that serve a service: the wanted one alone if it is among them, else those of the hall."""
    shown = windows_named(office, service.windows)
    in_hall = [window for window in shown if window.hall.code == hall]
    return [window for window in shown if window.code == wanted] or in_hall or shown


def halls_to_choose(windows: list[Window]) -> tuple[Hall, ...]:
    """Return the halls that some windows stand in, in their order."""
    return tuple({window.hall.code: window.hall for window in windows}.values())


def suited(windows: list[Window], needs: tuple[str, ...]) -> list[Window]:
    """Return the windows that a wheelchair gets to, if one is needed and there are any; else all."""
    accessible = [window for window in windows if window.accessible] if "wheelchair" in needs else []
    return accessible or windows


def spread(slots: list[FreeSlot]) -> tuple[FreeSlot, ...]:
    """Return some times of each of the first days, rather than all of the first day."""
    by_day: dict[date, dict[time, FreeSlot]] = {}
    for slot in slots:
        by_day.setdefault(slot.day, {}).setdefault(slot.starts, slot)
    shown: list[FreeSlot] = []
    for day in list(by_day)[:DAYS_SHOWN]:
        times_of_day = list(by_day[day].values())
        step = max(1, -(-len(times_of_day) // TIMES_A_DAY))
        shown += times_of_day[::step]
    return tuple(shown)
