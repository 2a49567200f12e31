"""微信客服 on the same core: pulled once, answered by sending, off unless it is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select

from knowledge.clock import office_clock
from knowledge.database import connect, session_factory
from knowledge.models import WechatMessage
from knowledge.settings import Settings
from tests.conftest import NOW
from tests.web.conftest import FakeBot, reply, text
from tests.wechat_simulator.crypto import seal
from tests.wechat_simulator.wecom import Kf
from web.app import make_app
from web.wechat.channel import make_store
from web.wechat.courier import Courier
from web.wechat.wecom import ADAPTER, CustomerService

USER = "wmDemoUser0001"


@dataclass
class Office:
    """A channel of 微信客服 with the other side."""

    kf: Kf
    bot: FakeBot
    client: httpx.AsyncClient
    courier: Courier
    engine: Engine

    async def announce(self) -> None:
        """The platform says that there is something; let it be answered and sent."""
        query, body = self.kf.callback()
        response = await self.client.post("/wecom", params=query, content=body)
        assert response.content == b"success"
        for _ in range(20):
            await asyncio.sleep(0.1)
            await self.courier.round()


@asynccontextmanager
async def office(url: str, folder: Path) -> AsyncIterator[Office]:
    """Build the office on a database."""
    kf, bot = Kf(), FakeBot()
    settings = Settings(
        database_url=url, var_dir=folder, office_now=NOW, rate_limit="1000/minute", contact_key="k" * 40,
        secret_key="s" * 40, wecom_corp_id=kf.corp, wecom_secret=kf.secret, wecom_token=kf.token,
        wecom_aes_key=kf.aes_key,
    )  # fmt: skip
    transport = httpx.MockTransport(kf.handle)
    app: FastAPI = make_app(settings, httpx.MockTransport(bot.handle), wecom_transport=transport)
    engine = connect(url)
    store = make_store(settings, engine, office_clock(settings))
    service = CustomerService(settings, store, transport)
    asgi = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=asgi, base_url="http://o.test") as client:
        yield Office(kf, bot, client, Courier(store, {ADAPTER: service}, settings), engine)
    await service.close()
    engine.dispose()


Run = Callable[[Callable[[Office], Awaitable[None]]], None]


@pytest.fixture
def run(engine: Engine, tmp_path: Path) -> Run:
    """Run a scene in an office of its own, on both databases."""
    url = engine.url.render_as_string(hide_password=False)

    def go(scene: Callable[[Office], Awaitable[None]]) -> None:
        async def within() -> None:
            async with office(url, tmp_path) as made:
                await scene(made)

        asyncio.run(within())

    return go


def test_a_message_is_pulled_answered_and_sent_once(run: Run) -> None:
    async def scene(made: Office) -> None:
        made.kf.says(USER, "人才公寓怎么申请")
        await made.announce()
        await made.announce()
        assert made.bot.texts == ["人才公寓怎么申请"]
        assert made.kf.texts(USER) == ["好的"]

    run(scene)


def test_several_pages_are_pulled_in_order_and_none_twice(run: Run) -> None:
    async def scene(made: Office) -> None:
        for number in range(5):
            made.kf.says(USER, f"问题{number}")
        made.kf.waiting.append(made.kf.waiting[0])  # the platform may repeat one
        made.kf.waiting.append({"msgid": "own", "origin": 5, "msgtype": "text", "external_userid": USER})
        await made.announce()
        assert made.bot.texts == [f"问题{number}" for number in range(5)]
        pulls = made.kf.pulls
        await made.announce()
        assert made.kf.pulls == pulls + 1
        # Of the five that are allowed after the last message one is left for a person.
        assert len(made.kf.texts(USER)) in (4, 5)

    run(scene)


def test_a_message_that_makes_no_sense_keeps_none_of_the_others(run: Run) -> None:
    async def scene(made: Office) -> None:
        made.kf.says(USER, "")["text"] = None
        made.kf.says(USER, "人才公寓怎么申请")
        await made.announce()
        assert made.bot.texts == ["人才公寓怎么申请"]

    run(scene)


def test_the_choices_and_forms_are_those_of_the_core(run: Run) -> None:
    async def scene(made: Office) -> None:
        options = {"type": "choices", "options": [{"label": "英才卡", "payload": {"text": "英才卡怎么办"}}]}
        made.bot.says(reply(text("哪一项"), options, status="clarify"))
        made.kf.says(USER, "你好")
        await made.announce()
        made.kf.says(USER, "1")
        await made.announce()
        assert made.bot.texts == ["你好", "英才卡怎么办"]

    run(scene)


@pytest.mark.parametrize("code", [95018, 95001])
def test_what_may_not_be_sent_comes_with_the_next_answer(run: Run, code: int) -> None:
    async def scene(made: Office) -> None:
        made.kf.script = [code]
        made.kf.says(USER, "你好")
        await made.announce()
        assert made.kf.texts(USER) == []
        made.bot.says(reply(text("第二个")))
        made.kf.says(USER, "在吗")
        await made.announce()
        assert made.kf.texts(USER) == ["好的\n\n第二个"]

    run(scene)


def test_a_message_that_was_taken_but_not_delivered_is_kept(run: Run) -> None:
    async def scene(made: Office) -> None:
        made.kf.says(USER, "你好")
        await made.announce()
        failed = {"event_type": "msg_send_fail", "fail_msgid": next(iter(made.kf.sent))}
        made.kf.waiting.append({"msgid": "e1", "origin": 4, "msgtype": "event", "event": failed})
        await made.announce()
        with session_factory(made.engine)() as session:
            assert list(session.scalars(select(WechatMessage.state))) == ["kept"]

    run(scene)


def test_the_address_is_verified_with_an_encrypted_echo(run: Run) -> None:
    async def scene(made: Office) -> None:
        sealed = seal(made.kf.aes_key, made.kf.corp, "6243571099")
        query = {**made.kf.query(sealed), "echostr": sealed}
        response = await made.client.get("/wecom", params=query)
        assert (response.status_code, response.content) == (200, b"6243571099")
        wrong = await made.client.get("/wecom", params={**query, "msg_signature": "0" * 40})
        assert (wrong.status_code, wrong.content) == (403, b"")
        assert (await made.client.post("/wecom", params=query, content=b"<xml/>")).status_code == 403

    run(scene)


def test_it_is_off_unless_it_is_set(tmp_path: Path, sqlite_engine: Engine) -> None:
    app = make_app(Settings(var_dir=tmp_path, database_url=sqlite_engine.url.render_as_string(hide_password=False)))
    assert not {"/wecom", "/wechat"} & {getattr(route, "path", "") for route in app.routes}
