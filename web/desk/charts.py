"""Charts as SVG, drawn here: geometry only; templates/charts.html writes them with a title, the table stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 140
_MOST_LABELS = 12


@dataclass(frozen=True)
class Bar:
    """A bar of a column chart: place, width, height and what it says; labels are left out where they would collide."""

    x: float
    width: float
    height: float
    part: float
    label: str
    title: str


@dataclass(frozen=True)
class Chart:
    """A column chart; `part` of a bar is its lower piece in another colour."""

    title: str
    bars: tuple[Bar, ...]
    most: int


def columns(title: str, rows: Sequence[tuple[str, int, int, str]]) -> Chart:
    """Return a chart of rows: label, whole, a part of it (0: none), and the sentence of the bar."""
    most = max((whole for _, whole, _, _ in rows), default=0)
    step = WIDTH / max(len(rows), 1)
    every = -(-len(rows) // _MOST_LABELS) or 1
    bars = tuple(
        Bar(
            round(place * step + step * 0.1, 1), round(step * 0.8, 1), round(HEIGHT * whole / (most or 1), 1),
            round(HEIGHT * part / (most or 1), 1), label if place % every == 0 else "", said,
        )
        for place, (label, whole, part, said) in enumerate(rows)
    )  # fmt: skip
    return Chart(title, bars, most)
