"""Approved answers in the chat: warned of, with their basis, and noted in the receipt."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.answer import UnsupportedClaim
from actions.answers import answer_turn
from actions.context import Context
from knowledge.blocks import Citation, Notice, Reply, Text
from knowledge.models import ApprovedAnswer, Clause
from tests.actions.conftest import MakeTurn


def _say(context: Context, turn: MakeTurn, text: str, intent: str, subject: str) -> Reply:
    return answer_turn(context, turn(text, intent, subject)).reply


def _lines(reply: Reply) -> list[str]:
    return [line for block in reply.blocks if isinstance(block, Text) for line in (block.text, *block.items) if line]


def test_the_answer_is_the_approved_one_with_validity_and_basis(context: Context, turn: MakeTurn) -> None:
    reply = _say(context, turn, "鸿雁计划换单位后还能不能享受", "policy_condition", "policy:hongyan")
    assert reply.status == "answered"
    assert _lines(reply)[0] == "有效性待核实：公开摘录没有写换单位后怎么办，请先向主管部门确认。"
    cited = [block.clause for block in reply.blocks if isinstance(block, Citation)]
    assert cited == ["适用条件", "分年兑现"]
    assert "approved_answer:hongyan-change-employer" in reply.trace.rows
    assert "clause:hongyan-2023/分年兑现" in reply.trace.rows


def test_example_answers_are_marked(context: Context, turn: MakeTurn) -> None:
    reply = _say(context, turn, "人才公寓能住几年", "service_time", "service:talent-apartment")
    assert _lines(reply)[0] == "每期两年，可以续租两次，累计不超过六年。"
    assert any(isinstance(block, Notice) and block.kind == "example" for block in reply.blocks)
    assert any(isinstance(block, Citation) and block.provenance == "illustrative" for block in reply.blocks)


def test_when_the_clause_changes_the_rows_answer_instead(context: Context, turn: MakeTurn) -> None:
    with context.office(writes=True) as office:
        clause = office.session.scalars(select(Clause).where(Clause.path == "分年兑现")).one()
        clause.text = "奖励分3年发给本人，第一年40%，第二年35%，第三年25%。"
    reply = _say(context, turn, "鸿雁计划奖励什么时候到账", "policy_payout", "policy:hongyan")
    assert reply.status == "answered"
    assert not any(ref.startswith("approved_answer:") for ref in reply.trace.rows)
    assert "clause:hongyan-2023/分年兑现" in reply.trace.rows


def test_the_words_of_an_approved_answer_prove_nothing_themselves(context: Context, turn: MakeTurn) -> None:
    with context.office(writes=True) as office:
        row = office.session.scalars(select(ApprovedAnswer).where(ApprovedAnswer.code == "hongyan-tax")).one()
        row.points = ["每人另发77万元。"]
    with pytest.raises(UnsupportedClaim, match="77万"):
        _say(context, turn, "鸿雁计划的奖励要不要交税", "policy_amount", "policy:hongyan")


def test_the_third_article_of_the_loan_is_told_as_a_summary_with_link(context: Context, turn: MakeTurn) -> None:
    reply = _say(context, turn, "科技成长贷款第三条讲什么", "policy_detail", "policy:tech-growth-loan")
    basis = [block for block in reply.blocks if isinstance(block, Citation)]
    assert reply.status == "answered"
    assert [(block.clause, block.wording) for block in basis] == [("第三条", "summary")]
    assert basis[0].link is not None and basis[0].link.startswith("https://ljxq.cq.gov.cn/")
    assert "债权专项资金" in reply.plain() and "“" not in basis[0].plain()


def test_whether_the_ten_articles_hold_is_unconfirmed_and_no_example_date_is_told(
    context: Context, turn: MakeTurn
) -> None:
    reply = _say(context, turn, "人才十条现在还有效吗", "policy_validity", "policy:ten-articles")
    assert reply.status == "answered"
    assert "待核实" in _lines(reply)[0]
    assert not any(isinstance(block, Citation) and block.provenance == "illustrative" for block in reply.blocks)
    assert not any(isinstance(block, Notice) and block.kind == "example" for block in reply.blocks)
    assert not any("example" in ref for ref in reply.trace.rows)
