"""Which version of a text holds on a day, and how valid it was then."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.models import Document, DocumentRelation, Policy
from knowledge.validity import partial_changes, validity_on
from knowledge.versions.in_force import current_document, document_on, versions_of
from tests.conftest import NOW

TODAY = NOW.date()


def test_explanations_and_partial_changes_are_no_versions(policy: Policy) -> None:
    assert [document.code for document in versions_of(policy)] == ["ex-grant-2024", "ex-grant-2021", "ex-grant-2018"]


@pytest.mark.parametrize(
    ("day", "code", "label"),
    [
        (date(2018, 3, 1), "ex-grant-2018", "现行"),
        (date(2021, 1, 31), "ex-grant-2018", "现行"),
        (date(2021, 2, 1), "ex-grant-2021", "现行"),
        (date(2024, 5, 31), "ex-grant-2021", "现行"),
        (date(2024, 6, 1), "ex-grant-2024", "现行"),
        (TODAY, "ex-grant-2024", "即将到期"),
        (date(2027, 2, 1), "ex-grant-2024", "已过有效期"),
    ],
)
def test_the_version_of_a_day_and_its_validity_then(policy: Policy, day: date, code: str, label: str) -> None:
    document = document_on(policy, day)
    assert document is not None
    assert (document.code, validity_on(document, day).label) == (code, label)


def test_before_the_first_version_none_is_held(policy: Policy) -> None:
    assert document_on(policy, date(2018, 2, 28)) is None


@pytest.mark.parametrize(("code", "label"), [("ex-grant-2021", "已被替代"), ("ex-grant-2018", "废止")])
def test_what_took_its_place_ends_a_version_today(policy: Policy, code: str, label: str) -> None:
    document = next(row for row in policy.documents if row.code == code)
    assert validity_on(document, TODAY).label == label


def test_a_change_of_one_clause_leaves_the_document_in_force(policy: Policy) -> None:
    document = current_document(policy, date(2026, 6, 1))
    assert validity_on(document, date(2026, 6, 1)).label == "现行"
    assert [row.clauses for row in partial_changes(document, date(2026, 3, 1))] == [["第三条"]]
    assert partial_changes(document, date(2026, 2, 28)) == ()


def test_a_policy_that_only_begins_later_is_still_told() -> None:
    policy = _policy(_document("later", effective_from=date(2027, 1, 1)))
    assert document_on(policy, TODAY) is None
    assert current_document(policy, TODAY).code == "later"
    assert validity_on(current_document(policy, TODAY), TODAY).label == "尚未施行"


def test_a_version_without_a_date_holds_until_the_next_begins() -> None:
    policy = _policy(_document("new", effective_from=date(2024, 12, 1)), _document("old", as_of=date(2026, 11, 23)))
    assert _code(policy, date(2023, 5, 1)) == "old"
    assert _code(policy, date(2024, 12, 1)) == "new"


def test_a_text_without_any_date_is_not_taken_for_days_before_it_was_read() -> None:
    policy = _policy(_document("only", as_of=date(2022, 3, 2)))
    assert _code(policy, date(2022, 3, 1)) is None
    assert _code(policy, date(2022, 3, 2)) == "only"


def test_what_ended_on_a_known_day_was_in_force_before() -> None:
    document = _document("old", validity="失效", ended_on=date(2023, 7, 1))
    assert validity_on(document, date(2023, 6, 30)).label == "现行"
    assert validity_on(document, date(2023, 7, 1)).label == "失效"


def test_a_repeal_outweighs_a_replacement() -> None:
    document = _document("old")
    document.incoming = [_relation("supersedes"), _relation("repeals")]
    assert validity_on(document, TODAY).label == "废止"


def _policy(*documents: Document) -> Policy:
    return Policy(code="p", documents=list(documents))


def _document(code: str, **more: object) -> Document:
    return Document(**{"code": code, "validity": "有效", "trial": False, "relations": [], **more})


def _relation(kind: str) -> DocumentRelation:
    return DocumentRelation(type=kind, clauses=[], since=date(2024, 1, 1))


def _code(policy: Policy, day: date) -> str | None:
    document = document_on(policy, day)
    return document.code if document is not None else None
