"""The label of a document changes on the right day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.models import Document
from knowledge.validity import validity_on

DAY = date(2026, 11, 24)


def _label(**more: Any) -> str:
    values = {"validity": "有效", "trial": False, "effective_from": None, "effective_to": None, "as_of": DAY}
    return validity_on(Document(**{**values, **more}), DAY).label


def _in(days: int) -> date:
    return DAY + timedelta(days)


@pytest.mark.parametrize(
    ("days", "label"), [(-1, "已过有效期"), (0, "即将到期"), (89, "即将到期"), (90, "现行"), (400, "现行")]
)
def test_a_document_holds_through_its_last_day_and_warns_ninety_days_before(days: int, label: str) -> None:
    assert _label(effective_to=_in(days)) == label


@pytest.mark.parametrize(("days", "label"), [(1, "尚未施行"), (0, "现行"), (-1, "现行")])
def test_a_document_holds_from_its_first_day(days: int, label: str) -> None:
    assert _label(effective_from=_in(days)) == label


def test_a_document_may_hold_for_one_day() -> None:
    assert _label(effective_from=DAY, effective_to=DAY) == "即将到期"


@pytest.mark.parametrize(("age", "label"), [(730, "现行"), (731, "有效性待核实")])
def test_a_trial_that_was_not_looked_at_for_two_years_must_be_checked(age: int, label: str) -> None:
    assert _label(trial=True, as_of=_in(-age)) == label


def test_an_old_document_that_is_no_trial_needs_no_check() -> None:
    assert _label(as_of=_in(-3000)) == "现行"


@pytest.mark.parametrize("validity", ["废止", "失效", "已修改"])
@pytest.mark.parametrize("days", [-1, 0, 400])
def test_what_was_withdrawn_is_told_whatever_the_date(validity: str, days: int) -> None:
    assert _label(validity=validity, effective_to=_in(days)) == validity


@pytest.mark.parametrize(("days", "label"), [(-1, "已过有效期"), (400, "有效性待核实"), (None, "有效性待核实")])
def test_an_unknown_validity_must_be_checked_until_the_document_has_ended(days: int | None, label: str) -> None:
    assert _label(validity="待核实", effective_to=None if days is None else _in(days)) == label


@pytest.mark.parametrize(
    ("more", "warns"),
    [
        ({}, False),
        ({"validity": "待核实"}, True),
        ({"validity": "废止"}, True),
        ({"validity": "已修改"}, True),
        ({"effective_to": _in(-1)}, True),
        ({"effective_to": DAY}, True),
        ({"effective_from": _in(1)}, True),
    ],
)
def test_all_but_what_is_in_force_warns_in_the_first_line(more: dict[str, Any], warns: bool) -> None:
    values = {"validity": "有效", "trial": False, "as_of": DAY, **more}
    assert validity_on(Document(**values), DAY).warns is warns
