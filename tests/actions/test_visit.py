"""Looking up and cancelling: nothing is cancelled on a syllable, nothing is told to a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from actions.asked import SLOT
from actions.booking import SLOT as BOOKING
from actions.booking import book
from actions.context import Context
from actions.visit import after_contact, visit
from knowledge.appointments.contacts import Person, store_contact
from knowledge.appointments.lookup import own_visits
from knowledge.blocks import Appointment, Choices, Reply
from knowledge.models import Appointment as Visit
from tests.actions.conftest import MakeTurn

CARD_A = "service:yc-card-a"


def _booked(context: Context, turn: MakeTurn, when: str = "下周三下午三点", phone: str = "13800000000") -> str:
    _, slots = book(context, turn(f"预约{when}办A卡", "appt_book", CARD_A))
    choice = {"choice": {"slot": BOOKING, "value": "case=personal"}}
    _, slots = book(context, turn("", "EXTERNAL_booking", metadata=choice, slots=slots))
    reply, _ = book(context, turn("", "EXTERNAL_contact", metadata=_contact(context, phone), slots=slots))
    return next(block.code for block in reply.blocks if isinstance(block, Appointment))


def _contact(context: Context, phone: str) -> dict[str, Any]:
    with context.office(writes=True) as office:
        person = Person("张示例", phone)
        return {"contact_ref": store_contact(office.session, b"k" * 32, person, "cv_test", office.now)}


def _standing(context: Context) -> list[str | None]:
    with context.office() as office:
        return [found.appointment.code for found in own_visits(office, "cv_test")]


def _asked_to_cancel(context: Context, turn: MakeTurn) -> tuple[Reply, dict[str, Any]]:
    return visit(context, turn("取消预约", "appt_cancel"))


@pytest.mark.parametrize(
    "words", ["确认", "确认取消", "确认取消预约", "取消吧", "对的", "是的", "好", "嗯", "我不去了"]
)
def test_a_clear_yes_cancels(context: Context, turn: MakeTurn, words: str) -> None:
    _booked(context, turn)
    _, slots = _asked_to_cancel(context, turn)
    reply, after = visit(context, turn(words, "dialog_ctrl", slots=slots))
    assert "已取消" in reply.plain()
    assert _standing(context) == []
    assert after["requested_slot"] is None


@pytest.mark.parametrize(
    "words",
    [
        "我还是去吧",
        "对了要带什么",
        "银行卡要带吗",
        "好像是下午",
        "行吗",
        "取消了会怎样",
        "可以改时间吗",
        "是不是不能反悔",
        "不取消",
        "保留",
    ],
)
def test_nothing_else_cancels(context: Context, turn: MakeTurn, words: str) -> None:
    code = _booked(context, turn)
    _, slots = _asked_to_cancel(context, turn)
    visit(context, turn(words, "nlu_fallback", slots=slots))
    assert _standing(context) == [code]


def test_a_button_of_another_visit_does_not_cancel_this_one(context: Context, turn: MakeTurn) -> None:
    first = _booked(context, turn)
    second = _booked(context, turn, "下周四下午三点")
    chosen = {"choice": {"slot": SLOT, "value": f"cancel={second}"}}
    _, slots = visit(context, turn("", "appt_cancel", metadata=chosen))
    stale = {"choice": {"slot": SLOT, "value": f"sure=yes|{first}"}}
    visit(context, turn("", "EXTERNAL_visit", metadata=stale, slots=slots))
    assert _standing(context) == [first, second]


def test_a_look_up_can_become_a_cancellation(context: Context, turn: MakeTurn) -> None:
    _booked(context, turn)
    _booked(context, turn, "下周四下午三点")
    reply, slots = visit(context, turn("查我的预约", "appt_query"))
    assert any(isinstance(block, Choices) for block in reply.blocks)
    _, slots = visit(context, turn("我要取消预约", "appt_cancel", slots=slots))
    assert slots[SLOT]["purpose"] == "cancel"


def test_a_stranger_needs_the_right_digits_and_they_are_not_kept(context: Context, turn: MakeTurn) -> None:
    code = _booked(context, turn)
    _, slots = visit(context, turn(f"取消{code}", "appt_cancel", conversation="cv_other"))
    assert slots[SLOT]["code"] == code
    wrong, _ = visit(context, turn("1234", "nlu_fallback", slots=slots, conversation="cv_other"))
    assert wrong.status == "not_found"
    reply, slots = visit(context, turn("0000", "nlu_fallback", slots=slots, conversation="cv_other"))
    assert "确认取消" in reply.plain()
    assert "0000" not in str({key: value for key, value in slots[SLOT].items() if key != "code"})
    visit(context, turn("确认", "dialog_ctrl", slots=slots, conversation="cv_other"))
    assert _standing(context) == []


def test_the_same_wish_again_is_another_visit_of_another_person(context: Context, turn: MakeTurn) -> None:
    code = _booked(context, turn)
    _, slots = book(context, turn("预约下周三下午三点办A卡", "appt_book", CARD_A))
    choice = {"choice": {"slot": BOOKING, "value": "case=personal"}}
    reply, slots = book(context, turn("", "EXTERNAL_booking", metadata=choice, slots=slots))
    assert "约满" in reply.plain()
    assert _standing(context) == [code]


def test_after_leaving_the_same_time_can_be_had_again(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("预约下周三下午三点办A卡", "appt_book", CARD_A))
    choice = {"choice": {"slot": BOOKING, "value": "case=personal"}}
    _, slots = book(context, turn("", "EXTERNAL_booking", metadata=choice, slots=slots))
    book(context, turn("不约了", "dialog_ctrl", slots=slots))
    assert _booked(context, turn).startswith("LJ20261202-")


def test_a_lost_confirmation_is_shown_again(context: Context, turn: MakeTurn) -> None:
    _, slots = book(context, turn("预约下周三下午三点办A卡", "appt_book", CARD_A))
    choice = {"choice": {"slot": BOOKING, "value": "case=personal"}}
    _, slots = book(context, turn("", "EXTERNAL_booking", metadata=choice, slots=slots))
    contact = _contact(context, "13800000000")
    book(context, turn("", "EXTERNAL_contact", metadata=contact, slots=slots))
    shown = after_contact(context, turn("", "EXTERNAL_contact", metadata=contact))
    assert shown is not None
    assert any(isinstance(block, Appointment) for block in shown.blocks)
    assert after_contact(context, turn("", "EXTERNAL_contact", metadata={"contact_ref": "ct_guess"})) is None


@pytest.mark.parametrize(
    ("words", "cancelled"), [("嗯，确认", True), ("好的，取消吧", True), ("不对", False), ("嗯，不取消", False)]
)
def test_a_yes_or_no_of_several_words_is_understood(
    context: Context, turn: MakeTurn, words: str, cancelled: bool
) -> None:
    code = _booked(context, turn)
    _, slots = _asked_to_cancel(context, turn)
    visit(context, turn(words, "dialog_ctrl", slots=slots))
    assert _standing(context) == ([] if cancelled else [code])


@pytest.mark.parametrize("booked", [True, False])
def test_a_wish_to_book_leaves_the_look_up_and_is_kept_on_a_button(
    context: Context, turn: MakeTurn, booked: bool
) -> None:
    if booked:
        _booked(context, turn)
    _, slots = _asked_to_cancel(context, turn)
    said = "约12月2日下午四点人才公寓首次申请"
    reply, slots = visit(context, turn(said, "appt_book", "service:talent-apartment", slots=slots))
    assert slots["requested_slot"] is None
    assert len(_standing(context)) == int(booked)
    options = [option for block in reply.blocks if isinstance(block, Choices) for option in block.options]
    assert [(option.label, option.payload and option.payload.text) for option in options] == [("预约办理", said)]


def test_a_look_up_without_a_code_can_be_left_by_a_button(context: Context, turn: MakeTurn) -> None:
    reply, slots = visit(context, turn("查我的预约", "appt_query"))
    leave = [o for block in reply.blocks if isinstance(block, Choices) for o in block.options if o.label == "不查了"]
    assert leave[0].payload is not None
    chosen = {"choice": {"slot": SLOT, "value": leave[0].payload.value}}
    reply, slots = visit(context, turn("", "EXTERNAL_visit", metadata=chosen, slots=slots))
    assert "不查了" in reply.plain()
    assert slots["requested_slot"] is None


def test_what_is_to_be_cancelled_is_shown_without_what_to_bring(context: Context, turn: MakeTurn) -> None:
    code = _booked(context, turn)
    reply, _ = _asked_to_cancel(context, turn)
    [shown] = [block for block in reply.blocks if isinstance(block, Appointment)]
    assert (shown.code, shown.materials, shown.calendar) == (code, (), None)


def test_who_was_checked_in_is_not_told_that_his_visit_was_cancelled(context: Context, turn: MakeTurn) -> None:
    code = _booked(context, turn)
    with context.office(writes=True) as office:
        office.session.execute(update(Visit).where(Visit.code == code).values(status="checked_in"))
    choice = {"choice": {"slot": SLOT, "value": f"cancel={code}"}}
    reply, _ = visit(context, turn("", "appt_cancel", metadata=choice))
    assert "现在不能取消" in reply.plain()
    assert "取消过了" not in reply.plain()
