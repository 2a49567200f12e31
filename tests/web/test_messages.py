"""What is typed reaches the bot once and safe, or is answered with a clear request."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.web.conftest import Site, Visitor, choices, reply, text


def _first_words(turn: dict[str, Any]) -> str:
    return str(turn["blocks"][0]["text"])


def test_an_answer_carries_turn_status_and_blocks(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(text("没有找到"), status="not_found"))
    turn = visitor.say("有没有这个政策")
    assert turn["turn"].startswith("t_")
    assert (turn["status"], _first_words(turn)) == ("not_found", "没有找到")


def test_several_messages_of_the_bot_are_one_turn_with_the_gravest_outcome(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(text("一")) + reply(text("二"), status="handed_over"))
    turn = visitor.say("找人工")
    assert turn["status"] == "handed_over"
    assert [block["text"] for block in turn["blocks"]] == ["一", "二"]


def test_a_notice_of_two_messages_of_a_turn_stands_once(site: Site, visitor: Visitor) -> None:
    notice = {"type": "notice", "kind": "example", "text": "示例数据"}
    site.bot.says(reply(text("一"), notice) + reply(text("二"), notice))
    assert [block["text"] for block in visitor.say("两件事")["blocks"]] == ["一", "示例数据", "二"]


def test_a_repeated_message_gives_the_same_turn_and_is_sent_once(site: Site, visitor: Visitor) -> None:
    assert visitor.say("你好", "m1") == visitor.say("你好", "m1")
    assert site.bot.texts == ["你好"]


def test_a_repeated_message_gives_the_options_of_the_first_time(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(choices(("甲", {"text": "甲"}), ("乙", {"text": "乙"}))))
    assert visitor.say("有哪些", "m1") == visitor.say("有哪些", "m1")


def test_a_message_repeated_while_the_first_is_running_is_sent_once(site: Site, visitor: Visitor) -> None:
    async def slowly() -> httpx.Response:
        await asyncio.sleep(0.4)
        return httpx.Response(200, json=reply(text("慢慢来")))

    site.bot.answer = slowly
    with ThreadPoolExecutor(3) as pool:
        turns = list(pool.map(lambda _: visitor.say("你好", "m1"), range(3)))
    assert turns[0] == turns[1] == turns[2]
    assert site.bot.texts == ["你好"]


def test_messages_of_one_conversation_wait_for_each_other(site: Site, visitor: Visitor) -> None:
    running, most = 0, 0

    async def slowly() -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1
        return httpx.Response(200, json=reply(text("好")))

    site.bot.answer = slowly
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(visitor.say, ["一问", "二问", "三问", "四问"]))
    assert (most, len(site.bot.heard)) == (1, 4)


@pytest.mark.parametrize(
    "empty", ["", " ", "\u3000\u3000", "\n\t\r\n", "\u200b\u200d\ufeff", "\x00\x01\x1f\x7f", "？？！", "/", "\u3000/ "]
)
def test_nothing_said_is_asked_for_and_not_sent(site: Site, visitor: Visitor, empty: str) -> None:
    turn = visitor.say(empty)
    assert turn["status"] == "clarify"
    assert "请输入您的问题" in _first_words(turn)
    assert not site.bot.heard


def test_ten_thousand_characters_are_asked_to_be_shortened(site: Site, visitor: Visitor) -> None:
    turn = visitor.say("问" * 10_000)
    assert turn["status"] == "clarify"
    assert "500个字以内" in _first_words(turn)
    assert not site.bot.heard


def test_the_longest_message_allowed_is_sent_whole(site: Site, visitor: Visitor) -> None:
    visitor.say("问" * 500)
    assert site.bot.texts == ["问" * 500]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("人才\x00公寓\x07条件\x1b[31m", "人才公寓条件[31m"),
        ("人才\u202e公寓\u200b条件", "人才公寓条件"),
        ("第一行\r\n第二行\t完", "第一行  第二行 完"),
        ("  人才公寓\u3000", "人才公寓"),
        ("<script>alert(1)</script>人才", "<script>alert(1)</script>人才"),
        ("'; DROP TABLE turn; --", "'; DROP TABLE turn; --"),
        ("{{7*7}} ${x} %s {text}", "{{7*7}} ${x} %s {text}"),
        ("人才😀公寓", "人才😀公寓"),
    ],
)
def test_strange_text_is_only_text(site: Site, visitor: Visitor, said: str, heard: str) -> None:
    assert visitor.say(said)["status"] == "answered"
    assert site.bot.texts == [heard]


def test_markup_comes_back_as_json_never_as_a_page(visitor: Visitor) -> None:
    answer = visitor.post("messages", {"id": "1", "text": "<img src=x onerror=alert(1)>"})
    assert answer.headers["content-type"] == "application/json"


def test_half_a_character_is_refused_with_a_sentence(site: Site, visitor: Visitor) -> None:
    answer = site.client.post(
        "/api/chat/messages",
        content=b'{"id": "1", "text": "\\ud800"}',
        headers={"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code in (200, 422)
    assert "请" in answer.text
    assert not site.bot.heard


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "1"},
        {"id": "", "text": "好"},
        {"id": "x" * 81, "text": "好"},
        {"id": "一", "text": "好"},
        {"id": "a\x00b", "text": "好"},
        {"id": "1", "text": "好", "choice": "c_1"},
        {"id": "1", "text": 5},
        {"id": "1", "text": None},
        {"id": "1", "text": "好", "sender": "cv_other"},
        {"id": "1", "text": "好", "metadata": {"choice": {"slot": "date"}}},
        [],
    ],
)
def test_a_body_of_another_shape_is_refused(site: Site, visitor: Visitor, body: Any) -> None:
    answer = visitor.post("messages", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert not site.bot.heard


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 30_000, b'{"id":"\\ud800","text":"1"}'])
def test_a_body_that_is_no_json_is_refused(site: Site, visitor: Visitor, content: bytes) -> None:
    headers = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
    answer = site.client.post("/api/chat/messages", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"] == "invalid"
