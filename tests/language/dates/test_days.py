"""Days are read as they are meant on Wednesday, 2 December 2026."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from language.dates import When

Read = Callable[..., When]

SINGLE_DAYS = [
    ("今天", "2026-12-02"),
    ("明儿", "2026-12-03"),
    ("后天", "2026-12-04"),
    ("大后天", "2026-12-05"),
    ("这周三", "2026-12-02"),
    ("本周五", "2026-12-04"),
    ("周五", "2026-12-04"),
    ("礼拜天", "2026-12-06"),
    ("星期天", "2026-12-06"),
    ("周一", "2026-12-07"),
    ("下周三", "2026-12-09"),
    ("下个礼拜一", "2026-12-07"),
    ("下下周三", "2026-12-16"),
    ("12月8号", "2026-12-08"),
    ("十二月八日", "2026-12-08"),
    ("十二月八", "2026-12-08"),
    ("12 月 8 號", "2026-12-08"),
    ("１２月８号", "2026-12-08"),
    ("2026-12-08", "2026-12-08"),
    ("2026/12/8", "2026-12-08"),
    ("2026年12月8日", "2026-12-08"),
    ("20261208", "2026-12-08"),
    ("12/8", "2026-12-08"),
    ("12.8", "2026-12-08"),
    ("12-08", "2026-12-08"),
    ("12.8下午", "2026-12-08"),
    ("8号", "2026-12-08"),
    ("二十一号", "2026-12-21"),
    ("1号", "2027-01-01"),
    ("3月8号", "2027-03-08"),
    ("明年一月五号", "2027-01-05"),
    ("下个月十五", "2027-01-15"),
    ("下月8号", "2027-01-08"),
    ("12月的第一个周一", "2026-12-07"),
    ("三天后", "2026-12-05"),
    ("过两周", "2026-12-16"),
    ("两周后", "2026-12-16"),
    ("一个月后", "2027-01-02"),
    ("12月8号周二", "2026-12-08"),
    ("12月8日（星期二）", "2026-12-08"),
    ("大外后天", "2026-12-06"),
    ("下週三", "2026-12-09"),
    ("明兒個", "2026-12-03"),
    ("周七", "2026-12-06"),
    ("下周的周三", "2026-12-09"),
    ("这周周五", "2026-12-04"),
    ("下周今天", "2026-12-09"),
    ("下个月的今天", "2027-01-02"),
    ("下个月最后一天", "2027-01-31"),
    ("月底最后一天", "2026-12-31"),
    ("12月的倒数第二个周五", "2026-12-18"),
    ("下周最后一天", "2026-12-13"),
    ("元月四号", "2027-01-04"),
    ("一个半月后", "2027-01-17"),
    ("周五前一天", "2026-12-03"),
    ("周五后两天", "2026-12-06"),
    ("下个月的8号", "2027-01-08"),
    ("9号周三", "2026-12-09"),
    ("25/12/2026", "2026-12-25"),
]


@pytest.mark.parametrize(("text", "day"), SINGLE_DAYS)
def test_a_single_day(read: Read, text: str, day: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(day), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("这周", "2026-12-02", "2026-12-06"),
        ("下周", "2026-12-07", "2026-12-13"),
        ("周末", "2026-12-05", "2026-12-06"),
        ("下周末", "2026-12-12", "2026-12-13"),
        ("这几天", "2026-12-02", "2026-12-05"),
        ("这两天", "2026-12-02", "2026-12-03"),
        ("三天内", "2026-12-02", "2026-12-05"),
        ("月底", "2026-12-25", "2026-12-31"),
        ("月初", "2026-12-02", "2026-12-10"),
        ("下月", "2027-01-01", "2027-01-31"),
        ("下个月初", "2027-01-01", "2027-01-10"),
        ("12月中旬", "2026-12-11", "2026-12-20"),
        ("年底前", "2026-12-02", "2026-12-31"),
        ("周五前", "2026-12-02", "2026-12-03"),
        ("月底前", "2026-12-02", "2026-12-31"),
        ("周一到五", "2026-12-07", "2026-12-11"),
        ("12月10号到12号", "2026-12-10", "2026-12-12"),
        ("28号到3号", "2026-12-28", "2027-01-03"),
        ("周四到下周二", "2026-12-03", "2026-12-08"),
        ("28-30号", "2026-12-28", "2026-12-30"),
        ("4-9号", "2026-12-04", "2026-12-09"),
        ("12.8-12.10", "2026-12-08", "2026-12-10"),
        ("12/8-12/10", "2026-12-08", "2026-12-10"),
        ("2026.12.8-2026.12.10", "2026-12-08", "2026-12-10"),
        ("现在到周五", "2026-12-02", "2026-12-04"),
        ("最迟周五", "2026-12-02", "2026-12-04"),
        ("元旦那周", "2026-12-28", "2027-01-03"),
        ("12月8号9点到12月10号12点", "2026-12-08", "2026-12-10"),
        ("12月8号9点和12月10号12点之间", "2026-12-08", "2026-12-10"),
        ("周六日", "2026-12-05", "2026-12-06"),
        ("下个双休日", "2026-12-12", "2026-12-13"),
        ("明后天", "2026-12-03", "2026-12-04"),
        ("今明两天", "2026-12-02", "2026-12-03"),
        ("接下来两周", "2026-12-02", "2026-12-15"),
        ("周五起三天", "2026-12-04", "2026-12-06"),
        ("12月最后三天", "2026-12-29", "2026-12-31"),
        ("下周头两天", "2026-12-07", "2026-12-08"),
        ("周五前一周", "2026-12-02", "2026-12-03"),
    ],
)
def test_a_range_of_days(read: Read, text: str, first: str, last: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("12月8号之后", "2026-12-08"),
        ("下周以后", "2026-12-14"),
        ("明天起", "2026-12-03"),
        ("从下周开始", "2026-12-07"),
        ("最早周五", "2026-12-04"),
        ("过了这周", "2026-12-07"),
    ],
)
def test_from_then_on_has_no_end(read: Read, text: str, first: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.date_to) == ("ok", date.fromisoformat(first), None)


@pytest.mark.parametrize(
    "text",
    [
        "昨天",
        "前天上午",
        "本周二",
        "上周三",
        "11月30号",
        "2026-11-02",
        "去年5月6日",
        "上个月",
        "从昨天到周五",
        "去年九月起",
    ],
)
def test_what_is_over_is_past(read: Read, text: str) -> None:
    assert read(text).status == "past"


@pytest.mark.parametrize(
    "text", ["2月30号", "2026年2月29号", "13月5号", "32号", "0号", "2026-13-01", "下个月32号", "星期八", "下周九"]
)
def test_a_day_that_does_not_exist_is_unparseable(read: Read, text: str) -> None:
    assert (read(text).status, read(text).reason) == ("unparseable", "no_such_day")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("初八", "lunar"),
        ("农历2099年", "lunar"),
        ("每周三", "recurring"),
        ("改天再约", "vague"),
        ("过几天", "vague"),
        ("第二天", "other_day"),
        ("次日上午", "other_day"),
        ("二天再来", "vague"),
        ("等哈儿过来", "vague"),
        ("下月初三", "lunar"),
    ],
)
def test_what_names_no_day_of_the_calendar_is_unparseable(read: Read, text: str, reason: str) -> None:
    assert (read(text).status, read(text).reason) == ("unparseable", reason)


def test_a_vague_word_yields_to_a_real_day(read: Read) -> None:
    assert read("改天吧，下周三").date_from == date(2026, 12, 9)


def test_todays_weekday_alone_is_ambiguous(read: Read) -> None:
    when = read("周三")
    assert when.status == "ambiguous"
    assert [choice.date_from for choice in when.alternatives] == [date(2026, 12, 2), date(2026, 12, 9)]


def test_todays_day_number_alone_is_ambiguous(read: Read) -> None:
    when = read("2号下午")
    assert (when.status, when.reason) == ("ambiguous", "number_is_today")
    assert [choice.date_from for choice in when.alternatives] == [date(2026, 12, 2), date(2027, 1, 2)]


def test_todays_day_number_with_its_weekday_or_a_passed_time_is_clear(read: Read) -> None:
    assert read("2号周三").date_from == date(2026, 12, 2)
    assert read("2号上午九点").date_from == date(2027, 1, 2)


def test_todays_weekday_beside_a_later_one_is_next_week(read: Read) -> None:
    assert [wish.date_from for wish in read("周二或周三").alternatives] == [date(2026, 12, 8), date(2026, 12, 9)]


def test_a_weekday_of_a_month_is_one_of_several(read: Read) -> None:
    when = read("下个月周五")
    assert (when.status, when.reason) == ("ambiguous", "which_week")
    assert [choice.date_from.day for choice in when.alternatives if choice.date_from] == [1, 8, 15, 22, 29]


def test_todays_weekday_with_a_time_that_has_passed_is_next_week(read: Read) -> None:
    assert read("周三上午九点").date_from == date(2026, 12, 9)


def test_a_date_and_a_weekday_that_disagree_are_ambiguous(read: Read) -> None:
    when = read("12月8号周三")
    assert (when.status, when.reason) == ("ambiguous", "weekday_disagrees")
    assert [choice.date_from for choice in when.alternatives] == [date(2026, 12, 8), date(2026, 12, 9)]


def test_a_date_that_has_passed_long_ago_is_meant_for_next_year(read: Read) -> None:
    assert read("10月8号").date_from == date(2027, 10, 8)
    assert read("11月8号").status == "past"


def test_29_february_is_read_when_the_coming_year_has_one(read: Read) -> None:
    in_2027 = datetime(2027, 11, 2, 10, tzinfo=timezone(timedelta(hours=8)))
    assert read("2月29号", in_2027).date_from == date(2028, 2, 29)
    assert read("2月29号").status == "unparseable"


def test_on_sunday_this_week_is_nearly_over(read: Read) -> None:
    sunday = datetime(2026, 12, 6, 10, tzinfo=timezone(timedelta(hours=8)))
    assert read("下周一", sunday).date_from == date(2026, 12, 7)
    assert read("这周五", sunday).status == "past"
