"""Personal data in free text: find it and cover it before anything is logged, tracked or indexed.

Found are telephones, ID numbers, passports and travel permits, e-mail addresses and bank cards. Names cannot be found
reliably and are taken through forms alone. Appointment codes, case numbers, document numbers, dates and amounts stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_LABELS = {
    "phone": "[电话]",
    "id_number": "[身份证号]",
    "passport": "[证件号]",
    "email": "[邮箱]",
    "bank_card": "[银行卡号]",
}
# Codes that the office itself gives out: LJ20261202-001-7, DEMO-000123.
_KEPT = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z]{2}[0-9]{8}-[0-9]{3,4}-[0-9]|DEMO-[0-9]{4,8})(?![0-9A-Za-z])", re.IGNORECASE
)
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ID_NUMBER = re.compile(r"(?<![0-9])[1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9])|(?<![0-9])[1-9][0-9]{14}(?![0-9])")
_PHONE = re.compile(
    r"(?<![0-9])(?:\+?(?:00)?86[ -]?|0)?(?:1[3-9][0-9][ .-]?[0-9]{4}[ .-]?[0-9]{4}|1[3-9](?:[ -]?[0-9]){9})"
    # A round sum in yuan, written out and followed by its unit at once, is no telephone; 13812345678元旦能打 holds one.
    r"(?![0-9])(?!(?<=0000)元(?!旦))"
    r"|(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[ -]?[2-9][0-9]{3}[ -]?[0-9]{3,4}(?![0-9])"
)
_BANK_CARD = re.compile(r"(?<![0-9])[1-9](?:[ -]?[0-9]){15,18}(?![0-9])|[0-9]{20,}")
_LABELLED_CARD = re.compile(r"(?:卡号|账号|帐号|账户|帐户)\s?[是为:]?\s?([0-9](?:[ -]?[0-9]){11,24})")
_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z][0-9]{8}|E[A-Z][0-9]{7}|[HM][0-9]{8}(?:[0-9]{2})?|[A-Z]{3}[0-9]{12})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LABELLED_PASSPORT = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|居留证|身份证|证件|passport)(?:号码?|编号| ?no\.?| ?number)?\s?[是为:]?\s?"
    r"((?=[A-Z]*[0-9])[A-Z0-9]{6,18})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLD_ID_LENGTH = 15
# Spoken digits (一三八…) are a number too when enough of them stand in a row.
_SPOKEN = str.maketrans("零〇一幺二三四五六七八九", "001123456789")


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One find: its kind and its place in the text, end exclusive."""

    kind: str
    start: int
    end: int


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace personal data by labels such as [电话]; give the text and the kinds found, each once, in order."""
    found = find(text)
    pieces: list[str] = []
    cursor = 0
    for item in found:
        pieces += [text[cursor : item.start], _LABELS[item.kind]]
        cursor = item.end
    pieces.append(text[cursor:])
    return "".join(pieces), tuple(dict.fromkeys(item.kind for item in found))


def find(text: str) -> list[PersonalData]:
    """Find personal data, without overlaps, in the order of the text."""
    # Zero-width characters must not hide a number: look at the text without them, and keep the places.
    seen = [(place, plain) for place, character in enumerate(text) if (plain := _plain(character))]
    written = "".join(plain for _, plain in seen)
    taken = [match.span() for match in _KEPT.finditer(written)]
    found: list[PersonalData] = []
    # As written first: 周一13800000000 would hide its number if the 一 became a 1.
    for version in (written, written.translate(_SPOKEN)):
        for kind, start, end in _candidates(version):
            if not any(start < other_end and other_start < end for other_start, other_end in taken):
                taken.append((start, end))
                found.append(PersonalData(kind, seen[start][0], seen[end - 1][0] + 1))
    return sorted(found, key=lambda item: item.start)


def _plain(character: str) -> str:
    """Give one character of half width, or nothing for one that cannot be seen."""
    if character.isascii():
        return character
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    plain = unicodedata.normalize("NFKC", character)
    return " " if character.isspace() else plain if len(plain) == 1 else character


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    """Give kind, start and end of what looks like personal data, the surest kinds first."""
    yield from (("email", *match.span()) for match in _EMAIL.finditer(text))
    yield from (("id_number", *match.span()) for match in _ID_NUMBER.finditer(text) if _is_id_number(match.group()))
    yield from (("phone", *match.span()) for match in _PHONE.finditer(text))
    yield from (("bank_card", *match.span()) for match in _BANK_CARD.finditer(text) if _is_bank_card(match.group()))
    yield from (("bank_card", *match.span(1)) for match in _LABELLED_CARD.finditer(text))
    yield from (("passport", *match.span()) for match in _PASSPORT.finditer(text))
    yield from (("passport", *match.span(1)) for match in _LABELLED_PASSPORT.finditer(text) if not _is_date(match[1]))


def _is_id_number(text: str) -> bool:
    """Accept a right check character, or a birthday in the right place: a mistyped number is personal too."""
    number = text.replace(" ", "").replace("-", "").upper()
    if len(number) == _OLD_ID_LENGTH:
        return _is_date(f"19{number[6:12]}")
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[-1] or _is_date(number[6:14])


def _is_bank_card(text: str) -> bool:
    """Check the last digit of a card (Luhn); a longer run of digits is covered unseen."""
    digits = [int(digit) for digit in text if digit.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return len(digits) > 19 or sum(doubled) % 10 == 0


def _is_date(digits: str) -> bool:
    if len(digits) != 8 or not digits.isdigit() or digits[:2] not in {"18", "19", "20"}:
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
