"""From when and until when a document is in force, as its own text says it."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.ingest.dates import find_dates, only_date
from knowledge.ingest.terms import term_of

SIGNED, PRINTED = date(2024, 1, 5), date(2024, 1, 8)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("本办法自2024年3月1日起施行，有效期5年。", date(2024, 3, 1), date(2029, 2, 28)),
        ("本办法自 2024 年 3 月 1 日起施行。", date(2024, 3, 1), None),
        ("本细则自二〇二四年三月一日起施行，有效期至二〇二六年十二月三十一日。", date(2024, 3, 1), date(2026, 12, 31)),
        ("本通知自印发之日起施行。", PRINTED, None),
        ("本通知自印发之日起30日后施行，试行期两年。", date(2024, 2, 7), date(2026, 2, 6)),
        ("本政策自2024年3月1日起至2025年2月28日止执行。", date(2024, 3, 1), date(2025, 2, 28)),
        ("本规定自2024年3月1日起施行，《示例办法》（示例发〔2020〕1号）自2024年2月1日起废止。", date(2024, 3, 1), None),
        ("《示例办法》自2020年1月1日起施行以来，成效明显。", None, None),
        ("申报时间自2024年3月1日起至2024年4月30日止。", None, None),
        ("没有说何时施行。", None, None),
    ],
)
def test_terms(text: str, begins: date | None, ends: date | None) -> None:
    term = term_of(text, SIGNED, None, PRINTED)
    assert (term.effective_from, term.effective_to) == (begins, ends)


def test_a_term_that_cannot_be_counted_is_told() -> None:
    assert "有效期3年" in term_of("有效期3年。", None, None, None).open
    assert "印发" in term_of("自印发之日起施行。", None, None, None).open


def test_dates_in_every_form() -> None:
    text = "2025年1月24日、2025-01-24、2025/1/24、2025.1.24、二〇二五年一月二十四日、２０２５年１月２４日"
    assert {mention.day for mention in find_dates(text)} == {date(2025, 1, 24)}
    assert len(find_dates(text)) == 6
    assert find_dates("2025年13月40日") == ()
    assert only_date("（2025年1月24日）") == date(2025, 1, 24)
    assert only_date("自2025年1月24日起") is None
