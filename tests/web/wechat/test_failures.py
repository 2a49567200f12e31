"""What breaks is told (cases 17 and 18): an apology in time, never a page of HTML, nothing lost in silence."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from knowledge.models import WechatDelivery, WechatMessage
from tests.web.conftest import reply, text
from tests.web.wechat.conftest import RunScene, World

# The platform's five seconds last one here.
SCALE = 0.2


def test_a_locked_database_is_told_within_the_time(run_here: RunScene, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(world: World) -> None:
        lock = sqlite3.connect(world.engine.url.database or "", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        said = await world.phone().say("你好")
        took = time.monotonic() - began
        lock.execute("ROLLBACK")
        lock.close()
        assert "编号" in said
        assert took < 5
        assert "reference=" in caplog.text
        assert world.bot.heard == []

    run_here(scene, scale=1)


def test_a_database_that_is_locked_beyond_the_time_loses_nothing(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        lock = sqlite3.connect(world.engine.url.database or "", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        phone = world.phone()
        assert await phone.say("你好") == ""  # accepted before the database was given up
        await asyncio.sleep(3.5)
        lock.execute("ROLLBACK")
        lock.close()
        await world.until_shown(phone, 1)
        assert phone.shown == ["好的"]

    run_here(scene)


def test_what_was_left_by_a_process_that_died_is_told_by_the_courier(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        old = world.store.clock() - timedelta(minutes=10)
        world.look(lambda s: s.execute(update(WechatDelivery).values(state="running", created_at=old)))
        assert await world.courier.sweep() == 1
        assert await world.courier.sweep() == 0
        await world.settle()
        assert "编号" in world.platform.texts(phone.user, "customer")[0]

    run_here(scene)


def test_no_text_and_no_openid_stands_in_the_clear_in_the_channels_tables(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        world.bot.says(reply(text("答" * 3000)))
        phone = world.phone()
        await phone.say("你好")
        rows = world.look(lambda s: [*s.scalars(select(WechatMessage.parts)), *s.scalars(select(WechatDelivery.reply))])
        assert len(rows) == 2
        assert not any("答答".encode() in row for row in rows), [row[:60] for row in rows]
        path = Path(world.engine.url.database or "")
        files = path.parent.glob(f"{path.name}*")
        assert not any(phone.user.encode() in file.read_bytes() for file in files)

    run_here(scene)
