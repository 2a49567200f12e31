"""Follow-ups: one thing changes, the rest is inherited; with nothing to refer to it is asked once."""

from __future__ import annotations

import pytest

from knowledge.blocks import Citation, Slots
from tests.actions.talk import Talk, named

APARTMENT = ("人才公寓", "topic:talent-apartment")
HONGYAN = ("鸿雁计划", "policy:hongyan")


def _class(said: str, letter: str, **more: str) -> dict[str, object]:
    return named(said, f"{letter}类", letter, kind="talent_class", **more)


def test_the_class_changes_and_keeps_its_scheme(talk: Talk) -> None:
    said = "鸿雁计划A类最高奖励多少"
    talk.say(said, "policy_amount", HONGYAN, _class(said, "A", scheme="policy:hongyan"))
    told = talk.say("B类呢", "policy_condition", _class("B类呢", "B"), sure=0.4)
    assert "100万元" in told
    assert "200万元。" not in told
    told = talk.say("C类", "nlu_fallback", _class("C类", "C"), ranking=[("nlu_fallback", 0.45), ("meta", 0.1)])
    assert "30万元" in told


def test_another_degree_repeats_the_question(talk: Talk) -> None:
    said = "硕士属于示例办法里的哪类人才"
    talk.say(
        said,
        "policy_detail",
        ("示例办法", "policy:example-talent-measures"),
        named(said, "硕士", "硕士", kind="education"),
    )
    first = talk.slots["memory"]["asked"]
    told = talk.say("那博士呢", "eligibility_revise", named("那博士呢", "博士", "博士", kind="education"))
    asked = talk.slots["memory"]["asked"]
    assert asked["intent"] == first["intent"]
    assert asked["text"] == "博士属于示例办法里的哪类人才"
    assert talk.reply.status == "answered"
    assert "您想了解" not in told


def test_another_subject_repeats_the_question(talk: Talk) -> None:
    talk.say("人才公寓要带什么材料", "service_material", APARTMENT)
    told = talk.say("那落户呢", "service_howto", ("落户", "topic:hukou"), sure=0.5)
    assert "人才落户" in told
    assert "清单" in told


def test_a_value_with_nothing_before_is_asked_once(talk: Talk) -> None:
    told = talk.say("那博士呢", "eligibility_revise", named("那博士呢", "博士", "博士", kind="education"))
    assert talk.reply.status == "clarify"
    assert "哪一项" in told


def test_the_second_of_a_list(talk: Talk) -> None:
    talk.say("两江新区有哪些人才政策", "policy_overview")
    second = talk.labels()[1]
    told = talk.say("第二个呢", "dialog_ctrl")
    assert talk.reply.status == "answered"
    assert second.strip("《》") in told


def test_the_same_is_asked_of_another_of_the_list(talk: Talk) -> None:
    talk.say("两江新区有哪些人才政策", "policy_overview")
    first, second = talk.labels()[:2]
    talk.say("第一个的依据", "policy_source")
    assert first.strip("《》") in talk.reply.plain()
    told = talk.say("那第二个呢", "dialog_ctrl", sure=0.3)
    assert second.strip("《》") in told
    assert "依据" in told


def test_a_question_about_the_second(talk: Talk) -> None:
    talk.say("能办哪些服务", "service_list")
    talk.choose("人才认定与服务卡")
    third = talk.labels()[2]
    told = talk.say("第三个要带什么材料", "service_material")
    assert third in told
    assert "清单" in told


def test_a_number_beyond_the_list_is_asked_again_with_the_list(talk: Talk) -> None:
    talk.say("两江新区有哪些人才政策", "policy_overview")
    shown = talk.labels()
    told = talk.say("第二十个呢", "dialog_ctrl")
    assert talk.reply.status == "clarify"
    assert "没有列出这么多" in told
    assert talk.labels() == shown


