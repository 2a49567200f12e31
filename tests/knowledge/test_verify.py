"""A number of an answer is found however it is written, and told when it stands nowhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.verify import numbers_in, unsupported_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100万", "1000000"),
        ("100 万元", "1000000"),
        ("1,000,000元", "1000000"),
        ("１００万", "1000000"),
        ("1.5万", "15000"),
        ("2亿元", "200000000"),
        ("一百万元", "1000000"),
        ("最高三千万。", "30000000"),
        ("一百六十余家", "160"),
        ("十二个月", "12"),
        ("二〇二六年", "2026"),
        ("二零二二年", "2022"),
        ("40%", "40"),
        ("百分之四十", "40"),
        ("百分之四十五。", "45"),
        ("2022年3月2日", "3"),
    ],
)
def test_the_value_of_a_number_is_read(text: str, value: str) -> None:
    assert Decimal(value) in numbers_in(text)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("最高100万元", "1000000"),
        ("最高1000000元", "100万"),
        ("最高100万元", "最高一百万元"),
        ("最高一百万元", "1,000,000"),
        ("最高三千万", "3000万"),
        ("第一年40%", "百分之四十"),
        ("百分之四十", "40%"),
        ("100万元", "100 万元"),
        ("十二条", "第12条"),
        ("160余家", "一百六十余家"),
        ("50-100万元", "50万至100万元"),
        ("2022年3月2日", "2022年03月02日"),
        ("两江新区", ""),
        ("任选一个", ""),
        ("两三天内", ""),
        ("没有数字", ""),
    ],
)
def test_a_number_that_stands_in_the_evidence_may_be_said(text: str, evidence: str) -> None:
    assert unsupported_numbers(text, [evidence]) == []


@pytest.mark.parametrize(
    ("text", "evidence", "missing"),
    [
        ("最高200万元", "最高100万元", ["200万"]),
        ("最高100万元", "100元", ["100万"]),
        ("最高1万元", "最高100万元", ["1万"]),
        ("最高10000元", "最高100万元", ["10000"]),
        ("最高三千万", "三千人", ["三千万"]),
        ("百分之九十", "", ["九十"]),
        ("45%", "40%", ["45"]),
        ("1.5万元", "15万元", ["1.5万"]),
        ("二〇二六年", "6", ["二〇二六"]),
        ("十五个工作日", "5个工作日", ["十五"]),
        ("3天", "13天、30天、3.5天", ["3"]),
        ("5年、6年、7年", "6年", ["5", "7"]),
    ],
)
def test_a_number_that_stands_nowhere_is_told_as_it_is_written(text: str, evidence: str, missing: list[str]) -> None:
    assert unsupported_numbers(text, [evidence]) == missing


def test_each_number_may_have_evidence_of_its_own() -> None:
    assert unsupported_numbers("B类100万元，分3年", ["100万元", "三年"]) == []


def test_without_evidence_every_number_is_told() -> None:
    assert unsupported_numbers("B类100万元，分3年", []) == ["100万", "3"]
