"""The language of a message: English, or Chinese in characters or in pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Of an English sentence three words in ten and more are no Chinese syllables; of pinyin hardly one.
_FOREIGN = 0.3


class Tongue:
    """Tells English from pinyin by the syllables of Chinese (without tones)."""

    def __init__(self, syllables: Iterable[str]) -> None:
        longest_first = sorted(set(syllables), key=lambda syllable: (-len(syllable), syllable))
        one = "|".join(longest_first) or "(?!)"
        self._syllable = re.compile(one)
        self._pinyin = re.compile(f"(?:{one})+")

    def of(self, text: str) -> str:
        """Give `en` for a normalised English text, else `zh`."""
        words = _WORD.findall(text)
        # Commands of other chat programs (/restart) are no sentence in any language.
        if text.startswith("/") or not words or len(_HAN.findall(text)) * 3 > len(words):
            return "zh"
        foreign = sum(1 for word in words if not self._pinyin.fullmatch(word))
        return "en" if foreign / len(words) >= _FOREIGN else "zh"

    def syllables(self, word: str) -> list[str]:
        """Give the syllables of a Latin word that is pinyin, read from the left, else none."""
        found = self._syllable.findall(word)
        return found if "".join(found) == word else []
