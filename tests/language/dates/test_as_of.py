"""The day whose rules a question asks for; a year that tells of the applicant asks for none."""

from __future__ import annotations

from datetime import date

import pytest

from language.dates.as_of import parse_as_of

TODAY = date(2026, 11, 24)


def _days(text: str, **more: bool) -> tuple[str, str] | None:
    found = parse_as_of(text, TODAY, **more)
    return (found.first.isoformat(), found.last.isoformat()) if found is not None else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023年的时候怎么规定的", "2023-01-01", "2023-12-31"),
        ("2024年3月那会儿B类多少", "2024-03-01", "2024-03-31"),
        ("二〇二三年的标准是多少", "2023-01-01", "2023-12-31"),
        ("去年A类最高多少", "2025-01-01", "2025-12-31"),
        ("前年的政策是啥", "2024-01-01", "2024-12-31"),
        ("2022年上半年的规定", "2022-01-01", "2022-06-30"),
        ("2024年2月29日执行的是哪个文件", "2024-02-29", "2024-02-29"),
        ("去年底的时候A类多少", "2025-12-01", "2025-12-31"),
        ("2024年12月1日以前要领证吗", "2024-11-30", "2024-11-30"),
        ("2024年12月1日之后还发证吗", "2024-12-02", "2024-12-02"),
        ("23年的时候呢", "2023-01-01", "2023-12-31"),
        ("明年5月还有效吗", "2027-05-01", "2027-05-31"),
        ("我想问下2023年那会儿A类最高多少", "2023-01-01", "2023-12-31"),
        ("2020年毕业的，2023年的标准是多少", "2023-01-01", "2023-12-31"),
    ],
)
def test_the_days_that_are_meant(text: str, first: str, last: str) -> None:
    assert _days(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "我2021年毕业的，能申请吗",
        "2023年来的能拿多少",
        "渝人社发〔2020〕53号规定了什么",
        "示例〔2022〕01号第四条怎么规定",
        "工作20年以上的标准是多少",
        "合同3年以上有什么要求",
        "目前还按2023年公布的标准执行吗",
        "2023年2月30日的规定",
        "2023年13月的规定",
        "英才计划怎么申请",
        "",
    ],
)
def test_what_asks_for_no_other_day(text: str) -> None:
    assert _days(text) is None


@pytest.mark.parametrize(("text", "alone"), [("那2023年呢", True), ("换成去年的话", True), ("2023年B类多少", False)])
def test_a_text_that_is_nothing_but_the_day_is_told(text: str, alone: bool) -> None:
    found = parse_as_of(text, TODAY)
    assert found is not None
    assert found.alone is alone


def test_beside_the_present_a_day_counts_only_when_asked_for() -> None:
    text = "2023年的规定和现在有什么不同"
    assert _days(text) is None
    assert _days(text, beside_now=True) == ("2023-01-01", "2023-12-31")


def test_the_words_behind_the_day_belong_to_it() -> None:
    found = parse_as_of("鸿雁2024年3月那会儿B类多少", TODAY)
    assert found is not None
    assert "鸿雁2024年3月那会儿B类多少"[found.start : found.end] == "2024年3月那会儿"
