"""The ways of searching that `python -m benchmarks.retrieval` compares, each made of the same documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval import Index, Passage
from knowledge.retrieval.tokens import Tokenizer, character_pairs, only_words
from knowledge.retrieval.vectors import VectorFile
from knowledge.retrieval.windows import windows_of
from language.embed import Embedder

Scores = NDArray[np.float32]
Search = Callable[[str], Scores]
"""Gives a score for each document, for one question."""


@dataclass(frozen=True)
class Text:
    """A document as the file gives it."""

    id: str
    title: str
    text: str

    @property
    def passage(self) -> Passage:
        """The document as a passage."""
        return Passage(self.id, "text", self.title, self.text, name=self.title)


def bm25(texts: Sequence[Text], cut: Tokenizer) -> Search:
    """Return BM25 as bm25s gives it by default, over title and text."""
    index = bm25s.BM25()
    index.index([cut(f"{text.title} {text.text}".strip()) for text in texts], show_progress=False)

    def search(question: str) -> Scores:
        known = [token for token in cut(question) if token in index.vocab_dict]
        return np.asarray(index.get_scores(known)) if known else np.zeros(len(texts), np.float32)

    return search


def bm25_words(texts: Sequence[Text], words: Tokenizer) -> Search:
    """Return BM25 on the words of jieba."""
    return bm25(texts, only_words(words))


def bm25_characters(texts: Sequence[Text], _words: Tokenizer) -> Search:
    """Return BM25 on pairs of characters, which did better than single ones on three of four sets."""
    return bm25(texts, character_pairs)


def ours(texts: Sequence[Text], words: Tokenizer) -> Index:
    """Return our index, without vectors yet."""
    return Index(words).changed(np.zeros(0, np.bool_), [text.passage for text in texts])


@dataclass(frozen=True)
class Embedded:
    """The vectors of the windows of all documents, and how many had to be computed."""

    windows: list[str]
    owners: list[int]
    vectors: Scores
    computed: int


def embed(texts: Sequence[Text], embedder: Embedder, folder: Path, tell: Callable[[int, int], None]) -> Embedded:
    """Return the vectors of all windows: kept ones from the folder, the others computed, with `tell(done, of)`."""
    cut = [(owner, window) for owner, text in enumerate(texts) for window in windows_of(text.passage)]
    windows = [window for _, window in cut]
    file = VectorFile(folder)
    rows, known = file.get(windows)
    missing = np.flatnonzero(~known)
    for done, place in enumerate(missing):
        tell(done, len(missing))
        rows[place] = embedder.told(windows[place])
        file.put(windows[place], rows[place])
    return Embedded(windows, [owner for owner, _ in cut], rows, len(missing))


def by_best_window(embedded: Embedded, embedder: Embedder, documents: int) -> Search:
    """Return likeness of meaning alone: the best window of a document counts."""
    owners = np.asarray(embedded.owners)

    def search(question: str) -> Scores:
        best = np.full(documents, -1.0, np.float32)
        np.maximum.at(best, owners, embedded.vectors @ embedder.asked(question))
        return best

    return search


def by_whole_text(embedded: Embedded, embedder: Embedder, documents: int) -> Search:
    """Return likeness of meaning alone: one vector a document, the mean of its windows by their length."""
    whole = np.zeros((documents, embedded.vectors.shape[1]), np.float32)
    lengths = np.array([[len(window)] for window in embedded.windows], np.float32)
    np.add.at(whole, np.asarray(embedded.owners), embedded.vectors * lengths)
    whole /= np.maximum(1e-9, np.linalg.norm(whole, axis=1, keepdims=True))

    def search(question: str) -> Scores:
        found: Scores = whole @ embedder.asked(question)
        return found

    return search
