"""What is typed into a form is checked, field by field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.appointments.contacts import ContactRefused, Given, Person, read_form
from tests.knowledge.personal.people import ID_NUMBER

FILLED = Given("张三示例", "138 0000 0000", ID_NUMBER, consent=True, id_consent=True)
SHORT = ("name", "phone")
LONG = (*SHORT, "id_number")


def _wrong(given: Given, fields: tuple[str, ...], *, correcting: bool = False) -> tuple[str, ...]:
    with pytest.raises(ContactRefused) as refused:
        read_form(given, fields, correcting=correcting)
    return refused.value.fields


def test_an_id_number_is_taken_where_the_form_asks_for_it() -> None:
    assert read_form(FILLED, LONG) == Person("张三示例", "13800000000", ID_NUMBER)


def test_an_id_number_that_was_not_asked_for_is_not_taken() -> None:
    assert read_form(FILLED, SHORT) == Person("张三示例", "13800000000")


@pytest.mark.parametrize(
    "number",
    [
        "", "110101190001010015", "110101190001010", "110101190013010014", "E12345678", "11010119000101001４",
        "110101190001010014 110101190001010014",
    ],
)  # fmt: skip
def test_a_wrong_id_number_is_refused(number: str) -> None:
    assert _wrong(replace(FILLED, id_number=number), LONG) == ("id_number",)


@pytest.mark.parametrize("number", ["110101 19000101 0014", "110101-19000101-0014"])
def test_blanks_and_hyphens_in_an_id_number_do_no_harm(number: str) -> None:
    assert read_form(replace(FILLED, id_number=number), LONG).id_number == ID_NUMBER


def test_a_small_x_at_the_end_is_taken_as_a_capital_one() -> None:
    assert read_form(replace(FILLED, id_number="11010119000101009x"), LONG).id_number == "11010119000101009X"


def test_the_id_number_needs_a_consent_of_its_own() -> None:
    assert _wrong(replace(FILLED, id_consent=False), LONG) == ("id_consent",)
    assert read_form(replace(FILLED, id_consent=False), SHORT)


def test_every_wrong_field_is_named() -> None:
    assert _wrong(Given(), LONG) == ("name", "phone", "id_number", "consent", "id_consent")


def test_in_a_correction_what_is_empty_stays_and_no_consent_is_asked_for() -> None:
    assert read_form(Given(phone="13900000001"), SHORT, correcting=True) == Person("", "13900000001")


def test_an_empty_correction_is_refused() -> None:
    assert _wrong(Given(), SHORT, correcting=True) == SHORT


def test_a_wrong_correction_is_refused() -> None:
    assert _wrong(Given("李四示例", "139"), SHORT, correcting=True) == ("phone",)
