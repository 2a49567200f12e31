"""How values are shown on the pages: times of the office, days, marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from knowledge.settings import ZONE


def moment(value: datetime | None) -> str:
    """Return a moment in the office's time, to the minute."""
    return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if value is not None else "—"


def day(value: date | None) -> str:
    """Return a day."""
    return value.isoformat() if value is not None else "—"


def share(value: float) -> str:
    """Return a share of 0 to 1 in per cent."""
    return f"{value * 100:.1f}%"


def filters() -> dict[str, Callable[..., Any]]:
    """Return the filters of the templates."""
    return {"moment": moment, "day": day, "share": share}
