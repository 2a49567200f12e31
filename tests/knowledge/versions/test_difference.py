"""Two versions clause by clause: what was added, taken out and changed, and which numbers that touches."""

from __future__ import annotations

import pytest

from knowledge.models import Clause, Document, Policy
from knowledge.versions.difference import Callout, Difference, difference_of


@pytest.fixture
def difference(policy: Policy) -> Difference:
    documents = {document.code: document for document in policy.documents}
    return difference_of(documents["ex-grant-2021"], documents["ex-grant-2024"])


def test_every_clause_is_told_once_in_the_order_of_the_newer_text(difference: Difference) -> None:
    assert [(change.kind, change.path) for change in difference.changes] == [
        ("changed", "第二条"),
        ("changed", "第三条"),
        ("changed", "第四条"),
        ("renumbered", "第六条"),
        ("added", "第七条"),
        ("removed", "第八条"),
    ]
    assert difference.same == 1


def test_amounts_conditions_and_deadlines_are_called_out(difference: Difference) -> None:
    told = [(row.point, row.name, row.before_amount or row.before, row.after_amount or row.after)
            for row in difference.callouts]  # fmt: skip
    assert told == [
        ("amount", "A类补助", 500000, 700000),
        ("amount", "B类补助", 200000, 300000),
        ("condition", "", "合同期限五年以上", "合同期限三年以上"),
        ("deadline", "时限", "二十个工作日", "十五个工作日"),
    ]


def test_the_words_that_changed_can_be_shown(difference: Difference) -> None:
    parts = difference.changes[0].parts
    assert "".join(part.text for part in parts if part.kind != "in") == "A类补助50万元，B类补助20万元，一次性发放。"
    assert "".join(part.text for part in parts if part.kind != "out") == "A类补助70万元，B类补助30万元，分三年发放。"
    assert ("out", "50") in [(part.kind, part.text) for part in parts]


def test_a_document_does_not_differ_from_itself(policy: Policy) -> None:
    document = policy.documents[2]
    same = difference_of(document, document)
    assert same.changes == ()
    assert same.same == len(document.clauses)


def test_a_clause_that_moved_and_changed_is_known_by_its_heading() -> None:
    before = _document(("第五条", "时限", "十个工作日内审核。"))
    after = _document(("第九条", "时限", "五个工作日内完成审核和公示。"))
    change = difference_of(before, after).changes[0]
    assert (change.kind, change.path) == ("changed", "第九条")
    assert change.callouts == (Callout("deadline", "时限", "十个工作日", "五个工作日"),)


def test_another_matter_under_the_same_number_is_two_changes() -> None:
    before = _document(("第五条", "审核", "受理后十个工作日内审核。"))
    after = _document(("第五条", "解释", "本办法由示例单位负责并公布咨询电话。"))
    assert sorted(change.kind for change in difference_of(before, after).changes) == ["added", "removed"]


def _document(*clauses: tuple[str, str, str]) -> Document:
    rows = [
        Clause(id=number, position=number, path=path, heading=heading, text=text)
        for number, (path, heading, text) in enumerate(clauses)
    ]
    return Document(code="d", clauses=rows, benefits=[], conditions=[])
