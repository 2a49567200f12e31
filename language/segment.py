"""Words of a normalised Chinese text, by jieba with the words of the office added, each with its place."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable
from dataclasses import dataclass

import jieba

logging.getLogger("jieba").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place, end exclusive."""

    text: str
    start: int
    end: int


class Segmenter:
    """Cuts texts with a dictionary of its own: no other segmenter of the process sees its words, nor it theirs."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._jieba = jieba.Tokenizer()
        base = _base()
        self._jieba.FREQ = base.FREQ.copy()
        self._jieba.total = base.total
        self._jieba.initialized = True
        # In order, so that the frequencies jieba chooses never depend on the order of a set.
        for word in sorted({word.strip() for word in words}):
            if len(word) > 1 and " " not in word:
                self._jieba.add_word(word)

    def cut(self, text: str) -> list[Word]:
        """Cut a text into words; blanks are left out, all other characters belong to exactly one word."""
        return [Word(word, start, end) for word, start, end in self._jieba.tokenize(text) if not word.isspace()]

    def words(self, text: str) -> list[str]:
        """Cut a text and give only the words."""
        return [word.text for word in self.cut(text)]


@functools.cache
def _base() -> jieba.Tokenizer:
    """Load jieba's own dictionary once a process (half a second)."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer
