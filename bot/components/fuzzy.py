"""Words of the lexicon that are written wrongly: one character off, one that sounds or looks alike, or in pinyin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz.distance import Levenshtein

from bot.components.pinyin import Ear, Sound
from bot.components.vocabulary import Spelling

Match = tuple[int, int, str]

_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,}")
# From this length on any one character may be wrong, missing or too much; shorter words only sound or look alike.
_ANY_SLIP = 4
# From this length on 的 may stand in a name.
_WITH_PARTICLE = 6
# Fewer letters are as likely an English word.
_SHORTEST_PINYIN = 5
_LONGEST = 14


class Speller:
    """Finds misspelt words of a list. What is written must itself be no other word that makes sense there."""

    def __init__(self, words: Mapping[str, object], spelling: Spelling, sure: frozenset[str] = frozenset()) -> None:
        """Take words with their meanings; `sure` are those of four characters that may be written with any slip."""
        self._ear = Ear(spelling.first, spelling.second)
        self._common = spelling.common
        self._particles = spelling.particles
        self._shape = {c: group[0] for group in spelling.lookalikes for c in group}
        self._known = words
        self._sure = sure
        self._heard: dict[str, list[str]] = defaultdict(list)
        self._beginnings: set[str] = set()
        self._seen: dict[str, list[str]] = defaultdict(list)
        self._seen_beginnings: set[str] = set()
        # The half that is right, with the character next to it in the other half and that half's outer one.
        self._first_halves: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self._last_halves: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for word in sorted(self._known):
            if _HAN_WORD.fullmatch(word) and len(word) <= _LONGEST:
                self._learn(word)
        self._half_lengths = sorted({len(half) for half in (*self._first_halves, *self._last_halves)}, reverse=True)

    def _learn(self, word: str) -> None:
        for key in self._ear.keys(word):
            self._heard[key].append(word)
            self._beginnings.update(key[:length] for length in range(1, len(key) + 1))
        looks = self._looks(word)
        self._seen[looks].append(word)
        self._seen_beginnings.update(looks[:length] for length in range(1, len(looks) + 1))
        # Of four characters only standard names; aliases as short as that are too near to other words.
        if len(word) > _ANY_SLIP or (len(word) == _ANY_SLIP and word in self._sure):
            middle = len(word) // 2
            self._first_halves[word[:middle]].append((word, word[middle], word[-1]))
            self._last_halves[word[middle:]].append((word, word[middle - 1], word[0]))

    def find(self, text: str) -> list[Match]:
        """Give what may be meant, as start, end and word; the longest first, only one word a place."""
        found: dict[tuple[int, int], set[str]] = defaultdict(set)
        for start, end, word in (*self._by_sound(text), *self._by_shape(text), *self._by_slip(text)):
            if text[start:end] not in self._known:
                found[start, end].add(word)
        sure = ((start, end, self._nearest(text[start:end], words)) for (start, end), words in found.items())
        return sorted(
            ((start, end, word) for start, end, word in sure if word), key=lambda match: (match[0] - match[1], match[0])
        )

    def _nearest(self, written: str, words: set[str]) -> str | None:
        """Choose the word that differs least; of equally near ones that mean different things nobody knows which."""
        if len(words) > 1:
            far = {word: Levenshtein.distance(written, word) for word in words}
            words = {word for word in words if far[word] == min(far.values())}
        return min(words) if len({self._known[word] for word in words}) == 1 else None

    def _by_sound(self, text: str) -> Iterator[Match]:
        sounds = self._ear.sounds(text)
        for first, opening in enumerate(sounds):
            key = ""
            for last in range(first, min(first + _LONGEST, len(sounds))):
                if sounds[last].run != opening.run:
                    break
                key += sounds[last].key
                if key not in self._beginnings:
                    break
                for word in self._heard.get(key, ()):
                    if self._may_sound(text, sounds[first : last + 1], word):
                        yield opening.start, sounds[last].end, word

    def _may_sound(self, text: str, sounds: list[Sound], word: str) -> bool:
        start, end = sounds[0].start, sounds[-1].end
        if any(sound.latin for sound in sounds):
            written = [text[s.start : s.end] for s in sounds]
            characters = [piece for piece in written if not piece.isascii()]
            letters = sum(len(piece) for piece in written if piece.isascii())
            if not characters:
                return letters >= _SHORTEST_PINYIN and self._ear.spells("".join(written), word)
            return all(character in word for character in characters)
        if len(sounds) != len(word):
            return False  # 对啊 and 大 run together into like sounds, but not character by character
        wrong = [place for place, sound in enumerate(sounds) if text[sound.start] != word[place]]
        if end - start != len(word) or not wrong:
            return False
        if not all(self._ear.alike(text[start + place], word[place]) for place in wrong):
            return False
        if len(word) == 2:
            particle = any(text[start + place] in self._particles for place in wrong)
            return len(wrong) == 1 and not particle and self._stands_alone(text, start, end)
        particle = any(text[start + place] in self._particles for place in wrong)
        if particle and self._is_more_than_known(text, start, end, start + wrong[0]):
            return False
        if len(word) == 3:
            return len(wrong) == 1 and not self._touches_word(text, start - 1, end + 1, start + wrong[0])
        return len(wrong) <= max(2, len(word) // 2)

    def _by_shape(self, text: str) -> Iterator[Match]:
        looks = self._looks(text)
        for start in range(len(text) - 1):
            for end in range(start + 1, min(start + _LONGEST, len(text)) + 1):
                key = looks[start:end]
                if key not in self._seen_beginnings:
                    break
                for word in self._seen.get(key, ()):
                    wrong = sum(a != b for a, b in zip(text[start:end], word, strict=True))
                    if wrong == 1 and (len(word) > 2 or self._stands_alone(text, start, end)):
                        yield start, end, word

    def _by_slip(self, text: str) -> Iterator[Match]:
        size = len(text)
        for start in range(size - 1):
            for length in self._half_lengths:
                half = text[start : start + length]
                for word, rest, ends in self._first_halves.get(half, ()):
                    # One slip leaves the rest its first character or its last, which may have moved by one.
                    near = start + len(word) - 2
                    if text[start + length : start + length + 1] == rest or ends in text[near : near + 3]:
                        yield from self._slips(text, start, size, word, is_first=True)
                for word, rest, ends in self._last_halves.get(half, ()):
                    near = max(0, start + length - len(word) - 1)
                    if text[start - 1 : start] == rest or ends in text[near : near + 3]:
                        yield from self._slips(text, start + length, size, word, is_first=False)

    def _slips(self, text: str, place: int, size: int, word: str, *, is_first: bool) -> Iterator[Match]:
        """Give the stretches that begin (or end) at a place and are one character off the word."""
        for length in (len(word), len(word) + 1, len(word) - 1):
            start, end = (place, place + length) if is_first else (place - length, place)
            if start < 0 or end > size:
                continue
            written = text[start:end]
            if length != len(word) and (written[0] != word[0] or written[-1] != word[-1]):
                continue
            if Levenshtein.distance(written, word, score_cutoff=1) == 1 and self._is_slip(text, start, end, word):
                yield start, end, word

    def _is_slip(self, text: str, start: int, end: int, word: str) -> bool:
        written = text[start:end]
        same = next(
            (n for n, (a, b) in enumerate(zip(written, word, strict=False)) if a != b), min(end - start, len(word))
        )
        place = start + same
        if len(written) < len(word):
            # 博士资助 is no 博士后资助: what stands beside the gap may be a word of its own.
            if text[start:place] in self._known or text[place:end] in self._known:
                return False
            ends = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
            return text[place - 1 : place + 1] not in self._common and not self._common.intersection(ends)
        if text[place] == "的" and len(written) > len(word) >= _WITH_PARTICLE:
            return True  # 高技能人才的奖励
        if text[place] in self._particles or not _HAN_WORD.fullmatch(text[place] * 2):
            return False
        if self._is_more_than_known(text, start, end, place):
            return False
        # A first character of four decides what the word is about: 引才补贴 and 英才补贴.
        if len(written) == len(word) <= _ANY_SLIP and place == start:
            return False
        return not self._touches_word(text, start - 1, end + 1, place)

    def _is_more_than_known(self, text: str, start: int, end: int, place: int) -> bool:
        """Tell whether a word of the list stands there with the wrong character only beside it: (的)高级工程师."""
        return (place == start and text[start + 1 : end] in self._known) or (
            place == end - 1 and text[start : end - 1] in self._known
        )

    def _touches_word(self, text: str, start: int, end: int, place: int) -> bool:
        """Tell whether the character at a place makes a common word with a neighbour within the limits."""
        start, end = max(0, start), min(len(text), end)
        return any(
            text[first : first + length] in self._common
            for length in (2, 3)
            for first in range(max(start, place - length + 1), min(place, end - length) + 1)
        )

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Tell whether two characters are no common word, nor halves of their neighbours' words."""
        pairs = (text[max(0, start - 1) : start + 1], text[start:end], text[end - 1 : end + 1])
        return not any(pair in self._common for pair in pairs)

    def _looks(self, text: str) -> str:
        return "".join(self._shape.get(character, character) for character in text)
