"""A message counts once (cases 11 and 12), whenever and wherever it comes again."""

from __future__ import annotations

import asyncio

import pytest

from tests.web.conftest import CONTACT_FORM, reply, text
from tests.web.wechat.conftest import RunScene, World


@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_the_same_message_again_gets_the_same_answer(run: RunScene, mode: str) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        document = phone.document({"MsgType": "text", "Content": "你好", "MsgId": "7300000000000009101"})
        first = await phone.post(document, world.clients[0])
        again = await phone.post(document, world.clients[1])
        assert first == again == "好的"
        assert len(world.bot.heard) == 1

    run(scene, mode=mode, replicas=2)


def test_many_deliveries_at_once_to_both_replicas_are_one_message(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot_needs(1, reply(text("一次")))
        document = phone.document({"MsgType": "text", "Content": "你好", "MsgId": "7300000000000009102"})
        answers = await asyncio.gather(*(phone.post(document, world.clients[n % 2]) for n in range(10)))
        assert set(answers) == {"一次"}
        assert len(world.bot.heard) == 1

    run(scene, replicas=2, scale=0.5)


def test_a_replayed_consent_books_nothing_twice(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(reply(text("请填写"), CONTACT_FORM, status="clarify"))
        for said in ("我想预约", "张女士", "13800000000"):
            await phone.say(said)
        world.bot.says(reply(text("预约成功")))
        document = phone.document({"MsgType": "text", "Content": "1", "MsgId": "7300000000000009103"})
        assert await phone.post(document) == await phone.post(document) == "预约成功"
        assert world.bot.texts.count("/EXTERNAL_contact") == 1

    run_here(scene)


def test_an_event_counts_once_but_two_of_one_second_count_both(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        subscribe = {"MsgType": "event", "Event": "subscribe", "EventKey": ""}
        scan = {"MsgType": "event", "Event": "SCAN", "EventKey": "service_talent-apartment"}
        first = await phone.post(phone.document(subscribe, 1795651300))
        assert "人才服务助手" in first
        assert await phone.post(phone.document(subscribe, 1795651300)) == first
        assert await phone.post(phone.document(scan, 1795651300)) == "好的"
        assert len(world.bot.heard) == 1

    run(scene)
