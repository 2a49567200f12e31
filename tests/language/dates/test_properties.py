"""What holds for every text: no exception, spans inside, the same answer twice, and quick."""

from datetime import datetime, time, timedelta, timezone
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.calendar import ListedCalendar
from language.dates import parse_when

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 12, 2, 10, tzinfo=SHANGHAI)
CALENDAR = ListedCalendar()
_WORDS = (
    "今天 明天 后 前 下 上 周 三 十 二十 12 8 30 月 号 日 年 2026 - / . : 点 半 一刻 分 上午 下午 晚上 到 或 和",
    "不要 不行 改到 除了 之前 以后 工作日 个 第 最后 一 节 国庆 春节 底 初 末 第一 小时 左右 内",
    "过 差 下班 pm 、 ， （ ）",
    "0 9 99 农历 除夕 明年 季度 起 三天 中秋 还是 算了 差一刻",
)
PIECES = st.lists(st.sampled_from(" ".join(_WORDS).split()), max_size=14).map("".join)
_ENGLISH = (
    "next this monday friday week month tomorrow 3 pm at half past nine or and to from by after in two days dec 3rd "
    "the first of january not except morning noon weekend year holiday - , earliest between 下午 周三 号"
)
ENGLISH = st.lists(st.sampled_from(_ENGLISH.split()), max_size=12).map(" ".join)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)


@given(st.text() | PIECES | ENGLISH, MOMENTS)
def test_any_text_is_read_without_an_exception(text: str, now: datetime) -> None:
    when = parse_when(text, now, CALENDAR)
    assert when == parse_when(text, now, CALENDAR)
    for start, end in (*when.spans, *(span for wish in when.alternatives for span in wish.spans)):
        assert 0 <= start < end <= len(text)


@given(PIECES | ENGLISH, MOMENTS)
def test_an_accepted_wish_lies_ahead_and_is_well_formed(text: str, now: datetime) -> None:
    when = parse_when(text, now, CALENDAR)
    assert (when.status == "ok") <= bool(when.alternatives)
    if when.status == "ok":
        for wish in when.alternatives:
            assert wish.date_from is not None and wish.date_from >= now.date()
            assert wish.date_to is None or wish.date_to >= wish.date_from
            assert (wish.time_from or time.min) <= (wish.time_to or time.max)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        parse_when("明天", datetime(2026, 12, 2, 10), CALENDAR)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000,
        "一" * 10_000,
        "1.1" * 3_000,
        "明天" * 5_000,
        "《" * 10_000,
        "3号、" * 3_000,
        "next " * 2_000,
        "three " * 2_000,
        "a" * 9_999,
    ],
)
def test_a_hostile_text_costs_little(text: str) -> None:
    begin = perf_counter()
    parse_when(text, NOW, CALENDAR)
    assert perf_counter() - begin < 0.5
