"""The deadline (cases 13 to 16 of the specification): one turn of the bot and one shown answer, however late it is."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.web.conftest import reply, text
from tests.web.wechat.conftest import RunScene, World

# The platform's five seconds last one here.
SCALE = 0.2

ANSWER = reply(text("人才公寓在网上申请"))


def test_a_quick_answer_is_a_passive_reply(run: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot_needs(0.05, ANSWER)
        phone = world.phone()
        assert await phone.say("人才公寓怎么申请") == "人才公寓在网上申请"
        await world.settle()
        assert phone.shown == ["人才公寓在网上申请"]
        assert world.bot.texts == ["人才公寓怎么申请"]

    run(scene)


def test_a_late_answer_comes_once_as_a_customer_message(run: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot_needs(7, ANSWER)
        phone = world.phone()
        assert await phone.say("人才公寓怎么申请") == ""
        assert phone.delivery.made == 1
        await world.until_shown(phone, 1)
        assert world.platform.texts(phone.user, "customer") == ["人才公寓在网上申请"]
        assert len(phone.shown) == 1
        assert len(world.bot.heard) == 1

    run(scene)


def test_without_customer_messages_the_second_delivery_gets_a_late_answer(run: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot_needs(7, ANSWER)
        phone = world.phone()
        assert await phone.say("人才公寓怎么申请") == "人才公寓在网上申请"
        assert phone.delivery.made == 2
        assert len(world.bot.heard) == 1
        assert phone.shown == ["人才公寓在网上申请"]

    run(scene, wechat_customer_messages=False)


def test_without_customer_messages_a_very_late_answer_comes_first_with_the_next_message(run: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot_needs(20, ANSWER)
        phone = world.phone()
        assert "正在查询" in await phone.say("人才公寓怎么申请")
        assert phone.delivery.made == 3
        await asyncio.sleep(8 * world.scale)
        world.bot_needs(0, reply(text("第二个答复")))
        assert await phone.say("那要带什么材料") == "人才公寓在网上申请\n\n第二个答复"
        assert await phone.say("结果") == "暂时没有等待查看的结果，请直接输入您的问题。"
        assert len(world.bot.heard) == 2

    run(scene, wechat_customer_messages=False)


def test_the_word_for_the_result_waits_for_it(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot_needs(17, ANSWER)
        phone = world.phone()
        assert "正在查询" in await phone.say("人才公寓怎么申请")
        assert await phone.say("结果") == "人才公寓在网上申请"
        assert len(world.bot.heard) == 1

    run_here(scene, wechat_customer_messages=False)


@pytest.mark.parametrize("customer", [True, False])
@pytest.mark.parametrize(("total", "replicas"), [(3, 1), (4, 1), (3, 2), (4, 2)])
def test_redeliveries_of_fifty_users_meet_one_turn_each(
    run_here: RunScene, customer: bool, total: int, replicas: int
) -> None:
    async def scene(world: World) -> None:
        world.bot_needs(5.2, ANSWER)
        phones = [world.phone(f"oDemoUser{number:04}", total=total) for number in range(50)]
        await asyncio.gather(*(phone.say("人才公寓怎么申请") for phone in phones))
        for phone in phones:
            await world.until_shown(phone, 1)
        assert [phone.shown for phone in phones] == [["人才公寓在网上申请"]] * 50
        assert len(world.bot.heard) == 50

    run_here(scene, wechat_customer_messages=customer, replicas=replicas, scale=0.5)


def test_a_bot_that_is_down_is_told_with_reference_and_telephone(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        for response in (httpx.Response(500), httpx.Response(200, json=[]), httpx.Response(200, text="oh")):
            world.bot.responds(response)
            said = await phone.say("你好")
            assert "编号" in said
            assert "12345" in said

    run_here(scene)
