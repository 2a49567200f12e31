"""Numbers of ID cards, of residence permits of Hong Kong, Macao and Taiwan, and of foreigners' permanent residence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.checks import id_check_fits, is_date
from language.personal_data.labels import label
from language.personal_data.reading import Found, Reading

_JOIN = "[ .·_-]{0,2}"
_WORDS = "(?:[ ,，、。:/-]|然后|接着|再|后面|空格){1,3}"
_EIGHTEEN = re.compile(
    rf"(?<![0-9])[1-9](?:{_JOIN}[0-9]){{16}}{_JOIN}[0-9X](?![0-9])"
    rf"|(?<![0-9])[1-9][0-9]{{5}}{_WORDS}(?:19|20)[0-9]{{6}}{_WORDS}[0-9]{{3}}[0-9X](?![0-9])"
)
_FIFTEEN = re.compile(r"(?<![0-9A-Z])[1-9][0-9]{5}[ -]?[0-9]{6}[ -]?[0-9]{3}(?![0-9A-Z])")
# A telephone and an ID number without anything between.
_GLUED = re.compile(
    r"(?<![0-9])(?:(1[3-9][0-9]{9})([1-9][0-9]{16}[0-9X])|([1-9][0-9]{16}[0-9X])(1[3-9][0-9]{9}))(?![0-9])"
)
_NAMES = "身[份分]证(?:件|明)?|身[份分](?=[证号])|公民身份|社会保障|SFZ|ID ?CARD|居住证|永居证?|永久居留(?:身份)?证"
_NAMED = re.compile(r"(?<![A-Z])" + label(_NAMES))
_NAMED_VALUE = re.compile(r"[0-9](?:[ -]?[0-9]){13,18}[0-9X](?![0-9A-Z])|[0-9]{9,19}[0-9X](?![0-9A-Z])")
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
# A wrong check character is forgiven to grown applicants; later dates belong to case numbers (area, date, sequence).
_LAST_YEAR_UNCHECKED = "2010"


def id_numbers(reading: Reading) -> Iterator[Found]:
    """Give the numbers of 18 or 15 characters whose birthday and check character tell them."""
    for match in _GLUED.finditer(reading.text):
        for group, kind in ((1, "phone"), (2, "id_number"), (3, "id_number"), (4, "phone")):
            number = match[2] or match[3]
            if match[group] and _is_person(number):
                yield kind, *match.span(group)
    for match in _EIGHTEEN.finditer(reading.text):
        number = _bare(match.group())
        if _is_person(number):
            yield _kind(number), *match.span()
    for match in _FIFTEEN.finditer(reading.text):
        number = _bare(match.group())
        if _PROVINCE.match(number) and is_date(f"19{number[6:12]}"):
            yield "id_number", *match.span()


def named_id_numbers(reading: Reading) -> Iterator[Found]:
    """Give what is called an ID number, though a character is wrong, missing or too many."""
    for match in _NAMED.finditer(reading.text):
        value = _NAMED_VALUE.match(reading.text, match.end())
        if value:
            yield _kind(_bare(value.group())), *value.span()


def _is_person(number: str) -> bool:
    return is_date(number[6:14]) and (id_check_fits(number) or number[6:10] <= _LAST_YEAR_UNCHECKED)


def _kind(number: str) -> str:
    if number[:2] in {"81", "82", "83"} and number[2:6] == "0000":
        return "residence_permit"
    return "permanent_residence" if len(number) == 18 and number[0] == "9" else "id_number"


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isdigit() or character == "X")
