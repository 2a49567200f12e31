"""The Chinese lunar calendar, 2019 to 2036, as a table of month lengths.

Computed with the Python package lunardate 0.3.0 and compared month by month with zhdate 0.1: both agree throughout.
"""

from __future__ import annotations

from datetime import date, timedelta

# Year: first day as month and day, the month that is followed by its leap month (0: none), lengths (1: 30 days, 0: 29).
_YEARS = {
    2019: (2, 5, 0, "101010010011"),
    2020: (1, 25, 4, "0111010010101"),
    2021: (2, 12, 0, "011010101010"),
    2022: (2, 1, 0, "101011010101"),
    2023: (1, 22, 2, "0100110110101"),
    2024: (2, 10, 0, "010010110110"),
    2025: (1, 29, 6, "1010010101110"),
    2026: (2, 17, 0, "101001001110"),
    2027: (2, 6, 0, "110100100110"),
    2028: (1, 26, 5, "1110100100110"),
    2029: (2, 13, 0, "110101010011"),
    2030: (2, 3, 0, "010110101010"),
    2031: (1, 23, 3, "0110101101010"),
    2032: (2, 11, 0, "100101101101"),
    2033: (1, 31, 11, "0100101011101"),
    2034: (2, 19, 0, "010010101101"),
    2035: (2, 8, 0, "101001001101"),
    2036: (1, 28, 6, "1101001001011"),
}
LAST = -1  # as a day: the last of its month (除夕)


def lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """Give the solar date of a lunar one, or None where there is no such day or the table does not reach."""
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    first_month, first_day, leap_month, lengths = _YEARS[year]
    if leap and month != leap_month:
        return None
    index = month - 1 + (1 if leap or (leap_month and month > leap_month) else 0)
    length = 30 if lengths[index] == "1" else 29
    number = length if day == LAST else day
    if not 1 <= number <= length:
        return None
    before = sum(30 if size == "1" else 29 for size in lengths[:index])
    return date(year, first_month, first_day) + timedelta(days=before + number - 1)


def next_lunar_day(month: int, day: int, floor: date, *, leap: bool = False) -> date | None:
    """Give the first such lunar day from `floor` on, or None within a year and a half."""
    for year in (floor.year - 1, floor.year, floor.year + 1):
        found = lunar_day(year, month, day, leap=leap)
        if found is not None and found >= floor:
            return found
    return None
