"""Years, quarters and what is counted in them; a year alone counts only where the sentence is about the time."""

from collections.abc import Callable
from datetime import date

import pytest

from language.dates import When

Read = Callable[..., When]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("来年", "2027-01-01", "2027-12-31"),
        ("我想明年来办", "2027-01-01", "2027-12-31"),
        ("今年内", "2026-12-02", "2026-12-31"),
        ("2027年", "2027-01-01", "2027-12-31"),
        ("后年上半年", "2028-01-01", "2028-06-30"),
        ("下个季度", "2027-01-01", "2027-03-31"),
        ("2027年第二季度", "2027-04-01", "2027-06-30"),
        ("下季度末", "2027-03-01", "2027-03-31"),
        ("明年最后三天", "2027-12-29", "2027-12-31"),
        ("2027年第三周", "2027-01-18", "2027-01-24"),
        ("明年第2个月", "2027-02-01", "2027-02-28"),
        ("next year", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_year_or_a_part_of_it(read: Read, text: str, first: str, last: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "day"),
    [("明年第一天", "2027-01-01"), ("明年今天", "2027-12-02"), ("2027年的最后一天", "2027-12-31")],
)
def test_a_day_of_a_year(read: Read, text: str, day: str) -> None:
    assert (read(text).status, read(text).date_from) == ("ok", date.fromisoformat(day))


@pytest.mark.parametrize("text", ["去年", "上一季度", "2025年", "前年5月", "今年上半年"])
def test_what_is_over_is_past(read: Read, text: str) -> None:
    assert read(text).status == "past"


@pytest.mark.parametrize(
    "text",
    [
        "2027年的政策",
        "明年的补贴怎么算",
        "我2020年毕业",
        "去年办过一次",
        "一季度报表",
        "上半年没交社保",
        "今年能领吗",
        "二〇一九届",
    ],
)
def test_a_year_that_belongs_to_something_else_is_no_time(read: Read, text: str) -> None:
    assert read(text).status == "none"


def test_a_nearer_day_makes_a_year_silent(read: Read) -> None:
    when = read("我2020年毕业的，想约周五")
    assert (when.status, when.reason, when.date_from, when.date_to) == ("ok", "", date(2026, 12, 4), date(2026, 12, 4))
