"""What the desk needs of the real bot: it understands behind a token, rehearses without a trace, changes its model."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from benchmarks.systems import BOT_TOKEN, Running
from knowledge.desk.bot import BotLink, BotUnreachable
from knowledge.desk.understanding import understand, weights
from knowledge.rehearsal import new_rehearsal
from language.segment import Segmenter
from launch.model import model_path

ASKED = "人才公寓申请要带什么材料"


@pytest.fixture
def link(office: Running) -> Iterator[BotLink]:
    made = BotLink(office.bot, BOT_TOKEN, 30.0)
    yield made
    made.close()


def test_a_sentence_is_understood_and_the_words_that_decide_are_found(link: BotLink) -> None:
    seen = understand(link.parse, ASKED, Segmenter())
    assert seen.intent == "service_material" and "service:talent-apartment" in {named.value for named in seen.entities}
    assert len(weights(link.parse, seen, Segmenter())) >= 3


def test_the_interface_is_closed_without_the_token(office: Running) -> None:
    stranger = BotLink(office.bot, "another-token-of-somebody", 30.0)
    with pytest.raises(BotUnreachable, match="401"):
        stranger.parse(ASKED)
    stranger.close()


def test_a_ticket_of_a_rehearsal_is_not_kept(link: BotLink) -> None:
    told = [link.reply(new_rehearsal(), "我要投诉窗口工作人员的态度").plain() for _ in range(2)]
    numbers = [re.findall(r"GD\d{8}-\d{4}", text) for text in told]
    # The number of the second would be another one if the first were there.
    assert numbers[0] and numbers[0] == numbers[1]


def test_another_model_is_put_in_place_and_the_conversation_goes_on(link: BotLink) -> None:
    conversation = new_rehearsal()
    assert "人才公寓" in link.reply(conversation, ASKED).plain()
    link.load(str(model_path()))
    assert link.model() == model_path().name
    assert "人才公寓" in link.reply(conversation, "那多久能办好").plain()
    with pytest.raises(BotUnreachable):
        link.load("no/such/model.tar.gz")
    assert link.reply(conversation, ASKED).status == "answered"
