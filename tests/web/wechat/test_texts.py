"""Texts arrive as they are (cases 19, 20 and 28): in XML, in JSON, in parts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.conftest import reply, text
from tests.web.wechat.conftest import RunScene, World
from web.wechat.parts import LIMIT, in_parts, unmarked
from web.wechat.xml import clean, fields, text_reply

# The platform's five seconds last one here.
SCALE = 0.2

AWKWARD = "甲]]>乙<b>&amp;“丙”'丁'\"戊\"😀己\x08庚]]]>>"


def test_every_character_arrives_but_those_that_xml_forbids(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot.says(reply(text(AWKWARD)))
        assert await world.phone().say("你好") == AWKWARD.replace("\x08", "")

    run_here(scene)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_text_is_one_element_of_well_formed_xml(content: str) -> None:
    document = text_reply("oDemo", "gh_demo", 1, content)
    root = ET.fromstring(document)  # noqa: S314  (our own)
    assert [child.tag for child in root] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
    # XML reads a carriage return as a line feed, as everywhere.
    assert (root[4].text or "") == clean(content).replace("\r\n", "\n").replace("\r", "\n")


def test_what_is_read_is_the_first_of_repeated_fields() -> None:
    assert fields("<xml><Content>甲</Content><Content>乙</Content></xml>") == {"Content": "甲"}


def test_a_customer_message_holds_characters_not_escapes(run_here: RunScene) -> None:
    bodies: list[bytes] = []

    async def scene(world: World) -> None:
        original = world.platform.answer

        async def noting(path: str, query: dict[str, str], content: bytes) -> httpx.Response:
            bodies.append(content)
            return await original(path, query, content)

        world.platform.answer = noting  # type: ignore[method-assign]
        world.bot_needs(10, reply(text("答复😀“引号”\n第二行")))
        phone = world.phone()
        await phone.say("你好")
        await world.until_shown(phone, 1)
        sent = bodies[-1]
        assert b"\\u" not in sent
        assert json.loads(sent.decode())["text"]["content"] == "答复😀“引号”\n第二行" == phone.shown[0]

    run_here(scene)


MORE = "回复“继续”查看下文"


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("甲乙，。\n a😀1"), min_size=0, max_size=4000), st.sampled_from([1, 3]))
def test_parts_fit_and_lose_nothing(content: str, burst: int) -> None:
    parts = in_parts(content, MORE, burst)
    assert all(len(part.encode()) <= LIMIT for part in parts)
    kept = "".join(unmarked(part) if n < len(parts) else part for n, part in enumerate(parts, 1))
    assert "".join(kept.split()) == "".join(content.split())
    assert all(f"({n}/{len(parts)})" in part for n, part in enumerate(parts[:-1], 1))


@pytest.mark.parametrize("before", [1850, 1890, 1900, 1950, 1999])
def test_a_link_is_never_cut(before: int) -> None:
    link = "https://office.example.cn/chat#carry=" + "a" * 60
    parts = in_parts("甲" * (before // 3) + link + "乙" * 900, MORE, 3)
    assert sum(link in part for part in parts) == 1


def test_a_sentence_without_a_full_stop_is_cut_between_characters() -> None:
    parts = in_parts("甲" * 1000, MORE, 3)
    assert [unmarked(part).count("甲") for part in parts] == [634, 366]


def test_a_cut_stands_at_the_end_of_a_sentence() -> None:
    parts = in_parts("这是一句话。" * 200, MORE, 3)
    assert unmarked(parts[0]).endswith("。")


def test_a_long_answer_goes_on_by_itself_and_then_with_a_word(run: RunScene) -> None:
    sentences = [f"第{n}句话讲的是示例内容，仅用于测试分段，没有别的意思。" for n in range(200)]

    async def scene(world: World) -> None:
        world.bot.says(reply(text("".join(sentences))))
        phone = world.phone()
        first = await phone.say("都讲讲")
        assert "(1/9)" in first
        assert MORE not in first
        await world.settle()
        assert len(phone.shown) == 3
        assert phone.shown[2].endswith(f"(3/9) {MORE}")
        assert len(world.bot.heard) == 1
        world.bot.says(reply(text("另一个答复")))
        await phone.say("继续")
        await world.settle()
        await phone.say("继续")
        await world.settle()
        assert len(phone.shown) == 9
        assert "".join(unmarked(part) for part in phone.shown) == "".join(sentences)
        assert await phone.say("继续") == "另一个答复"  # nothing waits: the bot hears it

    run(scene)


def test_without_customer_messages_each_part_waits_for_the_word(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot.says(reply(text("甲" * 1500)))
        phone = world.phone()
        assert MORE in await phone.say("都讲讲")
        assert "(2/3)" in await phone.say("继续")
        assert "(" not in await phone.say("继续")
        assert len(world.bot.heard) == 1

    run_here(scene, wechat_customer_messages=False)
