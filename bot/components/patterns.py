"""Values that follow a form rather than a list: codes, document and clause numbers, classes, amounts, ordinals, ages.

Dates are left to the actions, which read them from the text with the office's calendar. Texts must be normalised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from language.numbers import find_amounts, parse_integer

_NUMBER = r"(?:[0-9]+|[零〇一二两三四五六七八九十百]+)"
_CLASSES = {"甲": "A", "乙": "B", "丙": "C", "丁": "D", "一": "A", "二": "B", "三": "C"}


@dataclass(frozen=True)
class Found:
    """A value and its span in the normalised text; `beside_names`: a name with the same span does not hide it."""

    kind: str
    value: str
    span: tuple[int, int]
    beside_names: bool = False


def find_patterns(text: str) -> list[Found]:
    """Find the values of a normalised text; of overlapping ones the pattern further up in the list wins."""
    found: list[Found] = []
    for item in _all(text):
        if not any(item.span[0] < other.span[1] and other.span[0] < item.span[1] for other in found):
            found.append(item)
    return sorted(found, key=lambda item: item.span)


def _all(text: str) -> Iterator[Found]:
    for kind, pattern, value in _PATTERNS:
        for match in pattern.finditer(text):
            read = value(match)
            if read is not None:
                yield Found(kind, read, match.span("it"), beside_names=kind == "talent_class")
    for amount in find_amounts(text):
        yield Found("amount", f"{amount.value}{amount.unit}", (amount.start, amount.end))


def _upper(match: re.Match[str]) -> str:
    return match["it"].upper()


def _as_written(match: re.Match[str]) -> str:
    return match["it"]


def _digit_value(match: re.Match[str]) -> str | None:
    number = parse_integer(match["n"])
    return None if number is None else str(number)


def _ordinal(match: re.Match[str]) -> str | None:
    return "-1" if match["n"] is None else _digit_value(match)


def _class(match: re.Match[str]) -> str:
    letter = match["c"]
    return _CLASSES.get(letter, letter.upper())


def _document(match: re.Match[str]) -> str:
    return f"{match['org']}〔{match['year']}〕{match['no']}号"


def _span_of_time(match: re.Match[str]) -> str | None:
    number = _digit_value(match)
    return None if number is None else number + match["unit"]


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    ("appointment_code", re.compile(r"(?<![0-9a-z])(?P<it>[a-z]{2}[0-9]{8}-[0-9]{3,4}-[0-9])(?![0-9a-z])"), _upper),
    ("case_number", re.compile(r"(?<![0-9a-z])(?P<it>demo-[0-9]{4,8})(?![0-9a-z])"), _upper),
    ("code_tail", re.compile(r"尾号(?:是|为|:)? ?(?P<it>[0-9]{3,4})(?![0-9])"), _as_written),
    (
        "doc_number",
        re.compile(
            r"(?P<it>(?P<org>(?:(?![请问查看根据按照有的是和与跟])[\u4e00-\u9fa5]){1,12})"
            r" ?[〔(](?P<year>(?:19|20)[0-9]{2})[〕)] ?第?(?P<no>[0-9]{1,4}) ?号)"
        ),
        _document,
    ),
    ("clause_number", re.compile(rf"(?P<it>第 ?(?P<n>{_NUMBER}) ?条)"), _digit_value),
    ("clause_number", re.compile(rf"(?P<it>(?P<n>{_NUMBER})条)(?=第{_NUMBER}[款项])"), _digit_value),
    ("window_number", re.compile(rf"(?P<it>(?P<n>{_NUMBER})号窗口?)"), _digit_value),
    ("talent_class", re.compile(r"(?<![a-z0-9])(?P<it>(?P<c>[a-f]) ?[类卡级档])(?!型)"), _class),
    ("talent_class", re.compile(r"(?P<it>(?P<c>[甲乙丙丁一二三])类)(?=$|[的人还或算是呢吗,。?和跟])"), _class),
    ("age", re.compile(rf"(?P<it>(?P<n>{_NUMBER})周?岁)"), _digit_value),
    (
        "duration",
        re.compile(
            r"(?<![第0-9])(?P<it>(?P<n>[0-9]{1,2}|[一二两三四五六七八九十]+)(?P<unit>年|个月|个工作日|工作日|周|天))"
            r"(?![级初底末一二三四五六])"
        ),
        _span_of_time,
    ),
    (
        "ordinal",
        re.compile(rf"(?P<it>第 ?(?P<n>{_NUMBER}) ?(?:个|项|种|家|类|张|款|条)?)(?![章期批届年月次周天步季])"),
        _ordinal,
    ),
    ("ordinal", re.compile(r"(?P<it>最后(?P<n>x)?(?:一个|那个|一项|一条))"), _ordinal),
)  # fmt: skip
