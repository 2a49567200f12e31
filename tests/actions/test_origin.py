"""Where applicants come from: 港澳台 is not abroad, and foreigners have no 身份证."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.talk import Talk, named

FOREIGN = ("外籍", "工作许可咨询", "外籍人才服务窗口在")


def _home(text: str, word: str) -> dict[str, Any]:
    return named(text, word, "港澳台", kind="origin")


@pytest.mark.parametrize(
    ("text", "word", "intent", "asked", "identifier"),
    [
        ("我是香港人要办工作许可吗", "香港人", "policy_condition", "工作许可", "topic:work-permit"),
        ("台湾同胞来工作去外籍窗口吗", "台湾同胞", "service_location", "外籍窗口", "window:foreign-01"),
        ("澳门居民怎么办外国人工作许可", "澳门居民", "service_howto", "外国人工作许可", "topic:work-permit"),
        ("台胞想预约外籍人才窗口", "台胞", "appt_book", "外籍人才窗口", "window:foreign-01"),
    ],
)
def test_they_are_not_sent_to_services_for_foreigners(
    talk: Talk, text: str, word: str, intent: str, asked: str, identifier: str
) -> None:
    told = talk.say(text, intent, _home(text, word), (asked, identifier))
    assert talk.reply.status == "answered"
    assert "不按外国人办理" in told
    assert "港澳台居民居住证" in told
    assert not any(word in " ".join(talk.labels()) for word in FOREIGN)
    assert talk.slots.get("booking") is None


def test_the_words_alone_are_enough(talk: Talk) -> None:
    told = talk.say("我是台湾来的，要办工作许可吗", "policy_condition", ("工作许可", "topic:work-permit"))
    assert "不按外国人办理" in told


def test_it_is_remembered(talk: Talk) -> None:
    text = "我是香港人，人才公寓什么条件"
    talk.say(text, "policy_condition", _home(text, "香港人"), ("人才公寓", "topic:talent-apartment"))
    assert "自有住房" in talk.reply.plain()
    told = talk.say("那工作许可怎么办", "service_howto", ("工作许可", "topic:work-permit"))
    assert "不按外国人办理" in told


def test_lists_leave_out_what_is_for_foreigners(talk: Talk) -> None:
    text = "港澳台居民能办哪些服务"
    talk.say(text, "service_list", _home(text, "港澳台居民"))
    assert talk.reply.status == "answered"
    assert "外国人工作许可" not in talk.reply.plain()


def test_foreigners_are_not_sent_to_the_household_register(talk: Talk) -> None:
    text = "美国人可以落户吗"
    told = talk.say(text, "policy_condition", named(text, "美国人", "外国", kind="origin"), ("落户", "topic:hukou"))
    assert talk.reply.status == "answered"
    assert "公安机关出入境" in told
    assert "户口簿" not in told


def test_foreigners_are_told_where_the_guide_asks_for_an_id_card(talk: Talk) -> None:
    text = "美国人可以评职称吗"
    talk.say(text, "service_howto", named(text, "美国人", "外国", kind="origin"), ("职称", "topic:title"))
    told = talk.reply.plain()
    assert "请先向外籍人才服务窗口确认" in told
    assert "职称" in told


def test_what_was_asked_about_foreigners_is_no_origin_of_the_applicant(talk: Talk) -> None:
    text = "外籍人才有什么服务"
    talk.say(text, "service_howto", named(text, "外籍", "外国", kind="origin"), ("外籍人才", "topic:foreign-talent"))
    told = talk.say("怎么落户", "service_howto", ("落户", "topic:hukou"))
    assert "人才落户" in told


def test_foreigners_find_their_own_services(talk: Talk) -> None:
    text = "外籍专家怎么办工作许可"
    told = talk.say(
        text, "service_howto", named(text, "外籍", "外国", kind="origin"), ("工作许可", "topic:work-permit")
    )
    assert "全程网" in told


def test_a_trip_to_hong_kong_is_no_origin(talk: Talk) -> None:
    told = talk.say("去香港出差回来后人才公寓还能住吗", "policy_condition", ("人才公寓", "topic:talent-apartment"))
    assert "不按外国人" not in told


def test_their_papers_are_no_matter_out_of_scope(talk: Talk) -> None:
    text = "我是台湾人，在重庆工作怎么办证"
    told = talk.say(text, "oos", _home(text, "台湾人"))
    assert "港澳台居民居住证" in told
