"""What is read from a sentence: facts by their cue, short answers to the open question, nothing from a question."""

from __future__ import annotations

import pytest

from knowledge.eligibility.programme import Programme
from knowledge.eligibility.reading import Named, Reading, is_just, read
from knowledge.eligibility.values import Span, Value
from tests.knowledge.eligibility.conftest import Find

WAN = 10_000 * 100


def _read(programme: Programme, text: str, asked: str = "", *named: Named) -> Reading:
    known = {code: programme.fields[code] for code in (*programme.named_fields(), "annual_tax")}
    return read(text, named, known, asked)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("鸿雁A类一年能拿多少，年薪150万个税40万", {"annual_salary": 150 * WAN, "annual_tax": 40 * WAN}),
        ("要是年薪80万呢", {"annual_salary": 80 * WAN}),
        ("我签了三年合同，年薪35万", {"contract_months": 36, "annual_salary": 35 * WAN}),
        ("不是三年合同，是五年合同", {"contract_months": 60}),
        ("合同签了一年半", {"contract_months": 18}),
        ("年薪叁拾万，一年交个税2万5", {"annual_salary": 30 * WAN, "annual_tax": 25_000 * 100}),
    ],
)
def test_facts_are_read_by_their_cue(programme: Find, text: str, values: dict[str, int]) -> None:
    assert _read(programme("hongyan"), text).values == {code: Span.exactly(n) for code, n in values.items()}


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("三年", "contract_months", Span.exactly(36)),
        ("3", "contract_months", Span.exactly(36)),
        ("半年", "contract_months", Span.exactly(6)),
        ("11个月", "contract_months", Span.exactly(11)),
        ("3年以上", "contract_months", Span(36, None)),
        ("80万", "annual_salary", Span.exactly(80 * WAN)),
        ("不到30万", "annual_salary", Span(None, 30 * WAN, high_open=True)),
        ("120万以上", "annual_salary", Span(120 * WAN, None, low_open=True)),
        ("60到120万", "annual_salary", Span(60 * WAN, 120 * WAN)),
        ("八十万左右", "annual_salary", Span(72 * WAN, 88 * WAN)),
        ("制造业", "industry_tier", "第一档"),
        ("第二档", "industry_tier", "第二档"),
        ("不清楚", "industry_tier", "其他"),
        ("有", "background", True),
        ("没有", "background", False),
        ("在世界500强干过", "background", True),
        ("没在500强待过", "background", False),
    ],
)
def test_a_short_answer_is_meant_for_the_open_question(programme: Find, text: str, asked: str, value: Value) -> None:
    assert _read(programme("hongyan"), text, asked).values == {asked: value}


@pytest.mark.parametrize(
    ("text", "asked", "salary"),
    [("月薪3万", "", 36), ("年薪四十", "", 40), ("30个", "annual_salary", 30), ("80", "annual_salary", 80)],
)
def test_what_is_said_in_part_is_to_be_confirmed(programme: Find, text: str, asked: str, salary: int) -> None:
    reading = _read(programme("hongyan"), text, asked)
    assert (reading.values, reading.unsure) == ({}, {"annual_salary": Span.exactly(salary * WAN)})


@pytest.mark.parametrize(
    "text",
    [
        "鸿雁计划一年能拿多少",
        "人才公寓要带什么材料",
        "2023年的规定还有效吗",
        "第三条讲什么",
        "百来万",
        "我年薪差两万到五十",
    ],
)
def test_no_fact_is_read_where_none_is_told(programme: Find, text: str) -> None:
    assert _read(programme("hongyan"), text).empty


def test_a_value_that_the_bot_found_is_taken_and_a_postdoc_is_no_doctor(programme: Find) -> None:
    grant = programme("example-settling-grant")
    assert _read(grant, "我是博士", "", Named("education", "博士")).values == {"education": "博士"}
    assert _read(grant, "我是博士后", "education").values == {}


@pytest.mark.parametrize("text", ["不清楚", "跳过", "不想说。", "没算过"])
def test_every_question_can_be_skipped(programme: Find, text: str) -> None:
    assert _read(programme("hongyan"), text, "contract_months") == Reading(skipped=True)


def test_a_word_that_leaves_is_the_whole_text() -> None:
    assert is_just("算了。", "leave")
    assert not is_just("算了三年", "leave")
