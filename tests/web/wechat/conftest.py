"""The channel between a bot that says what a test wants and the simulator.

Timings are the real ones; a module that waits for deadlines sets `SCALE` to have them shorter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.database import connect, session_factory
from knowledge.personal.keys import keyring
from knowledge.personal.wechat_seal import Seal
from knowledge.settings import Settings
from tests.conftest import NOW
from tests.web.conftest import FakeBot
from tests.wechat_simulator.judge import Account
from tests.wechat_simulator.phone import Delivery, Phone
from tests.wechat_simulator.platform import Platform
from web.app import make_app
from web.wechat.courier import Courier
from web.wechat.official import OfficialAccount
from web.wechat.store import Store

PREVIOUS_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"


@dataclass
class World:
    """Replicas of the channel, the platform, the bot, a courier, and users."""

    settings: Settings
    account: Account
    bot: FakeBot
    platform: Platform
    clients: list[httpx.AsyncClient]
    courier: Courier
    store: Store
    engine: Engine
    scale: float
    ahead: list[timedelta] = field(default_factory=lambda: [timedelta(0)])

    def phone(self, user: str = "oDemoUser0001", *, total: int = 3, clients: list[int] | None = None) -> Phone:
        """A user's WeChat; `clients` are the replicas that its deliveries go to, in turn."""
        used = [self.clients[place] for place in clients or range(len(self.clients))]
        return Phone(user, self.account, self.platform, used, Delivery(5.0 * self.scale, total))

    def bot_needs(self, seconds: float, then: Any = None) -> None:
        """From now on the bot answers after so many (scaled) seconds."""
        said = then or [{"custom": {"status": "answered", "blocks": [{"type": "text", "text": "查到了"}]}}]

        async def answer() -> httpx.Response:
            await asyncio.sleep(seconds * self.scale)
            return httpx.Response(200, json=said)

        self.bot.answer = answer

    async def settle(self) -> None:
        """Let the courier send what is due."""
        while await self.courier.round():
            pass

    async def until_shown(self, phone: Phone, count: int, patience: float = 20.0) -> None:
        """Let the courier work until a user saw so many texts; then a little longer, for what would be too many."""
        until = asyncio.get_running_loop().time() + patience
        while len(phone.shown) < count and asyncio.get_running_loop().time() < until:
            await self.settle()
            await asyncio.sleep(0.05)
        await self.settle()

    def later(self, **time: float) -> None:
        """Move the courier's clock on."""
        self.ahead[0] += timedelta(**time)

    def look(self, work: Callable[[Session], Any]) -> Any:
        """Look into, or change, the database."""
        with session_factory(self.engine, writes=True)() as session, session.begin():
            return work(session)


Scene = Callable[[World], Awaitable[None]]
RunScene = Callable[..., None]


@asynccontextmanager
async def world(url: str, folder: Path, options: dict[str, Any]) -> AsyncIterator[World]:
    """Build a world on a database; options: replicas, mode, scale, transport of the platform, settings."""
    replicas, mode, scale = options.pop("replicas", 1), options.pop("mode", "plain"), options.pop("scale", 1.0)
    account, bot, platform = Account(mode=mode), FakeBot(), options.pop("platform", None) or Platform()
    wall = options.pop("wall", None)
    values: dict[str, Any] = {
        "database_url": url, "var_dir": folder, "rate_limit": "1000/minute", "office_now": NOW, "bot_timeout": 60,
        "wechat_app_id": account.app_id, "wechat_token": account.token, "wechat_mode": mode,
        "wechat_aes_key": account.aes_keys[0], "wechat_previous_aes_key": PREVIOUS_KEY,
        "wechat_app_secret": platform.secret, "wechat_budget": 4.0 * scale, "wechat_last_word": 4.5 * scale,
        "contact_key": "k" * 40, "secret_key": "s" * 40,
    }  # fmt: skip
    settings = Settings(**{**values, **options})
    engine = connect(url)
    ahead = [timedelta(0)]

    def clock() -> datetime:
        return datetime.now(NOW.tzinfo) - began + NOW + ahead[0]

    began = datetime.now(NOW.tzinfo)
    store = Store(engine, Seal(keyring(settings)), clock)
    official = OfficialAccount(settings, store, httpx.MockTransport(platform.handle))
    courier = Courier(store, {"wechat": official}, settings)
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(replicas):
            more = {"wall": wall} if wall is not None else {}
            app = make_app(settings, httpx.MockTransport(bot.handle), **more)
            await stack.enter_async_context(app.router.lifespan_context(app))
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office.test", timeout=60)
            clients.append(await stack.enter_async_context(client))
        stack.push_async_callback(official.close)
        stack.callback(engine.dispose)
        yield World(settings, account, bot, platform, clients, courier, store, engine, scale, ahead)


@pytest.fixture
def run(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> RunScene:
    """Run a scene in a world of its own, on both databases."""
    return _runner(engine.url.render_as_string(hide_password=False), tmp_path, _scale(request))


@pytest.fixture
def run_here(request: pytest.FixtureRequest, sqlite_engine: Engine, tmp_path: Path) -> RunScene:
    """Run a scene in a world of its own, on SQLite alone."""
    return _runner(sqlite_engine.url.render_as_string(hide_password=False), tmp_path, _scale(request))


def _scale(request: pytest.FixtureRequest) -> float:
    return float(getattr(request.module, "SCALE", 1.0))


def _runner(url: str, folder: Path, scale: float) -> RunScene:
    def go(scene: Scene, **options: Any) -> None:
        async def within() -> None:
            async with world(url, folder, {"scale": scale, **options}) as made:
                await scene(made)
                assert made.platform.problems == []

        asyncio.run(within())

    return go
