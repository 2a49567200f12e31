"""Kleene's laws, by property: of the connectives, and of what more information may change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.eligibility.expressions import All, Expression, Not, Some, evaluate, fields_in
from knowledge.eligibility.truth import Truth, conjunction, disjunction, negation
from tests.knowledge.eligibility.made import VALUES, Person, atom

truths = st.sampled_from(Truth)
atoms = st.one_of(
    st.builds(lambda value: atom("yes", "==", value), st.booleans()),
    st.builds(lambda value: atom("kind", "==", value), st.sampled_from(VALUES["kind"])),
    st.builds(
        lambda op, value: atom("rank", op, value), st.sampled_from((">=", "<", "==")), st.sampled_from(VALUES["rank"])
    ),
    st.builds(
        lambda op, value, boundary: atom("money", op, value, boundary=boundary),
        st.sampled_from(("<", "<=", ">", ">=")), st.sampled_from((10, 20)), st.booleans(),
    ),
    st.just(Person("须由人定")),
)  # fmt: skip
expressions: st.SearchStrategy[Expression] = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Some(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=8,
)
knowledge = st.fixed_dictionaries(
    {}, optional={code: st.sampled_from(values) for code, values in VALUES.items() if code != "months"}
)
_MIDDLE = {Truth.YES: 2, Truth.NO: 0, Truth.UNKNOWN: 1, Truth.PERSON: 1}


@given(st.lists(truths, max_size=4))
def test_taken_as_one_middle_value_the_connectives_are_kleenes(found: list[Truth]) -> None:
    assert _MIDDLE[conjunction(found)] == min((_MIDDLE[one] for one in found), default=2)
    assert _MIDDLE[disjunction(found)] == max((_MIDDLE[one] for one in found), default=0)


@given(truths, truths, truths)
def test_the_connectives_are_associative_commutative_and_of_de_morgan(a: Truth, b: Truth, c: Truth) -> None:
    for join in (conjunction, disjunction):
        assert join([a, b]) == join([b, a])
        assert join([join([a, b]), c]) == join([a, join([b, c])])
        assert join([a, a]) == a
    assert negation(conjunction([a, b])) == disjunction([negation(a), negation(b)])
    assert negation(negation(a)) == a


def test_what_can_be_asked_goes_before_what_a_person_decides() -> None:
    assert conjunction([Truth.UNKNOWN, Truth.PERSON]) == Truth.UNKNOWN
    assert disjunction([Truth.UNKNOWN, Truth.PERSON]) == Truth.UNKNOWN
    assert conjunction([Truth.NO, Truth.PERSON]) == Truth.NO
    assert disjunction([Truth.YES, Truth.UNKNOWN]) == Truth.YES


@given(expressions, knowledge, knowledge)
def test_more_information_never_turns_a_settled_result(one: Expression, known: dict, more: dict) -> None:  # type: ignore[type-arg]
    before = evaluate(one, known)
    after = evaluate(one, {**more, **known})
    if before.settled:
        assert after == before


@given(expressions, knowledge)
def test_with_every_field_known_nothing_is_left_to_ask(one: Expression, known: dict) -> None:  # type: ignore[type-arg]
    full = {**{code: values[0] for code, values in VALUES.items()}, **known}
    assert evaluate(one, full) != Truth.UNKNOWN
    assert set(fields_in(one)) <= set(full)
