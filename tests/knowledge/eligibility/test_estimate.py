"""Money in whole fen: the formula, its limit, and parts that lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.eligibility.estimate import estimate, needed_field, payments_of, split
from knowledge.eligibility.values import Span
from tests.knowledge.eligibility.conftest import Find

WAN = 10_000 * 100


@pytest.mark.parametrize(
    ("letter", "tax", "amount", "parts", "capped"),
    [
        ("A", 40 * WAN, 80 * WAN, (32 * WAN, 28 * WAN, 20 * WAN), False),
        ("A", 100 * WAN, 200 * WAN, (80 * WAN, 70 * WAN, 50 * WAN), False),
        ("A", 100 * WAN + 1, 200 * WAN, (80 * WAN, 70 * WAN, 50 * WAN), True),
        ("B", 18 * WAN, 27 * WAN, (10_8000_00, 9_4500_00, 6_7500_00), False),
        ("C", 333, 400, (160, 140, 100), False),
    ],
)
def test_the_award_is_the_tax_times_the_factor_up_to_the_limit(
    programme: Find, letter: str, tax: int, amount: int, parts: tuple[int, ...], capped: bool
) -> None:
    [payment] = [row for row in payments_of(programme("hongyan"), [letter]) if row.talent_class]
    made = estimate(payment, {"annual_tax": Span.exactly(tax)})
    assert made is not None
    assert (made.amount, made.parts, made.capped) == (amount, parts, capped)


def test_without_an_exact_tax_nothing_is_reckoned(programme: Find) -> None:
    [payment] = [row for row in payments_of(programme("hongyan"), ["A"]) if row.talent_class]
    assert estimate(payment, {}) is None
    assert estimate(payment, {"annual_tax": Span(10 * WAN, 20 * WAN)}) is None
    assert needed_field(programme("hongyan"), ["A"], {}) == "annual_tax"
    assert needed_field(programme("hongyan"), [], {}) == ""


def test_the_employer_gets_five_per_cent_of_the_pay(programme: Find) -> None:
    [payment] = programme("hongyan-employer").payments
    made = estimate(payment, {"annual_salary": Span.exactly(80 * WAN)})
    assert made is not None
    assert (made.amount, made.capped) == (4 * WAN, False)


def test_a_fixed_sum_needs_nothing(programme: Find) -> None:
    [payment] = payments_of(programme("example-settling-grant"), ["D"])
    made = estimate(payment, {})
    assert made is not None
    assert (made.amount, made.parts) == (9 * WAN, (3_6000_00, 2_7000_00, 2_7000_00))


@given(st.integers(0, 10**12), st.sampled_from(([40, 35, 25], [20] * 5, [33, 33, 34], [100])))
def test_the_parts_add_up_to_the_amount(amount: int, shares: list[int]) -> None:
    parts = split(amount, shares)
    assert sum(parts) == amount
    assert all(part >= -1 for part in parts)
    assert len(parts) == len(shares)
