"""A receipt tells which rows were read and whether they still say the same; what was not answered can be found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge import conversations
from knowledge.blocks import Outcome, Reply, Text
from knowledge.database import session_factory
from knowledge.models import Benefit, Clause, Document, Entry, Policy, Service, Turn
from knowledge.receipts import find_receipt, receipt_lines, receipt_number
from knowledge.trace import Considered, Trace, digest_of, reference_of, row_of
from knowledge.unanswered import unanswered
from tests.conftest import NOW


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that may write, on both databases."""
    with session_factory(engine, writes=True)() as session, session.begin():
        yield session


def _clause(session: Session) -> Clause:
    query = select(Clause).join(Document).where(Document.code == "hongyan-2023", Clause.path == "分年兑现")
    return session.scalars(query).one()


def _keep(
    session: Session, text: str, status: Outcome = "answered", trace: Trace | None = None
) -> conversations.KeptTurn:
    conversation = conversations.begin(session, "web", NOW)
    session.flush()
    reply = Reply(
        status=status, blocks=(Text(role="conclusion", text="奖励分3年兑现。"),), trace=trace or Trace(confidence=0.9)
    )
    kept = conversations.keep_turn(session, conversation, "m1", text, reply, NOW, 1)
    session.flush()
    return kept


def _traced(*rows: Clause | Service) -> Trace:
    found = {reference_of(row): digest_of(row) for row in rows}
    return Trace(rows=found, intent="policy_payout", confidence=0.91, model="m1")


def test_every_kind_of_row_is_found_again_by_its_reference(session: Session) -> None:
    service = session.scalars(select(Service).where(Service.code == "yc-card-renew")).one()
    policy = session.scalars(select(Policy).where(Policy.code == "hongyan")).one()
    document = policy.documents[0]
    rows = [
        service, *service.cases, *service.materials, *service.steps, *service.faqs, policy, document, *document.clauses,
        *document.benefits, *document.conditions, session.scalars(select(Entry)).first(),
    ]  # fmt: skip
    assert all(row is not None and row_of(session, reference_of(row)) is row for row in rows)
    assert len({reference_of(row) for row in rows if row is not None}) == len(rows)


@pytest.mark.parametrize("reference", ["", "clause:nothing/here", "no_table:1", "benefit:hongyan-2023/x", "ticket:1x"])
def test_a_reference_to_nothing_is_no_error(session: Session, reference: str) -> None:
    assert row_of(session, reference) is None


def test_the_digest_changes_with_the_text_and_not_with_the_bookkeeping(session: Session) -> None:
    service = session.scalars(select(Service)).first()
    assert service is not None
    before = digest_of(service)
    service.updated_by, service.review_due = "someone", NOW.date()
    assert digest_of(service) == before
    service.fee = "示例：不收费"
    assert digest_of(service) != before


def test_a_receipt_shows_what_was_read_and_that_it_is_unchanged(session: Session) -> None:
    clause = _clause(session)
    number = _keep(session, "什么时候到账", trace=_traced(clause)).receipt
    assert number is not None
    receipt = find_receipt(session, number)
    assert receipt is not None
    assert (receipt.question, receipt.intent, receipt.confidence, receipt.model, receipt.at) == (
        "什么时候到账", "policy_payout", 0.91, "m1", NOW,
    )  # fmt: skip
    assert [(row.reference, row.state) for row in receipt.rows] == [("clause:hongyan-2023/分年兑现", "same")]
    lines = "\n".join(receipt_lines(receipt))
    assert clause.text in lines and "understood as: policy_payout (0.91) by model m1" in lines


def test_a_changed_and_a_removed_row_are_told(session: Session) -> None:
    clause = _clause(session)
    gone = session.scalars(select(Service).where(Service.code == "training")).one()
    number = _keep(session, "什么时候到账", trace=_traced(clause, gone)).receipt
    clause.text = f"{clause.text}另有规定的从其规定。"
    session.delete(gone)
    session.flush()
    receipt = find_receipt(session, number or "")
    assert receipt is not None
    assert [row.state for row in receipt.rows] == ["changed", "gone"]


def test_there_is_no_receipt_for_an_unknown_number(session: Session) -> None:
    assert find_receipt(session, "PZ20261124-22222222") is None
    assert find_receipt(session, "") is None


def test_numbers_carry_the_day_of_the_office_and_differ() -> None:
    late = NOW.replace(hour=23, minute=59)
    assert {receipt_number(late)[:11] for _ in range(3)} == {"PZ20261124-"}
    assert len({receipt_number(NOW) for _ in range(200)}) == 200


def test_what_was_not_found_not_understood_or_no_help_is_listed_newest_first(session: Session) -> None:
    _keep(session, "两江新区", trace=Trace(intent="policy_overview", confidence=0.97))
    _keep(session, "能养狗吗", "not_found")
    _keep(session, "嗯那个", "clarify", Trace(intent="nlu_fallback", confidence=0.31))
    rated = _keep(session, "多少钱")
    turn = session.scalars(select(Turn).where(Turn.ref == rated.ref)).one()
    turn.helpful, turn.reason = False, "outdated"
    _keep(session, "坏了", "failed")
    session.flush()
    found = unanswered(session, NOW - timedelta(days=1))
    assert [(row.text, row.why) for row in found] == [
        ("多少钱", "unhelpful"), ("嗯那个", "unsure"), ("能养狗吗", "not_found"),
    ]  # fmt: skip
    assert (found[0].reason, found[0].receipt) == ("outdated", rated.receipt)
    assert unanswered(session, NOW + timedelta(seconds=1)) == []
    assert len(unanswered(session, NOW, most=2)) == 2


def test_a_benefit_is_named_by_its_document(session: Session) -> None:
    benefit = session.scalars(select(Benefit).join(Document).where(Document.code == "hongyan-2023")).first()
    assert benefit is not None
    assert reference_of(benefit) == f"benefit:hongyan-2023/{benefit.position}"


def test_a_receipt_tells_what_was_looked_at_and_why_it_was_rejected(session: Session) -> None:
    rejected = Considered(
        subject="policy:hongyan", kind="clause", clause="分年兑现", score=0.41, coverage=0.2, reason="below_threshold"
    )
    kept = _keep(session, "奖励会不会拖欠", "not_found", Trace(considered=(rejected,)))
    assert kept.receipt is not None
    receipt = find_receipt(session, kept.receipt)
    assert receipt is not None
    assert receipt.considered == (rejected,)
    assert "  0.410\t0.20\tclause\tpolicy:hongyan 分年兑现\tbelow_threshold" in list(receipt_lines(receipt))
