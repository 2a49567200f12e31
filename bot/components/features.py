"""Features of a sentence for the intent: pieces of its characters (names masked), of its sound and of its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.components.pinyin import folded
from bot.components.tongue import Tongue
from language.segment import Segmenter

CHARACTERS, SOUNDS, WORDS = "c", "s", "w"
Numbers = NDArray[Any]
# A sentence says what it wants in fewer characters; more cost time and add noise.
LONGEST = 200
_EDGE = "\x02"
_IDLE = re.compile(r"[\s,.!?;:~。、…·\-—()\"'“”‘’《》]+")
_DIGITS = re.compile(r"[0-9]+")
_SIGN = re.compile(r"[a-z]+|[^\sa-z]")
# Types stand in the masked text as one private character each, so that a piece may hold several.
_FIRST_MASK = 0xE000
_LONGEST_GRAM = {CHARACTERS: 4, SOUNDS: 3}


@dataclass(frozen=True)
class Sentence:
    """A normalised text and the names found in it: (type, start, end), end exclusive."""

    text: str
    names: tuple[tuple[str, int, int], ...] = ()


class Pieces:
    """Cuts sentences into 1-4-grams of characters, 1-3-grams of syllables, 1-2-grams of words (with a segmenter).

    In the sounds a Latin word is one sign, but pinyin is cut into its syllables: zenme ban sounds as 怎么办.
    In the characters a name of the office stands as one sign for its type: 人才公寓要什么材料 and 英才卡要什么材料 ask
    the same. Sounds make homophones one: 财料 sounds as 材料. `sounds` gives a character its syllable without tone.
    """

    def __init__(
        self,
        segmenter: Segmenter | None,
        dialect: Mapping[str, str],
        types: Sequence[str],
        sounds: Mapping[str, str],
        tongue: Tongue | None = None,
    ) -> None:
        self._segmenter = segmenter
        self._masks = {kind: chr(_FIRST_MASK + index) for index, kind in enumerate(types)}
        self._dialect = dict(dialect)
        self._sounds = dict(sounds)
        self._tongue = tongue
        # The longest colloquial word first; none is an empty pattern that never matches.
        words = sorted(dialect, key=lambda word: (-len(word), word))
        self._colloquial = re.compile("|".join(map(re.escape, words)) or "(?!)")

    def of(self, sentence: Sentence) -> dict[str, Counter[str]]:
        """Count the pieces of a sentence, a counter a block."""
        plain = self.standard(sentence.text[:LONGEST])
        masked = _edged(self.standard(self._masked(sentence)))
        heard = self._heard(plain)
        return {
            CHARACTERS: Counter(_grams(masked, _LONGEST_GRAM[CHARACTERS])),
            SOUNDS: Counter(_grams(heard, _LONGEST_GRAM[SOUNDS], ".")),
            WORDS: Counter(self._words(plain)),
        }

    def _heard(self, text: str) -> list[str]:
        signs = [_EDGE]
        chinese = self._tongue is None or self._tongue.of(text) == "zh"
        for match in _SIGN.finditer(_DIGITS.sub("0", _IDLE.sub(" ", text))):
            sign = match.group()
            if sign.isalpha() and sign.isascii():
                spelt = self._tongue.syllables(sign) if self._tongue is not None and chinese else []
                signs += [folded(syllable) for syllable in spelt] or [sign]
            else:
                signs.append(self._sounds.get(sign, sign))
        return [*signs, _EDGE]

    def _words(self, text: str) -> list[str]:
        if self._segmenter is None:
            return []
        words = [word for word in self._segmenter.words(text) if not _IDLE.fullmatch(word)]
        return [*words, *(f"{one}|{two}" for one, two in zip([_EDGE, *words], [*words, _EDGE], strict=True))]

    def standard(self, text: str) -> str:
        """Give a normalised text with colloquial words as standard ones."""
        return self._colloquial.sub(lambda match: self._dialect[match.group()], text)

    def _masked(self, sentence: Sentence) -> str:
        pieces: list[str] = []
        cursor = 0
        for kind, start, end in sorted(sentence.names, key=lambda name: (name[1], -name[2])):
            if start >= cursor and end <= LONGEST and kind in self._masks:
                pieces += [sentence.text[cursor:start], self._masks[kind]]
                cursor = end
        return "".join([*pieces, sentence.text[cursor:LONGEST]])


def _edged(text: str) -> str:
    """Drop punctuation, make all numbers one, and mark both ends."""
    return _EDGE + _DIGITS.sub("0", _IDLE.sub("", text)) + _EDGE


def _grams(signs: Sequence[str], longest: int, joint: str = "") -> list[str]:
    return [
        joint.join(signs[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(signs) - length + 1)
        if length > 1 or signs[start] != _EDGE
    ]


class Vectors:
    """Turns pieces into numbers: TF-IDF, each block scaled to its own length and weight."""

    def __init__(self, vocabulary: Sequence[str], idf: Numbers, weights: Mapping[str, float], unknown: float) -> None:
        self.vocabulary = list(vocabulary)
        self.idf = idf
        self.weights = dict(weights)
        self.unknown = unknown
        self._index = {piece: index for index, piece in enumerate(self.vocabulary)}

    @classmethod
    def learn(cls, counted: Iterable[Mapping[str, Counter[str]]], weights: Mapping[str, float], rarest: int) -> Vectors:
        """Learn the pieces that occur in at least `rarest` sentences."""
        frequency: Counter[str] = Counter()
        total = 0
        for pieces in counted:
            total += 1
            for block in weights:
                frequency.update(block + piece for piece in pieces[block])
        vocabulary = sorted(piece for piece, count in frequency.items() if count >= rarest)
        idf = np.array([np.log((1 + total) / (1 + frequency[piece])) + 1 for piece in vocabulary], dtype=np.float64)
        return cls(vocabulary, idf, weights, float(np.log((1 + total) / 2) + 1))

    def sparse(self, pieces: Mapping[str, Counter[str]]) -> tuple[list[int], list[float]]:
        """Give the known pieces of a sentence as indices and values.

        A block's length counts unknown pieces too: the less of a sentence is known, the smaller its values are, and
        the less sure the model is of it.
        """
        indices: list[int] = []
        values: list[float] = []
        for block, weight in self.weights.items():
            found: list[tuple[int, float]] = []
            square = 0.0
            for piece, count in pieces[block].items():
                index = self._index.get(block + piece)
                value = (1 + np.log(count)) * (self.unknown if index is None else self.idf[index])
                square += value * value
                if index is not None:
                    found.append((index, value))
            scale = weight / np.sqrt(square) if square else 0.0
            indices += [index for index, _ in found]
            values += [value * scale for _, value in found]
        return indices, values

    def matrix(self, counted: Sequence[Mapping[str, Counter[str]]]) -> csr_matrix:
        """Give one row a sentence, float32."""
        rows = [self.sparse(pieces) for pieces in counted]
        starts = np.cumsum([0, *(len(indices) for indices, _ in rows)])
        indices = np.array([index for row, _ in rows for index in row], dtype=np.int32)
        values = np.array([value for _, row in rows for value in row], dtype=np.float32)
        matrix = csr_matrix((values, indices, starts), shape=(len(rows), len(self.vocabulary)), dtype=np.float32)
        matrix.sort_indices()
        return matrix
