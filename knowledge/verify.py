"""The rule that every number of an answer stands somewhere: in a cited row, the question, or the office's records."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from language.numbers import parse_integer

_DIGITS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SCALE = {"万": 10_000, "亿": 100_000_000}
# A whole run of numerals, with 百分之 before it, 万 or 亿 at its end, or a unit behind it.
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_CHINESE = re.compile(
    rf"百分之({_NUMERAL}{{1,24}})"
    rf"|(?<!{_NUMERAL})({_NUMERAL}{{1,24}})(?!{_NUMERAL})(?:(?<=[万亿])|(?=[余多元年月日天周项个家人名次条款档倍%岁]))"
)


@functools.lru_cache(maxsize=8192)
def numbers_in(text: str) -> frozenset[Decimal]:
    """Return the values of the numbers in a text; `100万` counts as 1000000 and as 100, `一百万` as 1000000."""
    text = unicodedata.normalize("NFKC", text)
    return frozenset(_digit_values(text, both=True) | {value for _, value in _chinese(text)})


def unsupported_numbers(text: str, evidence: Iterable[str]) -> list[str]:
    """Return the numbers in `text` whose value stands in none of the evidence texts, as they are written."""
    text = unicodedata.normalize("NFKC", text)
    known: frozenset[Decimal] = frozenset().union(*map(numbers_in, evidence))
    missing = []
    for match in _DIGITS.finditer(text):
        value, scaled = _value(match, text)
        if scaled not in known and not (scaled == value and value in known):
            missing.append(match.group() + (text[match.end() :].lstrip(" ")[0] if scaled != value else ""))
    # A Chinese numeral that is one character long is as often a word (一个, 两江) as a number: it is not judged.
    missing += [written for written, value in _chinese(text) if len(written) > 1 and value not in known]
    return missing


def _digit_values(text: str, *, both: bool) -> set[Decimal]:
    values: set[Decimal] = set()
    for match in _DIGITS.finditer(text):
        value, scaled = _value(match, text)
        values |= {value, scaled} if both else {scaled}
    return values


def _value(match: re.Match[str], text: str) -> tuple[Decimal, Decimal]:
    """Return the bare value and the value with a following 万 or 亿."""
    value = Decimal(match.group().replace(",", ""))
    after = text[match.end() :].lstrip(" ")[:1]
    return value, value * _SCALE[after] if after in ("万", "亿") else value


def _chinese(text: str) -> list[tuple[str, Decimal]]:
    """Return the Chinese numerals as written, with their values; 两三 or a bare 万 has no value and is left out."""
    written = [match[1] or match[2] for match in _CHINESE.finditer(text)]
    return [(numeral, Decimal(value)) for numeral in written if (value := parse_integer(numeral)) is not None]
