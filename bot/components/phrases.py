"""The words of the lexicon in a text: the longest wins, and no word is found inside a Latin word or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

Span = tuple[int, int]

_LATIN = re.compile(r"[a-z0-9]")


class Phrases:
    """Matches a list of words; every character is a token, so no segmentation can hide a word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._vocab: Vocab = spacy.blank("zh").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._matcher.add("word", [self._characters(word) for word in sorted(words)])

    def longest(self, text: str) -> list[Span]:
        """Give the places of the words, the longest of those that overlap."""
        return _longest(text, ((start, end) for _, start, end in self._matcher(self._characters(text))))

    def _characters(self, text: str) -> Doc:
        return Doc(self._vocab, words=list(text), spaces=[False] * len(text))


def cuts_latin(text: str, start: int, end: int) -> bool:
    """Tell whether the span begins or ends within a run of Latin letters or digits."""
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return bool(before or after)


def _longest(text: str, spans: Iterable[Span]) -> list[Span]:
    """Keep the longest of overlapping spans, of equally long ones the first."""
    kept: list[Span] = []
    taken: set[int] = set()
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if start in taken or end - 1 in taken or cuts_latin(text, start, end):
            continue
        kept.append((start, end))
        taken.update(range(start, end))
    return sorted(kept)
