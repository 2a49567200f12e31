"""Festivals, lunar days, and the days beside a holiday, seen from 2 December 2026."""

from collections.abc import Callable
from datetime import date

import pytest

from language.dates import When
from language.dates.lunar import LAST, lunar_day, next_lunar_day

Read = Callable[..., When]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("圣诞节", "2026-12-25"),
        ("平安夜下午", "2026-12-24"),
        ("元旦", "2027-01-01"),
        ("腊八节", "2027-01-15"),
        ("腊月二十", "2027-01-27"),
        ("除夕", "2027-02-05"),
        ("年三十", "2027-02-05"),
        ("大年初三", "2027-02-08"),
        ("正月初八", "2027-02-13"),
        ("春节当天", "2027-02-06"),
        ("元宵节", "2027-02-20"),
        ("三八妇女节", "2027-03-08"),
        ("清明节", "2027-04-05"),
        ("五一劳动节", "2027-05-01"),
        ("母亲节", "2027-05-09"),
        ("端午节", "2027-06-09"),
        ("七夕", "2027-08-08"),
        ("农历八月十五", "2027-09-15"),
        ("中秋节那天", "2027-09-15"),
        ("国庆节", "2027-10-01"),
        ("九月初九", "2027-10-08"),
        ("明年端午", "2027-06-09"),
        ("元旦前一天", "2026-12-31"),
        ("元旦放完假第一天", "2027-01-04"),
    ],
)
def test_a_festival_is_its_day(read: Read, text: str, day: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(day), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("国庆", "2027-10-01", "2027-10-07"),
        ("国庆节期间", "2027-10-01", "2027-10-07"),
        ("春节前一周", "2027-01-29", "2027-02-04"),
        ("国庆后三天", "2027-10-08", "2027-10-10"),
        ("端午节前", "2026-12-02", "2027-06-08"),
    ],
)
def test_a_stretch_beside_or_of_a_holiday(read: Read, text: str, first: str, last: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["端午节后第一个工作日", "中秋放假后", "农历一九九一年", "农历十三月"])
def test_what_no_plan_or_table_tells_is_not_guessed(read: Read, text: str) -> None:
    assert read(text).status == "unparseable"


@pytest.mark.parametrize(
    ("year", "month", "day", "leap", "solar"),
    [
        (2024, 1, 1, False, "2024-02-10"),
        (2025, 1, 1, False, "2025-01-29"),
        (2025, 6, 1, True, "2025-07-25"),
        (2025, 8, 15, False, "2025-10-06"),
        (2026, 5, 5, False, "2026-06-19"),
        (2028, 12, LAST, False, "2029-02-12"),
    ],
)
def test_known_days_of_the_lunar_calendar(year: int, month: int, day: int, leap: bool, solar: str) -> None:
    assert lunar_day(year, month, day, leap=leap) == date.fromisoformat(solar)


def test_a_lunar_day_that_does_not_exist_is_none() -> None:
    assert lunar_day(2026, 13, 1) is None
    assert lunar_day(2026, 3, 1, leap=True) is None
    assert lunar_day(2060, 1, 1) is None
    assert next_lunar_day(1, 1, date(2050, 1, 1)) is None
