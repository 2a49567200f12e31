"""An index: one state of the passages, never changed once made; a change of some passages makes the next state."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.bm25 import Field, Floats
from knowledge.retrieval.filters import Facets, Filter
from knowledge.retrieval.fusion import fused
from knowledge.retrieval.meaning import Meaning
from knowledge.retrieval.passages import Passage
from knowledge.retrieval.question_types import Measure, asked_types, held
from knowledge.retrieval.tokens import Tokenizer, character_pairs, characters, only_words, without_asking

# The title counts three times: names and aliases say more about what a passage answers than its text.
_TITLE = 3
BELOW = "below_threshold"


@dataclass(frozen=True)
class Hit:
    """A passage with its scores: `score` orders hits, `coverage` (0 to 1) is how much of the question it holds.

    `reason` says why it was rejected: below_threshold, or the filter that left it out; empty for a hit.
    """

    passage: Passage
    score: float
    coverage: float
    reason: str = ""


@dataclass(frozen=True)
class Retrieved:
    """What was found at or above the threshold, what stayed below it, and what the filters left out; the best first."""

    hits: tuple[Hit, ...]
    rejected: tuple[Hit, ...]
    filtered: tuple[Hit, ...] = ()

    @property
    def considered(self) -> tuple[Hit, ...]:
        """All of them, the rejected ones with their reasons, as the desk is shown them."""
        return (*self.hits, *self.rejected, *self.filtered)


@dataclass(frozen=True)
class Index:
    """Passages with what each way of searching needs; number n is the same passage everywhere."""

    cut: Tokenizer
    passages: tuple[Passage, ...] = ()
    facets: Facets = field(default_factory=Facets)
    pairs: Field = field(default_factory=Field)
    words: Field = field(default_factory=Field)
    characters: Field = field(default_factory=Field)
    held: Floats = field(default_factory=lambda: held([]))
    meaning: Meaning = field(default_factory=Meaning)

    def changed(self, kept: NDArray[np.bool_], added: Sequence[Passage]) -> Index:
        """Return the next state: the passages that are kept, in their order, then the added ones."""

        def next_field(now: Field, cut: Tokenizer) -> Field:
            return now.changed(kept, ([*(cut(passage.title) * _TITLE), *cut(passage.text)] for passage in added))

        staying = (passage for passage, stays in zip(self.passages, kept, strict=True) if stays)
        return Index(
            self.cut,
            (*staying, *added),
            self.facets.changed(kept, added),
            next_field(self.pairs, character_pairs),
            next_field(self.words, only_words(self.cut)),
            next_field(self.characters, characters),
            np.concatenate([self.held[kept], held([passage.text for passage in added])]),
            self.meaning.changed(kept, len(added)),
        )

    def with_windows(self, windows: Sequence[str], vectors: Floats, owners: Sequence[int]) -> Index:
        """Return the next state: the same passages, with the windows of some that had none."""
        return replace(self, meaning=self.meaning.with_windows(vectors, held(windows), owners))

    def scores(self, question: str, vector: Floats | None = None, aspect: str = "") -> Floats:
        """Return the score of each passage; without a vector meaning is left out."""
        content, asked = without_asking(question), asked_types(question, aspect)
        likeness = None
        types = self._measure.weighed(self.held, asked)
        if vector is not None and self.meaning.blocks:
            likeness, best = self.meaning.judged(vector, asked)
            types = np.where(np.isnan(best), types, best)
        return fused(
            self.pairs.scores(character_pairs(content)),
            self.words.scores(only_words(self.cut)(content)),
            self.characters.scores(characters(content)),
            likeness,
            types,
            self.meaning.windows,
        )

    def search(
        self,
        question: str,
        filters: Filter,
        threshold: float,
        vector: Floats | None = None,
        aspect: str = "",
        limit: int = 5,
    ) -> Retrieved:
        """Return the best `limit` passages, split by the threshold of coverage, and good ones that filters left out."""
        scores = self.scores(question, vector, aspect)
        masks = self.facets.allowed(filters)
        allowed = np.all(list(masks.values()), axis=0)
        chosen = best(np.where(allowed, scores, -np.inf).astype(np.float32), limit)
        left_out = [number for number in best(scores, limit) if not allowed[number]]
        coverage = dict(zip([*chosen, *left_out], self.coverage(question, [*chosen, *left_out]), strict=True))

        def hit(number: int, reason: str = "") -> Hit:
            return Hit(self.passages[number], float(scores[number]), coverage[number], reason)

        hits = [hit(number) for number in chosen if coverage[number] and coverage[number] >= threshold]
        below = [hit(number, BELOW) for number in chosen if not (coverage[number] and coverage[number] >= threshold)]
        filtered = [hit(n, next(reason for reason, mask in masks.items() if not mask[n])) for n in left_out]
        return Retrieved(tuple(hits), tuple(below), tuple(filtered))

    @functools.cached_property
    def _measure(self) -> Measure:
        return Measure.of([self.held])

    def coverage(self, question: str, numbers: Sequence[int]) -> list[float]:
        """Return which share of the information of a question each of the passages holds, 0 to 1."""
        of_words = self.words.coverage(only_words(self.cut)(question), numbers)
        of_pairs = self.pairs.coverage(character_pairs(question), numbers)
        return [(a + b) / 2 for a, b in zip(of_words, of_pairs, strict=True)]


def best(scores: Floats, limit: int) -> list[int]:
    """Return the numbers of the passages with the highest scores, best first, equal ones in their order.

    Those with a score of minus infinity are none.
    """
    limit = min(limit, int((scores > -np.inf).sum()))
    if not limit:
        return []
    lowest = np.partition(scores, len(scores) - limit)[len(scores) - limit]
    candidates = np.flatnonzero(scores >= lowest)
    return [int(n) for n in candidates[np.lexsort((candidates, -scores[candidates]))][:limit]]
