"""The next question: it can change the outcome, none that can is forgotten, and a settled outcome asks nothing."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.eligibility.programme import Programme
from knowledge.eligibility.questions import next_field, relevant_fields
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.values import Span, Value
from knowledge.eligibility.verdict import in_play, judge
from tests.knowledge.eligibility.conftest import Find
from tests.knowledge.eligibility.made import VALUES, All, Person, Some, atom, made
from tests.knowledge.eligibility.test_truth import expressions, knowledge

programmes = st.builds(
    lambda conditions, classes, hardness: made(*conditions, classes=tuple(classes), hardness=hardness),
    st.lists(expressions, max_size=3), st.lists(expressions, max_size=2), st.sampled_from(("必须", "原则上")),
)  # fmt: skip


def outcome(programme: Programme, known: dict[str, Value]) -> object:
    """The verdict, and the classes that count."""
    verdict = judge(programme, known)
    if verdict.truth == Truth.NO:
        return Truth.NO
    return verdict.truth, in_play(programme, tuple(result.truth for result in verdict.classes))


def changing(programme: Programme, known: dict[str, Value]) -> set[str]:
    """By brute force: the fields of which a change alone can change the outcome."""
    free = [field for field in programme.named_fields() if field not in known]
    found = set()
    for field in free:
        others = [other for other in free if other != field]
        for values in itertools.product(*(VALUES[other] for other in others)):
            rest = {**known, **dict(zip(others, values, strict=True))}
            if len({str(outcome(programme, {**rest, field: value})) for value in VALUES[field]}) > 1:
                found.add(field)
                break
    return found


@settings(deadline=None, max_examples=150)
@given(programmes, knowledge)
def test_just_the_fields_that_can_change_the_outcome_are_asked(programme: Programme, known: dict[str, Value]) -> None:
    expected = set() if judge(programme, known).truth == Truth.NO else changing(programme, known)
    assert set(relevant_fields(programme, known)) == expected
    assert (next_field(programme, known) in expected) if expected else next_field(programme, known) == ""


@settings(deadline=None, max_examples=100)
@given(programmes, st.data())
def test_asking_ends_in_a_settled_outcome_with_no_field_asked_twice(programme: Programme, data: st.DataObject) -> None:
    known: dict[str, Value] = {}
    while field := next_field(programme, known):
        assert field not in known
        known[field] = data.draw(st.sampled_from(VALUES[field]))
    assert changing(programme, known) == set() or judge(programme, known).truth == Truth.NO


def test_a_skipped_field_is_not_asked_again() -> None:
    programme = made(atom("yes", "==", True), atom("months", ">=", 6))
    assert next_field(programme, {}, ("yes",)) == "months"
    assert next_field(programme, {}, ("yes", "months")) == ""


def test_an_unmet_condition_ends_the_questions() -> None:
    assert next_field(made(atom("yes", "==", True), atom("months", ">=", 6)), {"yes": False}) == ""


def test_one_alternative_that_holds_makes_the_other_needless() -> None:
    programme = made(Some((atom("yes", "==", True), atom("months", ">=", 6))))
    assert next_field(programme, {"yes": True}) == ""
    assert next_field(programme, {"yes": False}) == "months"


def test_what_only_a_person_decides_is_not_asked_for() -> None:
    assert next_field(made(All((atom("yes", "==", True), Person("须由人定")))), {"yes": True}) == ""


def test_a_condition_cannot_help_where_a_person_decides_the_class() -> None:
    doubtful = Some((Person("须由人定"), atom("yes", "==", False)))
    assert next_field(made(doubtful, classes=(Person("须由人定"),)), {}) == ""


def test_a_class_below_one_that_is_met_is_not_asked_for() -> None:
    programme = made(classes=(atom("yes", "==", True), atom("months", ">=", 6)))
    assert next_field(programme, {"yes": True}) == ""
    assert next_field(programme, {"yes": False}) == "months"


def test_the_condition_that_decides_most_is_asked_first() -> None:
    # Without the first, the two others do not matter.
    both = All((atom("yes", "==", True), atom("other", "==", True)))
    assert next_field(made(Some((both, atom("kind", "==", "甲"))), atom("months", ">=", 6)), {}) == "months"


@pytest.mark.parametrize(
    ("code", "known", "asked"),
    [
        ("hongyan", {"annual_salary": Span.exactly(150_0000_00)}, "industry_tier"),
        ("work-permit", {"age": Span.exactly(62)}, "points"),
        ("liuchuang", {"overseas_months": Span.exactly(11)}, ""),
        ("example-skilled", {"skill": "高级工"}, ""),
    ],
)
def test_the_content_asks_what_still_matters(programme: Find, code: str, known: dict[str, Value], asked: str) -> None:
    one = programme(code)
    assert next_field(one, known, classes_only=one.is_scheme) == asked
