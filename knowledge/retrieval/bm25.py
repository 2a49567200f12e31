"""BM25 over one kind of token, as arrays that a change of some texts does not make anew.

bm25s (which the benchmark compares with) fixes its weights when it is built; here only counts are kept, so that texts
can leave and come at the cost of copying arrays, and 100,000 clauses take 5 bytes a token.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.tokens import Tokens

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]

# Of development questions of four sets: a word said twice says little more than once.
K1 = 0.6
B = 0.6
_MOST = 255


@dataclass(frozen=True)
class Field:
    """Which texts hold which token how often: the texts of token number n stand at `starts[n]` to `starts[n + 1]`.

    `lengths` is the number of tokens of each text; its own length is the number of texts.
    """

    numbers: Mapping[str, int]
    starts: NDArray[np.int64]
    texts: Integers
    counts: NDArray[np.uint8]
    lengths: Integers

    @classmethod
    def empty(cls) -> Field:
        """Return the field of no texts."""
        none = np.zeros(0, np.int32)
        return cls({}, np.zeros(1, np.int64), none, np.zeros(0, np.uint8), none)

    def changed(self, kept: NDArray[np.bool_], added: Iterable[Tokens]) -> Field:
        """Return the field of the texts that are kept, in their order, followed by those that are added."""
        numbers = dict(self.numbers)
        new_tokens, new_texts, new_counts, new_lengths = _count(added, numbers, int(kept.sum()))
        old_tokens = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        staying = kept[self.texts]
        old_tokens, old_texts = old_tokens[staying], self.texts[staying]
        place = (np.cumsum(kept) - 1).astype(np.int32)
        kept_count = np.bincount(old_tokens, minlength=len(numbers))
        new_count = np.bincount(new_tokens, minlength=len(numbers))
        starts = np.concatenate([[0], np.cumsum(kept_count + new_count)])
        # Each token's old texts move as one block, its new ones stand behind them: no sorting of what is there.
        shift = (starts[:-1] - (np.cumsum(kept_count) - kept_count)).astype(np.int32)
        to_old = np.arange(len(old_tokens), dtype=np.int32) + shift[old_tokens]
        order = np.argsort(new_tokens, kind="stable")
        within = np.arange(len(order)) - (np.cumsum(new_count) - new_count)[new_tokens[order]]
        to_new = (starts[:-1] + kept_count)[new_tokens[order]] + within
        texts = np.empty(len(old_tokens) + len(new_tokens), np.int32)
        counts = np.empty(len(texts), np.uint8)
        texts[to_old], counts[to_old] = place[old_texts], self.counts[staying]
        texts[to_new], counts[to_new] = new_texts[order], new_counts[order]
        lengths = np.concatenate([self.lengths[kept], new_lengths])
        return Field(numbers, starts, texts, counts, lengths)

    def scores(self, tokens: Tokens) -> Floats:
        """Return the BM25 score of each text."""
        total = len(self.lengths)
        scores = np.zeros(total, np.float32)
        if not total:
            return scores
        longer = (K1 * (1 - B + B * self.lengths / max(1.0, float(self.lengths.mean())))).astype(np.float32)
        for token, times in Counter(tokens).items():
            texts, counts = self._of(token)
            if len(texts):
                frequency = counts.astype(np.float32)
                # A token stands once in the list of a text, so that adding by index loses nothing.
                scores[texts] += times * self._idf(len(texts)) * frequency * (K1 + 1) / (frequency + longer[texts])
        return scores

    def coverage(self, tokens: Tokens, texts: Sequence[int]) -> list[float]:
        """Return for each of the texts which share of the information of the tokens it holds, 0 to 1."""
        wanted = np.asarray(texts, np.int32)
        held = np.zeros(len(wanted))
        whole = 0.0
        for token in set(tokens):
            holders, _ = self._of(token)
            weight = math.log(1 + len(self.lengths) / len(holders) if len(holders) else 1 + len(self.lengths))
            whole += weight
            if len(holders):
                found = np.minimum(np.searchsorted(holders, wanted), len(holders) - 1)
                held += weight * (holders[found] == wanted)
        return [float(share) for share in held / whole] if whole else [0.0] * len(wanted)

    def _of(self, token: str) -> tuple[Integers, NDArray[np.uint8]]:
        number = self.numbers.get(token)
        if number is None:
            return self.texts[:0], self.counts[:0]
        place = slice(self.starts[number], self.starts[number + 1])
        return self.texts[place], self.counts[place]

    def _idf(self, holders: int) -> float:
        return math.log(1 + (len(self.lengths) - holders + 0.5) / (holders + 0.5))


def _count(
    added: Iterable[Tokens], numbers: dict[str, int], first: int
) -> tuple[Integers, Integers, NDArray[np.uint8], Integers]:
    """Return token, text and count of each token of each added text, and the lengths; a new token gets a new number.

    Texts are taken one at a time: the tokens of 100,000 clauses at once would take a gigabyte.
    """
    found, times, sizes, lengths = array("i"), array("B"), array("i"), array("i")
    for tokens in added:
        counted = Counter(tokens)
        found.extend(numbers.setdefault(token, len(numbers)) for token in counted)
        times.extend(min(count, _MOST) for count in counted.values())
        sizes.append(len(counted))
        lengths.append(len(tokens))
    texts = np.repeat(np.arange(first, first + len(sizes), dtype=np.int32), np.array(sizes, np.int32))
    return np.array(found, np.int32), texts, np.array(times, np.uint8), np.array(lengths, np.int32)
