"""What staff do with a conversation: one has it, each act leaves a row, and the applicant is told once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from knowledge.blocks import Reply
from knowledge.conversations import forget_old, keep_turn
from knowledge.database import session_factory
from knowledge.events import waiting
from knowledge.handover import desk
from knowledge.handover.charge import settle
from knowledge.handover.clockwork import close_the_queue, give_back_idle
from knowledge.handover.inbox import inbox, transcript
from knowledge.handover.partners import ConsentMissing, has_consent, partners, withdraw_consent
from knowledge.handover.queue import ask_for_person, open_handover, place_in_queue
from knowledge.handover.steps import steps_of
from knowledge.models import Conversation, Handover, HandoverStep, PartnerConsent, Ticket
from knowledge.office import Office
from knowledge.tickets import open_ticket
from tests.conftest import NOW
from tests.knowledge.handover.conftest import REPLY, Begin

HR = partners()["renli-gongsi"]


def later(office: Office, **more: float) -> Office:
    return replace(office, now=office.now + timedelta(**more))


def asked(office: Office, conversation: str) -> Handover:
    row = ask_for_person(office, conversation, "asked")
    assert row is not None
    return row


def said(office: Office, conversation: str, text: str) -> None:
    settled = settle(office, conversation, text, None)
    assert settled is not None
    keep_turn(office.session, conversation, f"s{text}", text, settled.reply, office.now, 1, answers=False)
    office.session.flush()


def told(office: Office, conversation: str) -> list[str]:
    return [Reply.model_validate(event.reply).plain() for event in waiting(office, conversation)]


def test_a_conversation_is_in_the_queue_once_and_has_its_place(office: Office, begin: Begin) -> None:
    first, second = asked(office, begin()), asked(later(office, minutes=1), conversation := begin())
    assert asked(later(office, minutes=5), conversation).id == second.id
    assert (place_in_queue(office, first), place_in_queue(office, second)) == (1, 2)
    desk.take(office, first.id, "zhang")
    assert place_in_queue(office, second) == 1


def test_a_conversation_that_is_not_kept_cannot_be_handed_over(office: Office) -> None:
    assert ask_for_person(office, "cv_nobody", "asked") is None


def test_only_one_person_has_a_conversation(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("能养狗吗"))
    desk.take(office, row.id, "zhang")
    assert desk.take(office, row.id, "zhang").staff == "zhang"
    with pytest.raises(desk.NotInCharge, match="zhang"):
        desk.take(office, row.id, "li")
    with pytest.raises(desk.NotInCharge):
        desk.reply(office, row.id, "li", "您好", "k1")
    assert len(waiting(office, conversation)) == 1


@pytest.mark.parametrize("act", [desk.hand_back, desk.close])
def test_who_has_not_taken_it_can_do_nothing_with_it(
    office: Office, begin: Begin, act: Callable[[Office, int, str], None]
) -> None:
    row = asked(office, begin())
    with pytest.raises(desk.NotInCharge, match="waiting"):
        act(office, row.id, "zhang")
    with pytest.raises(desk.NoHandover):
        act(office, 999999, "zhang")


def test_a_reply_reaches_the_applicant_once(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("能养狗吗"))
    desk.take(office, row.id, "zhang")
    assert desk.reply(office, row.id, "zhang", " 您好，请讲。 ", "k1")
    assert not desk.reply(office, row.id, "zhang", " 您好，请讲。 ", "k1")
    assert [text.splitlines()[-1] for text in told(office, conversation)] == [
        "工作人员zhang已接入，您可以直接在这里说明情况。",
        "您好，请讲。",
    ]


@pytest.mark.parametrize("text", ["", "  \n", "字" * 2001])
def test_an_empty_or_endless_reply_is_refused(office: Office, begin: Begin, text: str) -> None:
    row = asked(office, begin())
    desk.take(office, row.id, "zhang")
    with pytest.raises(desk.MessageRefused):
        desk.reply(office, row.id, "zhang", text, "k1")


def test_giving_back_and_closing_let_the_bot_answer_again(office: Office, begin: Begin) -> None:
    for act in (desk.hand_back, desk.close):
        row = asked(office, conversation := begin("能养狗吗"))
        desk.take(office, row.id, "zhang")
        assert settle(office, conversation, "在吗", None) is not None
        act(office, row.id, "zhang")
        assert settle(office, conversation, "在吗", None) is None
        assert "由我继续答复您" in told(office, conversation)[-1]
        with pytest.raises(desk.NotInCharge):
            desk.reply(office, row.id, "zhang", "还有", "k9")


def test_passing_on_to_a_person_and_to_a_team(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("能养狗吗"))
    desk.take(office, row.id, "zhang")
    desk.transfer(office, row.id, "zhang", staff="li")
    assert (row.state, row.staff) == ("taken", "li")
    desk.transfer(office, row.id, "li", team="foreign")
    assert (row.state, row.staff, row.team) == ("waiting", "", "foreign")
    assert settle(office, conversation, "在吗", None) is not None, "the bot stays silent meanwhile"
    assert "外籍人才服务" in told(office, conversation)[-1]
    with pytest.raises(ValueError, match="a team"):
        desk.transfer(office, desk.take(office, row.id, "wang").id, "wang", team="nobody")
    with pytest.raises(ValueError, match="came neither"):
        desk.transfer(office, row.id, "wang")


def test_every_act_leaves_who_when_and_what(office: Office, begin: Begin) -> None:
    row = asked(office, begin("能养狗吗"))
    desk.take(later(office, minutes=1), row.id, "zhang")
    desk.note(later(office, minutes=2), row.id, "li", "问的是公寓")
    desk.reply(later(office, minutes=3), row.id, "zhang", "您好", "k1")
    desk.transfer(later(office, minutes=4), row.id, "zhang", team="policy")
    desk.take(later(office, minutes=5), row.id, "wang")
    desk.hand_back(later(office, minutes=6), row.id, "wang")
    steps = steps_of(office, row)
    assert [(step.who, step.what) for step in steps] == [
        ("applicant", "asked"), ("zhang", "taken"), ("li", "noted"), ("zhang", "replied"), ("zhang", "transferred"),
        ("wang", "taken"), ("wang", "returned"),
    ]  # fmt: skip
    assert [int((step.at - NOW).total_seconds() // 60) for step in steps] == [0, 1, 2, 3, 4, 5, 6]


def test_a_note_is_never_told(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("能养狗吗"))
    desk.note(office, row.id, "li", "先别答复")
    assert waiting(office, conversation) == []


def test_the_inbox_tells_how_long_each_waits_and_what_was_said_last(office: Office, begin: Begin) -> None:
    first = asked(office, begin("能养狗吗", "转人工"))
    second = asked(later(office, minutes=3), begin("落户", channel="wechat"))
    entries = inbox(later(office, minutes=10))
    assert [(entry.handover.id, entry.waited, entry.channel, entry.last_said) for entry in entries] == [
        (first.id, timedelta(minutes=10), "web", "转人工"),
        (second.id, timedelta(minutes=7), "wechat", "落户"),
    ]
    desk.take(later(office, minutes=10), first.id, "zhang")
    assert inbox(later(office, minutes=12), staff="zhang")[0].waited == timedelta(minutes=2)
    desk.reply(later(office, minutes=12), first.id, "zhang", "您好", "k1")
    assert inbox(later(office, minutes=13), staff="zhang")[0].waited == timedelta()
    said(later(office, minutes=14), first.conversation_id, "谢谢，还有")
    assert inbox(later(office, minutes=20), staff="zhang")[0].waited == timedelta(minutes=6)
    assert [entry.handover.id for entry in inbox(office, team="foreign")] == []


def test_the_whole_conversation_is_read_in_order_with_who_wrote(office: Office, begin: Begin) -> None:
    row = asked(later(office, minutes=1), conversation := begin("能养狗吗"))
    desk.take(later(office, minutes=2), row.id, "zhang")
    said(later(office, minutes=3), conversation, "在的")
    desk.reply(later(office, minutes=4), row.id, "zhang", "请看租约。", "k1")
    lines = [(line.speaker, line.who, line.text) for line in transcript(office, conversation)]
    assert lines == [
        ("applicant", "", "能养狗吗"),
        ("bot", "", "资料里没有查到。"),
        ("office", "", "工作人员zhang已接入，您可以直接在这里说明情况。"),
        ("applicant", "", "在的"),
        ("bot", "", "已收到，工作人员会在这里答复您。"),
        ("office", "zhang", "请看租约。"),
    ]


def test_a_partner_gets_a_conversation_only_after_consent_and_the_text_is_kept(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("找工作"))
    desk.take(office, row.id, "zhang")
    with pytest.raises(ConsentMissing):
        desk.transfer(office, row.id, "zhang", team=HR.team)
    desk.request_consent(office, row.id, "zhang", HR.team)
    assert "先征得您的同意" in told(office, conversation)[-1]
    said(office, conversation, "可以吧")
    assert not has_consent(office, conversation, HR), "only the words that were asked for are a consent"
    said(office, conversation, "同意转交")
    desk.transfer(office, row.id, "zhang", team=HR.team)
    assert (row.team, row.state) == (HR.team, "waiting")
    (kept,) = office.session.scalars(select(PartnerConsent))
    assert (kept.version, kept.digest, kept.given_at, kept.asked_by) == (HR.version, HR.digest, office.now, "zhang")


def test_a_refusal_and_a_withdrawal_are_no_consent(office: Office, begin: Begin) -> None:
    for words, given in (("不同意转交", False), ("同意转交", True)):
        row = asked(office, conversation := begin("找工作"))
        desk.take(office, row.id, "zhang")
        desk.request_consent(office, row.id, "zhang", HR.team)
        said(office, conversation, words)
        assert has_consent(office, conversation, HR) is given
    assert withdraw_consent(office, conversation) == [HR]
    assert not has_consent(office, conversation, HR)


def test_agreeing_unasked_is_no_consent(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("找工作"))
    desk.take(office, row.id, "zhang")
    said(office, conversation, "同意转交")
    assert not has_consent(office, conversation, HR)


def test_who_still_waits_at_closing_time_gets_a_ticket_and_the_bot_back(office: Office, begin: Begin) -> None:
    waits, taken = asked(office, conversation := begin("能养狗吗")), asked(office, begin("落户"))
    desk.take(office, taken.id, "zhang")
    assert close_the_queue(office) == 0
    night = later(office, hours=12)
    assert close_the_queue(night) == 1
    assert close_the_queue(night) == 0
    (ticket,) = office.session.scalars(select(Ticket))
    assert (waits.state, waits.ticket, taken.state) == ("ticket", ticket.number, "taken")
    assert ticket.text == "能养狗吗"
    last = told(night, conversation)[-1]
    assert all(part in last for part in (ticket.number, ticket.key, "2026年11月25日", "12345", "示例"))
    assert settle(night, conversation, "在吗", None) is None


def test_a_complaint_that_waits_at_closing_time_keeps_its_ticket(office: Office, begin: Begin) -> None:
    conversation = begin("态度差")
    ticket = open_ticket(office, "complaint", conversation, "我要投诉")
    ask_for_person(office, conversation, "complaint", ticket=ticket.number)
    close_the_queue(later(office, hours=12))
    assert office.session.scalar(select(func.count(Ticket.id))) == 1


def test_a_conversation_that_nobody_writes_in_goes_back_to_the_bot(office: Office, begin: Begin) -> None:
    row, other = asked(office, conversation := begin("能养狗吗")), asked(office, begin("落户"))
    desk.take(office, row.id, "zhang")
    desk.take(office, other.id, "li")
    said(later(office, hours=11), other.conversation_id, "还在吗")
    assert give_back_idle(later(office, hours=11)) == 0
    assert give_back_idle(later(office, hours=13)) == 1
    assert (row.state, other.state) == ("returned", "taken")
    assert "先由我继续答复您" in told(office, conversation)[-1]


def test_two_who_take_at_once_are_told_apart_by_the_database(office: Office, begin: Begin) -> None:
    conversation = begin("能养狗吗")
    row = asked(office, conversation)
    office.session.commit()
    engine = office.session.get_bind().engine
    with session_factory(engine, writes=True)() as session, session.begin():
        desk.take(Office(session, NOW), row.id, "li")
    # This session saw the row waiting; the lock reads it again.
    with pytest.raises(desk.NotInCharge, match="li"):
        desk.take(office, row.id, "zhang")


def test_what_was_said_is_forgotten_and_who_did_what_stays(office: Office, begin: Begin) -> None:
    row = asked(office, conversation := begin("能养狗吗"))
    desk.take(office, row.id, "zhang")
    desk.note(office, row.id, "zhang", "张三示例来过")
    office.session.flush()
    forget_old(office.session, NOW + timedelta(days=8), 7)
    assert office.session.get(Conversation, conversation) is not None, "it is still in somebody's hands"
    desk.close(office, row.id, "zhang")
    for event in waiting(office, conversation):
        event.delivered_at = NOW
    office.session.flush()
    assert forget_old(office.session, NOW + timedelta(days=8), 7) == 1
    office.session.expire_all()
    assert open_handover(office.session, conversation) is None
    steps = list(office.session.scalars(select(HandoverStep).where(HandoverStep.conversation_id == conversation)))
    assert [step.what for step in steps] == ["asked", "taken", "noted", "closed"]
    assert {step.text for step in steps} == {""}


def test_the_reply_of_a_lost_turn_is_not_kept_as_an_answer(office: Office, begin: Begin) -> None:
    conversation = begin("能养狗吗")
    asked(office, conversation)
    settled = settle(office, conversation, "在吗", REPLY)
    assert settled is not None and not settled.by_bot
