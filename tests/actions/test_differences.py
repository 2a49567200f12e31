"""What changed from one version to the next is told with amounts, conditions and deadlines first."""

from __future__ import annotations

import pytest

from knowledge.blocks import Citation
from tests.actions.talk import Talk

MEASURE = "policy:example-high-level"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("高层次人才引育办法新旧版本有什么变化", "policy_validity"),
        ("高层次人才引育办法跟以前比改了啥", "policy_compare"),
        ("高层次人才引育办法新版改了哪些", "nlu_fallback"),
    ],
)
def test_the_present_version_is_set_beside_the_one_before(talk: Talk, text: str, intent: str) -> None:
    said = talk.say(text, intent, ("高层次人才引育办法", MEASURE))
    assert talk.reply.status == "answered"
    assert said.startswith("“【示例】高层次人才引育办法”新版改了")
    assert "由" in said and "改为" in said
    assert "涉及的条款" in said
    assert {block.number for block in talk.reply.blocks if isinstance(block, Citation)} >= {
        "示例〔2024〕04号", "示例〔2021〕04号",
    }  # fmt: skip


def test_what_was_talked_about_is_meant(talk: Talk) -> None:
    talk.say("外国人来华工作许可是什么", "policy_overview", ("外国人来华工作许可", "policy:work-permit"))
    said = talk.say("跟以前比改了啥", "policy_compare")
    assert "新增：" in said
    assert "社保卡融合" in said


def test_the_version_of_a_named_year_is_compared(talk: Talk) -> None:
    named = ("外国人来华工作许可", "policy:work-permit")
    said = talk.say("外国人来华工作许可2023年的规定和现在比有什么变化", "policy_compare", named)
    assert "外国人来华工作许可服务指南（暂行）" in said


def test_one_version_alone_cannot_be_compared(talk: Talk) -> None:
    said = talk.say("科技成长贷款新旧版本有什么变化", "policy_validity", ("科技成长贷款", "policy:tech-growth-loan"))
    assert talk.reply.status == "not_found"
    assert "只收录了" in said


def test_nothing_named_is_asked_for_and_the_button_answers(talk: Talk) -> None:
    talk.say("新旧版本有什么变化", "policy_validity")
    assert talk.reply.status == "clarify"
    talk.choose("【示例】高层次人才引育办法")
    assert talk.reply.status == "answered"


def test_two_policies_are_compared_and_not_two_versions(talk: Talk) -> None:
    text = "鸿雁计划和英才计划有什么区别"
    said = talk.say(text, "policy_compare", ("鸿雁计划", "policy:hongyan"), ("英才计划", "policy:yc-plan"))
    assert "涉及的条款" not in said
