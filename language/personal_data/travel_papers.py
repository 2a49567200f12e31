"""Passports, travel permits of Hong Kong, Macao and Taiwan, and older cards of permanent residence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.checks import is_date, is_month
from language.personal_data.labels import MONEY, label
from language.personal_data.reading import Found, Reading

_NAMES = {
    "passport": "护照|旅券|PASSPORT|证件",
    "travel_permit": "台胞[证卡]|回乡[证卡]|通行证",
    "permanent_residence": "永居证?|永久居留(?:身份)?证|五星卡|绿卡|居留证",
}
_NAMED = re.compile("|".join(f"(?P<{kind}>{label(names)})" for kind, names in _NAMES.items()))
_SPACED = re.compile(r"[A-Z]{0,3}(?:[ -]?[0-9]){6,12}(?![0-9A-Z])")
_SOLID = re.compile(r"(?=(?:[A-Z]*[0-9]){4})[0-9A-Z]{6,12}(?![0-9A-Z])")
_PERMIT = re.compile(
    r"(?:[A-Z]{2}[0-9]{7}|[A-Z]{0,2}(?:[ -]?[0-9]){8}(?:[ -]?[0-9]{2})?(?:\([0-9A-Z]{1,2}\))?)(?![0-9A-Z])"
)
_RESIDENCE = re.compile(r"(?:[A-Z]{3})?[0-9](?:[ -]?[0-9]){8,17}(?:[ -]?X)?(?![0-9A-Z])")
# A number of digits alone that is followed by one of these is a sum; 张 or 万 may be a name.
_SUM = re.compile(rf"{MONEY}|[万亿]元")
# The name may follow: E00000000是我的护照号, K00000000(香港护照).
_NAMED_AFTER = re.compile(
    r"(?<![0-9A-Z])(?P<value>(?=[A-Z]{0,3}[0-9])[0-9A-Z]{6,12}|[0-9]{4} [0-9]{4})"
    r"(?:[ ,，]{0,2}(?:这个?|就)?是|\()(?:[我你他她的]|本人|旧|新|老公|老婆|孩子|香港|特区|中国|澳门|台湾){0,4}"
    r"(?:(?P<passport>护照|PASSPORT)|(?P<travel_permit>台胞[证卡]|回乡[证卡]|(?:港澳|大陆|内地)?通行证))"
)
_NO_COUNTRY = "(?!RMB|CNY|USD|EUR|JPY|HKD|GBP|KRW|TEL|FAX)"
_UNNAMED = tuple(
    (kind, re.compile(rf"(?<![0-9A-Z]){pattern}(?![0-9A-Z])"))
    for kind, pattern in (
        ("travel_permit", r"[HM](?:[ -]?[0-9]){8}(?:[ -]?[0-9]{2}|\([0-9]{2}\))?"),
        ("passport", r"(?:[EGDSPK](?:[ -]?[0-9]){8}|(?:E[A-Z]|[SDP]E|KJ|MA|MB)(?:[ -]?[0-9]){7})"),
        ("permanent_residence", rf"{_NO_COUNTRY}[A-Z]{{3}}(?:[ -]?[0-9]){{12}}"),
    )
)
_PART_OF_A_CODE = re.compile(r"[0-9A-Z][-_/]")


def named_papers(reading: Reading) -> Iterator[Found]:
    """Give what is called a passport, a permit or a residence card, before or after it."""
    text = reading.text
    for match in _NAMED.finditer(text):
        kind = match.lastgroup or ""
        for pattern in {"passport": (_SPACED, _SOLID), "travel_permit": (_PERMIT,)}.get(kind, (_RESIDENCE,)):
            value = pattern.match(text, match.end())
            if value and _is_paper(text, *value.span()):
                yield _kind(kind, value.group()), *value.span()
                break
    for match in _NAMED_AFTER.finditer(text):
        if _is_paper(text, *match.span("value")):
            yield "passport" if match["passport"] else "travel_permit", *match.span("value")


def papers(reading: Reading) -> Iterator[Found]:
    """Give the numbers whose letters tell them: E00000000, EA0000000, H0000000000, USA000000000000."""
    for kind, pattern in _UNNAMED:
        for match in pattern.finditer(reading.text):
            start, end = match.span()
            in_code = _PART_OF_A_CODE.match(reading.text, start - 2) if start > 1 else None
            if not in_code and not is_date(_digits(match.group())[:8]):
                yield kind, start, end


def _is_paper(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    digits = _digits(value)
    if value[0].isdigit() and (is_date(digits[:8]) or is_month(digits)):
        return False
    if re.fullmatch(r"1[3-9][0-9]{9}", value):
        return False
    alone = digits == value.replace(" ", "").replace("-", "")
    return not alone or (len(digits) >= 7 and not _SUM.match(text, end))


def _kind(kind: str, value: str) -> str:
    if kind == "permanent_residence" and value[:6] in {"810000", "820000", "830000"}:
        return "residence_permit"
    return kind


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
