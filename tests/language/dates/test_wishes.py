"""Several wishes in one sentence: order, refusal, correction, and a time that two days share."""

from collections.abc import Callable
from datetime import date, time

import pytest

from language.dates import When

Read = Callable[..., When]


def days(when: When) -> list[int]:
    """The days of December that the wishes begin on."""
    return [wish.date_from.day for wish in when.alternatives if wish.date_from]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周四或周五", [3, 4]),
        ("周四五", [3, 4]),
        ("先明天上午，不行就后天", [3, 4]),
        ("周四没号就周五", [3, 4]),
        ("下周四或者周五", [10, 11]),
        ("下周一、三、五", [7, 9, 11]),
        ("下周一三五上午", [7, 9, 11]),
        ("下周二四", [8, 10]),
        ("12月8、9号", [8, 9]),
        ("12月8号或者9号", [8, 9]),
        ("周五改到下周一", [7]),
        ("不是12月8号，是12月9号", [9]),
        ("不要周四，要周五", [4]),
        ("周四不行，周五吧", [4]),
        ("昨天约过，想换成周五", [4]),
        ("下周除了周三都行", [7, 10]),
        ("下周一到周五除了周三", [7, 10]),
        ("不是周四是周五", [4]),
        ("周四啊不周五", [4]),
        ("周四，不对，周五", [4]),
        ("周四算了，改周五", [4]),
        ("周四还是周五吧", [4]),
        ("我说的是周五不是周四", [4]),
        ("周四莫得空，周五嘛", [4]),
        ("明天 明天下午三点", [3]),
        ("下周三 下周三下午", [9]),
    ],
)
def test_wishes_come_in_the_order_of_trying(read: Read, text: str, expected: list[int]) -> None:
    when = read(text)
    assert (when.status, days(when)) == ("ok", expected)


def test_a_refused_day_splits_the_week(read: Read) -> None:
    before, after = read("下周除了周三都行").alternatives
    assert (before.date_to, after.date_from) == (date(2026, 12, 8), date(2026, 12, 10))


@pytest.mark.parametrize("text", ["周四周五都不行", "不要周四和周五", "周四、周五没空", "can't do Thursday or Friday"])
def test_days_of_one_list_are_refused_together(read: Read, text: str) -> None:
    when = read(text)
    assert (when.status, [refused.date_from for refused in when.excluded]) == (
        "none",
        [date(2026, 12, 3), date(2026, 12, 4)],
    )


@pytest.mark.parametrize("text", ["除了周四都行", "周四不行，其他时间都可以", "除周四外哪天都行"])
def test_every_day_but_a_weekday_skips_that_weekday_for_four_weeks(read: Read, text: str) -> None:
    when = read(text)
    assert when.status == "ok"
    assert days(when) == [2, 4, 11, 18, 25]
    assert when.alternatives[-1].date_to == date(2026, 12, 29)


def test_every_day_but_one_day_skips_only_that_day(read: Read) -> None:
    assert days(read("除了明天都可以")) == [2, 4]


def test_the_half_day_that_is_not_refused_is_left(read: Read) -> None:
    when = read("明天除了上午都行")
    assert (when.status, when.date_from, when.time_from, when.time_to) == ("ok", date(2026, 12, 3), time(12), None)


def test_a_question_whether_either_is_no_choice(read: Read) -> None:
    assert days(read("周四还是周五好")) == [3, 4]


def test_a_refused_day_is_named(read: Read) -> None:
    assert [refused.date_from for refused in read("周四不行，周五吧").excluded] == [date(2026, 12, 3)]


def test_only_a_refusal_is_no_wish(read: Read) -> None:
    assert (read("周四不行").status, read("周四不行").reason) == ("none", "only_excluded")


@pytest.mark.parametrize("text", ["周四行不行", "周四可以吗", "有没有周四的号"])
def test_a_question_about_a_day_is_no_refusal(read: Read, text: str) -> None:
    assert days(read(text)) == [3]


def test_two_days_share_the_time_said_behind_them(read: Read) -> None:
    assert [wish.period for wish in read("明天或后天下午").alternatives] == ["下午", "下午"]


def test_each_day_keeps_its_own_time(read: Read) -> None:
    assert [(wish.period, day) for wish, day in zip(read("周四上午，周五下午").alternatives, (3, 4), strict=True)] == [
        ("上午", 3),
        ("下午", 4),
    ]


def test_the_time_may_come_first(read: Read) -> None:
    when = read("下午三点，明天")
    assert (when.date_from, when.time_from, len(when.alternatives)) == (date(2026, 12, 3), time(15), 1)


def test_from_morning_to_afternoon_takes_the_morning_back(read: Read) -> None:
    when = read("从上午改到下午")
    assert [(wish.period, wish.day_given) for wish in when.alternatives] == [("下午", False)]


def test_a_past_wish_is_dropped_beside_one_that_is_left(read: Read) -> None:
    when = read("今天上午九点或者明天")
    assert (when.status, when.reason, days(when)) == ("ok", "partly_over", [3])


def test_one_unreadable_wish_makes_the_sentence_unreadable(read: Read) -> None:
    assert read("2月30号或者3月2号").status == "unparseable"


def test_a_whole_sentence(read: Read) -> None:
    text = "你好，我想预约下周三下午三点办英才卡"
    when = read(text)
    assert (when.status, when.date_from, when.time_from) == ("ok", date(2026, 12, 9), time(15))
    assert [text[start:end] for start, end in when.spans] == ["下周三", "下午", "三点"]
