"""Check digits and birthdays."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def id_check_fits(number: str) -> bool:
    """Tell whether the last of 18 characters is right (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]


def luhn_fits(digits: str) -> bool:
    """Tell whether the last digit of a card is right."""
    backwards = [int(digit) for digit in reversed(digits)]
    return (sum(backwards[::2]) + sum(_DOUBLED[digit] for digit in backwards[1::2])) % 10 == 0


def is_date(digits: str) -> bool:
    """Tell whether eight digits are a day of the years 1800 to 2099."""
    if len(digits) != 8 or not digits.isdigit() or digits[:2] not in {"18", "19", "20"}:
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def is_month(digits: str) -> bool:
    """Tell whether six digits are a year of 1900 to 2099 and a month."""
    return len(digits) == 6 and digits[:2] in {"19", "20"} and "01" <= digits[4:] <= "12"
