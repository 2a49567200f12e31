"""Tickets are due, are answered once the office knows, are seen by whom they concern, and raise an alarm when late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from knowledge.blocks import Reply
from knowledge.conversations import forget_old
from knowledge.events import waiting
from knowledge.handover.steps import steps_of
from knowledge.handover.ticket_desk import (
    AnswerRefused,
    NoTicket,
    answer_ticket,
    close_and_tell,
    note_ticket,
    overdue,
    pass_ticket,
    raise_alarms,
    take_ticket,
    ticket_list,
)
from knowledge.models import Conversation
from knowledge.office import Office
from knowledge.tickets import find_key, find_number, is_overdue, open_ticket, own_tickets, ticket_of, urge
from language.personal_data import mask
from tests.knowledge.handover.conftest import Begin


def on(office: Office, day: date) -> Office:
    return replace(office, now=office.now.replace(year=day.year, month=day.month, day=day.day))


def test_a_ticket_has_a_number_a_key_and_a_day(office: Office, begin: Begin) -> None:
    ticket = open_ticket(office, "complaint", begin(), "窗口态度差")
    assert (ticket.number, ticket.state, ticket.due_on) == ("GD20261124-0001", "open", date(2026, 12, 1))
    assert find_key(ticket.key) == ticket.key
    assert mask(f"查工单{ticket.number} {ticket.key}")[0] == f"查工单{ticket.number} {ticket.key}"


@pytest.mark.parametrize(
    ("said", "number", "key"),
    [
        ("查工单GD20261124-0001", "GD20261124-0001", ""),
        ("gd20261124 0001 k7q3-m9td", "GD20261124-0001", "K7Q3-M9TD"),
        ("工单GD202611240001，查询码K7Q3M9TD", "GD20261124-0001", "K7Q3-M9TD"),
        ("我要投诉", None, ""),
        ("LJ20261125-0001-0", None, ""),
    ],
)
def test_numbers_and_keys_are_read_as_they_are_typed(said: str, number: str | None, key: str) -> None:
    assert (find_number(said), find_key(said)) == (number, key)


def test_a_foreign_number_reveals_nothing_without_its_key(office: Office, begin: Begin) -> None:
    mine, other = begin(), begin()
    ticket = open_ticket(office, "complaint", mine, "窗口态度差")
    assert ticket_of(office, ticket.number, mine) is ticket
    assert ticket_of(office, ticket.number, other, ticket.key) is ticket
    for number, key in ((ticket.number, ""), (ticket.number, "AAAA-AAAA"), ("GD20261124-0002", ticket.key)):
        assert ticket_of(office, number, other, key) is None
    assert own_tickets(office, other) == []


def test_a_ticket_without_a_key_is_opened_by_no_key(office: Office, begin: Begin) -> None:
    ticket = open_ticket(office, "complaint", begin(), "窗口态度差")
    ticket.key = ""
    assert ticket_of(office, ticket.number, begin(), "") is None


def test_an_answer_reaches_the_applicant_and_stands_in_the_ticket(office: Office, begin: Begin) -> None:
    ticket = open_ticket(office, "consultation", conversation := begin("能养狗吗"), "能养狗吗")
    take_ticket(office, ticket.number, "zhang")
    assert (ticket.state, ticket.staff) == ("in_progress", "zhang")
    assert answer_ticket(office, ticket.number, "zhang", "请看租约。") == "told"
    (event,) = waiting(office, conversation)
    plain = Reply.model_validate(event.reply).plain()
    assert event.kind == "ticket"
    assert all(part in plain for part in (ticket.number, "请看租约。", "12345"))
    assert (ticket.state, ticket.answer, ticket.answered_at) == ("answered", "请看租约。", office.now)
    close_and_tell(office, ticket.number, "zhang")
    assert [step.what for step in steps_of(office, ticket)] == ["opened", "taken", "answered", "closed"]
    with pytest.raises(NoTicket):
        answer_ticket(office, ticket.number, "zhang", "再补充")


def test_the_conversation_of_an_open_ticket_is_kept_for_its_answer(office: Office, begin: Begin) -> None:
    ticket = open_ticket(office, "complaint", conversation := begin("态度差"), "我要投诉")
    forget_old(office.session, office.now + timedelta(days=8), 7)
    assert office.session.get(Conversation, conversation) is not None
    assert answer_ticket(office, ticket.number, "zhang", "已核实。") == "told"


def test_an_answer_for_a_conversation_that_is_gone_waits_under_number_and_key(office: Office, begin: Begin) -> None:
    ticket = open_ticket(office, "complaint", "cv_gone", "我要投诉")
    assert answer_ticket(office, ticket.number, "zhang", "已核实。") == "kept"
    found = ticket_of(office, ticket.number, begin(), ticket.key)
    assert found is not None and found.answer == "已核实。"


@pytest.mark.parametrize("text", ["", "   ", "字" * 2001])
def test_an_empty_or_endless_answer_is_refused(office: Office, begin: Begin, text: str) -> None:
    ticket = open_ticket(office, "complaint", begin(), "我要投诉")
    with pytest.raises(AnswerRefused):
        answer_ticket(office, ticket.number, "zhang", text)
    assert ticket.state == "open"


def test_urging_counts_once_a_day_and_only_while_something_is_to_be_done(office: Office, begin: Begin) -> None:
    ticket = open_ticket(office, "complaint", begin(), "我要投诉")
    assert urge(office, ticket)
    assert not urge(office, ticket)
    assert urge(on(office, date(2026, 11, 25)), ticket)
    assert ticket.urged == 2
    answer_ticket(office, ticket.number, "zhang", "已核实。")
    assert not urge(on(office, date(2026, 11, 26)), ticket)


def test_the_alarm_is_raised_once_the_day_is_over(office: Office, begin: Begin) -> None:
    late = open_ticket(office, "consultation", begin(), "能养狗吗")
    open_ticket(office, "complaint", begin(), "我要投诉")
    assert raise_alarms(on(office, date(2026, 11, 25))) == []
    after = on(office, date(2026, 11, 26))
    assert raise_alarms(after) == [late]
    assert raise_alarms(after) == []
    assert is_overdue(after, late)
    assert overdue(after) == [late]
    answer_ticket(after, late.number, "zhang", "请看租约。")
    assert overdue(after) == []


def test_the_list_has_what_is_due_first_at_the_top(office: Office, begin: Begin) -> None:
    complaint = open_ticket(office, "complaint", begin(), "我要投诉")
    question = open_ticket(office, "consultation", begin(), "能养狗吗")
    assert ticket_list(office) == [question, complaint]
    pass_ticket(office, question.number, "zhang", "policy")
    assert ticket_list(office, team="policy") == [question]
    assert ticket_list(office, kind="complaint", states=("open",)) == [complaint]
    with pytest.raises(ValueError, match="a team"):
        pass_ticket(office, question.number, "zhang", "nobody")
    note_ticket(office, question.number, "li", "等租约")
    with pytest.raises(NoTicket):
        take_ticket(office, "GD20261124-9999", "zhang")
