"""To a person: the queue while a hall is open, a ticket at other times; a partner only with consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from actions.context import Context
from knowledge.database import session_factory
from knowledge.handover.queue import ask_for_person
from knowledge.models import Conversation, Handover, PartnerConsent, Ticket
from knowledge.office import Office
from knowledge.retrieval import Retriever
from language.segment import Segmenter
from tests.actions.talk import Talk
from tests.conftest import NOW

NIGHT = datetime.fromisoformat("2026-11-27T22:00:00+08:00")  # a Friday
MakeTalk = Callable[[datetime], Talk]


@pytest.fixture
def talk_at(sqlite_engine: Engine) -> MakeTalk:
    """A conversation that `web` keeps, at a moment."""

    def make(moment: datetime) -> Talk:
        with session_factory(sqlite_engine, writes=True)() as session, session.begin():
            session.add(Conversation(id="cv_test", channel="web", created_at=moment, updated_at=moment))
        return Talk(Context(sqlite_engine, lambda: moment, True, Retriever(Segmenter().words), b"k" * 32))

    return make


@pytest.fixture
def day(talk_at: MakeTalk) -> Talk:
    return talk_at(NOW)


@pytest.fixture
def night(talk_at: MakeTalk) -> Talk:
    return talk_at(NIGHT)


def rows(talk: Talk) -> tuple[list[Handover], list[Ticket]]:
    with talk.context.office() as office:
        return list(office.session.scalars(select(Handover))), list(office.session.scalars(select(Ticket)))


def test_in_office_hours_a_wish_for_a_person_leads_into_the_queue(day: Talk) -> None:
    told = day.say("转人工", "handoff")
    (row,), tickets = rows(day)
    assert day.reply.status == "handed_over"
    assert "排在第1位" in told and "工单" not in told
    assert day.labels() == ["不等了，返回机器人"]
    assert (row.state, row.reason, row.team, tickets) == ("waiting", "asked", "general", [])
    assert day.reply.trace.handover == row.id


def test_the_place_counts_who_waits_before(day: Talk) -> None:
    with day.context.office(writes=True) as office:
        office.session.add(Conversation(id="cv_other", channel="web", created_at=NOW, updated_at=NOW))
        office.session.flush()
        ask_for_person(Office(office.session, NOW), "cv_other", "asked")
    assert "排在第2位" in day.say("转人工", "handoff")


def test_at_night_it_is_a_ticket_with_number_key_and_day(night: Talk) -> None:
    told = night.say("转人工", "handoff")
    handovers, (ticket,) = rows(night)
    assert handovers == []
    assert night.reply.trace.handover is None
    expected = (
        ticket.number,
        ticket.key,
        "1个工作日，到2026年11月30日",
        "12345",
        "示例数据",
        "（周一）",
        "出现在这个对话里",
    )
    assert [part for part in expected if part not in told] == []


@pytest.mark.parametrize(
    ("intent", "said", "kind", "due"),
    [
        ("complaint", "窗口态度太差我要投诉", "complaint", "5个工作日，到2026年12月1日"),
        ("appeal", "认定没通过，我要申请复核", "appeal", "5个工作日，到2026年12月1日"),
        ("suggest", "你们写的地址不对", "correction", "3个工作日，到2026年11月27日"),
        ("suggest", "建议周末也开窗口", "feedback", "3个工作日，到2026年11月27日"),
    ],
)
def test_each_matter_has_its_ticket_and_its_day(day: Talk, intent: str, said: str, kind: str, due: str) -> None:
    told = day.say(said, intent)
    handovers, (ticket,) = rows(day)
    assert (ticket.kind, ticket.state) == (kind, "open")
    assert due in told and "12345" in told
    assert "保证" not in told and "一定" not in told
    assert len(handovers) == (kind in ("complaint", "appeal"))
    assert ("排在第1位" in told) is bool(handovers)
    assert [row.ticket for row in handovers] == [ticket.number] * len(handovers)


def test_an_appeal_names_the_ways_of_law(day: Talk) -> None:
    assert "行政复议" in day.say("认定没通过，我要申请复核", "appeal")


def test_what_is_not_understood_twice_goes_to_a_person(day: Talk) -> None:
    ranking = [("nlu_fallback", 0.45), ("service_time", 0.3), ("service_fee", 0.25)]
    for text in ("那个事情搞起来啷个说", "就是那个撒"):
        told = day.say(text, "nlu_fallback", ranking=ranking)
    (row,), _tickets = rows(day)
    assert row.reason == "not_understood"
    assert "排在第1位" in told


def test_in_english_too(day: Talk) -> None:
    told = day.say("I want to talk to a real person please", "handoff", language="en")
    assert "place in the queue: 1" in told
    assert day.labels() == ["Stop waiting"]


def test_a_partner_gets_it_after_consent_alone(day: Talk) -> None:
    told = day.say("帮我转给人力资源公司", "handoff")
    assert day.reply.status == "clarify"
    assert "先征得您的同意" in told and "不属于本机构" in told
    assert day.labels() == ["同意转交", "不同意转交"]
    assert rows(day)[0] == []
    told = day.say("同意转交", "dialog_ctrl")
    assert "排在第1位" in told
    assert [row.team for row in rows(day)[0]] == ["partner:renli-gongsi"]


def test_who_refuses_is_not_passed_on(day: Talk) -> None:
    day.say("帮我转给人力资源公司", "handoff")
    assert "没有转交" in day.say("不同意转交", "dialog_ctrl")
    assert rows(day) == ([], [])
    assert "没有等待您同意" in day.say("同意转交", "dialog_ctrl")
    with day.context.office() as office:
        (kept,) = office.session.scalars(select(PartnerConsent))
    assert kept.given_at is None and kept.refused_at is not None


def test_at_night_a_partner_gets_a_ticket(night: Talk) -> None:
    night.say("帮我转给人力资源公司", "handoff")
    night.say("同意转交", "dialog_ctrl")
    handovers, (ticket,) = rows(night)
    assert (handovers, ticket.kind, ticket.team) == ([], "consultation", "partner:renli-gongsi")


def test_consent_can_be_withdrawn(day: Talk) -> None:
    day.say("帮我转给人力资源公司", "handoff")
    day.say("同意转交", "dialog_ctrl")
    assert "撤回" in day.say("撤回转交同意", "privacy")
    assert "没有等待" in day.say("撤回转交同意", "privacy")


def test_a_question_about_the_company_is_only_a_question(day: Talk) -> None:
    day.say("人力资源公司是什么", "term_explain", ("人力资源公司", "entry:renli-gongsi"))
    assert day.reply.status == "answered"


def test_in_english_the_next_opening_has_english_marks(night: Talk) -> None:
    told = night.say("I want to speak to a real person please", "handoff")
    line = next(line for line in told.splitlines() if "online again from" in line)
    assert not any(mark in line for mark in "（），。")
    assert "(" in line
