"""Changes of mind inside a booking: other times, services and cases; questions in between; leaving and cancelling."""

from __future__ import annotations

import pytest

from tests.actions.talk import Talk, named

CARD_A = ("A卡", "service:yc-card-a")


@pytest.fixture
def held(talk: Talk) -> Talk:
    """A booking that only lacks the contact data: Wednesday 2 December, 15:00."""
    talk.say("预约下周三下午三点办A卡", "appt_book", CARD_A)
    told = talk.choose("个人申请")
    assert "2026年12月2日" in told
    return talk


@pytest.mark.parametrize("intent", ["dialog_ctrl", "appt_reschedule", "nlu_fallback", "appt_book"])
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("不对，改成周四", "2026年11月26日"),
        ("换成下周四下午四点", "2026年12月3日"),
        ("还是下周五上午十点吧", "2026年12月4日"),
        ("改到四点半", "16:30"),
    ],
)
def test_the_time_is_put_right(held: Talk, said: str, told: str, intent: str) -> None:
    shown = held.say(said, intent)
    slots = [
        f"{slot.date} {slot.start}" for block in held.reply.blocks if block.type == "slots" for slot in block.slots
    ]
    wanted = told.replace("年", "-").replace("月", "-").replace("日", "")
    assert told in shown or any(wanted in slot for slot in slots), shown


def test_a_new_day_keeps_the_time(held: Talk) -> None:
    told = held.say("不对，改成下周四", "dialog_ctrl")
    assert "2026年12月3日" in told
    assert "15:00" in told
    assert any(block.type == "form" for block in held.reply.blocks)


def test_a_new_day_keeps_the_part_of_the_day(talk: Talk) -> None:
    talk.say("预约下周三下午办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    talk.say("换成下周四", "appt_reschedule")
    slots = [slot for block in talk.reply.blocks if block.type == "slots" for slot in block.slots]
    assert {slot.date for slot in slots} == {"2026-12-03"}
    assert all(slot.start >= "12:00" for slot in slots)


def test_the_part_of_the_day_is_put_right(held: Talk) -> None:
    held.say("时间换成上午", "dialog_ctrl")
    slots = [slot for block in held.reply.blocks if block.type == "slots" for slot in block.slots]
    assert slots
    assert {slot.date for slot in slots} == {"2026-12-02"}
    assert all(slot.start < "12:00" for slot in slots)


@pytest.mark.parametrize("intent", ["dialog_ctrl", "nlu_fallback", "appt_book", "service_howto"])
def test_the_service_is_put_right(held: Talk, intent: str) -> None:
    said = "不是A卡是B卡"
    told = held.say(
        said,
        intent,
        named(said, "A卡", "service:yc-card-a", negated=True),
        named(said, "B卡", "service:yc-card-b"),
    )
    assert held.slots["booking"]["service"] == "yc-card-b"
    assert held.slots["booking"]["wishes"][0]["date_from"] == "2026-12-02"
    assert "B卡" in told


def test_the_case_is_put_right(held: Talk) -> None:
    held.say("不是个人申请，是单位统一办", "dialog_ctrl")
    assert held.slots["booking"]["case"] == "employer"
    assert held.slots["booking"]["wishes"][0]["date_from"] == "2026-12-02"


def test_a_question_is_answered_and_the_open_question_repeated(held: Talk) -> None:
    told = held.say("A卡要带什么材料", "service_material", CARD_A)
    assert "清单" in told
    assert "2026年12月2日" in told
    assert any(block.type == "form" for block in held.reply.blocks)
    assert held.slots["booking"]["held"]


def test_a_question_about_something_else_does_not_change_the_booking(held: Talk) -> None:
    told = held.say("人才公寓多久能办好", "service_time", ("人才公寓", "topic:talent-apartment"))
    assert "15个工作日" in told
    assert held.slots["booking"]["service"] == "yc-card-a"
    assert "2026年12月2日" in told


def test_leaving_is_not_cancelling(held: Talk) -> None:
    told = held.say("算了不约了", "dialog_ctrl")
    assert "已停止" in told
    assert "取消预约" in told


def test_a_confirmed_visit_is_cancelled_after_a_confirmation_only(held: Talk) -> None:
    held.gives_contact()
    told = held.say("取消我的预约", "appt_cancel")
    assert "确认取消这个预约吗" in told
    told = held.say("不是", "dialog_ctrl")
    assert "保留不变" in told
    told = held.say("那个号不要了", "appt_cancel")
    assert "确认取消这个预约吗" in told
    told = held.say("嗯", "dialog_ctrl")
    assert "已取消预约" in told


@pytest.mark.parametrize("said", ["好", "对", "嗯"])
def test_a_short_yes_does_not_confirm_a_booking_that_needs_contact_data(held: Talk, said: str) -> None:
    told = held.say(said, "dialog_ctrl")
    assert "表单" in told
    assert held.slots["booking"]["held"]


@pytest.mark.parametrize("said", ["第二个", "就第二个吧", "选第二个时间", "第2个"])
def test_the_second_time_that_was_offered_is_taken(talk: Talk, said: str) -> None:
    talk.say("预约下周三下午办A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    slots = [slot for block in talk.reply.blocks if block.type == "slots" for slot in block.slots]
    told = talk.say(said, "dialog_ctrl")
    assert f"{slots[1].start}的号" in told, told
    assert any(block.type == "form" for block in talk.reply.blocks)


def test_the_second_service_and_the_first_case_that_were_offered_are_taken(talk: Talk) -> None:
    talk.say("我要预约英才卡", "appt_book", ("英才卡", "topic:yc-card"))
    assert talk.labels()[1] == "重庆英才服务卡B卡申领"
    talk.say("第二个吧", "nlu_fallback")
    assert talk.slots["booking"]["service"] == "yc-card-b"
    talk.say("选第一项", "nlu_fallback")
    assert talk.slots["booking"]["case"] == "personal"


def test_a_number_beyond_what_was_offered_is_asked_again(talk: Talk) -> None:
    talk.say("我要预约英才卡", "appt_book", ("英才卡", "topic:yc-card"))
    told = talk.say("第九个", "dialog_ctrl")
    assert "哪一项" in told
    assert talk.slots["booking"]["service"] == ""


def test_twice_not_understood_offers_a_person(talk: Talk) -> None:
    talk.say("预约A卡", "appt_book", CARD_A)
    talk.say("咕噜咕噜", "nlu_fallback")
    assert "转人工" not in talk.labels()
    talk.say("叽里呱啦", "nlu_fallback")
    assert talk.labels()[0] == "转人工"
    told = talk.choose("转人工")
    assert "工单号" in told


def test_free_times_can_be_asked_for_another_day_in_the_middle(talk: Talk) -> None:
    talk.say("预约A卡", "appt_book", CARD_A)
    talk.choose("个人申请")
    talk.say("换成明天", "appt_reschedule")
    slots = [slot for block in talk.reply.blocks if block.type == "slots" for slot in block.slots]
    assert {slot.date for slot in slots} == {"2026-11-25"}


def test_after_a_question_in_between_only_the_form_offers_choices(held: Talk) -> None:
    held.say("A卡在哪里办", "service_location", CARD_A)
    assert held.labels() == ["延长保留时间", "看其他时间", "不约了"]
