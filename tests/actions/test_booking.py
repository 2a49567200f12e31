"""The booking form: what is asked, what is taken, and that no answer traps the applicant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from actions.booking import SLOT, book
from actions.context import Context
from actions.entities import Entity
from knowledge.appointments.contacts import Person, store_contact
from knowledge.blocks import Appointment, Choices, Form, Reply, Slots, Text
from knowledge.models import Service
from knowledge.settings import ROOT
from tests.actions.conftest import MakeTurn

DOMAIN = yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text("utf-8"))
INTENTS = [next(iter(intent)) for intent in DOMAIN["intents"]] + ["nlu_fallback"]
CARD_A = "service:yc-card-a"


def _text(reply: Reply) -> str:
    return reply.plain()


def _kinds(reply: Reply) -> list[str]:
    return [block.type for block in reply.blocks]


def _choose(value: str) -> dict[str, Any]:
    return {"choice": {"slot": SLOT, "value": value}}


def _held(context: Context, turn: MakeTurn) -> tuple[Reply, dict[str, Any]]:
    _, slots = book(context, turn("我想预约下周三下午三点办A卡", "appt_book", CARD_A))
    return book(context, turn("", "EXTERNAL_booking", metadata=_choose("case=personal"), slots=slots))


def _contact(context: Context, phone: str = "13800000000") -> dict[str, Any]:
    with context.office(writes=True) as office:
        ref = store_contact(office.session, context.contact_key, Person("张示例", phone), "cv_test", office.now)
    return {"contact_ref": ref}


def test_a_full_sentence_takes_two_turns_and_one_form(context: Context, turn: MakeTurn) -> None:
    reply, slots = book(context, turn("预约下周三下午三点人才公寓首次申请", "appt_book", "service:talent-apartment"))
    if not any(isinstance(block, Form) for block in reply.blocks):
        first = next(block for block in reply.blocks if isinstance(block, Choices)).options[0]
        assert first.payload is not None
        reply, slots = book(
            context, turn("", "EXTERNAL_booking", metadata=_choose(str(first.payload.value)), slots=slots)
        )
    assert any(isinstance(block, Form) for block in reply.blocks)
    assert "2026年12月2日" in _text(reply)
    assert "15:00" in _text(reply)
    reply, slots = book(context, turn("", "EXTERNAL_contact", metadata=_contact(context), slots=slots))
    assert reply.status == "answered"
    shown = next(block for block in reply.blocks if isinstance(block, Appointment))
    assert (shown.date, shown.start) == ("2026-12-02", "15:00")
    assert shown.materials
    assert slots["requested_slot"] is None


def test_a_topic_with_several_services_is_asked_back_and_the_time_is_kept(context: Context, turn: MakeTurn) -> None:
    reply, slots = book(context, turn("我想预约下周三下午三点办英才卡", "appt_book", "topic:yc-card"))
    assert reply.status == "clarify"
    options = next(block for block in reply.blocks if isinstance(block, Choices)).options
    assert len(options) >= 3
    assert slots[SLOT]["wishes"][0]["date_from"] == "2026-12-02"


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(
    ("draft", "answer", "subject", "expected"),
    [
        ({}, "A卡", CARD_A, {"service": "yc-card-a"}),
        ({"service": "yc-card-a"}, "个人申请", "", {"case": "personal"}),
        ({"service": "yc-card-a", "case": "personal"}, "下周三下午", "", {"day": "2026-12-02"}),
        ({"service": "yc-card-a", "case": "personal"}, "12月2号", "", {"day": "2026-12-02"}),
        ({"service": "yc-card-a", "case": "personal"}, "周五上午十点", "", {"day": "2026-11-27"}),
    ],
)
def test_every_legal_answer_is_taken_under_every_wrong_intent(
    context: Context,
    turn: MakeTurn,
    intent: str,
    draft: dict[str, str],
    answer: str,
    subject: str,
    expected: dict[str, str],
) -> None:
    subjects = [subject] if subject else []
    slots = {SLOT: dict(draft)}
    _, after = book(context, turn(answer, intent, *subjects, slots=slots))
    told = after[SLOT]
    assert told is not None, "the form ended"
    for name, value in expected.items():
        found = told["wishes"][0]["date_from"] if name == "day" else told[name]
        assert found == value
    assert after["requested_slot"] == SLOT


def test_a_question_in_between_is_answered_and_the_form_asks_again(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("约A卡", "appt_book", CARD_A))
    reply, after = book(context, turn("要带什么材料", "service_material", slots=slots, previous=CARD_A))
    assert "checklist" in _kinds(reply)
    assert reply.status == "answered"
    assert after[SLOT]["service"] == "yc-card-a"
    assert after["requested_slot"] == SLOT


@pytest.mark.parametrize("text", ["不约了", "算了", "那我先不约了", "取消预约"])
def test_leaving_gives_the_place_back(context: Context, turn: MakeTurn, text: str) -> None:
    _, slots = _held(context, turn)
    reply, after = book(context, turn(text, "dialog_ctrl", slots=slots))
    assert after == {SLOT: None, "requested_slot": None}
    assert "停止" in _text(reply)


def test_another_time_replaces_the_held_one(context: Context, turn: MakeTurn) -> None:
    _, slots = _held(context, turn)
    reply, slots = book(context, turn("改成四点", "dialog_ctrl", slots=slots))
    assert "16:00" in _text(reply)
    assert "2026年12月2日" in _text(reply)
    assert "form" in _kinds(reply)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("这周六上午", "休息日"),
        ("明年三月五号", "还没有放号"),
        ("昨天上午", "已经过去"),
        ("下周三晚上八点", "不在办公时间"),
        ("2月30号", "没有读懂"),
        ("元旦那天", "元旦"),
    ],
)
def test_a_time_that_cannot_be_had_is_told_why_and_others_are_offered(
    context: Context, turn: MakeTurn, text: str, told: str
) -> None:
    slots = {SLOT: {"service": "yc-card-a", "case": "personal"}}
    reply, after = book(context, turn(text, "appt_book", slots=slots))
    assert told in _text(reply)
    assert any(isinstance(block, Slots) and block.slots for block in reply.blocks)
    assert after["requested_slot"] == SLOT


def test_an_unreadable_answer_is_asked_again(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("约A卡", "appt_book", CARD_A))
    reply, after = book(context, turn("嗯嗯嗯", "nlu_fallback", slots=slots))
    assert "没有听懂" in _text(reply)
    assert after[SLOT]["service"] == "yc-card-a"


def test_the_same_telephone_cannot_book_the_same_service_twice_a_day(context: Context, turn: MakeTurn) -> None:
    _, slots = _held(context, turn)
    book(context, turn("", "EXTERNAL_contact", metadata=_contact(context), slots=slots))
    other_time = _choose("slot=card-01|2026-12-02|15:30")
    _, slots = _held(context, turn)
    _, slots = book(context, turn("", "EXTERNAL_booking", metadata=other_time, slots=slots))
    reply, after = book(context, turn("", "EXTERNAL_contact", metadata=_contact(context), slots=slots))
    assert "已经约过" in _text(reply)
    assert after["requested_slot"] == SLOT


def test_contact_data_of_another_conversation_confirms_nothing(context: Context, turn: MakeTurn) -> None:
    _, slots = _held(context, turn)
    strange = {"contact_ref": "ct_guess"}
    reply, after = book(context, turn("", "EXTERNAL_contact", metadata=strange, slots=slots))
    assert reply.status == "clarify"
    assert after["requested_slot"] == SLOT


def test_a_service_that_needs_no_visit_says_so(context: Context, turn: MakeTurn) -> None:
    reply, after = book(context, turn("预约继续教育", "appt_book", "service:training"))
    assert "不用预约窗口" in _text(reply)
    assert after["requested_slot"] is None


def test_what_became_of_a_wish_is_the_conclusion(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("我要预约A卡个人申请", "appt_book", CARD_A))
    for said in ("今天下午三点", "嗯哼哈"):
        reply, slots = book(context, turn(said, "nlu_fallback", slots=slots))
        assert isinstance(reply.blocks[0], Text)
        assert reply.blocks[0].role == "conclusion"
        assert reply.blocks[0].text.startswith(("当天的号不能预约", "没有听懂"))


def test_where_nothing_can_be_booked_nothing_is_asked(context: Context, turn: MakeTurn) -> None:
    reply, slots = book(replace(context, show_examples=False), turn("我想预约办英才卡", "appt_book", "topic:yc-card"))
    assert reply.status == "not_found"
    assert any(
        option.label == "转人工" for block in reply.blocks if isinstance(block, Choices) for option in block.options
    )
    assert slots["requested_slot"] is None


def test_a_window_for_one_service_leaves_nothing_to_choose(context: Context, turn: MakeTurn) -> None:
    with context.office(writes=True) as office:
        for service in office.session.scalars(select(Service).where(Service.code != "visa-help")):
            service.windows = [code for code in service.windows if code != "foreign-01"]
    reply, slots = book(context, turn("约外籍窗口，下周二上午", "appt_book", "window:foreign-01"))
    assert slots[SLOT]["service"] == "visa-help"
    assert "哪种情形" in _text(reply)


def test_a_window_for_many_services_is_asked_by_their_fields(context: Context, turn: MakeTurn) -> None:
    reply, slots = book(context, turn("约综合窗口，下周二上午", "appt_book", "window:zonghe-01"))
    labels = [option.label for block in reply.blocks if isinstance(block, Choices) for option in block.options]
    assert "子女教育（5项）" in labels
    reply, slots = book(context, turn("", "EXTERNAL_booking", metadata=_choose("field=子女教育"), slots=slots))
    labels = [option.label for block in reply.blocks if isinstance(block, Choices) for option in block.options]
    assert labels == ["义务教育入学", "高中阶段咨询", "国际学校咨询", "入园", "转学", "不约了"]
    assert slots[SLOT]["wishes"][0]["date_from"] == "2026-12-01"


def test_it_is_asked_where_if_several_halls_take_it(context: Context, turn: MakeTurn) -> None:
    reply, slots = book(context, turn("约下周二上午九点半办档案转入", "appt_book", "service:personnel-file"))
    assert "您到哪里" in _text(reply)
    assert "鱼复人才服务站（示例地址：鱼复新城" in _text(reply)
    reply, slots = book(context, turn("", "EXTERNAL_booking", metadata=_choose("hall=yufu-hall"), slots=slots))
    assert "鱼复综合窗口" in _text(reply)
    assert "09:30" in _text(reply)
    assert any(isinstance(block, Form) for block in reply.blocks)


@pytest.mark.parametrize(
    ("said", "places", "hall"),
    [("我在鱼复", ("鱼复",), "yufu-hall"), ("郭家沱这边", ("郭家沱",), "yufu-hall"), ("都可以", (), "any")],
)
def test_a_place_or_no_preference_settles_the_hall(
    context: Context, turn: MakeTurn, said: str, places: tuple[str, ...], hall: str
) -> None:
    _, slots = book(context, turn("约档案转入", "appt_book", "service:personnel-file"))
    entities = tuple(Entity("place", place, said.index(place), said.index(place) + len(place)) for place in places)
    reply, slots = book(context, turn(said, "nlu_fallback", slots=slots, entities=entities))
    assert slots[SLOT]["hall"] == hall
    assert any(isinstance(block, Slots) for block in reply.blocks)


def test_a_place_without_a_hall_near_it_is_asked_back(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("约档案转入", "appt_book", "service:personnel-file"))
    place = (Entity("place", "渝中区", 2, 4),)
    reply, slots = book(context, turn("我在渝中", "nlu_fallback", slots=slots, entities=place))
    assert slots[SLOT]["hall"] == ""
    assert "您到哪里" in _text(reply)


def test_the_second_hall_can_be_picked_by_its_number(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("约档案转入", "appt_book", "service:personnel-file"))
    _, slots = book(context, turn("第二个", "nlu_fallback", slots=slots))
    assert slots[SLOT]["hall"] == "yufu-hall"


def test_not_coming_leaves_a_booking_that_is_not_finished(context: Context, turn: MakeTurn) -> None:
    _, slots = _held(context, turn)
    reply, slots = book(context, turn("不去了，帮我取消", "appt_cancel", slots=slots))
    assert "已停止" in _text(reply)
    assert slots["requested_slot"] is None


def test_with_a_visit_booked_before_it_is_asked_which_is_meant(context: Context, turn: MakeTurn) -> None:
    _, slots = _held(context, turn)
    book(context, turn("", "EXTERNAL_contact", metadata=_contact(context), slots=slots))
    _, slots = book(context, turn("再约下周四下午三点A卡个人申请", "appt_book", CARD_A))
    reply, slots = book(context, turn("不去了，帮我取消", "appt_cancel", slots=slots))
    assert "正在预约中" in _text(reply)
    assert slots["requested_slot"] == SLOT


def test_why_a_wish_failed_is_told_once(context: Context, turn: MakeTurn) -> None:
    reply, slots = book(context, turn("我要预约A卡个人申请，今天下午三点", "appt_book", CARD_A))
    if "哪种情形" in _text(reply):
        reply, slots = book(context, turn("", "EXTERNAL_booking", metadata=_choose("case=personal"), slots=slots))
    assert "当天的号不能预约" in _text(reply)
    reply, _ = book(context, turn("嗯哼哈", "nlu_fallback", slots=slots))
    assert "当天的号不能预约" not in _text(reply)
