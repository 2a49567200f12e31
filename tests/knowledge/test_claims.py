"""Dates, document numbers, quotations and formulas of an answer are found, and told when they stand nowhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.claims import unsupported, unsupported_document_numbers, unsupported_quotations
from knowledge.formula import Formula, value_of
from knowledge.written_dates import dates_in, unsupported_dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年12月1日起", (2024, 12, 1)),
        ("2024 年 12 月 1 日", (2024, 12, 1)),
        ("２０２４年１２月１日", (2024, 12, 1)),
        ("二〇二四年十二月一日", (2024, 12, 1)),
        ("2024-12-01", (2024, 12, 1)),
        ("2024/12/1", (2024, 12, 1)),
        ("2024年12月", (2024, 12, None)),
        ("12月1日", (None, 12, 1)),
        ("1 December 2024", (2024, 12, 1)),
        ("December 2024", (2024, 12, None)),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, date: tuple[int | None, int, int | None]) -> None:
    assert list(dates_in(text)) == [date]


@pytest.mark.parametrize("text", ["3个月", "12月", "2024年", "1.5万", "9:00-12:00", "2024-12", "may apply", "第12条"])
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert dates_in(text) == {}


@pytest.mark.parametrize(
    ("told", "evidence"),
    [
        ("2024年12月1日起施行", "2024-12-01"),
        ("2024年12月起", "自2024年12月1日起施行"),
        ("12月1日", "2024年12月1日"),
        ("1 December 2024", "2024年12月1日"),
        ("2025年2月26日", "2025年1月24日至2月26日"),
    ],
)
def test_a_date_of_the_evidence_may_be_told(told: str, evidence: str) -> None:
    assert unsupported_dates(told, [evidence]) == []


@pytest.mark.parametrize(
    ("told", "evidence", "missing"),
    [
        # Each number of these stands in the evidence; the date does not.
        ("2024年1月12日", "2024年12月1日", "2024年1月12日"),
        ("2025年12月1日", "2024年12月1日，2025年", "2025年12月1日"),
        ("2025年1月", "2024年1月起，2025年止", "2025年1月"),
        ("1月2日", "2024年2月1日", "1月2日"),
    ],
)
def test_numbers_of_the_evidence_make_no_date(told: str, evidence: str, missing: str) -> None:
    assert unsupported_dates(told, [evidence]) == [missing]


@pytest.mark.parametrize(
    ("told", "evidence"),
    [
        ("依据是渝人社发〔2020〕53号。", "渝人社发〔2020〕53号"),
        ("依据渝府办发〔2021〕47号", "制定时依据渝府办发（2021）47 号和渝府办发〔2022〕81号。"),
        ("（示例〔2022〕01号）", "示例[2022]1号"),
        ("没有文号", ""),
    ],
)
def test_a_document_number_is_the_same_in_all_brackets(told: str, evidence: str) -> None:
    assert unsupported_document_numbers(told, [evidence]) == []


@pytest.mark.parametrize(
    "told", ["渝人社办〔2020〕53号", "渝人社发〔2021〕53号", "渝人社发〔2020〕35号", "川人社发〔2020〕53号"]
)
def test_a_changed_document_number_is_told(told: str) -> None:
    assert unsupported_document_numbers(f"依据是{told}", ["渝人社发〔2020〕53号，另见渝府发〔2021〕35号"]) == [told]


@pytest.mark.parametrize(
    ("told", "evidence", "missing"),
    [
        ("规定是“签订三年以上劳动合同”。", "申请人签订 三年以上\n劳动合同的", []),
        ("规定是“签订两年以上劳动合同”。", "签订三年以上劳动合同的", ["签订两年以上劳动合同"]),
        ("关于“‘两江人才’十条”，可以查询：", "《“两江人才”十条》", []),
        ("也可以点“转人工”。", "", []),
        ("出自「第三条」", "第二条", ["第三条"]),
    ],
)
def test_a_quotation_stands_in_the_evidence_word_for_word(told: str, evidence: str, missing: list[str]) -> None:
    assert unsupported_quotations(told, [evidence], ["转人工"]) == missing


@pytest.mark.parametrize(
    ("written", "value"),
    [("40万元", "400000"), ("2", "2"), ("35%", "0.35"), ("1,000元", "1000"), ("1.5 倍", "1.5"), ("３２万元", "320000")],
)
def test_the_value_of_an_operand_is_read(written: str, value: str) -> None:
    assert value_of(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", "定额", "40万至50万元", "A类"])
def test_what_is_no_single_number_has_no_value(written: str) -> None:
    assert value_of(written) is None


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        (Formula("product", ("2", "40万元"), "80万元"), True),
        (Formula("product", ("40%", "80万元"), "32万元"), True),
        (Formula("least", ("300万元", "200万元"), "200万元"), True),
        (Formula("sum", ("32万元", "28万元", "20万元"), "80万元"), True),
        (Formula("difference", ("36", "30"), "6"), True),
        (Formula("product", ("33.33%", "1元"), "0.33元"), True),
        (Formula("product", ("2", "40万元"), "81万元"), False),
        (Formula("product", ("2", "定额"), "80万元"), False),
        (Formula("least", (), "1"), False),
    ],
)
def test_a_formula_is_worked_out_again(formula: Formula, holds: bool) -> None:
    assert formula.holds() is holds


def test_the_result_of_a_formula_over_the_evidence_may_be_told() -> None:
    formula = Formula("product", ("2", "40万元"), "80万元")
    assert unsupported("2×40万元=80万元", ["乘2", "个税40万"], [formula]) == []


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (Formula("product", ("2", "40万元"), "90万元"), "formula"),
        (Formula("product", ("3", "40万元"), "120万元"), "number"),
    ],
)
def test_a_formula_that_is_wrong_or_rests_on_nothing_proves_nothing(formula: Formula, kind: str) -> None:
    found = unsupported(f"算得{formula.result}", ["乘2", "个税40万"], [formula])
    assert kind in {claim.kind for claim in found}


def test_formulas_may_rest_on_each_other() -> None:
    first = Formula("product", ("2", "40万元"), "80万元")
    second = Formula("product", ("40%", "80万元"), "32万元")
    assert unsupported("第一年32万元", ["乘2，第一年40%", "个税40万"], [first, second]) == []
    assert unsupported("第一年32万元", ["乘2，第一年40%", "个税40万"], [second]) != []


def test_formulas_do_not_prove_each_other_in_a_circle() -> None:
    circle = [Formula("product", ("2", "40万元"), "80万元"), Formula("product", ("50%", "80万元"), "40万元")]
    assert unsupported("80万元，40万元", ["2倍，50%"], circle) != []
