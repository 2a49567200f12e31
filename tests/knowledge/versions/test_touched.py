"""What a new version touches, and what staff should look at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from knowledge.blocks import Reply
from knowledge.conversations import begin
from knowledge.models import Rule, RuleSet, Turn
from knowledge.office import Office
from knowledge.versions.touched import NoDocument, touched_by, touched_lines
from knowledge.versions.warnings import warnings_of
from tests.conftest import NOW


def _answer(office: Office, receipt: str, *clauses: str) -> None:
    office.session.add(
        Turn(
            ref=f"t_{receipt}", receipt=receipt, conversation_id=begin(office.session, "web", NOW), message_id="m",
            at=NOW, text="问", status="answered", reply=Reply(status="answered", blocks=()).model_dump(mode="json"),
            milliseconds=1, read={f"clause:{clause}": "0" for clause in clauses},
        )
    )  # fmt: skip
    office.session.flush()


def _rules(office: Office, source: str, *clauses: str) -> None:
    office.session.add(
        RuleSet(
            code="set", name="检查", subjects=["policy:ex-grant"], audience="person", source=source, version=1,
            status="published", pick="first", classes=[], questions=[], estimates=[], notes=[], updated_at=NOW,
            rules=[Rule(position=n, text=f"条件{n}", clause=c, expr={}, evidence=[]) for n, c in enumerate(clauses)],
        )
    )  # fmt: skip
    office.session.flush()


def test_answers_that_read_a_clause_which_changed_are_named(office: Office) -> None:
    _answer(office, "PZ-1", "ex-grant-2021/第二条", "ex-grant-2021/第一条")
    _answer(office, "PZ-2", "ex-grant-2021/第一条")
    _answer(office, "PZ-3", "ex-grant-2021/第八条")
    assert touched_by(office, "ex-grant-2024").receipts == ("PZ-1", "PZ-3")


def test_rules_on_changed_clauses_and_on_the_whole_document_are_named(office: Office) -> None:
    _rules(office, "ex-grant-2021", "第三条", "第一条", "")
    assert [rule.text for rule in touched_by(office, "ex-grant-2024").rules] == ["条件0", "条件2"]


def test_a_partial_change_touches_its_clause_alone(office: Office) -> None:
    _answer(office, "PZ-1", "ex-grant-2024/第三条")
    _answer(office, "PZ-2", "ex-grant-2024/第二条")
    touched = touched_by(office, "ex-grant-2026-change")
    assert touched.partly == (("ex-grant-2024", "第三条"),)
    assert (touched.receipts, touched.differences) == (("PZ-1",), ())


def test_the_report_says_what_changed_and_how_much_it_touches(office: Office) -> None:
    lines = list(touched_lines(office, touched_by(office, "ex-grant-2024")))
    assert "takes the place of\tex-grant-2021\tchanged 3, added 1, removed 1, renumbered 1, same 1" in lines
    assert "amount\tA类补助\t500000 -> 700000" in lines
    assert "answers given on changed clauses\t0" in lines
    assert "visits to come for services on this policy\t0" in lines


def test_the_first_version_touches_nothing(office: Office) -> None:
    assert "touches no other document that is held" in list(touched_lines(office, touched_by(office, "ex-grant-2018")))


def test_a_document_that_is_not_held_is_named_in_the_error(office: Office) -> None:
    with pytest.raises(NoDocument, match="ex-nothing"):
        touched_by(office, "ex-nothing")


def test_what_ends_what_is_overdue_and_what_is_an_example_is_listed(office: Office) -> None:
    found = [(row.kind, row.reference) for row in warnings_of(office)]
    assert ("ends", "document:ex-grant-2024") in found
    assert ("review", "document:ex-grant-2024") in found
    assert ("example", "document:ex-grant-2018") in found
    assert not any(kind in ("ends", "ended") and "2021" in reference for kind, reference in found)


@pytest.mark.parametrize(("days", "kind"), [(-22, None), (-21, "ends"), (68, "ends"), (69, "ended")])
def test_a_text_is_on_the_list_from_ninety_days_before_its_last_day(office: Office, days: int, kind: str) -> None:
    later = Office(office.session, NOW + timedelta(days=days))
    told = [row.kind for row in warnings_of(later) if row.reference == "document:ex-grant-2024"]
    assert [k for k in told if k in ("ends", "ended")] == ([kind] if kind else [])
