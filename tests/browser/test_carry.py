"""A link from WeChat in a real browser: the conversation that began there stands on the page; the link is used up."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser
from sqlalchemy import Engine

from knowledge import conversations
from knowledge.blocks import Reply, Text
from knowledge.database import connect, session_factory
from knowledge.settings import Settings
from tests.conftest import NOW, free_port
from tests.web.conftest import reply, text
from web.app import make_app
from web.wechat.links import make_link

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """The real web app with a stand-in for the bot."""

    address: str
    engine: Engine


@pytest.fixture
def site(content_file: Path, tmp_path: Path) -> Iterator[Site]:
    """Serve the web app on a port of its own."""
    path = Path(shutil.copy(content_file, tmp_path / "office.sqlite3"))
    settings = Settings(database_url=f"sqlite:///{path}", var_dir=tmp_path, office_now=NOW)

    async def bot(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=json.dumps(reply(text("网页上的答复"))))

    port = free_port()
    config = uvicorn.Config(make_app(settings, httpx.MockTransport(bot)), port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    engine = connect(f"sqlite:///{path}")
    yield Site(f"http://127.0.0.1:{port}", engine)
    engine.dispose()
    server.should_exit = server.force_exit = True
    thread.join(10)


def test_the_conversation_from_wechat_goes_on_in_the_browser(site: Site, browser: Browser) -> None:
    with session_factory(site.engine, writes=True)() as session, session.begin():
        conversation = conversations.begin(session, "wechat", NOW)
        session.flush()
        answer = Reply(status="answered", blocks=(Text(role="conclusion", text="微信里的答复"),))
        conversations.keep_turn(session, conversation, "m1", "微信里的问题", answer, NOW, 1)
        link = make_link(session, conversation, site.address, NOW)
    page = browser.new_page()
    page.goto(link)
    page.wait_for_url(f"{site.address}/chat")
    page.get_by_text("微信里的答复").wait_for()
    page.get_by_text("微信里的问题").wait_for()
    assert link.partition("#")[2] not in page.url
    other = browser.new_context().new_page()
    other.goto(link)
    other.wait_for_url(f"{site.address}/chat")
    other.get_by_text("人才服务助手").first.wait_for()
    assert other.get_by_text("微信里的答复").count() == 0
    other.close()
    page.close()