def test_the_second_of_nothing_is_asked_back(talk: Talk) -> None:
    told = talk.say("第二个呢", "dialog_ctrl")
    assert talk.reply.status == "clarify"
    assert "请直接说出" in told


def test_months_are_no_ordinals(talk: Talk) -> None:
    talk.say("能办哪些服务", "service_list")
    talk.say("第二个月补贴怎么算，鸿雁计划", "policy_amount", HONGYAN)
    assert "鸿雁" in talk.reply.plain()


def test_that_one_is_the_one_before(talk: Talk) -> None:
    talk.say("鸿雁计划是什么", "policy_overview", HONGYAN)
    told = talk.say("那个多少钱", "policy_amount")
    assert "200万" in told


def test_the_basis_of_what_was_said(talk: Talk) -> None:
    talk.say("鸿雁计划奖励最高多少", "policy_amount", HONGYAN)
    told = talk.say("你说的依据是哪条", "policy_source")
    assert talk.reply.status == "answered"
    assert "“奖励标准”" in told
    assert any(isinstance(block, Citation) and block.clause == "奖励标准" for block in talk.reply.blocks)


@pytest.mark.parametrize("said", ["刚才说的根据哪个文件", "你这个说法出自哪里", "第几条？"])
def test_the_basis_is_asked_in_many_ways(talk: Talk, said: str) -> None:
    talk.say("人才公寓要什么条件", "policy_condition", APARTMENT)
    talk.say(said, "policy_source", sure=0.6)
    assert talk.reply.status == "answered"
    assert any(isinstance(block, Citation) for block in talk.reply.blocks)


def test_another_day_of_the_same_question(talk: Talk) -> None:
    talk.say("下周一A卡有哪些时间可以约", "appt_slots", ("A卡", "service:yc-card-a"))
    told = talk.say("换成下周三", "appt_reschedule", sure=0.6)
    assert talk.reply.status == "answered"
    days = {slot.date for block in talk.reply.blocks if isinstance(block, Slots) for slot in block.slots}
    assert days == {"2026-12-02"}, told


def test_another_day_of_opening(talk: Talk) -> None:
    talk.say("这周六上班吗", "service_hours")
    told = talk.say("那周日呢", "nlu_fallback", ranking=[("nlu_fallback", 0.45), ("appt_slots", 0.3)])
    assert "2026年11月29日" in told


def test_a_new_question_is_no_follow_up(talk: Talk) -> None:
    said = "鸿雁计划A类最高奖励多少"
    talk.say(said, "policy_amount", HONGYAN, _class(said, "A", scheme="policy:hongyan"))
    told = talk.say("人才公寓在哪里办", "service_location", APARTMENT)
    assert "安居窗口" in told


def test_after_a_correction_of_the_subject_the_question_stays(talk: Talk) -> None:
    talk.say("人才公寓多久办好", "service_time", APARTMENT)
    said = "我是说落户"
    told = talk.say(said, "nlu_fallback", ("落户", "topic:hukou"), ranking=[("nlu_fallback", 0.45), ("meta", 0.1)])
    assert "落户" in told


def test_the_second_of_what_was_asked_back(talk: Talk) -> None:
    talk.say("人才公寓", "service_howto", APARTMENT)
    assert talk.reply.status == "clarify"
    assert talk.labels()[1] == "所需材料"
    told = talk.say("第二个呢", "dialog_ctrl", sure=0.4)
    assert "清单" in told


def test_a_value_that_the_record_does_not_single_out_is_said_so(talk: Talk) -> None:
    talk.say("安家费多少", "policy_amount", ("安家费", "service:settling-grant"))
    told = talk.say("博士呢", "eligibility_revise", named("博士呢", "博士", "博士", kind="education"))
    assert "没有按“博士”单独列出" in told
    assert "90万" in told


def test_the_basis_of_nothing_is_asked_back(talk: Talk) -> None:
    told = talk.say("上面说的依据是什么", "policy_source")
    assert talk.reply.status == "clarify"
    assert "请先说出您的问题" in told
