"""Values that follow a form rather than a list: codes, document and clause numbers, classes, amounts, ordinals, ages.

Dates are left to the actions, which read them from the text with the office's calendar. Texts must be normalised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from language.numbers import find_amounts, parse_integer

_NUMBER = r"(?:[0-9]+|[零〇一二两三四五六七八九十百]+)"
_LETTERS = {"甲": "A", "乙": "B", "丙": "C", "丁": "D", "一": "1", "二": "2", "三": "3"}
_GRADE_SIGN = r"(?:ⅰ|ⅱ|ⅲ|i{1,3}(?![a-z]))"
_ALONE = r"(?<![a-z0-9])"
_CLASS_WORD = r"(?:class|category|type|tier|card|grade)"
_GRADE = rf"(?:{_GRADE_SIGN}|[一二三123])"
_GRADES = {
    **dict.fromkeys(("ⅰ", "i", "一", "1"), "Ⅰ"),
    **dict.fromkeys(("ⅱ", "ii", "二", "2"), "Ⅱ"),
    **dict.fromkeys(("ⅲ", "iii", "三", "3"), "Ⅲ"),
}
# Without a noun 30个 is money only where money is spoken of, and 这一块 is a matter.
_SOME = re.compile(r"(?<=[十百千0-9])来(?=[万亿千百块元])")
_DEMONSTRATIVE = re.compile(r"[这那哪每某另同]$")
_UNIT_OF_THINGS = re.compile(r"[个块]$")
_MONEY_BEFORE = re.compile(
    r"(?:薪|给|补|奖|拿|发|领|贷|收入|挣|赚|资助|费|款|价|额|最高|封顶|顶格|大概|差不多|到手|要|花|才|有)"
    r"(?:了|到|得|是|个|的|至少|大约|约|大概|差不多|可以|能|上|够|足|,)?$"
)
_DASH = r" ?(?:-|杠|横杠|横| ) ?"
_ONE_DIGIT = r"[0-9零〇一幺二三四五六七八九]"
_DIGITS = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
# Where the name of an issuer begins; the words in front of it (帮我查) are no part of it.
_HEAD = r"(?:渝|国|中|人社|财|科|教|卫|外专|示例|川|成|京|沪|黔|移民|公境)"
_DOCUMENT_KIND = r"(?:办发|办函|发|办|函|规|文|通)"
_NO_ISSUER = r"(?![请问看根据按照有的是和与跟到查找搜把])"
_NEW_HEAD = r"(?!渝|国办|国发|中办|人社部|示例)"
_ISSUER = (
    rf"(?P<org>{_HEAD}(?:(?!渝)[\u4e00-\u9fa5]){{0,11}}?(?=[ 〔(\[])"
    rf"|(?:{_NO_ISSUER}{_NEW_HEAD}[\u4e00-\u9fa5]){{1,12}}(?=[ 〔(\[]))"
)
_YEAR = r"(?:19|20)[0-9]{2}"


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
    # 七十来万 is 七十余万.
    for amount in find_amounts(_SOME.sub("余", text)):
        written = text[amount.start : amount.end]
        if _DEMONSTRATIVE.search(text, 0, amount.start) and _UNIT_OF_THINGS.search(written):
            continue
        if amount.colloquial and not _MONEY_BEFORE.search(text, 0, amount.start):
            continue
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
    """Give the letter of a class, or the number of one that only its scheme can tell (一类)."""
    letter = match["c"]
    return _LETTERS.get(letter, letter.upper())


def _grade(match: re.Match[str]) -> str:
    return f"A-{_GRADES[match['g']]}"


def _appointment(match: re.Match[str]) -> str:
    return f"{match['p'].upper()}{match['day']}-{_plain_digits(match['no'])}-{match['check']}"


def _case(match: re.Match[str]) -> str:
    return f"DEMO-{_plain_digits(match['no'])}"


def _document(match: re.Match[str]) -> str | None:
    year = _plain_digits(match["year"])
    number = parse_integer(match["no"])
    return None if number is None else f"{match['org']}〔{year}〕{match['no'] if match['no'].isdigit() else number}号"


def _plain_digits(text: str) -> str:
    return text.translate(_DIGITS)


def _span_of_time(match: re.Match[str]) -> str | None:
    number = _digit_value(match)
    return None if number is None else number + match["unit"]


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (
        "appointment_code",
        re.compile(
            rf"(?<![0-9a-z])(?P<it>(?P<p>[a-z]{{2}}) ?(?P<day>20[0-9]{{6}}){_DASH}(?P<no>{_ONE_DIGIT}{{3,4}}){_DASH}"
            r"(?P<check>[0-9]))(?![0-9a-z])"
        ),
        _appointment,
    ),
    (
        "case_number",
        re.compile(rf"{_ALONE}(?P<it>demo(?:{_DASH})?(?P<no>{_ONE_DIGIT}{{4,8}}))(?![0-9a-z])"),
        _case,
    ),
    ("code_tail", re.compile(r"尾号(?:是|为|:)? ?(?P<it>[0-9]{3,4})(?![0-9])"), _as_written),
    (
        "doc_number",
        re.compile(
            rf"(?P<it>{_ISSUER} ?[〔(\[]\s?(?P<year>{_YEAR})\s?[〕)\]] ?第?(?P<no>[0-9]{{1,4}}) ?号)"
        ),
        _document,
    ),
    # As it is spoken, without brackets; only from known issuers: 渝人社发二零二零五十三号.
    (
        "doc_number",
        re.compile(
            rf"(?P<it>(?P<org>{_HEAD}[\u4e00-\u9fa5]{{0,6}}?{_DOCUMENT_KIND})"
            rf" ?(?P<year>{_YEAR}|[二两][零〇]{_ONE_DIGIT}{{2}})"
            rf"(?:年|-| )?第?(?P<no>{_NUMBER}) ?号)"
        ),
        _document,
    ),
    ("clause_number", re.compile(rf"(?P<it>第 ?(?P<n>{_NUMBER}) ?条)"), _digit_value),
    ("clause_number", re.compile(rf"(?P<it>(?P<n>{_NUMBER})条)(?=第{_NUMBER}[款项])"), _digit_value),
    ("window_number", re.compile(rf"(?P<it>(?P<n>{_NUMBER})号窗口?)"), _digit_value),
    ("talent_class", re.compile(rf"{_ALONE}(?P<it>a ?卡的? ?(?P<g>{_GRADE}) ?[类档级])"), _grade),
    (
        "talent_class",
        re.compile(rf"{_ALONE}(?P<it>a ?-? ?(?P<g>{_GRADE_SIGN})(?: ?[类档级卡])?)(?<!ai)(?![a-z0-9])"),
        _grade,
    ),
    ("talent_class", re.compile(rf"{_ALONE}(?P<it>(?P<g>{_GRADE_SIGN}) ?[类档级])"), _grade),
    ("talent_class", re.compile(rf"{_ALONE}(?P<it>(?P<c>[a-f]) ?[类卡级档])(?!型)"), _class),
    ("talent_class", re.compile(rf"{_ALONE}(?P<it>{_CLASS_WORD} (?P<c>[a-c]))(?![a-z0-9])"), _class),
    ("talent_class", re.compile(rf"{_ALONE}(?P<it>(?P<c>[a-c]) {_CLASS_WORD})(?![a-z0-9])"), _class),
    # The first of two that share their noun: A、B类, a还是b卡.
    (
        "talent_class",
        re.compile(rf"{_ALONE}(?P<it>(?P<c>[a-c]))(?= ?(?:[、/,]|还是|和|跟|或|与|到) ?[a-c] ?[类卡])"),
        _class,
    ),
    ("talent_class", re.compile(r"(?P<it>(?P<c>[甲乙丙丁])类)(?!传染|医院)"), _class),
    (
        "talent_class",
        re.compile(r"(?<![这那哪另同某每任一第分为共有0-9])(?P<it>(?P<c>[一二三123])类)(?!别|型)"),
        _class,
    ),
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
