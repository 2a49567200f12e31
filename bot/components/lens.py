"""What a sentence looks like to the intent model: pieces, meaning, and its distance to everything it was taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from bot.components.features import Numbers, Vectors
from bot.components.regression import Inputs

Counted = Mapping[str, Counter[str]]
# Of how many nearest sentences the distance is told, beside that of the nearest one.
_NEAREST = 3
_ROWS = 1000
# Six distances stand beside 384 numbers of length 1: scaled so, they neither drown nor rule (0.3 against 1: 15 % and
# 16 % of the foreign sentences accepted at the same refusals).
_DISTANCE_WEIGHT = 0.3


@dataclass(frozen=True)
class Neighbours:
    """The sentences of the training data as unit vectors, (n, 384), and which of them are no matter of ours."""

    vectors: Numbers
    outside: Numbers

    @cached_property
    def _sides(self) -> tuple[Numbers, Numbers]:
        """The vectors of our own sentences and of the foreign ones, turned; parted once, not at every message."""
        return self.vectors[~self.outside].T, self.vectors[self.outside].T

    def distances(self, meaning: Numbers, *, own: bool = False) -> Numbers:
        """Give six likenesses (cosines) a row: nearest and mean of three, inside and outside, and their differences.

        `own` says that the rows are the training sentences themselves: then none is its own neighbour.
        """
        far = np.empty((len(meaning), 6), np.float32)
        inner, outer = self._sides
        places = np.flatnonzero(~self.outside), np.flatnonzero(self.outside)
        # A thousand rows at a time: the likeness of all training sentences with each other would take half a gigabyte.
        for start in range(0, len(meaning), _ROWS):
            rows = slice(start, min(start + _ROWS, len(meaning)))
            inside, beyond = meaning[rows] @ inner, meaning[rows] @ outer
            if own:
                for likeness, sides in zip((inside, beyond), places, strict=True):
                    mine = np.flatnonzero((sides >= rows.start) & (sides < rows.stop))
                    likeness[sides[mine] - rows.start, mine] = -1
            near, foreign = _nearest(inside), _nearest(beyond)
            far[rows] = np.hstack([near, foreign, near - foreign])
        return far


def _nearest(likeness: Numbers) -> Numbers:
    """Give the greatest likeness of each row and the mean of its three greatest; spoils `likeness`."""
    rows = np.arange(len(likeness))
    best = []
    for _ in range(min(_NEAREST, likeness.shape[1])):
        place = likeness.argmax(axis=1)
        best.append(likeness[rows, place])
        likeness[rows, place] = -np.inf
    nearest: Numbers = np.stack([best[0], np.mean(best, axis=0)], axis=1)
    return nearest


@dataclass(frozen=True)
class Lens:
    """What was learnt from the training data before any intent: pieces, the middle of all meanings, the neighbours."""

    vectors: Vectors
    centre: Numbers | None
    neighbours: Neighbours | None
    usual: Numbers
    spread: Numbers
    meaning_weight: float

    @classmethod
    def learn(
        cls,
        counted: Sequence[Counted],
        embedded: Numbers | None,
        outside: Numbers,
        weights: Mapping[str, float],
        meaning_weight: float,
        rarest: int,
    ) -> Lens:
        """Learn from sentences; `embedded` is (n, 384) or None to do without meaning, `outside` marks foreign ones."""
        vectors = Vectors.learn(counted, weights, rarest)
        nothing = np.zeros(0, np.float32)
        if embedded is None:
            return cls(vectors, None, None, nothing, nothing, 0.0)
        centre = embedded.mean(axis=0)
        if not outside.any() or outside.all():
            return cls(vectors, centre, None, nothing, nothing, meaning_weight)
        neighbours = Neighbours(_centred(embedded, centre), outside)
        far = neighbours.distances(neighbours.vectors, own=True)
        spread = far.std(axis=0) + 1e-6
        return cls(vectors, centre, neighbours, far.mean(axis=0), spread, meaning_weight)

    def pieces(self, counted: Sequence[Counted]) -> Inputs:
        """Give what the cheap look sees."""
        return without_meaning(self.vectors.matrix(counted))

    def meaning(self, pieces: Inputs, embedded: Numbers) -> Inputs:
        """Give what the full look at the intent sees; `embedded` is (n, 384)."""
        if self.centre is None:
            return pieces
        return Inputs(pieces.pieces, self.meaning_weight * _centred(embedded, self.centre))

    def distance(self, pieces: Inputs, embedded: Numbers, *, own: bool = False) -> Inputs:
        """Give what the full look at whether it is a matter of ours sees."""
        if self.centre is None or self.neighbours is None:
            return self.meaning(pieces, embedded)
        meaning = _centred(embedded, self.centre)
        far = (self.neighbours.distances(meaning, own=own) - self.usual) / self.spread
        return Inputs(pieces.pieces, np.hstack([meaning, _DISTANCE_WEIGHT * far]).astype(np.float32))


def without_meaning(pieces: csr_matrix) -> Inputs:
    """Give inputs of pieces alone."""
    return Inputs(pieces, np.zeros((pieces.shape[0], 0), np.float32))


def _centred(embedded: Numbers, centre: Numbers) -> Numbers:
    """All sentences of e5 point much the same way: what tells them apart is the difference from their middle."""
    moved = embedded - centre
    unit: Numbers = (moved / (np.linalg.norm(moved, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit
