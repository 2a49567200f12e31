"""Document numbers: one spelling from every bracket, broken ones reported and never mended."""

from __future__ import annotations

import pytest

from knowledge.ingest.document_numbers import broken_numbers, find_numbers, normalised_number, own_number


@pytest.mark.parametrize(
    "written",
    [
        "示例发〔2022〕1号",
        "示例发﹝2022﹞1号",
        "示例发[2022]1号",
        "示例发【2022】1号",
        "示例发（2022）1号",
        "示例发(2022)1号",
        "示例发［2022］1号",
        "示例发〔2022〕 1 号",
        "示例发 〔 2022 〕1号",
        "示例发〔２０２２〕１号",
        "示例发〔2022〕第1号",
    ],
)
def test_every_bracket_gives_one_spelling(written: str) -> None:
    assert own_number(written) == "示例发〔2022〕1号"
    assert normalised_number(written) == "示例发〔2022〕1号"


def test_a_number_inside_a_sentence_leaves_the_sentence_out() -> None:
    found = find_numbers("根据《示例办法》（示例府办发〔2021〕47号）和示例人社发〔2022〕01号，制定本细则。")
    assert [mention.number for mention in found] == ["示例府办发〔2021〕47号", "示例人社发〔2022〕01号"]


def test_a_line_with_more_than_a_number_is_no_number_line() -> None:
    assert own_number("根据示例发〔2022〕1号，制定本办法。") == ""
    assert own_number("示例发〔2022〕1号    签发人：张示例") == "示例发〔2022〕1号"


@pytest.mark.parametrize("text", ["示例人社办20266", "示例发〔2022〕号", "示例发〔20221号", "示例发2022〕1号"])
def test_what_lost_its_brackets_is_broken(text: str) -> None:
    assert broken_numbers(f"见{text}，") == (f"见{text}",) or broken_numbers(text) == (text,)


def test_the_broken_number_is_told_as_it_stands() -> None:
    assert broken_numbers("文号：示例人社办20266，见附件") == ("示例人社办20266",)


@pytest.mark.parametrize("text", ["本通知20260101起施行", "示例发〔2022〕1号", "印发2022年工作要点", "通知2026年6月起"])
def test_dates_and_whole_numbers_are_not_broken(text: str) -> None:
    assert broken_numbers(text) == ()
