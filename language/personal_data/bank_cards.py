"""Numbers of bank cards and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.personal_data.checks import luhn_fits
from language.personal_data.labels import label
from language.personal_data.reading import Found, Reading

# What issuers begin with: UnionPay and older Chinese cards of 16 to 19 digits, foreign brands of 16.
_LONG = re.compile(r"(?<![0-9A-Z])(?:6[0-9]|95)(?:[ .-]{0,2}[0-9]){14,17}(?![0-9A-Z]|元)")
_SIXTEEN = re.compile(r"(?<![0-9A-Z])(?:6[0-9]|95|4[0-9]|5[1-5]|3[57])(?:[ .-]{0,2}[0-9]){14}(?![0-9A-Z]|元)")
_NAMED = re.compile(
    label(
        "(?:银行|工资|储蓄|借记|信用|社保|收款)卡|卡号|账号|账户|(?<!微信)(?:建|工|农|中|招|交)行(?:卡|账号|账户)?|邮储"
    )
)
_NAMED_VALUE = re.compile(r"[0-9](?:[ -]?[0-9]){11,24}(?![0-9A-Z])")


def checked_cards(reading: Reading) -> Iterator[Found]:
    """Give the numbers of 16 to 19 digits whose beginning and check digit are those of a card."""
    for pattern in (_LONG, _SIXTEEN):
        for match in pattern.finditer(reading.text):
            if luhn_fits(_digits(match.group())):
                yield "bank_card", *match.span()


def named_cards(reading: Reading) -> Iterator[Found]:
    """Give what is called a card or an account, whatever its digits."""
    for match in _NAMED.finditer(reading.text):
        value = _NAMED_VALUE.match(reading.text, match.end())
        if value:
            yield "bank_card", *value.span()


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
