"""A visit by chat beyond the first booking: moved, waited for, for somebody else, with a wheelchair, restricted."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from actions.context import Context
from knowledge.appointments import desk, visits
from knowledge.appointments.lookup import own_visits
from knowledge.events import waiting as events
from knowledge.models import Appointment, Conversation, OfferedOption, Restriction, Service, Window
from tests.actions.talk import Talk

CARD_A = ("A卡", "service:yc-card-a")


@pytest.fixture
def booked(talk: Talk) -> Talk:
    """A visit on Wednesday 2 December, 15:00, in a conversation that is kept."""
    with talk.context.office(writes=True) as office:
        office.session.add(Conversation(id="cv_test", channel="web", created_at=office.now, updated_at=office.now))
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    assert "预约成功" in talk.gives_contact()
    return talk


def _mine(context: Context) -> list[str]:
    with context.office() as office:
        return [f"{row.slot.day} {row.slot.starts:%H:%M}" for row in own_visits(office, "cv_test")]


def _code(context: Context) -> str:
    with context.office() as office:
        return own_visits(office, "cv_test")[0].appointment.code or ""


def test_a_visit_is_moved_by_saying_so_and_a_yes(booked: Talk) -> None:
    told = booked.say("改到下周四上午十点", "appt_reschedule")
    assert "改到2026年12月3日10:00" in told
    assert _mine(booked.context) == ["2026-12-02 15:00"]
    told = booked.say("好的", "dialog_ctrl")
    assert "已改期" in told
    assert _mine(booked.context) == ["2026-12-03 10:00"]


def test_a_part_of_a_day_offers_its_times_and_a_choice_moves_the_visit(booked: Talk) -> None:
    told = booked.say("改到后天上午", "appt_reschedule")
    assert "原来的号一直保留" in told
    booked.choose("2026-11-26 09:30")
    assert _mine(booked.context) == ["2026-11-26 09:30"]


def test_a_day_alone_keeps_the_time_and_a_time_alone_the_day(booked: Talk) -> None:
    assert "2026年12月4日15:00" in booked.say("换到下周五", "appt_reschedule")
    booked.say("不用了", "dialog_ctrl")
    assert "2026年12月2日16:30" in booked.say("改成四点半", "appt_reschedule")


def test_a_no_keeps_the_visit_where_it_is(booked: Talk) -> None:
    booked.say("改到下周四上午十点", "appt_reschedule")
    assert "保留不变" in booked.say("不", "dialog_ctrl")
    assert _mine(booked.context) == ["2026-12-02 15:00"]


def test_where_no_window_is_open_any_more_a_wish_for_another_time_is_answered(booked: Talk, context: Context) -> None:
    with context.office(writes=True) as office:
        office.session.execute(update(Window).values(active=False))
    assert "暂时没有空号" in booked.say("改到下周四上午十点", "appt_reschedule")


def test_a_wish_that_cannot_be_met_is_told_why_with_the_nearest_three(booked: Talk) -> None:
    told = booked.say("改到元旦那天", "appt_reschedule")
    assert "元旦" in told
    assert len([s for block in booked.reply.blocks if block.type == "slots" for s in block.slots]) == 3


def test_another_wish_after_a_refused_one_is_read(booked: Talk) -> None:
    booked.say("我想改时间", "appt_reschedule")
    told = booked.say("下周四上午十点", "appt_book")
    assert "确认吗" in told


def test_when_was_it_is_answered_with_the_time(booked: Talk) -> None:
    told = booked.say("我约的是几点", "appt_query")
    assert told.startswith("您约的是2026年12月2日（周三）15:00")
    assert "改时间" in booked.labels()


def test_a_full_time_offers_the_nearest_three_and_the_waiting_list_and_the_offer_is_taken_up(booked: Talk) -> None:
    other = Talk(booked.context)
    other.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    told = other.choose("个人申请")
    assert "约满" in told
    assert len([s for block in other.reply.blocks if block.type == "slots" for s in block.slots]) == 3
    told = other.choose("候补")
    assert "排在第1位" in told
    with booked.context.office(writes=True) as office:
        visits.cancel(office, own_visits(office, "cv_test")[0].appointment)
        [offer] = [event for event in events(office, "cv_test") if event.key.startswith("offer")]
        [choices] = [block for block in offer.reply["blocks"] if block["type"] == "choices"]
        option = office.session.scalars(
            select(OfferedOption).where(OfferedOption.id == choices["options"][0]["id"])
        ).one()
        chosen = {"choice": {"slot": "booking", "value": option.payload["value"]}}
    told = other.say("/EXTERNAL_booking", "EXTERNAL_booking", metadata=chosen)
    assert "15:00" in told
    assert "预约成功" in other.gives_contact()


def test_waiting_can_be_said_too(booked: Talk) -> None:
    other = Talk(booked.context)
    other.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    other.choose("个人申请")
    assert "候补" in other.say("帮我候补吧", "nlu_fallback")


def test_an_offer_that_is_over_is_told_so(talk: Talk) -> None:
    chosen = {"choice": {"slot": "booking", "value": "offer=7"}}
    assert "不再为您保留" in talk.say("/EXTERNAL_booking", "EXTERNAL_booking", metadata=chosen)


def test_a_wheelchair_gets_to_the_window_and_the_desk_knows(talk: Talk) -> None:
    with talk.context.office(writes=True) as office:
        row = office.session.scalars(select(Service).where(Service.code == "yc-card-a")).one()
        row.windows = [*row.windows, "accessible-01"]
        steps = {window.code: window.accessible for window in office.session.scalars(select(Window))}
        assert not steps[row.windows[0]]
    talk.say("我坐轮椅，预约下周三下午三点办A卡", "appt_book", CARD_A)
    told = talk.choose("个人申请")
    assert "无障碍窗口" in told
    assert "已备注：需要无障碍通道" in told
    talk.gives_contact()
    with talk.context.office() as office:
        [entry] = desk.day_list(office, "liangjiang-hall", date(2026, 12, 2))
        assert (entry.needs, entry.window) == (("wheelchair",), "accessible-01")


def test_who_does_not_hear_says_it_in_the_middle(talk: Talk) -> None:
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    told = talk.say("我听不见，能不能打字", "nlu_fallback")
    assert "听力不便" in told
    talk.gives_contact()
    with talk.context.office() as office:
        assert own_visits(office, "cv_test")[0].appointment.needs == ["hearing"]


def test_who_books_for_a_colleague_gets_the_letter_of_authorisation_on_the_list(talk: Talk) -> None:
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    told = talk.say("可以帮同事约吗", "appt_rule")
    assert "可以代约" in told
    told = talk.gives_contact()
    assert "授权委托书" in str(talk.reply.model_dump())


def test_where_nobody_else_may_come_it_is_told(talk: Talk) -> None:
    with talk.context.office(writes=True) as office:
        office.session.scalars(select(Service).where(Service.code == "yc-card-a")).one().rule = {"allow_proxy": False}
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    assert "要本人来" in talk.say("可以帮同事约吗", "appt_rule")
    talk.gives_contact()
    assert "授权委托书" not in str(talk.reply.model_dump())


def test_a_hold_is_kept_longer_on_request(talk: Talk) -> None:
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    assert "继续为您保留" in talk.choose("延长保留时间")
    talk.choose("延长保留时间")
    assert "不能再延长" in talk.choose("延长保留时间")


def test_two_visits_at_the_same_time_are_refused_with_the_reason(booked: Talk) -> None:
    booked.say("预约下周三下午三点办签证协助", "appt_book", ("签证协助", "service:visa-help"))
    while not any(block.type == "form" for block in booked.reply.blocks):
        booked.choose(booked.labels()[0])
    assert "另一个预约" in booked.gives_contact()


def test_who_is_restricted_is_told_until_when_and_how_to_appeal(talk: Talk) -> None:
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    with talk.context.office(writes=True) as office:
        ref = talk.context  # the digest of the number that the form gives
        from knowledge.appointments.contacts import Person, find_contact, store_contact

        found = find_contact(
            office.session,
            store_contact(office.session, ref.contact_key, Person("张示例", "13800000000"), "cv_x", office.now),
            "cv_x",
        )
        assert found is not None
        office.session.add(
            Restriction(
                phone_digest=found.phone_digest, until=date(2026, 12, 27), reason="no_show x3", created_at=office.now
            )
        )
    told = talk.gives_contact()
    assert "2026年12月27日" in told
    assert "申诉" in told
    with talk.context.office() as office:
        assert office.session.scalars(select(Appointment.status)).all() == ["released"]


def test_materials_are_ticked_and_the_desk_sees_what_is_missing(booked: Talk) -> None:
    booked.say("我约的是几点", "appt_query")
    booked.choose("勾选已备好的材料")
    first = booked.labels()[0]
    assert first.startswith("□ ")
    told = booked.choose(first)
    assert "已备好1项" in told
    assert booked.labels()[0] == first.replace("□", "✓")
    with booked.context.office() as office:
        [entry] = desk.day_list(office, "liangjiang-hall", date(2026, 12, 2))
        assert first[2:] not in entry.missing
        assert entry.missing
    booked.choose(booked.labels()[0])
    assert booked.labels()[0] == first


def test_the_earliest_time_is_told_first(talk: Talk) -> None:
    told = talk.say("A卡最早什么时候能约", "appt_slots", CARD_A)
    assert told.startswith("“重庆英才服务卡A卡申领”目前最早可以约2026年11月25日（周三）09:00")


def test_a_visit_is_moved_in_english(talk: Talk) -> None:
    talk.say(
        "I want to book visa assistance next Wednesday at 3 pm",
        "appt_book",
        ("visa", "service:visa-help"),
        language="en",
    )
    while not any(block.type == "form" for block in talk.reply.blocks):
        talk.choose(talk.labels()[0])
    assert "booked" in talk.gives_contact()
    told = talk.say("please move it to next Thursday at 10 am", "appt_reschedule", language="en")
    assert "Move the visit from" in told
    told = talk.say("yes", "dialog_ctrl", language="en")
    assert "the new code is" in told


def test_where_no_window_is_accessible_that_is_not_claimed(talk: Talk) -> None:
    talk.say("预约元旦那天办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    told = talk.say("我坐轮椅", "nlu_fallback")
    assert "没有登记为轮椅可到" in told
    assert "元旦" not in told, "why the wish failed is told once"


def test_which_times_in_the_afternoon_is_asked_of_the_service_before(talk: Talk) -> None:
    talk.say("A卡最早什么时候能约", "appt_slots", CARD_A)
    talk.say("下午有哪些时间", "appt_slots")
    slots = [slot for block in talk.reply.blocks if block.type == "slots" for slot in block.slots]
    assert slots
    assert all(slot.start >= "12:00" for slot in slots)
