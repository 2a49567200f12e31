"""The numbers of a sentence with their kind and bounds: 年薪不到80万, 三年半, 60到120万, 55周岁以下."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.eligibility.values import FEN, MONTHS, Span
from language.numbers import find_amounts, parse_integer, parse_number

_NUMERAL = r"(?:[0-9]+(?:\.[0-9]+)?|[零一二两三四五六七八九十百]+)"
_DURATION = re.compile(
    rf"(?<![0-9第])(?:(?P<years>{_NUMERAL})年(?P<half>半)?(?:零|又|加|多)?(?:(?P<more>{_NUMERAL})个月)?|(?P<halfyear>半年)"
    rf"|(?P<months>{_NUMERAL})个(?P<halfmonth>半)?月)(?![级初底末])"
)
_AGE = re.compile(rf"(?P<n>{_NUMERAL})周?岁")
_POINTS = re.compile(rf"(?P<n>{_NUMERAL})分(?![之钟])")
_TIMES = re.compile(rf"(?P<n>{_NUMERAL})次")
_BARE = re.compile(rf"(?P<n>{_NUMERAL})")
_RANGE = re.compile(rf"(?P<low>{_NUMERAL})(?P<unit>[万亿年岁])?元?(?:到|至|-|~|—)+$")
# 年薪差两万到五十 tells a difference, not the pay.
_DIFFERENCE = re.compile("(?:差|少|多|涨|加|降|减)了?$")
_LOWER = re.compile("(?P<digit>[1-9])(?![0-9.,万亿千百年月岁个分次%])")
_BELOW = re.compile("(?:不到|不满|不足|未满|低于|少于|小于|没到|没满|未到)$")
_AT_MOST = re.compile("(?:不超过|最多|至多|顶多)$")
_ABOVE = re.compile("(?:超过|高于|大于|多于|不止|超)$")
_AT_LEAST = re.compile("(?:至少|不少于|不低于|起码|满)$")
_ABOUT_BEFORE = re.compile("(?:大概|大约|差不多|约|约莫|可能)(?:是|有)?$")
_NEARLY = re.compile("(?:将近|接近|快|快要|差点)$")
_AND_MORE = re.compile("^(?:多|余|出头|往上|以上|及以上|起|\\+)")
_AND_LESS = re.compile("^(?:以下|以内|之内|及以下)")
_ABOUT_AFTER = re.compile("^(?:左右|上下)")
_LONGEST_YEARS = 80
_TENTH = 10


@dataclass(frozen=True)
class Mention:
    """A number of a sentence: kind (money, months, age, points, percent, count), bounds and place.

    `colloquial` marks 30个 for 30万, to be confirmed before it counts.
    """

    kind: str
    span: Span
    start: int
    end: int
    colloquial: bool = False


def mentions(text: str) -> list[Mention]:
    """Find the numbers of a normalised sentence, in their order."""
    found: list[Mention] = []
    for mention in _all(text):
        if _DIFFERENCE.search(text, 0, mention.start) is None and not any(
            mention.start < other.end and other.start < mention.end for other in found
        ):
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def bare_number(text: str, kind: str) -> Span | None:
    """Read a text that is a number and nothing else, as the answer to a question for this kind; years for durations."""
    match = _BARE.fullmatch(text.strip("。.!！ 呢吧吗的了"))
    number = parse_number(match["n"]) if match else None
    if number is None or kind == "money":
        return None
    scaled = number * (MONTHS if kind == "months" else 1)
    return Span.exactly(int(scaled)) if scaled == scaled.to_integral_value() and number < 1000 else None


def _all(text: str) -> Iterator[Mention]:
    for match in _AGE.finditer(text):
        yield from _made(text, "age", match["n"], 1, match.span())
    for match in _DURATION.finditer(text):
        months = _months(match)
        if months is not None:
            yield _bounded(text, "months", months, MONTHS, match.span())
    for match in _POINTS.finditer(text):
        yield from _made(text, "points", match["n"], 1, match.span())
    for match in _TIMES.finditer(text):
        yield from _made(text, "count", match["n"], 1, match.span())
    for amount in find_amounts(text):
        kind, scale = ("percent", 1) if amount.unit == "%" else ("money", FEN)
        value = amount.value * scale
        # 2万5 is 25,000: a bare digit takes the next lower place.
        lower = _LOWER.match(text, amount.end) if text[amount.end - 1] == "万" else None
        if lower is not None:
            value += int(lower["digit"]) * 1000 * FEN
        if value == int(value):
            unit = 10_000 * FEN if kind == "money" else 1
            mention = _bounded(text, kind, int(value), unit, (amount.start, lower.end() if lower else amount.end))
            yield replace(mention, colloquial=amount.colloquial)


def _made(text: str, kind: str, written: str, scale: int, place: tuple[int, int]) -> Iterator[Mention]:
    number = parse_integer(written)
    if number is not None:
        yield _bounded(text, kind, number * scale, scale, place)


def _months(match: re.Match[str]) -> int | None:
    if match["halfyear"]:
        return MONTHS // 2
    if match["months"]:
        months = parse_integer(match["months"])
        return None if months is None or months > _LONGEST_YEARS * MONTHS else months
    years = parse_number(match["years"])
    more = parse_integer(match["more"]) if match["more"] else 0
    # 2023年 is a date, no duration.
    if years is None or years > _LONGEST_YEARS or more is None:
        return None
    months_of_years = years * MONTHS
    return int(months_of_years) + (MONTHS // 2 if match["half"] else 0) + more


def _bounded(text: str, kind: str, number: int, unit: int, place: tuple[int, int]) -> Mention:
    """Read the words around a number: below, at least, about, or the upper end of a range."""
    before, within, after = text[: place[0]], text[slice(*place)], text[place[1] :]
    money = kind == "money"
    low = _RANGE.search(before)
    if low is not None:
        first = parse_integer(low["low"])
        if first is not None and first * unit < number:
            return Mention(kind, Span(first * unit, number), low.start(), place[1])
    if _BELOW.search(before):
        return Mention(kind, Span(None, number, high_open=True), *place)
    if _AT_MOST.search(before) or _AND_LESS.match(after):
        return Mention(kind, Span(None, number), *place)
    if _ABOVE.search(before):
        return Mention(kind, Span(number, None, low_open=True), *place)
    if _AT_LEAST.search(before):
        return Mention(kind, Span(number, None), *place)
    if _AND_MORE.match(after) or (money and re.search("[余多]", within)):
        # Who earns exactly the border says so: 120万以上 means more than that.
        return Mention(kind, Span(number, None, low_open=money), *place)
    if _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(after):
        return Mention(kind, Span(number - number // _TENTH, number + number // _TENTH), *place)
    if _NEARLY.search(before):
        return Mention(kind, Span(number - number // _TENTH, number, high_open=True), *place)
    return Mention(kind, Span.exactly(number), *place)
