"""Personal data that is typed into the chat reaches neither the bot nor the database nor the log."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import Turn
from tests.web.conftest import Site, Visitor

# Made up: the area code of a capital, a birthday, a sequence number and a check digit that fits.
ID_NUMBER = "110101190001010014"
FULL_WIDTH_ID = "".join(chr(ord(digit) + 0xFEE0) for digit in ID_NUMBER)

PRIVATE = pytest.mark.parametrize(
    ("said", "secret", "label"),
    [
        ("我的电话是13800000000", "13800000000", "[电话]"),
        ("138 0000 0000", "138 0000 0000", "[电话]"),
        ("138\u200b0000\u200b0000打给我", "0000", "[电话]"),
        ("138\x000000\x070000打给我", "0000", "[电话]"),
        ("我叫张三，电话一三八零零零零零零零零", "一三八零", "[电话]"),
        (f"身份证{ID_NUMBER}", ID_NUMBER, "[身份证号]"),
        (f"身份证{FULL_WIDTH_ID}", FULL_WIDTH_ID, "[身份证号]"),
        ("发到zhangsan@example.com", "zhangsan@", "[邮箱]"),
    ],
)


@PRIVATE
def test_the_bot_hears_a_label_instead(site: Site, visitor: Visitor, said: str, secret: str, label: str) -> None:
    visitor.say(said)
    assert secret not in site.bot.texts[0]
    assert label in site.bot.texts[0]


@PRIVATE
def test_the_kept_turn_has_a_label_instead(
    site: Site, visitor: Visitor, kept: Engine, said: str, secret: str, label: str
) -> None:
    visitor.say(said)
    with session_factory(kept)() as session:
        texts = list(session.scalars(select(Turn.text)))
    assert len(texts) == 1
    assert secret not in texts[0]
    assert label in texts[0]


@PRIVATE
def test_no_line_of_the_log_has_it(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture, said: str, secret: str, label: str
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor.say(said)
    site.bot.says([])
    assert visitor.say(said)["status"] == "failed"
    assert "failed: BotFailed" in caplog.text
    assert secret not in caplog.text


def test_no_line_of_the_log_quotes_a_question(site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.bot.says([{"custom": {"status": "answered", "blocks": "我想问人才公寓"}}])
    visitor.say("我想问人才公寓")
    assert "人才公寓" not in caplog.text


def test_a_message_that_is_too_long_is_not_kept(site: Site, visitor: Visitor, kept: Engine) -> None:
    visitor.say("13800000000" + "问" * 600)
    with session_factory(kept)() as session:
        assert list(session.scalars(select(Turn.text))) == [""]


def test_the_reason_of_a_rating_is_covered(site: Site, visitor: Visitor, kept: Engine) -> None:
    turn = visitor.say("你好")["turn"]
    visitor.post("feedback", {"turn": turn, "helpful": False, "reason": "请回电13800000000"})
    with session_factory(kept)() as session:
        assert list(session.scalars(select(Turn.reason))) == ["请回电[电话]"]
