"""Likeness of meaning: the vectors of the windows of each passage; the best window of a passage counts."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.question_types import Measure

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]
# Rows of passages that are gone stay until they are this share of a block: copying 100,000 vectors is dear.
_WASTE = 0.25
_FEW_BLOCKS = 8
# A page has more windows, so that its best one is better by chance; the cosine is lowered by this times the logarithm.
_CHANCE = 0.0015


@dataclass(frozen=True)
class Block:
    """A row a window: its vector, the types of thing it holds (`held`) and its passage (-1: gone).

    The windows of a passage stand side by side.
    """

    vectors: Floats
    held: Floats
    owners: Integers

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which windows belong to a passage that is still there."""
        return self.owners >= 0


@dataclass(frozen=True)
class Meaning:
    """The vectors of `passages` passages in blocks; a passage without vectors is not judged."""

    passages: int = 0
    blocks: tuple[Block, ...] = ()

    def changed(self, kept: NDArray[np.bool_], added: int) -> Meaning:
        """Return it without the passages that go, with room for those that are added."""
        place = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        blocks = []
        for block in self.blocks:
            owners = np.where(block.there, place[block.owners], -1).astype(np.int32)
            staying = owners >= 0
            if staying.mean() > 1 - _WASTE:
                blocks.append(Block(block.vectors, block.held, owners))
            elif staying.any():
                blocks.append(Block(block.vectors[staying], block.held[staying], owners[staying]))
        return Meaning(int(kept.sum()) + added, tuple(blocks))

    def with_windows(self, vectors: Floats, held: Floats, owners: Sequence[int]) -> Meaning:
        """Return it with the windows of passages that had none; those of a passage must stand side by side."""
        if not len(vectors):
            return self
        blocks = [*self.blocks, Block(vectors, held, np.asarray(owners, np.int32))]
        if len(blocks) > _FEW_BLOCKS:
            small = blocks[1:]
            blocks = [
                blocks[0],
                Block(
                    np.concatenate([block.vectors for block in small]),
                    np.concatenate([block.held for block in small]),
                    np.concatenate([block.owners for block in small]),
                ),
            ]
        return Meaning(self.passages, tuple(blocks))

    def judged(self, question: Floats, asked: Floats) -> tuple[Floats, Floats]:
        """Return for each passage the likeness of its best window to a question, and how much of the asked types that
        window holds; not a number where there are no vectors.
        """
        likeness = np.full(self.passages, np.nan, np.float32)
        types = np.full(self.passages, np.nan, np.float32)
        for block in self.blocks:
            products = block.vectors @ question
            first = np.flatnonzero(np.diff(block.owners, prepend=-2) != 0)
            sizes = np.diff(first, append=len(products))
            best = np.maximum.reduceat(products, first)
            # Of equal windows the first one counts: it is written last.
            winners = np.flatnonzero(products == np.repeat(best, sizes))[::-1]
            winners = winners[block.there[winners]]
            owners = block.owners[winners]
            likeness[owners] = products[winners]
            types[owners] = self._measure.weighed(block.held, asked, winners)
            there = block.owners[first] >= 0
            likeness[block.owners[first][there]] -= _CHANCE * np.log(sizes[there]).astype(np.float32)
        return likeness, types

    @functools.cached_property
    def windows(self) -> float:
        """The mean number of windows of a passage that has any."""
        rows = sum(int(block.there.sum()) for block in self.blocks)
        return rows / max(1, self.passages - len(self.missing))

    @functools.cached_property
    def missing(self) -> Integers:
        """Return the passages that have no vector."""
        known = np.zeros(self.passages, np.bool_)
        for block in self.blocks:
            known[block.owners[block.there]] = True
        return np.flatnonzero(~known).astype(np.int32)

    @functools.cached_property
    def _measure(self) -> Measure:
        return Measure.of([block.held[block.there] for block in self.blocks])
