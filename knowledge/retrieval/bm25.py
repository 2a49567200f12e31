"""BM25 over one kind of token, as arrays that a change of some texts does not make anew.

bm25s (which the benchmark compares with) fixes its weights when it is built; here only counts are kept, so that texts
can leave and come, and 100,000 clauses take 5 bytes a token. As in a search engine, a change adds a segment and marks
what is gone in the others; segments are merged when they are many or waste room.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.postings import Integers, Segment, merged
from knowledge.retrieval.tokens import Tokens

Floats = NDArray[np.float32]

# Of development questions of four sets: a word said twice says little more than once.
K1 = 0.6
B = 0.6
# A search costs the more the more segments there are; merging costs the more the larger they are.
_FEW_SEGMENTS = 4
_WASTE = 0.25


@dataclass(frozen=True)
class Field:
    """The postings of `total` texts, in segments; texts gone from a segment are no longer of the whole."""

    total: int = 0
    segments: tuple[Segment, ...] = ()

    def changed(self, kept: NDArray[np.bool_], added: Iterable[Tokens]) -> Field:
        """Return the field of the texts that are kept, in their order, followed by those that are added."""
        place = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        segments = [
            Segment(s.numbers, s.starts, s.texts, s.counts, s.lengths, np.where(s.there, place[s.place], -1))
            for s in self.segments
        ]
        segments = [s if s.waste <= _WASTE else merged([s]) for s in segments if s.waste < 1]
        new = Segment.of(added, int(kept.sum()))
        if len(new.place):
            segments.append(new)
        if len(segments) > _FEW_SEGMENTS:
            segments = [segments[0], merged(segments[1:])]
        return Field(int(kept.sum()) + len(new.place), tuple(segments))

    def scores(self, tokens: Tokens) -> Floats:
        """Return the BM25 score of each text."""
        whole = np.zeros(self.total, np.float32)
        wanted = [(token, times, self._idf(token)) for token, times in Counter(tokens).items()]
        for segment in self.segments:
            scores = np.zeros(len(segment.place), np.float32)
            longer = (K1 * (1 - B + B * segment.lengths / max(1.0, self._mean_length))).astype(np.float32)
            for token, times, idf in wanted:
                texts, counts = segment.of_token(token)
                if len(texts):
                    frequency = counts.astype(np.float32)
                    # A token stands once in the list of a text, so that adding by index loses nothing.
                    scores[texts] += times * idf * frequency * (K1 + 1) / (frequency + longer[texts])
            whole[segment.place[segment.there]] = scores[segment.there]
        return whole

    def coverage(self, tokens: Tokens, texts: Sequence[int]) -> list[float]:
        """Return for each of the texts which share of the information of the tokens it holds, 0 to 1."""
        wanted = np.asarray(texts, np.int32)
        held, weights = np.zeros(len(wanted)), 0.0
        own = [_numbers_of(segment, wanted) for segment in self.segments]
        for token in set(tokens):
            holders = self._holders(token)
            weight = math.log(1 + self.total / holders if holders else 1 + self.total)
            weights += weight
            for segment, numbers in zip(self.segments, own, strict=True):
                holding, _ = segment.of_token(token)
                if len(holding):
                    found = np.minimum(np.searchsorted(holding, numbers), len(holding) - 1)
                    held += weight * (holding[found] == numbers)
        return [float(share) for share in held / weights] if weights else [0.0] * len(wanted)

    @functools.cached_property
    def _mean_length(self) -> float:
        return sum(int(segment.lengths[segment.there].sum()) for segment in self.segments) / max(1, self.total)

    def _holders(self, token: str) -> int:
        return sum(segment.holders(token) for segment in self.segments)

    def _idf(self, token: str) -> float:
        holders = self._holders(token)
        return math.log(1 + (self.total - holders + 0.5) / (holders + 0.5))


def _numbers_of(segment: Segment, wanted: Integers) -> Integers:
    """Return the numbers that texts of the whole have in a segment, -1 for those that are not in it."""
    numbers = np.full(len(wanted), -1, np.int32)
    for place, text in enumerate(wanted):
        found = np.flatnonzero(segment.place == text)
        if len(found):
            numbers[place] = found[0]
    return numbers
