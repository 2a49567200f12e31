"""An answer of the desk rests on a clause, holds no number that the clause does not, and needs a second person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from knowledge.approved import approved_for
from knowledge.database import session_factory
from knowledge.desk.answers import basis, propose_answer
from knowledge.desk.changes import publish
from knowledge.desk.refusal import ChangeRefused
from knowledge.models import Clause, StaffAccount, StaffChange
from knowledge.office import Office
from tests.conftest import NOW

SUBJECT, QUESTION = "policy:example-talent-measures", "公寓里能不能养猫"


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session, session.begin():
        for name in ("editor", "publisher"):
            session.add(StaffAccount(name=name, shown_name="示例", role=name, password="", created_at=NOW))
        session.flush()
        yield Office(session, NOW)


def _account(office: Office, name: str) -> StaffAccount:
    return next(row for row in office.session.query(StaffAccount) if row.name == name)


def _propose(
    office: Office, conclusion: str = "办法没有写能不能养猫，请向公寓运营单位核实。", clause: str = "第七条"
) -> StaffChange:
    return propose_answer(office, _account(office, "editor").id, QUESTION, ["可以养猫吗"], SUBJECT, clause, conclusion)


def test_a_published_answer_is_given_and_rests_on_the_clause(office: Office) -> None:
    change = _propose(office)
    assert approved_for(office, QUESTION, [SUBJECT], []) is None, "nothing is answered before a second person agreed"
    publish(office, change, _account(office, "publisher"))
    given = approved_for(office, "公寓里可以养猫吗", [SUBJECT], [])
    assert given is not None and given.conclusion.startswith("办法没有写")
    clause = basis(office, SUBJECT, "第七条")
    assert isinstance(clause, Clause)
    clause.text += "（一）另有规定。"
    office.session.flush()
    assert approved_for(office, QUESTION, [SUBJECT], []) is None, "a changed clause withholds it"


def test_who_proposed_does_not_publish(office: Office) -> None:
    change = _propose(office)
    with pytest.raises(ChangeRefused, match="same_person"):
        publish(office, change, _account(office, "editor"))


def test_a_clause_that_changed_since_is_refused(office: Office) -> None:
    change = _propose(office)
    clause = basis(office, SUBJECT, "第七条")
    assert isinstance(clause, Clause)
    clause.text += "改"
    office.session.flush()
    with pytest.raises(ChangeRefused, match="stale"):
        publish(office, change, _account(office, "publisher"))


@pytest.mark.parametrize(
    ("conclusion", "clause", "reason"),
    [
        ("每月补贴987元。", "第七条", "unsupported"),
        ("按“猫狗条例”办理。", "第七条", "unsupported"),
        (" ", "第七条", "no_answer"),
        ("长" * 1001, "第七条", "no_answer"),
        ("请核实。", "第九百条", "no_basis"),
    ],
)
def test_what_the_clause_does_not_say_cannot_be_proposed(
    office: Office, conclusion: str, clause: str, reason: str
) -> None:
    with pytest.raises(ChangeRefused, match=reason):
        _propose(office, conclusion, clause)
