"""Characters on a page become lines in reading order, column after column."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from knowledge.ingest.blocks import Rows
from knowledge.ingest.characters import plain
from knowledge.ingest.lines import Line

Char = dict[str, Any]
_WORD_GAP = 0.28
"""White of this share of a character's size is a blank."""
_CROSSING_GAP = 1.3
"""Two halves of a line with less white than this, in characters, between them are one line over both columns."""
_FEWEST_LINES = 6
_SEGMENT_GAP = 1.6
"""White of this many characters may be a gutter."""


@dataclass(frozen=True)
class Piece:
    """A line or a table (`line` is None) on a page: `top` and `bottom` from the upper edge, in points.

    `column` is 0 for the whole width, 1 for a left and 2 for a right column.
    """

    top: float
    bottom: float
    line: Line | None
    rows: Rows
    page: int
    height: float = 0.0
    last_page: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        if not self.last_page:
            object.__setattr__(self, "last_page", self.page)

    def on(self, height: float) -> Piece:
        """Return the piece with the height of its page."""
        return replace(self, height=height)

    def after(self, table: Piece) -> bool:
        """Whether a line stands below a table."""
        return self.line is not None and self.top >= table.bottom - 1

    def with_rows(self, rows: Rows, last_page: int) -> Piece:
        """Return a table that goes on over the next page."""
        return replace(self, rows=rows, last_page=last_page)


@dataclass(frozen=True)
class _Segment:
    chars: tuple[Char, ...]

    @property
    def left(self) -> float:
        return float(self.chars[0]["x0"])

    @property
    def right(self) -> float:
        return float(max(char["x1"] for char in self.chars))

    @property
    def top(self) -> float:
        return float(min(char["top"] for char in self.chars))

    @property
    def bottom(self) -> float:
        return float(max(char["bottom"] for char in self.chars))

    @property
    def size(self) -> float:
        return float(median(char["size"] for char in self.chars))


def gutters_of(pages: Sequence[Sequence[Char]], width: float) -> list[float | None]:
    """Return for each page the middle of the white between its two columns, None for a page in one.

    A page with too few lines to tell is taken like the others, if hardly a line of it crosses their gutter.
    """
    lines = [_visual_lines(chars) for chars in pages]
    own = [_gutter(page, width) if len(page) >= _FEWEST_LINES else None for page in lines]
    some = [gutter for gutter in own if gutter is not None]
    if not some:
        return own
    usual = float(median(some))
    return [
        gutter if gutter is not None else usual if _crossing(page, usual) <= len(page) / 3 else None
        for gutter, page in zip(own, lines, strict=True)
    ]


def _crossing(lines: list[list[_Segment]], x: float) -> int:
    return sum(1 for line in lines if any(segment.left < x < segment.right for segment in line))


def lines_of(chars: Sequence[Char], page: int, gutter: float | None) -> list[Piece]:
    """Return the lines of a page; a page in two columns is read left column first, between its full-width lines."""
    if gutter is None:
        return _as_lines(_whole_lines(chars), page, 0)
    pieces: list[Piece] = []
    left, right, crossing = _sides(chars, gutter)
    # The lines that cross part the page into bands, each read column after column.
    edges = [segment.top for segment in crossing] + [float("inf")]
    for place, edge in enumerate(edges):
        pieces += _as_lines([segment for segment in left if segment.top < edge], page, 1)
        pieces += _as_lines([segment for segment in right if segment.top < edge], page, 2)
        left, right = [s for s in left if s.top >= edge], [s for s in right if s.top >= edge]
        if place < len(crossing):
            pieces += _as_lines([crossing[place]], page, 0)
    return pieces


def _whole_lines(chars: Sequence[Char]) -> list[_Segment]:
    return [_Segment(tuple(char for segment in line for char in segment.chars)) for line in _visual_lines(chars)]


