"""Normalising changes the spelling, keeps the meaning, and remembers every place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.normalise import normalise, normalised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("\u3000你好\u3000", "你好"),
        ("鴻雁計畫還有效嗎？", "鸿雁计划还有效吗?"),
        ("後來在裡面", "后来在里面"),
        ("皇后", "皇后"),
        ("職稱評審諮詢", "职称评审咨询"),
        ("Ａ卡Ⅱ類", "a卡ⅱ类"),
        ("两江人才⑩条", "两江人才10条"),
        ("⼈才", "人才"),
        ("人才\u200b公寓", "人才公寓"),
        ("人才 公 寓", "人才公寓"),
        ("办 a卡", "办a卡"),
        ("hello   world", "hello world"),
        ("示例﹝2022﹞01号", "示例〔2022〕01号"),
        ("一\r\n二\t三", "一二三"),
        ("你\x00好\x1f", "你好"),
        ("", ""),
        (" \u3000\n", ""),
    ],
)
def test_one_spelling(text: str, expected: str) -> None:
    assert normalised(text) == expected


def test_a_find_is_traced_to_the_original() -> None:
    text = "\u3000請問 鴻\u200b雁計畫？"
    result = normalise(text)
    start = result.text.index("鸿雁计划")
    assert text[slice(*result.original_span(start, start + 4))] == "鴻\u200b雁計畫"


def test_a_character_that_becomes_two_keeps_its_place() -> None:
    result = normalise("第⑩条")
    assert result.original_span(1, 3) == (1, 2)


@given(st.text())
def test_places_ascend_and_stay_inside(text: str) -> None:
    result = normalise(text)
    assert len(result.places) == len(result.text)
    assert list(result.places) == sorted(result.places)
    assert all(0 <= place < len(text) for place in result.places)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
