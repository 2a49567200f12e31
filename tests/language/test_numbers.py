"""Numerals and amounts are read exactly, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.numbers import clause_number, find_amounts, parse_integer, parse_number, to_chinese


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30万", 300_000),
        ("三十万", 300_000),
        ("叁拾万", 300_000),
        ("30w", 300_000),
        ("３０Ｗ", 300_000),
        ("1.5亿", 150_000_000),
        ("一点五万", 15_000),
        ("1亿2千万", 120_000_000),
        ("一亿两千万", 120_000_000),
        ("3万5千", 35_000),
        ("三万五", 35_000),
        ("一百二", 120),
        ("一百零二", 102),
        ("两千", 2_000),
        ("十", 10),
        ("廿三", 23),
        ("二〇二六", 2026),
        ("1,200", 1_200),
    ],
)
def test_numerals_are_read(text: str, value: int) -> None:
    assert parse_integer(text) == value


@pytest.mark.parametrize("text", ["", "万", "三五", "两三万", "十五十", "1万2", "abc", "1.2.3", "9" * 40, "九" * 5000])
def test_what_is_no_single_numeral_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_a_fraction_is_no_integer() -> None:
    assert parse_number("2.5") == Decimal("2.5")
    assert parse_integer("2.5") is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "mention", "stated"),
    [
        ("年薪30万", 300_000, "元", "30万", False),
        ("年薪三十万元", 300_000, "元", "三十万元", True),
        ("每年拿30w左右", 300_000, "元", "30w", False),
        ("贷款1.5亿元", 150_000_000, "元", "1.5亿元", True),
        ("每月两千", 2_000, "元", "两千", False),
        ("每月2000元", 2_000, "元", "2000元", True),
        ("一共3万5千元", 35_000, "元", "3万5千元", True),
        ("共100余万元", 1_000_000, "元", "100余万元", True),
        ("大约三十多万", 300_000, "元", "三十多万", False),
        ("先发百分之四十", 40, "%", "百分之四十", True),
        ("先发40％", 40, "%", "40％", True),
        ("利率百分之二点五", Decimal("2.5"), "%", "百分之二点五", True),
        ("利率3.85%", Decimal("3.85"), "%", "3.85%", True),
        ("补1,200元", 1_200, "元", "1,200元", True),
    ],
)
def test_an_amount_has_value_unit_and_place(
    text: str, value: int | Decimal, unit: str, mention: str, stated: bool
) -> None:
    (amount,) = find_amounts(text)
    assert (amount.value, amount.unit, text[amount.start : amount.end]) == (value, unit, mention)
    assert amount.stated is stated


def test_several_amounts_keep_their_order() -> None:
    assert [amount.value for amount in find_amounts("博士10万，硕士五万元，先付60%")] == [100_000, 50_000, 60]


def test_thirty_pieces_are_money_only_colloquially() -> None:
    (amount,) = find_amounts("一年能拿30个")
    assert (amount.value, amount.colloquial) == (300_000, True)
    assert find_amounts("招30个博士") == ()


@pytest.mark.parametrize(
    "text", ["500强企业", "三年合同", "第三条", "A类", "45岁", "二十个工作日", "两千多人", "3千人", "13800000000", ""]
)
def test_counts_and_ordinals_are_no_amounts(text: str) -> None:
    assert find_amounts(text) == ()


@pytest.mark.parametrize(("text", "value"), [("第十二条", 12), ("第 3 条", 3), ("第二十一条", 21), ("几条", None)])
def test_clause_numbers(text: str, value: int | None) -> None:
    assert clause_number(text) == value


@given(st.integers(min_value=0, max_value=99_999_999))
def test_writing_and_reading_agree(number: int) -> None:
    assert parse_integer(to_chinese(number)) == number


@given(st.text() | st.text(alphabet="0123456789.,%一二三十百千万亿点两零个元分之w余多 ", max_size=60))
def test_amounts_never_raise_and_stay_inside_the_text(text: str) -> None:
    parse_number(text)
    for amount in find_amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)
        assert isinstance(amount.value, int | Decimal)


@given(st.integers(min_value=1, max_value=9_999))
def test_units_of_ten_thousand_agree_however_written(number: int) -> None:
    spellings = (f"{number}万", f"{number}w", f"{to_chinese(number)}万")
    assert {parse_integer(spelling) for spelling in spellings} == {number * 10_000}
