"""Pieces that the English grammars share: numbers, ordinals, weekdays, months, and the words before a limit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
)  # fmt: skip
_NUMBERS = {word: value for value, word in enumerate(_SMALL)}
_NUMBERS |= {"a": 1, "an": 1, "twenty": 20, "twenty-five": 25, "twenty five": 25, "thirty": 30, "forty": 40}
_NUMBERS |= {"forty-five": 45, "forty five": 45, "fifty": 50}
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
ORDINALS = {word: value for value, word in enumerate(_ORDINALS, 1)}
ORDINALS |= {f"twenty-{word}": 20 + value for value, word in enumerate(_ORDINALS[:9], 1)}
ORDINALS |= {"thirtieth": 30, "thirty-first": 31}
_LAST = {"last": -1, "final": -1, "second last": -2, "second to last": -2, "penultimate": -2}

_DAY_NAMES = (
    ("monday", "mon"), ("tuesday", "tues", "tue"), ("wednesday", "weds", "wed"), ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun"),
)  # fmt: skip
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = {name: index for index, names in enumerate(_DAY_NAMES) for name in names}
# As they are often mistyped.
WEEKDAYS |= {"wensday": 2, "wednsday": 2, "wedensday": 2, "tuseday": 1, "thrusday": 3, "thusday": 3, "saterday": 5}
MONTHS = {name: index for index, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {name[:3]: index for name, index in MONTHS.items()} | {"sept": 9}


def either(words: Iterable[str]) -> str:
    """Give a pattern of any of the words, the longest first."""
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


COUNT = rf"(?:[0-9]{{1,3}}|{either(_NUMBERS)})"
HOUR = rf"(?:[0-9]{{1,2}}|{either(_SMALL[1:13])})"
MINUTE = rf"(?:[0-9]{{1,2}}|{either(word for word in _NUMBERS if word not in ('a', 'an'))})"
WEEKDAY = rf"(?:{either(WEEKDAYS)})"
ANY_MONTH = rf"(?:{either(MONTHS)})"
DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9:.]*[0-9])(?! ?(?:am|pm|a\.m|p\.m|o'clock|%))"
DAY_WORD = rf"(?:{either(ORDINALS)})"
ORDINAL = rf"(?:{either((*_ORDINALS[:10], *_LAST))}|[1-9][0-9]?(?:st|nd|rd|th))"

Limit = Literal["", "before", "through", "after", "from", "about"]
_LIMITS: dict[Limit, tuple[str, ...]] = {
    "before": ("before", "earlier than", "prior to"),
    "through": ("by", "until", "till", "up to", "no later than", "not later than", "not after"),
    "after": ("after", "later than"),
    "from": ("from", "starting", "starting from", "starting on", "beginning", "as of", "no earlier than",
             "not earlier than", "not before", "from then on"),
    "about": ("around", "about", "approximately", "circa", "roughly", "near"),
}  # fmt: skip
LIMIT = re.compile(
    rf"(?P<word>{either(word for words in _LIMITS.values() for word in words)})(?: (?:on|at))?(?: the)? "
)
TO_FOLLOWS = re.compile(r" ?(?:-|~|(?:to|until|till|through|thru)\b)", re.ASCII)
WORKDAY = r"(?:working|business|week|work)[ -]?day"


def limit(text: str, at: int) -> tuple[Limit, int]:
    """Give the limit that a word at this place sets, and where what it limits begins."""
    match = LIMIT.match(text, at)
    if match is None:
        return "", at
    return next(kind for kind, words in _LIMITS.items() if match["word"] in words), match.end()


def count(word: str) -> int:
    """Read a counted number: 3, three, a."""
    return int(word) if word.isdecimal() else _NUMBERS[word]


def nth(word: str) -> int:
    """Read an ordinal: first, 2nd, last (-1)."""
    if word in _LAST:
        return _LAST[word]
    return ORDINALS[word] if word in ORDINALS else int(word.rstrip("sthndr"))
