"""One spelling for understanding: half width, simplified, lower case, no idle blanks; places traced to the original."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

import opencc

# Compatibility forms that mean the plain character: radicals from PDFs, full and half width, circled digits.
# Document brackets (〔〕) and Chinese punctuation without a full-width twin stay as they are.
_COMPATIBLE = (
    (0x2E80, 0x2FDF), (0x2460, 0x249B), (0x3200, 0x33FF), (0xF900, 0xFAFF), (0xFB00, 0xFB06), (0xFF01, 0xFFEE),
)  # fmt: skip
_ALSO = {
    "\u00b2": "2",
    "\u00b3": "3",
    "\u2eda": "页",
    **dict.fromkeys("﹝［【", "〔"),
    **dict.fromkeys("﹞］】", "〕"),
    **dict.fromkeys("–—－−﹣", "-"),
    "〜": "~",
    "○": "〇",
}
_WIDE = r"\u3400-\u9fff〇。、"
# Blanks beside a Chinese character come from voice input and pasted text; between two Latin words they matter.
_IDLE_BLANK = re.compile(rf"(?<=[{_WIDE}]) | (?=[{_WIDE}])|^ +| +$")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text and, for each of its characters, the index in the original that it came from."""

    text: str
    places: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original, end exclusive, for a non-empty span of the normalised text."""
        return self.places[start], self.places[end - 1] + 1


def normalise(text: str) -> Normalised:
    """Normalise a message; the meaning stays, the length may change, the order of characters never does."""
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in _plain(character):
            if plain == " " and (not pieces or pieces[-1] == " "):
                continue
            pieces.append(plain)
            places.append(place)
    return _without_idle_blanks(_simplified("".join(pieces)), places)


def normalised(text: str) -> str:
    """Give only the normalised text."""
    return normalise(text).text


@functools.lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Give what one character becomes: nothing, a blank, itself, or several characters (⑩ is 10)."""
    if character in _ALSO:
        return _ALSO[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}:
        return ""
    code = ord(character)
    if any(first <= code <= last for first, last in _COMPATIBLE):
        character = unicodedata.normalize("NFKC", character)
    return character.lower()


def _simplified(text: str) -> str:
    """Turn traditional characters into simplified ones, one for one."""
    if not _HAN.search(text):
        return text
    converter = _converter()
    whole: str = converter.convert(text)
    # Only a conversion that keeps the length keeps the places; otherwise each character is converted alone.
    if len(whole) == len(text):
        return whole
    return "".join(_one_for_one(converter.convert(character), character) for character in text)


def _one_for_one(converted: str, character: str) -> str:
    return converted if len(converted) == 1 else character


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _without_idle_blanks(text: str, places: list[int]) -> Normalised:
    if " " not in text:
        return Normalised(text, tuple(places))
    idle = {blank.start() for blank in _IDLE_BLANK.finditer(text)}
    kept = [index for index in range(len(text)) if index not in idle]
    return Normalised("".join(text[index] for index in kept), tuple(places[index] for index in kept))
