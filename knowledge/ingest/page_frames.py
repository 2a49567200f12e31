"""The edges of the text, known from all pages together, and the white above each line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from knowledge.ingest.page_layout import Piece

_GRID = 3.0
"""Points within which two edges are the same."""


def framed(pieces: Sequence[Piece]) -> list[Piece]:
    """Give each line the edges of its column, and the white above it where a line of its column stands above."""
    whole = _edges([piece for piece in pieces if piece.line is not None])
    edges = {column: _edges([piece for piece in pieces if piece.line and piece.column == column]) for column in (1, 2)}
    out: list[Piece] = []
    for piece in pieces:
        line = piece.line
        if line is not None:
            before = out[-1] if out else None
            near = before is not None and (before.page, before.column) == (piece.page, piece.column)
            gap = max(piece.top - before.bottom, 0.0) if near and before is not None else 0.0
            piece = replace(piece, line=replace(line, frame=edges.get(piece.column) or whole, gap=gap))
        out.append(piece)
    return out


def _edges(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return the outermost edges that more than one line has; a single line alone may stick out."""
    lefts = Counter(round(piece.line.left / _GRID) for piece in pieces if piece.line)
    rights = Counter(round(piece.line.right / _GRID) for piece in pieces if piece.line)
    if not lefts:
        return 0.0, 0.0
    left = min((place for place, count in lefts.items() if count > 1), default=min(lefts))
    right = max((place for place, count in rights.items() if count > 1), default=max(rights))
    return left * _GRID, max(right * _GRID, left * _GRID + 1)
