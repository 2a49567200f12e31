"""查工单 and 催办: one's own by number or without, others' with the key alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.context import Context
from knowledge.handover.ticket_desk import answer_ticket
from knowledge.models import Ticket
from knowledge.tickets import open_ticket, own_tickets
from tests.actions.talk import Talk
from tests.conftest import NOW


def opened(talk: Talk, kind: str = "complaint", conversation: str = "cv_test") -> Ticket:
    with talk.context.office(writes=True) as office:
        return open_ticket(office, kind, conversation, "窗口态度差")


def kept(talk: Talk) -> Ticket:
    with talk.context.office() as office:
        return own_tickets(office, "cv_test")[0]


@pytest.mark.parametrize("intent", ["progress_query", "handoff", "complaint", "nlu_fallback", "appt_query"])
def test_ones_own_ticket_is_told_whatever_the_bot_makes_of_it(talk: Talk, intent: str) -> None:
    ticket = opened(talk)
    told = talk.say(f"查工单{ticket.number}", intent)
    assert talk.reply.status == "answered"
    assert f"工单{ticket.number}（投诉）：待受理" in told
    assert "2026年12月1日" in told and "12345" in told
    assert talk.labels() == ["催办", "转人工"]


def test_without_a_number_the_only_one_is_meant(talk: Talk) -> None:
    ticket = opened(talk)
    assert ticket.number in talk.say("我的投诉处理到哪一步了", "progress_query")


def test_of_several_one_is_chosen(talk: Talk) -> None:
    first, second = opened(talk), opened(talk, "correction")
    told = talk.say("查工单", "progress_query")
    assert talk.reply.status == "clarify"
    assert first.number in told and second.number in told


def test_without_any_the_number_and_key_are_asked_for(talk: Talk) -> None:
    opened(talk, conversation="cv_other")
    told = talk.say("查工单", "progress_query")
    assert talk.reply.status == "clarify"
    assert "GD2026" not in told and "查询码" in told


def test_a_foreign_number_and_one_that_never_was_are_told_the_same(talk: Talk) -> None:
    ticket = opened(talk, conversation="cv_other")
    foreign = talk.say(f"查工单{ticket.number}", "progress_query")
    assert talk.reply.status == "not_found"
    assert talk.say("查工单GD20261124-0777", "progress_query") == foreign
    assert talk.say(f"查工单{ticket.number} AAAA-AAAA", "progress_query") == foreign
    assert talk.say(f"催办{ticket.number}", "progress_query") == foreign
    assert "投诉" not in foreign


def test_the_key_opens_it_from_anywhere(talk: Talk) -> None:
    ticket = opened(talk, conversation="cv_other")
    assert "待受理" in talk.say(f"查工单{ticket.number}，查询码{ticket.key}", "progress_query")


def test_an_answer_is_read_under_its_number(talk: Talk) -> None:
    ticket = opened(talk)
    with talk.context.office(writes=True) as office:
        answer_ticket(office, ticket.number, "zhang", "已核实，补贴2000元已于2026年11月20日发放，依据“示例”。")
    told = talk.say(f"查工单{ticket.number}", "progress_query")
    assert "已答复" in told and "2000元" in told
    assert talk.labels() == ["转人工"]
    assert "不用再催办" in talk.say(f"催办{ticket.number}", "progress_query")


def test_urging_is_noted_once_a_day(talk: Talk) -> None:
    ticket = opened(talk)
    assert "已为您催办" in talk.say("催办", "progress_query")
    assert "今天已经催办过" in talk.say(f"催一下工单{ticket.number}", "progress_query")
    assert kept(talk).urged == 1


def test_one_that_is_late_says_so(context: Context, talk: Talk) -> None:
    ticket = opened(talk)
    later = Talk(replace(context, clock=lambda: NOW + timedelta(days=10)))
    assert "已超过办理时限" in later.say(f"查工单{ticket.number}", "progress_query")


@pytest.mark.parametrize(
    ("said", "intent"),
    [("能催一下审核吗", "progress_query"), ("怎么查进度", "progress_query"), ("我要投诉", "complaint")],
)
def test_other_questions_are_left_alone(talk: Talk, said: str, intent: str) -> None:
    opened(talk)
    assert "（投诉）" not in talk.say(said, intent)
