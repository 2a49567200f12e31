"""Customer messages (cases 21 to 26): error codes, one token for all, the quota, a slow platform."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest
from sqlalchemy import select

from knowledge import events
from knowledge.blocks import Reply, Text
from knowledge.models import WechatMessage, WechatUser
from knowledge.office import Office
from tests.web.conftest import reply, text
from tests.web.wechat.conftest import RunScene, World
from tests.wechat_simulator.phone import Phone
from tests.wechat_simulator.platform import Platform
from web.wechat.channel import _Strategy
from web.wechat.courier import Courier
from web.wechat.due import claim_due
from web.wechat.messages import put
from web.wechat.official import OfficialAccount
from web.wechat.parts import in_parts
from web.wechat.platform import TIMEOUT

# The platform's five seconds last one here.
SCALE = 0.2

SEND, TOKEN = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"


async def _late(world: World, words: str = "查到了", user: str = "oDemoUser0001") -> Phone:
    """A user whose answer was late: it lies with the courier."""
    phone = world.phone(user)
    world.bot_needs(10, reply(text(words)))
    before = len(_states(world))
    assert await phone.say("你好") == ""
    until = asyncio.get_running_loop().time() + 20
    while len(_states(world)) == before and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return phone


def _states(world: World) -> list[str]:
    found: list[str] = world.look(lambda s: list(s.scalars(select(WechatMessage.state).order_by(WechatMessage.id))))
    return found


def test_a_token_that_is_always_refused_costs_one_renewal_and_two_sends(
    run_here: RunScene, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(world: World) -> None:
        caplog.set_level(logging.DEBUG, "web")
        world.platform.always[SEND] = 40001
        await _late(world)
        await world.settle()
        await world.settle()
        assert world.platform.calls[SEND] == 2
        assert world.platform.calls[TOKEN] <= 3  # the first token, and a renewal: as usual, then by force
        assert world.platform.forced <= 1
        assert _states(world) == ["failed"]
        assert "failed" in caplog.text
        ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith(("web", "worker", "knowledge")))
        assert "token-" not in ours
        assert world.platform.secret not in ours

    run_here(scene)


def test_a_token_that_ended_is_renewed_once_and_the_message_sent_once(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [42001]
        await world.settle()
        assert phone.shown == ["查到了"]
        assert world.platform.calls[TOKEN] == 2
        assert world.platform.forced == 0

    run(scene)


def test_two_workers_renew_a_token_once_between_them(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phones = [await _late(world, user=f"oDemoUser000{number}") for number in (1, 2)]
        account = OfficialAccount(world.settings, world.store, httpx.MockTransport(world.platform.handle))
        assert account.platform.tokens is not None
        await account.platform.tokens.current()
        other = Courier(
            world.store,
            {"wechat": account},
            world.settings,
        )
        first, second = world.look(lambda s: claim_due(s, world.store.seal, world.store.clock()))
        world.platform.expire()
        meeting, original = asyncio.Barrier(2), world.platform.answer

        async def together(path: str, query: dict[str, str], content: bytes) -> httpx.Response:
            if path == SEND and query["access_token"] in world.platform.expired:
                await meeting.wait()
            return await original(path, query, content)

        world.platform.answer = together  # type: ignore[method-assign]
        before = world.platform.calls[TOKEN]
        await asyncio.gather(world.courier._deliver(first), other._deliver(second))
        assert [phone.shown for phone in phones] == [["查到了"], ["查到了"]]
        assert world.platform.calls[SEND] == 4  # both were refused once
        assert world.platform.calls[TOKEN] - before == 1
        assert world.platform.forced == 0

    run(scene)


@pytest.mark.parametrize("code", [45015, 45047, 48001])
def test_what_may_not_be_sent_is_kept_for_the_next_message(run: RunScene, code: int) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [code]
        await world.settle()
        await world.settle()
        assert world.platform.calls[SEND] == 1
        assert phone.shown == []
        world.bot.says(reply(text("新答复")))
        assert await phone.say("另一个问题") == "查到了\n\n新答复"
        assert await phone.say("再来一个") == "新答复"

    run(scene)


def test_after_the_platform_forbids_messages_the_other_strategy_holds(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [48001]
        await world.settle()
        other = world.phone("oDemoUser0009")
        world.clients.clear()
        assert phone.shown == []
        world.bot_needs(7, reply(text("第二次投递拿到")))
        assert (await _Strategy(world.settings, world.store).rule()).customer is False
        assert other.shown == []

    run_here(scene)


@pytest.mark.parametrize("code", [40003, 43004])
def test_a_user_who_is_gone_is_marked_and_not_tried_again(run_here: RunScene, code: int) -> None:
    async def scene(world: World) -> None:
        await _late(world)
        world.platform.script[SEND] = [code]
        await world.settle()
        assert world.platform.calls[SEND] == 1
        assert _states(world) == ["unreached"]
        assert world.look(lambda s: s.scalar(select(WechatUser.reachable))) is False

    run_here(scene)


def test_a_busy_platform_is_tried_three_times_more(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [-1] * 4
        for seconds in (0, 1, 3, 9, 30):
            world.later(seconds=seconds)
            await world.settle()
        assert world.platform.calls[SEND] == 4
        assert phone.shown == []
        assert _states(world) == ["failed"]

    run_here(scene)


def test_a_platform_that_is_busy_once_gets_the_message_a_second_later(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [-1]
        await world.settle()
        assert phone.shown == []
        world.later(seconds=1)
        await world.settle()
        assert phone.shown == ["查到了"]

    run_here(scene)


@pytest.mark.parametrize("code", [-99, -502])
def test_a_slow_or_broken_platform_counts_as_busy_and_delays_no_callback(run_here: RunScene, code: int) -> None:
    class Hanging(Platform):
        async def handle(self, request: httpx.Request) -> httpx.Response:
            if self.script[request.url.path][:1] == [-99]:
                self.script[request.url.path].pop(0)
                self.calls[request.url.path] += 1
                raise httpx.ReadTimeout("", request=request)
            return await super().handle(request)

    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [code]
        await world.settle()
        assert phone.shown == []
        world.bot.says(reply(text("这个很快")))
        assert await phone.say("又一个") == "这个很快"
        world.later(seconds=2)
        await world.settle()
        assert phone.shown == ["这个很快", "查到了"]

    run_here(scene, platform=Hanging())


def test_a_call_ends_after_the_timeout() -> None:
    assert (TIMEOUT.connect, TIMEOUT.read) == (3.0, 5.0)


@pytest.mark.parametrize(("code", "seconds"), [(45011, 60), (45009, 14 * 3600)])
def test_when_the_calls_are_used_up_nothing_is_sent_until_the_time_is_over(
    run_here: RunScene, code: int, seconds: int
) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        world.platform.script[SEND] = [code]
        await world.settle()
        world.later(seconds=seconds - 30)
        await world.settle()
        assert world.platform.calls[SEND] == 1
        world.later(seconds=40)
        await world.settle()
        assert phone.shown == ["查到了"]

    run_here(scene)


def test_a_text_that_is_too_long_after_all_is_halved_once(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world, "这是一句话。" * 100)
        world.platform.script[SEND] = [45002]
        await world.settle()
        assert len(phone.shown) == 2
        assert phone.shown[0].startswith("这是一句话。")
        assert sum(shown.count("这是一句话。") for shown in phone.shown) == 100

    run_here(scene)


def test_a_fault_of_ours_ends_it(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        await _late(world)
        world.platform.script[SEND] = [40033]
        await world.settle()
        await world.settle()
        assert world.platform.calls[SEND] == 1
        assert _states(world) == ["failed"]

    run_here(scene)


def test_of_many_parts_three_are_sent_and_both_ledgers_agree(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        await world.settle()
        user = world.look(lambda s: s.scalar(select(WechatUser.id)))
        parts = in_parts("这是一句话。" * 700, "回复“继续”查看下文", 3)
        assert len(parts) >= 6
        world.look(lambda s: put(s, world.store.seal, user, "due", parts, world.store.clock()))
        await world.settle()
        assert len(world.platform.texts(phone.user, "customer")) == 1 + 3
        assert world.look(lambda s: s.scalar(select(WechatUser.message_left))) == world.platform.left[phone.user] == 1
        world.bot.says(reply(text("新答复")))
        assert "(4/" in await phone.say("继续")

    run(scene)


def test_one_of_five_is_left_for_a_person_of_the_office(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _late(world)
        await world.settle()
        user = world.look(lambda s: s.scalar(select(WechatUser.id)))
        for number in range(5):
            world.look(lambda s, n=number: put(s, world.store.seal, user, "due", [f"第{n}条"], world.store.clock()))
        await world.settle()
        assert len(phone.shown) == 4
        staff = Reply(status="answered", blocks=(Text(text="工作人员的答复"),))
        conversation = world.look(lambda s: s.scalar(select(WechatUser.conversation_id)))
        world.look(lambda s: events.tell(Office(s, world.store.clock()), conversation, "staff", "k1", staff))
        await world.settle()
        assert phone.shown[-1] == "工作人员的答复"
        assert world.platform.left[phone.user] == 0

    run_here(scene)
