"""The courier goes on whatever fails: the worker would go on without it, and nobody would miss it."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import WechatMessage, WechatUser
from tests.web.wechat.conftest import RunScene, World
from web.wechat.courier import Courier
from web.wechat.messages import put
from web.wechat.platform import Answered


class Broken:
    """A way that fails as nobody thought of."""

    name = "broken"

    async def send(self, account: str, user: str, text: str, message: str) -> Answered:
        raise RuntimeError("张三")


def test_the_courier_goes_on_whatever_fails(run_here: RunScene, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(world: World) -> None:
        await world.phone("oDemoUser0001").say("你好")

        def due(session: Session) -> None:
            user = session.scalars(select(WechatUser.id)).one()
            put(session, world.store.seal, user, "due", ["查到了"], world.store.clock())

        world.look(due)
        stop = threading.Event()
        running = asyncio.create_task(Courier(world.store, {"wechat": Broken()}, world.settings).run(stop))
        while world.look(lambda session: session.scalars(select(WechatMessage.state)).all()) == ["due"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert not running.done()
        stop.set()
        await running

    with caplog.at_level(logging.ERROR):
        run_here(scene)
    assert "RuntimeError" in caplog.text
    assert "张三" not in caplog.text
