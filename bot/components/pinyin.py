"""How Chinese sounds, without tones: keys of words, and the sounds of a text in which pinyin and characters mix."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SOUND = re.compile(r"[a-z]+|[\u3400-\u9fff]|(?P<other>[^a-z\u3400-\u9fff])")
# Written between the syllables of one word in pinyin: hong yan, xi'an, yingcai-ka.
_WITHIN = frozenset(" '’-")
_MOST_READINGS = 8
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Sound:
    """A character or a run of Latin letters: how it sounds, and its place; `run` counts up where words cannot go on."""

    key: str
    start: int
    end: int
    run: int
    latin: bool


class Ear:
    """Hears words: sounds that Chinese speakers and input methods confuse are one (zh and z, in and ing, l and n)."""

    def __init__(self, first: Mapping[str, str], second: Mapping[str, str]) -> None:
        self._first = first
        self._second = second

    def keys(self, word: str) -> set[str]:
        """Give the ways in which a Chinese word sounds; none if a character has no reading."""
        if not word or not all(_HAN.match(c) and c in self._first for c in word):
            return set()
        readings = [[self._first[c], *([self._second[c]] if c in self._second else [])] for c in word]
        spoken = itertools.islice(itertools.product(*readings), _MOST_READINGS)
        return {key for way in spoken for key in ("".join(map(folded, way)), folded("".join(way)))}

    def spells(self, letters: str, word: str) -> bool:
        """Tell whether letters are the pinyin of a word; of a short one only its usual reading, without confusions."""
        return len(word) > 2 or letters == "".join(self._first[character] for character in word)

    def alike(self, one: str, other: str) -> bool:
        """Tell whether two characters sound alike in their usual readings."""
        return folded(self._first[one]) == folded(self._first[other])

    def sounds(self, text: str) -> list[Sound]:
        """Give the sounds of a normalised text; digits and punctuation end a run."""
        return list(self._sounds(text))

    def _sounds(self, text: str) -> Iterator[Sound]:
        run = 0
        for match in _SOUND.finditer(text):
            piece = match.group()
            if match["other"]:
                run += piece not in _WITHIN
            elif piece.isascii():
                yield Sound(folded(piece), *match.span(), run, latin=True)
            elif piece in self._first:
                yield Sound(folded(self._first[piece]), *match.span(), run, latin=False)
            else:
                run += 1


@functools.lru_cache(maxsize=4096)
def folded(pinyin: str) -> str:
    """Make one of the sounds that are confused."""
    plain = pinyin.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return re.sub(r"(?<=[aei])ng", "n", plain).replace("l", "n")


def sounds_of(readings: Mapping[str, str]) -> dict[str, str]:
    """Give the sound of each character; `readings` has for a syllable the characters that are read so."""
    return {character: folded(syllable) for syllable, written in readings.items() for character in written}
