"""Two matters in one message, what is excluded, and actions after answers."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.blocks import Choices, Notice
from tests.actions.talk import Talk, named


def _parts(text: str, *stretches: tuple[str, str]) -> list[dict[str, Any]]:
    found = []
    for stretch, intent in stretches:
        start = text.index(stretch)
        found.append({"start": start, "end": start + len(stretch), "intent": intent, "confidence": 0.9})
    return found


def test_two_questions_are_both_answered_in_one_reply(talk: Talk) -> None:
    said = "人才公寓要什么条件，多久能办下来？"
    parts = _parts(said, ("人才公寓要什么条件，", "policy_condition"), ("多久能办下来？", "service_time"))
    told = talk.say(said, "policy_condition", ("人才公寓", "topic:talent-apartment"), parts=parts)
    assert talk.reply.status == "answered"
    assert "自有住房" in told
    assert "15个工作日" in told
    notices = [block.text for block in talk.reply.blocks if isinstance(block, Notice)]
    assert len(notices) == len(set(notices))
    assert sum(isinstance(block, Choices) for block in talk.reply.blocks) == 1


def test_two_questions_about_two_things(talk: Talk) -> None:
    said = "鸿雁计划B类奖多少，人才公寓在哪里申请"
    parts = _parts(said, ("鸿雁计划B类奖多少", "policy_amount"), ("人才公寓在哪里申请", "service_location"))
    told = talk.say(
        said,
        "policy_amount",
        ("鸿雁计划", "policy:hongyan"),
        named(said, "B类", "B", kind="talent_class", scheme="policy:hongyan"),
        ("人才公寓", "topic:talent-apartment"),
        parts=parts,
    )
    assert "100万元" in told
    assert "安居窗口" in told


def test_the_graver_outcome_names_the_turn(talk: Talk) -> None:
    said = "鸿雁计划奖多少，科技成长贷能贷多少钱"
    parts = _parts(said, ("鸿雁计划奖多少", "policy_amount"), ("科技成长贷能贷多少钱", "policy_amount"))
    told = talk.say(
        said, "policy_amount", ("鸿雁计划", "policy:hongyan"), ("科技成长贷", "policy:tech-growth-loan"), parts=parts
    )
    assert "200万" in told
    assert talk.reply.status == "not_found"


@pytest.mark.parametrize("whole", ["service_material", "appt_book"])
def test_a_question_is_answered_first_then_the_booking_begins(talk: Talk, whole: str) -> None:
    said = "办A卡要带什么材料，顺便帮我约下周三下午三点"
    parts = _parts(said, ("办A卡要带什么材料，", "service_material"), ("顺便帮我约下周三下午三点", "appt_book"))
    told = talk.say(said, whole, ("A卡", "service:yc-card-a"), parts=parts)
    assert "材料清单" in told or "材料" in told
    assert "哪种情形" in told
    assert told.index("材料") < told.index("哪种情形")
    assert talk.slots["booking"]["wishes"][0]["date_from"] == "2026-12-02"
    told = talk.choose("个人申请")
    assert "15:00" in told


def test_cancelling_beside_a_question_still_asks_for_a_confirmation(talk: Talk) -> None:
    talk.say("预约下周三下午三点办A卡", "appt_book", ("A卡", "service:yc-card-a"))
    talk.choose("个人申请")
    assert "预约成功" in talk.gives_contact()
    said = "人才公寓多久办好，还有把预约取消掉"
    parts = _parts(said, ("人才公寓多久办好，", "service_time"), ("还有把预约取消掉", "appt_cancel"))
    told = talk.say(said, "appt_cancel", ("人才公寓", "topic:talent-apartment"), parts=parts)
    assert "15个工作日" in told
    assert "确认取消这个预约吗" in told
    told = talk.say("对", "dialog_ctrl")
    assert "已取消预约" in told


def test_a_complaint_beside_a_question_gets_its_ticket(talk: Talk) -> None:
    said = "大厅几点下班，你们态度太差我要投诉"
    parts = _parts(said, ("大厅几点下班，", "service_hours"), ("你们态度太差我要投诉", "complaint"))
    told = talk.say(said, "complaint", parts=parts)
    assert "17:00" in told
    assert "工单号" in told
    assert talk.reply.status == "handed_over"


def test_what_is_excluded_is_not_answered(talk: Talk) -> None:
    said = "不要公寓的，要安家补助的条件"
    told = talk.say(
        said,
        "policy_condition",
        named(said, "公寓", "topic:talent-apartment", negated=True),
        ("安家补助", "service:settling-grant"),
    )
    assert "安家资助" in told
    assert "公寓" not in told.split("\n")[0]


def test_the_excluded_words_do_not_search_either(talk: Talk) -> None:
    said = "不要人才公寓的，岗位津贴多少"
    told = talk.say(said, "policy_amount", named(said, "人才公寓", "topic:talent-apartment", negated=True))
    assert "公寓" not in told.split("\n")[0]
    assert "津贴" in told


def test_all_but_one_are_listed(talk: Talk) -> None:
    said = "除了鸿雁都说说"
    told = talk.say(said, "policy_overview", named(said, "鸿雁", "policy:hongyan", negated=True))
    assert talk.reply.status == "answered"
    assert "鸿雁" not in told
    assert "留创计划" in told
