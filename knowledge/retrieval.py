"""Retrieval in a first form: BM25 over jieba words and over character pairs, fused, with a score that can be judged.

BM25's own scores have no scale, so what is compared with a threshold is coverage: the share of the question's
information (inverse document frequency) that the passage holds. Ranking is by BM25, admission by coverage.
"""

from __future__ import annotations

import itertools
import math
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np

from knowledge.office import Office
from knowledge.passages import Passage, all_passages, content_version

Tokens = list[str]


@dataclass(frozen=True)
class Hit:
    """A passage with its scores: `score` orders hits, `coverage` (0 to 1) is how much of the question it holds."""

    passage: Passage
    score: float
    coverage: float


@dataclass(frozen=True)
class Retrieved:
    """What was found at or above the threshold, and what was rejected with its coverage."""

    hits: tuple[Hit, ...]
    rejected: tuple[Hit, ...]


class _Field:
    """BM25 over one kind of token."""

    def __init__(self, tokenize: Callable[[str], Tokens], passages: Sequence[Passage]) -> None:
        self._tokenize = tokenize
        # The title counts three times: names and aliases say more about what a passage answers than its text.
        corpus = [[*(tokenize(passage.title) * 3), *tokenize(passage.text)] for passage in passages]
        self._sets = [frozenset(tokens) for tokens in corpus]
        frequency = Counter(token for tokens in self._sets for token in tokens)
        self._idf = {token: math.log(1 + len(corpus) / count) for token, count in frequency.items()}
        self._unknown = math.log(1 + len(corpus))
        self._bm25 = bm25s.BM25()
        self._bm25.index(corpus, show_progress=False)

    def scores(self, text: str) -> np.ndarray:
        """Return a BM25 score a passage, scaled so that the best is 1 (all zero when nothing matches)."""
        known = [token for token in self._tokenize(text) if token in self._idf]
        if not known:
            return np.zeros(len(self._sets))
        raw = np.asarray(self._bm25.get_scores(known), dtype=float)
        top = float(raw.max())
        return raw / top if top > 0 else raw

    def coverage(self, text: str, index: int) -> float:
        """Return which share of the text's information passage `index` holds."""
        weights = {token: self._idf.get(token, self._unknown) for token in set(self._tokenize(text))}
        total = sum(weights.values())
        return sum(w for token, w in weights.items() if token in self._sets[index]) / total if total else 0.0


class Index:
    """An index over the passages of one content version."""

    def __init__(self, passages: Sequence[Passage], words: Callable[[str], Tokens]) -> None:
        self.passages = tuple(passages)
        self._fields = (_Field(words, passages), _Field(character_pairs, passages))

    def search(self, text: str, kinds: frozenset[str], threshold: float, limit: int = 5) -> Retrieved:
        """Return the best `limit` passages of these kinds, split by the coverage threshold."""
        scores = np.mean([field.scores(text) for field in self._fields], axis=0)
        order = sorted(
            (i for i, passage in enumerate(self.passages) if passage.kind in kinds and scores[i] > 0),
            key=lambda i: (-scores[i], i),
        )[:limit]
        hits = [Hit(self.passages[i], float(scores[i]), self._coverage(text, i)) for i in order]
        return Retrieved(
            tuple(hit for hit in hits if hit.coverage >= threshold),
            tuple(hit for hit in hits if hit.coverage < threshold),
        )

    def _coverage(self, text: str, index: int) -> float:
        return sum(field.coverage(text, index) for field in self._fields) / len(self._fields)


class Retriever:
    """Keeps an index for each visibility and makes it anew when the content of the database has changed."""

    def __init__(self, words: Callable[[str], Tokens]) -> None:
        self._words = words
        self._lock = threading.Lock()
        self._kept: dict[bool, tuple[str, Index]] = {}

    def search(self, office: Office, text: str, kinds: frozenset[str], threshold: float) -> Retrieved:
        """Search the passages that this office may show."""
        version = content_version(office.session, office.today)
        kept = self._kept.get(office.show_examples)
        if kept is None or kept[0] != version:
            with self._lock:
                kept = self._kept.get(office.show_examples)
                if kept is None or kept[0] != version:
                    kept = (version, Index(all_passages(office), self._words))
                    self._kept[office.show_examples] = kept
        return kept[1].search(text, kinds, threshold)


def character_pairs(text: str) -> Tokens:
    """Return the pairs of neighbouring characters, blanks and punctuation left out."""
    letters = [letter for letter in text.lower() if letter.isalnum()]
    return [a + b for a, b in itertools.pairwise(letters)]
