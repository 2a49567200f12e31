"""The web app on a real SQLite database, with a bot that hears everything and says what a test wants."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import Engine

from knowledge.database import connect
from knowledge.settings import Settings
from tests.conftest import NOW
from web.app import make_app

Blocks = list[dict[str, Any]]
Answer = Callable[[], Awaitable[httpx.Response]]


def reply(*blocks: dict[str, Any], status: str = "answered") -> list[dict[str, Any]]:
    """What Rasa's REST channel returns for one message of an action."""
    return [{"recipient_id": "x", "custom": {"status": status, "blocks": list(blocks)}}]


def text(words: str) -> dict[str, Any]:
    """A block of one sentence."""
    return {"type": "text", "role": "conclusion", "text": words}


def choices(*options: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """A block of options, each a label and a payload."""
    return {"type": "choices", "options": [{"label": label, "payload": payload} for label, payload in options]}


CONTACT_FORM: dict[str, Any] = {
    "type": "form",
    "title": "联系方式",
    "fields": [{"name": "name", "label": "称呼"}, {"name": "phone", "label": "手机", "kind": "tel"}],
    "consent": "同意用于本次预约",
}


@dataclass
class FakeBot:
    """Rasa's REST channel: keeps what it was sent, answers with `answer`; `ready` also speaks for the actions."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    answer: Answer | None = None
    ready: bool = True

    def says(self, body: object) -> None:
        """From now on answer with this JSON."""

        async def answer() -> httpx.Response:
            return httpx.Response(200, json=body)

        self.answer = answer

    def responds(self, response: httpx.Response) -> None:
        """From now on answer with this response."""

        async def answer() -> httpx.Response:
            return response

        self.answer = answer

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of the web."""
        if request.method == "GET":
            return httpx.Response(200 if self.ready else 503, text="there")
        self.heard.append(json.loads(request.content))
        if self.answer is None:
            return httpx.Response(200, json=reply(text("好的")))
        return await self.answer()

    @property
    def texts(self) -> list[str]:
        """The messages that arrived."""
        return [heard["message"] for heard in self.heard]


@dataclass
class Browser:
    """Sends requests to the app, which runs in a thread of its own."""

    portal: BlockingPortal
    client: httpx.AsyncClient

    def get(self, path: str) -> httpx.Response:
        """Get a path."""
        return self.portal.call(self.client.get, path)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """Post to a path; `json`, `content` and `headers` as with httpx."""
        return self.portal.call(partial(self.client.post, path, **more))


@dataclass
class Visitor:
    """One applicant with a session."""

    client: Browser
    token: str

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Post to the chat API."""
        return self.client.post(f"/api/chat/{path}", json=body, headers={"Authorization": f"Bearer {self.token}"})

    def say(self, words: str, message_id: str = "") -> dict[str, Any]:
        """Say something and return the turn."""
        response = self.post("messages", {"id": message_id or uuid.uuid4().hex, "text": words})
        assert response.status_code == 200, response.text
        turn: dict[str, Any] = response.json()
        return turn

    def choose(self, option: str, message_id: str = "") -> dict[str, Any]:
        """Choose an option and return the turn."""
        response = self.post("messages", {"id": message_id or uuid.uuid4().hex, "choice": option})
        assert response.status_code == 200, response.text
        turn: dict[str, Any] = response.json()
        return turn


@dataclass
class Site:
    """The app with its settings, its bot and a browser."""

    settings: Settings
    app: FastAPI
    client: Browser
    bot: FakeBot
    database: Path

    def visitor(self) -> Visitor:
        """Begin a session."""
        return Visitor(self.client, self.client.post("/api/chat/sessions").json()["token"])

    @property
    def bytes_kept(self) -> bytes:
        """All that the database has on disk, the journal included."""
        return b"".join(path.read_bytes() for path in self.database.parent.glob(f"{self.database.name}*"))


MakeSite = Callable[..., Any]


@pytest.fixture
def database(content_file: Path, tmp_path: Path) -> Path:
    """A SQLite file of its own with the whole content."""
    return Path(shutil.copy(content_file, tmp_path / "office.sqlite3"))


@pytest.fixture
def make_site(database: Path, tmp_path: Path) -> MakeSite:
    """Make a site; settings as keywords, `bot_transport=None` for a real way to the bot."""

    @contextmanager
    def make(**more: Any) -> Iterator[Site]:
        bot = FakeBot()
        transport = more.pop("bot_transport", httpx.MockTransport(bot.handle))
        values = {"database_url": f"sqlite:///{database}", "var_dir": tmp_path, "rate_limit": "1000/minute"}
        settings = Settings(**{**values, "office_now": NOW, "message_length": 500, **more})
        app = make_app(settings, bot_transport=transport)
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
            browser = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office.test")
            with portal.wrap_async_context_manager(browser):
                yield Site(settings, app, Browser(portal, browser), bot, database)

    return make


@pytest.fixture
def site(make_site: MakeSite) -> Iterator[Site]:
    """The site as most tests want it."""
    with make_site() as made:
        yield made


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Someone who has just opened the page."""
    return site.visitor()


@pytest.fixture
def kept(database: Path) -> Iterator[Engine]:
    """The same database, looked at from outside the app."""
    engine = connect(f"sqlite:///{database}")
    yield engine
    engine.dispose()
