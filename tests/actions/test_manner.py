"""Plain wording and traditional characters, on request and until revoked."""

from __future__ import annotations

import pytest

from knowledge.blocks import Checklist, Choices, Citation, Text
from tests.actions.talk import Talk

APARTMENT = ("人才公寓", "topic:talent-apartment")


def _points(talk: Talk) -> list[str]:
    blocks = [block for block in talk.reply.blocks if isinstance(block, Text) and block.role == "points"]
    return [item for block in blocks for item in block.items]


@pytest.mark.parametrize("said", ["说简单点", "用大白话讲", "太长了看不懂，讲通俗点", "讲人话"])
def test_plain_wording_is_switched_on_and_the_larger_type_is_told(talk: Talk, said: str) -> None:
    told = talk.say(said, "lang_access")
    assert talk.reply.status == "answered"
    assert "长辈版" in told
    assert talk.slots["plain"] is True


def test_plain_answers_are_short(talk: Talk) -> None:
    talk.say("人才公寓怎么申请", "service_howto", APARTMENT)
    long = len(_points(talk))
    talk.say("说简单点", "lang_access")
    talk.say("人才公寓怎么申请", "service_howto", APARTMENT)
    assert long > 3 >= len(_points(talk))
    choices = [block for block in talk.reply.blocks if isinstance(block, Choices)]
    assert [len(block.options) for block in choices] == [1]
    assert any(isinstance(block, Citation) for block in talk.reply.blocks)
    assert talk.reply.blocks[0].type == "text"


def test_a_list_of_papers_is_never_cut(talk: Talk) -> None:
    talk.say("人才公寓要什么材料", "service_material", APARTMENT)
    whole = [len(block.items) for block in talk.reply.blocks if isinstance(block, Checklist)]
    talk.say("说简单点", "lang_access")
    talk.say("人才公寓要什么材料", "service_material", APARTMENT)
    assert [len(block.items) for block in talk.reply.blocks if isinstance(block, Checklist)] == whole


def test_a_question_back_keeps_its_choices(talk: Talk) -> None:
    talk.say("说简单点", "lang_access")
    talk.say("我要预约英才卡", "appt_book", ("英才卡", "topic:yc-card"))
    assert len(talk.labels()) >= 3


def test_words_of_offices_give_way_but_names_do_not(talk: Talk) -> None:
    talk.say("说简单点", "lang_access")
    told = talk.say("人才公寓多久能办好", "service_time", APARTMENT)
    assert "承诺时限" not in told.split("依据")[0]
    assert "15个工作日" in told


def test_plain_wording_can_be_revoked(talk: Talk) -> None:
    talk.say("说简单点", "lang_access")
    talk.say("说详细点", "lang_access")
    talk.say("人才公寓怎么申请", "service_howto", APARTMENT)
    assert len(_points(talk)) > 3


@pytest.mark.parametrize("said", ["请用繁体字回答", "可以用繁體中文嗎", "换成繁体"])
def test_traditional_characters(talk: Talk, said: str) -> None:
    told = talk.say(said, "lang_access")
    assert "繁體字" in told
    told = talk.say("人才公寓要带什么材料", "service_material", APARTMENT)
    assert "辦理" in told or "準備" in told
    assert "人才公寓申请" in told
    talk.say("用简体字吧", "lang_access")
    told = talk.say("人才公寓要带什么材料", "service_material", APARTMENT)
    assert "办理人才公寓申请" in told


def test_quotations_stay_as_they_are(talk: Talk) -> None:
    talk.say("请用繁体字回答", "lang_access")
    talk.say("示例人才办法第四条写的什么", "policy_detail", ("示例人才办法", "policy:example-talent-measures"))
    quoted = [block.text for block in talk.reply.blocks if isinstance(block, Citation)]
    assert any("安家补助" in text for text in quoted)
