"""The borders: exactly three years, exactly 600,000 and 1,200,000, sixty years old; by the letter, never rounded."""

from __future__ import annotations

import pytest

from knowledge.eligibility.gaps import gaps, unmet
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.values import Span, Value, parse_written
from knowledge.eligibility.verdict import judge
from tests.knowledge.eligibility.conftest import Find

WAN = 10_000 * 100
GOOD: dict[str, Value] = {"contract_months": Span.exactly(60), "background": True, "industry_tier": "第一档"}


@pytest.mark.parametrize(
    ("salary", "truth", "classes"),
    [
        (30 * WAN - 1, Truth.NO, []),
        (30 * WAN, Truth.YES, ["C"]),
        (60 * WAN - 1, Truth.YES, ["C"]),
        (60 * WAN, Truth.PERSON, []),
        (60 * WAN + 1, Truth.YES, ["B"]),
        (120 * WAN - 1, Truth.YES, ["B"]),
        (120 * WAN, Truth.PERSON, []),
        (120 * WAN + 1, Truth.YES, ["A"]),
    ],
)
def test_a_salary_at_the_border_of_two_classes_is_for_a_person(
    programme: Find, salary: int, truth: Truth, classes: list[str]
) -> None:
    verdict = judge(programme("hongyan"), {**GOOD, "annual_salary": Span.exactly(salary)})
    assert (verdict.truth, [one.code for one in verdict.chosen]) == (truth, classes)


@pytest.mark.parametrize(("tier", "salary", "truth"), [
    ("第二档", 40 * WAN - 1, Truth.NO), ("第二档", 40 * WAN, Truth.PERSON), ("第二档", 300 * WAN, Truth.PERSON),
    ("其他", 20 * WAN, Truth.PERSON), ("其他", 300 * WAN, Truth.PERSON),
])  # fmt: skip
def test_what_the_page_does_not_tell_of_other_tiers_is_for_a_person(
    programme: Find, tier: str, salary: int, truth: Truth
) -> None:
    known = {**GOOD, "industry_tier": tier, "annual_salary": Span.exactly(salary)}
    assert judge(programme("hongyan"), known).truth == truth


@pytest.mark.parametrize(("months", "truth"), [(35, Truth.NO), (36, Truth.YES), (37, Truth.YES)])
def test_a_contract_of_exactly_three_years_is_enough(programme: Find, months: int, truth: Truth) -> None:
    known = {**GOOD, "annual_salary": Span.exactly(80 * WAN), "contract_months": Span.exactly(months)}
    assert judge(programme("hongyan"), known).truth == truth


def test_experience_is_a_rule_with_exceptions_a_person_grants(programme: Find) -> None:
    known = {**GOOD, "annual_salary": Span.exactly(80 * WAN), "background": False}
    assert judge(programme("hongyan"), known).truth == Truth.PERSON


@pytest.mark.parametrize(("age", "classes"), [(59, ["B"]), (60, ["B"]), (61, [])])
def test_sixty_years_of_age_are_not_more_than_sixty(programme: Find, age: int, classes: list[str]) -> None:
    known = {"age": Span.exactly(age), "education": "本科", "work_months": Span.exactly(24), "points": Span.exactly(0)}
    assert [one.code for one in judge(programme("work-permit"), known).chosen] == classes


@pytest.mark.parametrize(("points", "classes"), [(59, []), (60, ["B"]), (84, ["B"]), (85, ["A"])])
def test_points_make_a_class_from_their_number_on(programme: Find, points: int, classes: list[str]) -> None:
    known = {
        "age": Span.exactly(65),
        "education": "专科",
        "work_months": Span.exactly(0),
        "points": Span.exactly(points),
    }
    assert [one.code for one in judge(programme("work-permit"), known).chosen] == classes


def test_fifty_five_is_the_last_year_but_not_for_the_highest_classes(programme: Find) -> None:
    grant = programme("example-settling-grant")
    known: dict[str, Value] = {
        "full_time": True, "contract_months": Span.exactly(36), "social_months": Span.exactly(6),
        "arrival_months": Span.exactly(24), "dishonest": False, "education": "博士", "age": Span.exactly(55),
        "honour": "没有",
    }  # fmt: skip
    assert judge(grant, known).truth == Truth.YES
    assert judge(grant, {**known, "age": Span.exactly(56)}).truth == Truth.NO
    assert judge(grant, {**known, "age": Span.exactly(56), "honour": "国家级"}).truth == Truth.YES
    assert judge(grant, {**known, "arrival_months": Span.exactly(25)}).truth == Truth.NO


def test_a_range_across_a_border_tells_nothing_and_one_beside_it_does(programme: Find) -> None:
    hongyan = programme("hongyan")
    across = {**GOOD, "annual_salary": Span(50 * WAN, 70 * WAN)}
    beside = {**GOOD, "annual_salary": Span(60 * WAN, 120 * WAN, low_open=True, high_open=True)}
    assert judge(hongyan, across).truth == Truth.UNKNOWN
    assert [one.code for one in judge(hongyan, beside).chosen] == ["B"]


def test_the_nearest_way_is_the_difference(programme: Find) -> None:
    known = {**GOOD, "annual_salary": Span.exactly(25 * WAN), "contract_months": Span.exactly(30)}
    verdict = judge(programme("hongyan"), known)
    found = [gap for criterion in unmet(verdict, known) for gap in gaps(criterion.expression, known)]
    assert [(gap.field.code, gap.short) for gap in found] == [("contract_months", 6), ("annual_salary", 5 * WAN)]


def test_an_age_above_the_limit_tells_by_how_much(programme: Find) -> None:
    known: dict[str, Value] = {"skill": "高级技师", "arrival_months": Span.exactly(15)}
    verdict = judge(programme("example-skilled"), known)
    [gap] = [gap for criterion in unmet(verdict, known) for gap in gaps(criterion.expression, known)]
    assert (gap.field.code, gap.over) == ("arrival_months", 3)


@pytest.mark.parametrize(("text", "kind", "number"), [
    ("30万元", "money", 30 * WAN), ("3年", "months", 36), ("6个月", "months", 6), ("60岁", "age", 60),
    ("85分", "points", 85), ("20%", "percent", 20), ("1.5万元", "money", 15_000 * 100),
])  # fmt: skip
def test_numbers_of_rules_carry_their_unit(text: str, kind: str, number: int) -> None:
    assert parse_written(text, kind) == number


@pytest.mark.parametrize(
    ("text", "kind"), [("30", "money"), ("3年", "money"), ("六个月", "months"), ("1.23456元", "money")]
)
def test_a_number_without_a_fitting_unit_is_refused(text: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"unit|whole"):
        parse_written(text, kind)
