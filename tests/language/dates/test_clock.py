"""Clock times and parts of the day; without a part of the day, one to six is afternoon."""

from collections.abc import Callable
from datetime import date, time

import pytest

from language.dates import When

Read = Callable[..., When]


@pytest.mark.parametrize(
    ("text", "begins", "ends", "period"),
    [
        ("明天上午", None, None, "上午"),
        ("明天中午", None, None, "中午"),
        ("明晚", None, None, "晚上"),
        ("明早9点", "09:00", "09:00", "上午"),
        ("明天下午三点", "15:00", "15:00", "下午"),
        ("明天下午 3 点", "15:00", "15:00", "下午"),
        ("明天三点", "15:00", "15:00", None),
        ("明天上午十一点", "11:00", "11:00", "上午"),
        ("明天十二点", "12:00", "12:00", None),
        ("明天下午一点", "13:00", "13:00", "下午"),
        ("明天一点", "13:00", "13:00", None),
        ("明天三点半", "15:30", "15:30", None),
        ("明天3点一刻", "15:15", "15:15", None),
        ("明天差一刻三点", "14:45", "14:45", None),
        ("明天九点四十五", "09:45", "09:45", None),
        ("明天15:30", "15:30", "15:30", None),
        ("明天15：30", "15:30", "15:30", None),
        ("明天3pm", "15:00", "15:00", None),
        ("明天十点左右", "10:00", "10:00", None),
        ("明天9点到11点之间", "09:00", "11:00", None),
        ("明天下午两点到四点", "14:00", "16:00", "下午"),
        ("明天三到五点", "15:00", "17:00", None),
        ("明天上午10点到2点", "10:00", "14:00", "上午"),
        ("明天早上9点到下午3点", "09:00", "15:00", None),
        ("明天 9:00-11:00", "09:00", "11:00", None),
        ("明天九点以后", "09:00", None, None),
        ("明天三点前", None, "15:00", None),
        ("明天下班前", None, "17:00", None),
        ("明天一上班", "09:00", None, None),
        ("明天中午前", None, "12:00", None),
        ("明天三点差五分", "14:55", "14:55", None),
        ("明天差十分四点", "15:50", "15:50", None),
        ("明天三点过五分", "15:05", "15:05", None),
        ("明天下午两三点", "14:00", "15:00", "下午"),
        ("明天十五点三十分", "15:30", "15:30", None),
        ("明天下午十五点", "15:00", "15:00", "下午"),
        ("明天零点", "00:00", "00:00", None),
        ("明天8点到下午5点", "08:00", "17:00", None),
        ("明天10点到中午12点", "10:00", "12:00", None),
        ("明天3点到下午5点", "15:00", "17:00", "下午"),
        ("明天下半天", None, None, "下午"),
        ("明天下午些", None, None, "下午"),
        ("明天赶早", None, None, "上午"),
        ("明天晌午", None, None, "中午"),
        ("明天午饭后", None, None, "下午"),
        ("明天3pm来", "15:00", "15:00", None),
    ],
)
def test_times_of_a_day(read: Read, text: str, begins: str | None, ends: str | None, period: str | None) -> None:
    when = read(text)
    assert (when.status, when.date_from) == ("ok", date(2026, 12, 3))
    assert when.time_from == (time.fromisoformat(begins) if begins else None)
    assert when.time_to == (time.fromisoformat(ends) if ends else None)
    assert when.period == period


@pytest.mark.parametrize(
    ("text", "day", "at"), [("周五三点", date(2026, 12, 4), "15:00"), ("周二十点半", date(2026, 12, 8), "10:30")]
)
def test_a_weekday_and_an_hour_that_touch_are_kept_apart(read: Read, text: str, day: date, at: str) -> None:
    assert (read(text).date_from, read(text).time_from) == (day, time.fromisoformat(at))


@pytest.mark.parametrize("hour", range(1, 13))
@pytest.mark.parametrize("shape", ["明天{}点", "约{}点", "{}点", "明天上午{}点半", "我想{}点来"])
def test_every_hour_is_heard_in_words_and_figures(read: Read, shape: str, hour: int) -> None:
    words = "零一二三四五六七八九十"
    word = words[hour] if hour <= 10 else "十" + words[hour - 10]
    if shape == "我想{}点来" and hour == 1:
        return  # 一点 amid a sentence is "a little" unless words of time stand beside it
    spoken, written = read(shape.format(word)), read(shape.format(hour))
    assert (spoken.status, spoken.time_from) == ("ok", written.time_from)
    assert spoken.time_from is not None


@pytest.mark.parametrize(("text", "day"), [("三点", date(2026, 12, 2)), ("九点", date(2026, 12, 3))])
def test_a_time_alone_is_its_next_occurrence_with_no_day_given(read: Read, text: str, day: date) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.day_given) == ("ok", day, False)


def test_a_time_counted_from_now(read: Read) -> None:
    assert read("半小时后").time_from == time(10, 30)
    assert read("一个半小时后").time_from == time(11, 30)


@pytest.mark.parametrize("text", ["今天上午九点", "今天早上8点到9点", "今天凌晨"])
def test_a_time_of_today_that_is_over_is_past(read: Read, text: str) -> None:
    assert read(text).status == "past"


@pytest.mark.parametrize("text", ["25点", "明天25:00", "明天12:60", "上午15点", "下午5点到3点"])
def test_an_impossible_time_is_unparseable(read: Read, text: str) -> None:
    assert read(text).status == "unparseable"


@pytest.mark.parametrize("text", ["明天晚上12点", "明天夜里十二点", "明晚十二点", "明天24点", "明天24:00"])
def test_the_midnight_that_ends_a_day_is_the_first_minute_of_the_next(read: Read, text: str) -> None:
    when = read(text)
    assert (when.status, when.date_from, when.time_from, when.inferred) == ("ok", date(2026, 12, 4), time(0), True)


def test_hours_up_to_midnight_end_with_their_day(read: Read) -> None:
    when = read("明天晚上十点到十二点")
    assert (when.date_from, when.date_to) == (date(2026, 12, 3), date(2026, 12, 3))
    assert (when.time_from, when.time_to) == (time(22), time(23, 59))


@pytest.mark.parametrize("text", ["明天半夜两点", "明天晚上两点", "下周24点"])
def test_an_hour_of_no_clear_night_is_not_guessed(read: Read, text: str) -> None:
    assert read(text).status in ("unparseable", "ambiguous")


def test_what_was_not_said_is_marked_inferred(read: Read) -> None:
    assert read("明天三点").inferred
    assert not read("明天下午三点").inferred