def _sides(chars: Sequence[Char], gutter: float) -> tuple[list[_Segment], list[_Segment], list[_Segment]]:
    """Return the lines of the left column, of the right one, and those that cross the gutter.

    The columns are grouped apart: their lines need not stand at one height.
    """
    left = _whole_lines([char for char in chars if (char["x0"] + char["x1"]) / 2 < gutter])
    right = _whole_lines([char for char in chars if (char["x0"] + char["x1"]) / 2 >= gutter])
    crossing: list[_Segment] = []
    for segment in list(left):
        beside = next((other for other in right if abs(other.bottom - segment.bottom) < 0.3 * segment.size), None)
        near = beside is not None and beside.left - segment.right < _CROSSING_GAP * segment.size
        if near and beside is not None:
            crossing.append(_Segment(segment.chars + beside.chars))
            left.remove(segment)
            right.remove(beside)
    return left, right, crossing


def _visual_lines(chars: Sequence[Char]) -> list[list[_Segment]]:
    """Group characters by height, then cut each line where the white is wide."""
    chars = [char for char in chars if char["text"].strip() or char["text"] == "\u3000"]
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char["bottom"], char["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        for row in rows[-3:]:
            if row[0]["top"] < middle < row[0]["bottom"] or (
                char["top"] < (row[0]["top"] + row[0]["bottom"]) / 2 < char["bottom"]
            ):
                row.append(char)
                break
        else:
            rows.append([char])
    rows.sort(key=lambda row: min(char["top"] for char in row))
    return [_segments(sorted(row, key=lambda char: float(char["x0"]))) for row in rows]


def _segments(row: list[Char]) -> list[_Segment]:
    segments = [[row[0]]]
    for before, char in itertools.pairwise(row):
        wide = char["x0"] - before["x1"] > _SEGMENT_GAP * min(char["size"], before["size"])
        if wide:
            segments.append([char])
        else:
            segments[-1].append(char)
    return [_Segment(tuple(segment)) for segment in segments]


def _gutter(lines: list[list[_Segment]], width: float) -> float | None:
    """Return the middle of the white between two columns, None for a page in one.

    Both sides must be used by many lines, and few lines may cross.
    """
    best: list[float] = []
    fewest = 0.3 * len(lines)
    for step in range(72, 130):
        x = width * step / 200
        left = right = both = crossing = 0
        for line in lines:
            crosses = any(segment.left < x < segment.right for segment in line)
            crossing += crosses
            here = not crosses and any(segment.right <= x for segment in line)
            there = not crosses and any(segment.left >= x for segment in line)
            left, right, both = left + here, right + there, both + (here and there)
        # A right column that has just begun stands beside lines of the left one.
        used = min(left, right) >= max(4, 0.25 * len(lines)) or (left >= 8 and right >= 3 and both >= 2)
        if used and crossing <= fewest:
            best = [x] if crossing < fewest else [*best, x]
            fewest = min(fewest, crossing)
    return float(median(best)) if best else None


def _as_lines(segments: list[_Segment], page: int, column: int) -> list[Piece]:
    """Return segments as lines; their frame is set when the whole document is known (`page_frames`)."""
    pieces = []
    for segment in segments:
        text = plain(_text(segment.chars))
        if text:
            shown = [char for char in segment.chars if char["text"].strip()]
            left, right = float(shown[0]["x0"]), float(max(char["x1"] for char in shown))
            line = Line(text, page, left, right, (left, right), segment.size)
            pieces.append(Piece(segment.top, segment.bottom, line, (), page, column=column))
    return pieces


def _text(chars: Sequence[Char]) -> str:
    text = chars[0]["text"]
    for before, char in itertools.pairwise(chars):
        white = char["x0"] - before["x1"]
        if white > _WORD_GAP * min(char["size"], before["size"]) and not text.endswith((" ", "\u3000")):
            text += " " if white < 1.2 * char["size"] else "\u3000"
        text += char["text"]
    return str(text)
