"""The office's clock: real time, or a time set by OFFICE_NOW that runs on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from knowledge.settings import ZONE, Settings

Clock = Callable[[], datetime]


def office_clock(settings: Settings) -> Clock:
    """Return a function that tells the office's time in Asia/Shanghai.

    With `office_now` set the clock stood there at `office_clock_started` (given by the launcher to all processes, else
    at this call) and has run on since.
    """
    if settings.office_now is None:
        return lambda: datetime.now(ZONE)
    offset = settings.office_now - (settings.office_clock_started or datetime.now(UTC))
    return lambda: (datetime.now(UTC) + offset).astimezone(ZONE)
