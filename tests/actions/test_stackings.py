"""Benefits together: what a rule states is told with its clause, what none states is said."""

from __future__ import annotations

import pytest

from knowledge.blocks import Citation
from tests.actions.talk import Talk, named

APARTMENT = ("公寓", "service:talent-apartment")


def _clauses(talk: Talk) -> set[str | None]:
    return {block.clause for block in talk.reply.blocks if isinstance(block, Citation)}


@pytest.mark.parametrize("text", ["享受过租房补贴还能申请公寓不", "公寓和租房补贴能一起享受吗"])
def test_two_benefits_that_exclude_each_other(talk: Talk, text: str) -> None:
    said = talk.say(text, "policy_stack", named(text, "租房补贴", "name:租房补贴", kind="service"), APARTMENT)
    assert talk.reply.status == "answered"
    assert said.startswith("【示例】两江人才服务办法：人才公寓和租房补贴不能同时享受，只能选一项。")
    assert "第二十五条" in _clauses(talk)
    assert "示例数据" in said


def test_two_benefits_that_go_together(talk: Talk) -> None:
    text = "安家补助和岗位津贴能同时拿吗"
    allowance = named(text, "岗位津贴", "name:岗位津贴", kind="service")
    said = talk.say(text, "policy_stack", ("安家补助", "service:settling-grant"), allowance)
    assert said.startswith("【示例】两江人才服务办法：安家补助和岗位津贴可以同时享受。")


def test_city_and_district_are_told_from_rules_on_levels(talk: Talk) -> None:
    said = talk.say("市里和区里的补贴能一起拿吗", "policy_stack")
    assert talk.reply.status == "answered"
    assert "不重复享受，按较高的执行" in said
    assert "可以补足差额" in said
    assert "没有写明的，不作推断" in said


def test_which_of_two_classes_counts_is_asked_for_its_policy(talk: Talk) -> None:
    talk.say("同时符合两类按哪个算", "policy_stack", sure=0.62)
    assert talk.reply.status == "clarify"
    said = talk.choose("【示例】两江人才服务办法")
    assert talk.reply.status == "answered"
    assert "最高" in said


def test_which_of_two_classes_counts_is_that_of_what_is_talked_about(talk: Talk) -> None:
    talk.say("两江人才服务办法是什么", "policy_overview", ("两江人才服务办法", "policy:example-talent-measures"))
    said = talk.say("同时符合两类按哪个算", "policy_stack")
    assert "按最高的一类认定" in said
    assert "第三条" in _clauses(talk)


def test_what_no_rule_states_is_said_and_a_person_offered(talk: Talk) -> None:
    text = "鸿雁计划和科技成长贷款能一起享受吗"
    said = talk.say(text, "policy_stack", ("鸿雁计划", "policy:hongyan"), ("科技成长贷款", "policy:tech-growth-loan"))
    assert talk.reply.status == "not_found"
    assert said.startswith("资料里没有写明鸿雁计划、重庆两江新区科技成长贷款实施办法能不能同时享受。")
    assert "转人工" in talk.labels()


def test_one_thing_alone_is_told_with_all_its_rules(talk: Talk) -> None:
    said = talk.say("安家补助能和别的一起拿吗", "policy_stack", ("安家补助", "service:settling-grant"))
    assert talk.reply.status == "answered"
    assert "安家补助和岗位津贴可以同时享受。" in said
