"""A link from WeChat to the page carries the conversation over, once and not for long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from knowledge.models import ChatLink
from tests.web.conftest import reply, text
from tests.web.wechat.conftest import RunScene, World

BASE = "https://office.example.cn"
TABLE = {"type": "comparison", "columns": ["项目", "甲", "乙"], "rows": [["金额", "1", "2"]]}


async def _link(world: World) -> str:
    world.bot.says(reply(text("对比如下"), TABLE))
    said = await world.phone().say("甲和乙有什么不同")
    assert f"{BASE}/carry#" in said
    return said.partition("/carry#")[2].split()[0]


def test_the_page_shows_the_conversation_that_began_in_wechat(run: RunScene) -> None:
    async def scene(world: World) -> None:
        link, client = await _link(world), world.clients[0]
        token = (await client.post("/api/chat/links", json={"link": link})).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        past = (await client.get("/api/chat/history", headers=headers)).json()["entries"]
        assert [entry["said"] for entry in past] == ["甲和乙有什么不同"]
        body = {"id": "m1", "text": "那丙呢"}
        assert (await client.post("/api/chat/messages", json=body, headers=headers)).status_code == 200
        assert world.bot.heard[0]["sender"] == world.bot.heard[1]["sender"]

    run(scene, public_url=BASE)


def test_a_link_works_once(run: RunScene) -> None:
    async def scene(world: World) -> None:
        link = await _link(world)
        first = await world.clients[0].post("/api/chat/links", json={"link": link})
        assert first.status_code == 200
        assert (await world.clients[0].post("/api/chat/links", json={"link": link})).status_code == 404

    run(scene, public_url=BASE)


def test_an_old_link_and_a_made_up_one_open_nothing(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        link = await _link(world)
        old = world.store.clock() - timedelta(minutes=16)
        world.look(lambda s: s.execute(update(ChatLink).values(created_at=old)))
        for tried in (link, "A" * 32):
            assert (await world.clients[0].post("/api/chat/links", json={"link": tried})).status_code == 404

    run_here(scene, public_url=BASE)


def test_the_link_itself_is_not_kept(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        link = await _link(world)
        assert world.look(lambda s: s.scalar(select(ChatLink.digest))) != link

    run_here(scene, public_url=BASE)


def test_without_an_address_of_the_page_no_link_is_offered(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot.says(reply(text("对比如下"), TABLE))
        assert "/carry" not in await world.phone().say("甲和乙有什么不同")

    run_here(scene)
