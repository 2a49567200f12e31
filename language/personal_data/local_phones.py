"""Fixed telephones and telephones of other countries; without a prefix only when named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.checks import is_date
from language.personal_data.labels import MONEY, label
from language.personal_data.reading import Found, Reading

_EXTENSION = r"(?: ?(?:转|分机|EXT\.?|#) ?[0-9]{1,6}|-[0-9]{1,5}(?![-0-9点:年月日号]))?"
# A local number begins with 2 to 9: the office's example telephones (023-0000-0012) do not.
_AREA = "(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = re.compile(
    rf"0(?<![0-9]0)(?:{_AREA}\)?|086[ -]?0?{_AREA})[ -]{{0,3}}([2-9][0-9]{{3}}[ -]?[0-9]{{3,4}})(?![0-9]){_EXTENSION}"
)
_PREFIX = re.compile(r"(?<![0-9])\(?(?:\+?86\)?[ -]?\(?)?\Z")
_TAIWAN = re.compile(r"0(?<![0-9A-Z]0)9[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}(?![0-9])")
_ABROAD = re.compile(rf"\+(?!86\)?[ -]{{0,2}}1[3-9])[1-9](?:[ ()-]{{0,2}}[0-9]){{7,14}}(?![0-9])(?!{MONEY})")
_NAMED = re.compile(label("座机|固话|固定电话|电话|手机|TEL|PHONE"))
_NAMED_VALUE = re.compile(
    rf"(?![48]00-?[0-9]{4}-)[2-9][0-9]{{2,3}}[ -]?[0-9]{{4}}(?![0-9]|-[0-9]{{5}}|{MONEY})" + _EXTENSION
)


def landlines(reading: Reading) -> Iterator[Found]:
    """Give telephones with an area code or a country code."""
    for match in _ABROAD.finditer(reading.text):
        yield "phone", *match.span()
    for match in _TAIWAN.finditer(reading.text):
        yield "phone", *match.span()
    for match in _LANDLINE.finditer(reading.text):
        if not is_date(_digits(match[1])):
            prefix = _PREFIX.search(reading.text, max(0, match.start() - 7), match.start())
            yield "phone", prefix.start() if prefix else match.start(), match.end()


def named_phones(reading: Reading) -> Iterator[Found]:
    """Give local numbers of 7 or 8 digits that are called a telephone."""
    for match in _NAMED.finditer(reading.text):
        value = _NAMED_VALUE.match(reading.text, match.end())
        if value and not is_date(_digits(value.group())[:8]):
            yield "phone", *value.span()


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
