"""Bare ambiguous words are asked back, unless the sentence or the topic settles them; classes need their scheme."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.talk import Talk, named

TALENT = ["policy:yc-plan", "topic:yc-card", "entry:liangjiang-yingcaihui"]
SUBSIDY = ["service:settling-grant", "service:postdoc-grant", "service:startup-interest", "policy:hongyan"]


def _bare(text: str, word: str, candidates: list[str]) -> dict[str, Any]:
    return named(text, word, word, kind="ambiguous", candidates=candidates)


def test_a_bare_word_is_asked_back_and_the_choice_keeps_what_was_asked(talk: Talk) -> None:
    said = "英才怎么申请，要什么材料"
    told = talk.say(said, "service_material", _bare(said, "英才", TALENT))
    assert talk.reply.status == "clarify"
    assert "您说的“英才”是指" in told
    assert {"重庆英才计划", "英才卡", "两江英才荟"} <= set(talk.labels())
    told = talk.choose("英才卡")
    assert "材料" in told
    assert "您想了解什么" not in told


def test_another_name_of_the_sentence_settles_it(talk: Talk) -> None:
    said = "鸿雁计划的补贴最高多少"
    told = talk.say(said, "policy_amount", ("鸿雁计划", "policy:hongyan"), _bare(said, "补贴", SUBSIDY))
    assert talk.reply.status == "answered"
    assert "200万" in told


def test_the_topic_of_the_turn_before_settles_it(talk: Talk) -> None:
    talk.say("鸿雁计划是什么", "policy_overview", ("鸿雁计划", "policy:hongyan"))
    told = talk.say("补贴有多少", "policy_amount", _bare("补贴有多少", "补贴", SUBSIDY))
    assert talk.reply.status == "answered"
    assert "200万" in told


def test_a_topic_of_something_else_does_not_settle_it(talk: Talk) -> None:
    talk.say("两江人才发展集团是什么", "term_explain", ("两江人才发展集团", "entry:fazhan-jituan"))
    talk.say("英才怎么办", "service_howto", _bare("英才怎么办", "英才", TALENT))
    assert talk.reply.status == "clarify"


def test_an_enumerable_question_lists(talk: Talk) -> None:
    said = "有哪些补贴"
    told = talk.say(said, "policy_overview", _bare(said, "补贴", SUBSIDY))
    assert talk.reply.status == "answered"
    assert "鸿雁" in told
    assert len(talk.labels()) >= 3


def test_one_meaning_that_the_office_has_needs_no_question(talk: Talk) -> None:
    said = "公寓申请条件"
    told = talk.say(said, "policy_condition", _bare(said, "公寓", ["topic:talent-apartment", "topic:not-there"]))
    assert talk.reply.status == "answered"
    assert "自有住房" in told


def test_the_area_is_no_question_where_only_its_name_is_meant(talk: Talk) -> None:
    said = "两江新区有多少家世界500强"
    told = talk.say(
        said,
        "news_fact",
        _bare(said, "两江新区", ["entry:quhua-tiaozheng", "entry:lingdao-xiaozu"]),
        ("世界500强", "fact:s024"),
    )
    assert talk.reply.status == "answered"
    assert "160余家" in told


@pytest.mark.parametrize("said", ["渝北算不算两江新区", "水土属于两江新区吗", "北碚是不是划给两江新区了"])
def test_what_belongs_to_the_area_is_told_by_the_record_with_a_person(talk: Talk, said: str) -> None:
    told = talk.say(
        said,
        "term_explain",
        _bare(said, "两江新区", ["entry:quhua-tiaozheng"]),
        named(said, said[:2], said[:2], kind="place"),
    )
    assert talk.reply.status == "answered"
    assert "2025年11月" in told
    assert "转人工" in talk.labels()


def test_a_class_without_a_scheme_is_asked_with_the_schemes_that_have_it(talk: Talk) -> None:
    said = "A类人才奖励多少"
    told = talk.say(said, "policy_amount", named(said, "A类", "A", kind="talent_class"))
    assert talk.reply.status == "clarify"
    assert "鸿雁计划" in talk.labels()
    told = talk.choose("鸿雁计划")
    assert "200万" in told


def test_only_schemes_that_have_the_class_are_offered(talk: Talk) -> None:
    said = "E类是什么待遇"
    talk.say(said, "policy_amount", named(said, "E类", "E", kind="talent_class"))
    assert "鸿雁计划" not in talk.labels()
    assert any("示例" in label for label in talk.labels())


def test_foreigners_have_classes_too(talk: Talk) -> None:
    said = "B类要什么条件"
    talk.say(said, "policy_condition", named(said, "B类", "B", kind="talent_class"))
    assert "外国人来华工作许可" in talk.labels()


@pytest.mark.parametrize("said", ["C卡怎么办", "申请英才C卡要什么条件"])
def test_a_card_that_does_not_exist_is_put_right(talk: Talk, said: str) -> None:
    told = talk.say(said, "service_howto", named(said, "C卡", "C", kind="talent_class"))
    assert "没有C卡" in told
    assert talk.reply.status == "answered"


def test_a_class_that_the_scheme_lacks_is_put_right(talk: Talk) -> None:
    said = "鸿雁计划D类奖励多少"
    told = talk.say(
        said,
        "policy_amount",
        ("鸿雁计划", "policy:hongyan"),
        named(said, "D类", "D", kind="talent_class", scheme="policy:hongyan"),
    )
    assert "没有D类" in told
    assert "200万" in told


def test_a_meaning_without_a_record_can_be_chosen_and_is_told_honestly(talk: Talk) -> None:
    said = "公寓怎么申请"
    candidates = ["topic:talent-apartment", "name:公租房", "name:酒店式公寓"]
    talk.say(said, "service_howto", _bare(said, "公寓", candidates))
    assert {"人才公寓", "公租房", "酒店式公寓"} <= set(talk.labels())
    told = talk.choose("公租房")
    assert talk.reply.status == "not_found"
    assert "没有收录“公租房”" in told
    assert "转人工" in talk.labels()


def test_a_name_without_a_record_is_answered_from_a_text_that_speaks_of_it(talk: Talk) -> None:
    said = "岗位津贴是多少"
    told = talk.say(said, "policy_amount", named(said, "岗位津贴", "name:岗位津贴", kind="service"))
    assert talk.reply.status == "answered"
    assert "8000" in told


def test_an_ambiguous_class_word_is_a_class(talk: Talk) -> None:
    said = "A类的奖励标准"
    talk.say(said, "policy_amount", _bare(said, "A类", ["policy:hongyan", "policy:work-permit", "name:其他城市"]))
    assert talk.reply.status == "clarify"
    assert "鸿雁计划" in talk.labels()


def test_a_bare_word_alone_is_said_again_by_its_full_name(talk: Talk) -> None:
    talk.say("英才", "nlu_fallback", _bare("英才", "英才", TALENT), ranking=[("nlu_fallback", 0.45), ("meta", 0.2)])
    assert talk.reply.status == "clarify"
    assert "英才卡" in talk.labels()


def test_a_class_alone_is_no_comparison(talk: Talk) -> None:
    said = "A类有什么待遇"
    talk.say(said, "policy_compare", named(said, "A类", "A", kind="talent_class"))
    assert talk.reply.status == "clarify"
    assert "200万" in talk.choose("鸿雁计划")


def test_an_enumerable_question_lists_under_whatever_intent(talk: Talk) -> None:
    said = "补贴有哪些"
    talk.say(said, "policy_amount", _bare(said, "补贴", ["service:settling-grant", "name:租房补贴"]))
    assert talk.reply.status == "answered"
    assert "鸿雁计划" in talk.labels()


def test_a_field_beside_a_class_means_the_policy_with_the_class(talk: Talk) -> None:
    said = "外国人A类要什么条件"
    a = named(said, "A类", "A", kind="talent_class", scheme="topic:foreign-talent")
    told = talk.say(said, "policy_condition", ("外国人", "topic:foreign-talent"), a)
    assert "85分" in told
