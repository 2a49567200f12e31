"""Appointment codes such as LJ20261202-0031-7: day of the visit, number within the day, check digit."""

from __future__ import annotations

import re
from datetime import date

_CODE = re.compile(r"LJ[-\s]?(\d{8})[-\s]?(\d{4})[-\s]?(\d)(?!\d)", re.IGNORECASE)


def make_code(day: date, number: int) -> str:
    """Return the code of the `number`-th visit of a day."""
    body = f"{day:%Y%m%d}{number:04d}"
    return f"LJ{body[:8]}-{body[8:]}-{check_digit(body)}"


def find_code(text: str) -> str | None:
    """Return the first code in a text in its standard form, or None; the check digit is not looked at."""
    match = _CODE.search(text)
    return f"LJ{match[1]}-{match[2]}-{match[3]}" if match else None


def is_sound(code: str) -> bool:
    """Tell whether a code in its standard form carries the right check digit."""
    match = _CODE.fullmatch(code)
    return match is not None and match[3] == check_digit(match[1] + match[2])


def check_digit(digits: str) -> str:
    """Return the check digit after ISO/IEC 7064, MOD 11,10: finds every wrong digit and nearly every swap."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = (total * 2) % 11
    return str((11 - product) % 10)
