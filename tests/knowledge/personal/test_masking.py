"""Personal data is shown covered."""

from __future__ import annotations

import pytest

from knowledge.personal.masking import mask_id_number, mask_name, mask_phone
from tests.knowledge.personal.people import ID_NUMBER


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("欧阳示例", "欧*"), ("John Doe", "J*"), (" 李 ", "李*"), ("", "")]
)
def test_of_a_name_the_first_character_is_shown(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_of_a_telephone_the_beginning_and_the_end_are_shown() -> None:
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("12345") == "*****"


def test_of_an_id_number_four_characters_at_each_end_are_shown() -> None:
    assert mask_id_number(ID_NUMBER) == "1101**********0014"
