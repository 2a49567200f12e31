"""How a text is read: one plain character for each that is seen, then once more with its spoken digits as digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

# Kind, start and end in the text of a reading.
Found = tuple[str, int, int]

# Labels are written in traditional characters too; only the characters of labels are needed.
_SIMPLIFIED = dict(
    zip(
        "電話護號碼證為郵銀賬帳戶臺鄉來陸國統單務構機這個",
        "电话护号码证为邮银账账户台乡来陆国统单务构机这个",
        strict=True,
    )
)
_DASHES = dict.fromkeys("‐‑‒–—―−─", "-")
_DIGIT_WORDS = dict(
    zip(
        "零〇○洞O一幺壹二贰貳两兩三叁參参四肆五伍六陆陸七柒拐八捌九玖",
        "0000011122222333344556667778899",
        strict=True,
    )
)
_WORDS = "".join(_DIGIT_WORDS)
# 叉 is the X of an ID number.
_AS_DIGITS = str.maketrans({**_DIGIT_WORDS, "叉": "X"})
_APART = "[ ,，、。:;.·_/~-]{0,3}"
# Three digits in a row of which one at least is a word; 十一月 and 两江 need no second reading.
_SPOKEN_RUN = re.compile(
    f"[{_WORDS}]{_APART}[0-9{_WORDS}]{_APART}[0-9{_WORDS}]|[0-9]{_APART}[0-9{_WORDS}]{_APART}[{_WORDS}]"
    f"|[0-9]{_APART}[{_WORDS}]{_APART}[0-9{_WORDS}]|[{_WORDS}2-8]个[0-9{_WORDS}]"
)
# 四个0, 8个零: so many times the same digit.
_REPEATED = re.compile(f"([2-8{_WORDS}])个([0-9{_WORDS}])(?!个)")
_MOST_REPEATED = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to search, and for each of its characters the span of the original that it stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    # The text with its digit words, as long as `text`; empty in the reading as written.
    words: str = ""

    def was_word(self, place: int) -> bool:
        """Tell whether the digit at a place was spoken."""
        return bool(self.words) and self.words[place] in _DIGIT_WORDS

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original, end exclusive, for a non-empty span of this reading."""
        return self.starts[start], self.ends[end - 1]


def readings(text: str) -> Iterator[Reading]:
    """Give the text as written, then, if it has digit words, with these as digits.

    As written first: 周一13800000000 would hide its number if the 一 became a 1.
    """
    written = _written(text)
    yield written
    if _SPOKEN_RUN.search(written.text):
        yield _spoken(written)


class _Plain(dict[str, str]):
    """Each character of half width, simplified and upper case, or nothing for one that cannot be seen; remembered."""

    def __missing__(self, character: str) -> str:
        plain = _plain(character)
        self[character] = plain
        return plain


def _plain(character: str) -> str:
    if character.isascii():
        return " " if character.isspace() else character.upper()
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if character.isspace():
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    known = _SIMPLIFIED.get(character) or _DASHES.get(character)
    if known:
        return known
    plain = unicodedata.normalize("NFKC", character)
    return plain.upper() if len(plain) == 1 and plain.isascii() else plain if len(plain) == 1 else character


_PLAIN = _Plain()


def _written(text: str) -> Reading:
    pieces = [_PLAIN[character] for character in text]
    if "" not in pieces:
        return Reading("".join(pieces), range(len(text)), range(1, len(text) + 1))
    # Zero-width characters must not hide a number: look at the text without them, and keep the places.
    places = [place for place, plain in enumerate(pieces) if plain]
    return Reading("".join(pieces), places, [place + 1 for place in places])


def _spoken(written: Reading) -> Reading:
    """Turn digit words into digits; 四个0 becomes 0000, all of which stand for these three characters."""
    if not _REPEATED.search(written.text):
        return Reading(written.text.translate(_AS_DIGITS), written.starts, written.ends, written.text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    cursor = 0
    for match in islice(_REPEATED.finditer(written.text), _MOST_REPEATED):
        times = int(_DIGIT_WORDS.get(match[1], match[1]))
        first, last = written.original(*match.span())
        pieces += [written.text[cursor : match.start()], match[2] * times]
        starts += [*written.starts[cursor : match.start()], *[first] * times]
        ends += [*written.ends[cursor : match.start()], *[last] * times]
        cursor = match.end()
    words = "".join([*pieces, written.text[cursor:]])
    return Reading(
        words.translate(_AS_DIGITS), [*starts, *written.starts[cursor:]], [*ends, *written.ends[cursor:]], words
    )
