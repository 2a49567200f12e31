"""English booking expressions, read on Wednesday, 2 December 2026, ten in the morning."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone

import pytest

from language.calendar import ListedCalendar
from language.dates import When, parse_when

Read = Callable[..., When]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-12-02"),
        ("tomorrow", "2026-12-03"),
        ("Tomorow please", "2026-12-03"),
        ("the day after tomorrow", "2026-12-04"),
        ("Thursday", "2026-12-03"),
        ("Mon.", "2026-12-07"),
        ("this Friday", "2026-12-04"),
        ("next Friday", "2026-12-11"),
        ("next Monday", "2026-12-07"),
        ("Friday after next", "2026-12-18"),
        ("this coming Tuesday", "2026-12-08"),
        ("coming Wednesday", "2026-12-09"),
        ("Tuesday of next week", "2026-12-08"),
        ("next week on Thursday", "2026-12-10"),
        ("a week from Friday", "2026-12-11"),
        ("Friday week", "2026-12-11"),
        ("two days after Friday", "2026-12-06"),
        ("in three days", "2026-12-05"),
        ("in a fortnight", "2026-12-16"),
        ("three weeks from now", "2026-12-23"),
        ("in one month", "2027-01-02"),
        ("in two working days", "2026-12-04"),
        ("the next working day", "2026-12-03"),
        ("Dec 9", "2026-12-09"),
        ("December 9th, 2026", "2026-12-09"),
        ("on 9 December", "2026-12-09"),
        ("the ninth of December", "2026-12-09"),
        ("9th Dec. 2026", "2026-12-09"),
        ("March 3rd", "2027-03-03"),
        ("the 21st", "2026-12-21"),
        ("on the fifth", "2026-12-05"),
        ("the 8th of next month", "2027-01-08"),
        ("the second Tuesday in January", "2027-01-12"),
        ("the last Friday of this month", "2026-12-25"),
        ("last day of next month", "2027-01-31"),
        ("first working day of next month", "2027-01-04"),
        ("the first working day after Spring Festival", "2027-02-14"),
        ("last working day before the holidays", "2026-12-31"),
        ("Christmas", "2026-12-25"),
        ("Friday, December 11", "2026-12-11"),
        ("31/12/2026", "2026-12-31"),
    ],
)
def test_a_single_day(read: Read, text: str, day: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(day), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("next week", "2026-12-07", "2026-12-13"),
        ("this week", "2026-12-02", "2026-12-06"),
        ("the week after next", "2026-12-14", "2026-12-20"),
        ("this weekend", "2026-12-05", "2026-12-06"),
        ("early next week", "2026-12-07", "2026-12-08"),
        ("end of next week", "2026-12-10", "2026-12-11"),
        ("next month", "2027-01-01", "2027-01-31"),
        ("in February", "2027-02-01", "2027-02-28"),
        ("end of the month", "2026-12-25", "2026-12-31"),
        ("within four days", "2026-12-02", "2026-12-06"),
        ("the next few days", "2026-12-02", "2026-12-05"),
        ("from Thursday to Saturday", "2026-12-03", "2026-12-05"),
        ("between Dec 8 and Dec 10", "2026-12-08", "2026-12-10"),
        ("Dec 8-10", "2026-12-08", "2026-12-10"),
        ("by Friday", "2026-12-02", "2026-12-04"),
        ("before Friday", "2026-12-02", "2026-12-03"),
    ],
)
def test_a_range_of_days(read: Read, text: str, first: str, last: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first"),
    [("after Friday", 5), ("starting Friday", 4), ("not before Friday", 4), ("the earliest, please", 2), ("asap", 2)],
)
def test_from_then_on_has_no_end(read: Read, text: str, first: int) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date(2026, 12, first), None)


@pytest.mark.parametrize(
    ("text", "begins", "ends", "period"),
    [
        ("tomorrow 4pm", "16:00", "16:00", None),
        ("tomorrow at 10 a.m.", "10:00", "10:00", None),
        ("tomorrow at 4", "16:00", "16:00", None),
        ("ten o'clock tomorrow", "10:00", "10:00", None),
        ("tomorrow at half past ten", "10:30", "10:30", None),
        ("tomorrow at half ten", "10:30", "10:30", None),
        ("tomorrow, a quarter to three", "14:45", "14:45", None),
        ("tomorrow at five past nine", "09:05", "09:05", None),
        ("tomorrow at ten fifteen", "10:15", "10:15", None),
        ("tomorrow 2:30 in the afternoon", "14:30", "14:30", "下午"),
        ("tomorrow morning", None, None, "上午"),
        ("late tomorrow afternoon", None, None, "下午"),
        ("tomorrow after lunch", None, None, "下午"),
        ("tomorrow from 10 to 12", "10:00", "12:00", None),
        ("tomorrow 10-11:30am", "10:00", "11:30", None),
        ("tomorrow 11-2pm", "11:00", "14:00", None),
        ("tomorrow from ten to noon", "10:00", "12:00", None),
        ("tomorrow between 2 and 4", "14:00", "16:00", None),
        ("tomorrow after 2pm", "14:00", None, None),
        ("tomorrow before 11", None, "11:00", None),
        ("tomorrow no later than 4pm", None, "16:00", None),
    ],
)
def test_times_of_a_day(read: Read, text: str, begins: str | None, ends: str | None, period: str | None) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date(2026, 12, 3), date(2026, 12, 3))
    assert when.time_from == (time.fromisoformat(begins) if begins else None)
    assert when.time_to == (time.fromisoformat(ends) if ends else None)
    assert when.period == period


@pytest.mark.parametrize("text", ["yesterday", "last Thursday", "two days ago", "this morning at 9", "this Monday"])
def test_what_is_over_is_past(read: Read, text: str) -> None:
    assert read(text).status == "past"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Feb 30", "no_such_day"),
        ("tomorrow at 25:00", "no_such_time"),
        ("every Thursday", "recurring"),
        ("some other day", "vague"),
        ("in a few days", "vague"),
        ("the following Friday", "other_day"),
        ("tomorrow 4pm GMT", "zone"),
        ("tomorrow at midnight", "midnight"),
        ("after Mid-Autumn Festival", "holiday_unknown"),
    ],
)
def test_what_names_no_time_of_the_office_is_unparseable(read: Read, text: str, reason: str) -> None:
    assert (read(text).status, read(text).reason) == ("unparseable", reason)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Wednesday", ["2026-12-02", "2026-12-09"]),
        ("on the 2nd", ["2026-12-02", "2027-01-02"]),
        ("Tuesday December 9", ["2026-12-09", "2026-12-15"]),
        ("Friday in two weeks", ["2026-12-16", "2026-12-18"]),
    ],
)
def test_two_readings_are_offered_not_chosen(read: Read, text: str, days: list[str]) -> None:
    when = read(text)
    assert when.status == "ambiguous"
    assert sorted(str(choice.date_from) for choice in when.alternatives) == days


def test_a_date_of_two_orders_whose_other_order_is_over_is_read_as_inferred(read: Read) -> None:
    when = read("11/12/2026")
    assert (when.status, when.date_from, when.inferred) == ("ok", date(2026, 12, 11), True)


def test_a_date_of_two_orders_ahead_is_ambiguous(read: Read) -> None:
    when = read("3/4/2027")
    assert (when.status, when.reason) == ("ambiguous", "day_or_month")
    assert [choice.date_from for choice in when.alternatives] == [date(2027, 3, 4), date(2027, 4, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thursday or Friday", [3, 4]),
        ("Monday, Tuesday or Friday next week", [7, 8, 11]),
        ("next Monday or Tuesday", [7, 8]),
        ("Tuesday or Wednesday", [8, 9]),
        ("Thursday, or else Saturday", [3, 5]),
        ("not Thursday but Friday", [4]),
        ("Thursday... no, Friday", [4]),
        ("Thursday, sorry, I mean Friday", [4]),
        ("Friday instead of Thursday", [4]),
        ("please move it from Thursday to Saturday", [5]),
        ("I can't do Thursday, how about Friday?", [4]),
        ("Thursday won't work, Friday is fine", [4]),
        ("next week except Wednesday", [7, 10]),
    ],
)
def test_lists_corrections_and_refusals(read: Read, text: str, expected: list[int]) -> None:
    when = read(text)
    assert (when.status, [wish.date_from.day for wish in when.alternatives if wish.date_from]) == ("ok", expected)


def test_any_day_but_one_is_every_other_day_of_four_weeks(read: Read) -> None:
    when = read("any day except Thursday")
    assert when.status == "ok"
    assert [(wish.date_from, wish.date_to) for wish in when.alternatives] == [
        (date(2026, 12, 2), date(2026, 12, 2)),
        (date(2026, 12, 4), date(2026, 12, 9)),
        (date(2026, 12, 11), date(2026, 12, 16)),
        (date(2026, 12, 18), date(2026, 12, 23)),
        (date(2026, 12, 25), date(2026, 12, 29)),
    ]


def test_each_day_keeps_its_own_time(read: Read) -> None:
    when = read("9am on Thursday or 10am on Friday")
    assert [(wish.date_from, wish.time_from) for wish in when.alternatives] == [
        (date(2026, 12, 3), time(9)),
        (date(2026, 12, 4), time(10)),
    ]


def test_both_languages_may_stand_in_one_sentence(read: Read) -> None:
    for text in ("next Wednesday下午三点", "下周三 at 3pm", "我要 next Wednesday 3pm 办居住证"):
        assert (read(text).date_from, read(text).time_from) == (date(2026, 12, 9), time(15))


def test_tonight_is_this_evening(read: Read) -> None:
    assert (read("tonight at 7").date_from, read("tonight at 7").time_from) == (date(2026, 12, 2), time(19))


@pytest.mark.parametrize(
    "text",
    [
        "Good morning",
        "May I ask something",
        "I sat there, the sun was out",
        "window 3",
        "the 3rd window",
        "a three-year contract",
        "for 2 months",
        "I am 35 years old",
        "I need 3 copies",
        "one moment",
        "one of my documents",
        "the policy of 2027",
        "how long does it take",
        "24 hours a day",
    ],
)
def test_no_time(read: Read, text: str) -> None:
    assert read(text).status == "none"


def test_the_end_of_a_year_is_crossed() -> None:
    now = datetime(2026, 12, 31, 10, tzinfo=timezone(timedelta(hours=8)))
    assert parse_when("in early January", now, ListedCalendar()).date_from == date(2027, 1, 1)
    assert parse_when("the 2nd", now, ListedCalendar()).date_from == date(2027, 1, 2)
