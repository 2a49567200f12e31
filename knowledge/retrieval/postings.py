"""Postings: which texts hold which token how often, in segments that are never changed once made."""

from __future__ import annotations

import functools
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.tokens import Tokens

Integers = NDArray[np.int32]
Counts = NDArray[np.uint8]
_MOST = 255
# Postings that are sorted at a time.
_PORTION = 1_000_000


@dataclass(frozen=True)
class Segment:
    """The postings of some texts: those of token number n stand at `starts[n]` to `starts[n + 1]`, texts ascending.

    Texts have numbers of their own here; `place` says which text of the whole each is (ascending; -1: gone). `lengths`
    is the number of tokens of each.
    """

    numbers: Mapping[str, int]
    starts: NDArray[np.int64]
    texts: Integers
    counts: Counts
    lengths: Integers
    place: Integers

    @classmethod
    def of(cls, texts: Iterable[Tokens], first: int) -> Segment:
        """Return the postings of these texts, which are number `first` and following of the whole.

        Texts are taken one at a time: the tokens of 100,000 clauses at once would take a gigabyte.
        """
        numbers: dict[str, int] = {}
        tokens, times, sizes, lengths = array("i"), array("B"), array("i"), array("i")
        for text in texts:
            counted = Counter(text)
            tokens.extend(numbers.setdefault(token, len(numbers)) for token in counted)
            times.extend(min(count, _MOST) for count in counted.values())
            sizes.append(len(counted))
            lengths.append(len(text))
        place = np.arange(first, first + len(sizes), dtype=np.int32)
        held, counts = np.frombuffer(tokens, np.int32), np.frombuffer(times, np.uint8)
        starts = _starts(np.bincount(held, minlength=len(numbers)))
        owners = np.repeat(np.arange(len(sizes), dtype=np.int32), np.frombuffer(sizes, np.int32))
        return cls(numbers, starts, *_sorted(held, owners, counts, starts), np.array(lengths, np.int32), place)

    @functools.cached_property
    def there(self) -> NDArray[np.bool_]:
        """Which of its texts are not gone."""
        return self.place >= 0

    @functools.cached_property
    def waste(self) -> float:
        """The share of its texts that are gone."""
        return 1 - float(self.there.mean()) if len(self.place) else 1.0

    def of_token(self, token: str) -> tuple[Integers, Counts]:
        """Return the texts that hold a token, gone ones among them, and how often they do."""
        number = self.numbers.get(token)
        if number is None:
            return self.texts[:0], self.counts[:0]
        found = slice(self.starts[number], self.starts[number + 1])
        return self.texts[found], self.counts[found]

    def holders(self, token: str) -> int:
        """Return how many of the texts that are there hold a token."""
        texts, _ = self.of_token(token)
        return int(np.count_nonzero(self.there[texts])) if self.waste else len(texts)

    def staying(self) -> tuple[list[str], NDArray[np.int64], Integers, Counts]:
        """Return the tokens of the texts that are there, the size of the list of each, and the lists."""
        there = self.there[self.texts]
        sums = np.concatenate([[0], np.cumsum(there, dtype=np.int64)])
        sizes = np.diff(sums[self.starts])
        tokens = [token for token, size in zip(self.numbers, sizes, strict=True) if size]
        number = (np.cumsum(self.there) - 1).astype(np.int32)
        return tokens, sizes[sizes > 0], number[self.texts[there]], self.counts[there]


def merged(segments: Sequence[Segment]) -> Segment:
    """Return one segment with the texts of all that are not gone; takes little room beside the segments and itself."""
    numbers: dict[str, int] = {}
    for segment in segments:
        for token in segment.staying()[0]:
            numbers.setdefault(token, len(numbers))
    whole = np.zeros(len(numbers), np.int64)
    for segment in segments:
        tokens, sizes, _, _ = segment.staying()
        whole[[numbers[token] for token in tokens]] += sizes
    starts = _starts(whole)
    texts, counts = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint8)
    filled, first = starts[:-1].copy(), 0
    for segment in segments:
        tokens, sizes, held, times = segment.staying()
        own = np.array([numbers[token] for token in tokens], np.int64)
        targets = np.arange(len(held)) + np.repeat(filled[own] - _starts(sizes)[:-1], sizes)
        texts[targets], counts[targets] = held + first, times
        filled[own] += sizes
        first += int(segment.there.sum())
    return Segment(
        numbers,
        starts,
        texts,
        counts,
        np.concatenate([segment.lengths[segment.there] for segment in segments]),
        np.concatenate([segment.place[segment.there] for segment in segments]),
    )


def _sorted(tokens: Integers, owners: Integers, times: Counts, starts: NDArray[np.int64]) -> tuple[Integers, Counts]:
    """Put texts and counts in the order of their tokens, a portion at a time: the order of all would take much room."""
    texts, counts = np.empty(len(tokens), np.int32), np.empty(len(tokens), np.uint8)
    filled = starts[:-1].copy()
    for start in range(0, len(tokens), _PORTION):
        portion = slice(start, start + _PORTION)
        order = np.argsort(tokens[portion], kind="stable")
        held = tokens[portion][order]
        sizes = np.bincount(held, minlength=len(filled))
        targets = filled[held] + np.arange(len(held)) - _starts(sizes)[held]
        texts[targets], counts[targets] = owners[portion][order], times[portion][order]
        filled += sizes
    return texts, counts


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
