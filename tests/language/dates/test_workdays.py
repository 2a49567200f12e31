"""Workdays and holidays follow the calendar, make-up days included."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from language.calendar import ListedCalendar
from language.dates import When, parse_when

Read = Callable[..., When]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("下个工作日", "2026-12-03"),
        ("最近的工作日", "2026-12-02"),
        ("三个工作日后", "2026-12-07"),
        ("3个工作日之后", "2026-12-07"),
        ("第二个工作日", "2026-12-04"),
        ("下周第一个工作日", "2026-12-07"),
        ("本月最后一个工作日", "2026-12-31"),
        ("下个月第一个工作日", "2027-01-04"),
        ("节后第一个工作日", "2027-01-04"),
        ("元旦后第二个工作日", "2027-01-05"),
        ("春节后第一个工作日", "2027-02-14"),
        ("春节后上班第一天", "2027-02-14"),
        ("春节前最后一个工作日", "2027-02-04"),
    ],
)
def test_workdays_are_counted_on_the_calendar(read: Read, text: str, day: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(day), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("春节", "2027-02-05", "2027-02-12"),
        ("春节期间", "2027-02-05", "2027-02-12"),
        ("元旦前", "2026-12-02", "2026-12-31"),
        ("节前", "2026-12-02", "2026-12-31"),
        ("春节后", "2027-02-13", None),
        ("年后", "2027-02-13", None),
        ("过完年", "2027-02-13", None),
        ("节后", "2027-01-02", None),
        ("国庆后", "2027-10-08", None),
        ("十一后", "2027-10-08", None),
    ],
)
def test_holidays_are_the_breaks_of_the_calendar(read: Read, text: str, first: str, last: str | None) -> None:
    when = read(text)
    assert (when.status, when.date_from) == ("ok", date.fromisoformat(first))
    assert when.date_to == (date.fromisoformat(last) if last else None)


def test_a_movable_holiday_without_a_plan_is_not_guessed(read: Read) -> None:
    assert (read("中秋节后").status, read("中秋节后").reason) == ("unparseable", "holiday_unknown")


def test_a_fixed_holiday_without_a_plan_is_provisional() -> None:
    now = datetime(2026, 9, 1, 10, tzinfo=timezone(timedelta(hours=8)))
    when = parse_when("国庆后", now, ListedCalendar())
    assert (when.date_from, when.provisional) == (date(2026, 10, 8), True)


def test_a_day_beyond_the_published_plan_is_provisional(read: Read) -> None:
    assert read("2028年1月5日").provisional
    assert not read("2027年1月5日").provisional
