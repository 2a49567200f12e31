"""Events over the wire and the history, on a real server and a real database."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine, select, update

from knowledge.blocks import Appointment, Choices, Option, Payload, Reply, Text
from knowledge.database import session_factory
from knowledge.events import tell
from knowledge.models import Conversation, Event
from knowledge.office import Office
from tests.conftest import NOW, free_port
from tests.web.conftest import MakeSite, Site, Visitor, choices, reply, text
from web.server import Server

REPLY = Reply(status="answered", blocks=(Text(role="conclusion", text="明天上午请来外籍人才窗口。"),))


@dataclass
class Served:
    """The site behind a real server."""

    site: Site
    address: str
    server: Server
    thread: threading.Thread

    def headers(self, visitor: Visitor, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {visitor.token}", **more}

    @contextmanager
    def stream(self, visitor: Visitor, last: str = "") -> Iterator[Iterator[dict[str, str]]]:
        more = {"Last-Event-ID": last} if last else {}
        address = f"{self.address}/api/chat/events"
        with httpx.stream("GET", address, headers=self.headers(visitor, **more), timeout=5) as response:
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            assert "content-encoding" not in response.headers, "compression would hold events back"
            yield _frames(response)


def _frames(response: httpx.Response) -> Iterator[dict[str, str]]:
    frame: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            frame[name] = value
            continue
        if "data" in frame:
            yield frame
        frame = {}


@pytest.fixture
def served(make_site: MakeSite) -> Iterator[Served]:
    with make_site() as site:
        port = free_port()
        config = uvicorn.Config(site.app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
        server = Server(config, site.app.state.desk.streams)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Served(site, f"http://127.0.0.1:{port}", server, thread)
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive()


def _named(site: Site, visitor: Visitor) -> str:
    named = site.app.state.desk.sessions.conversation(visitor.token)
    assert isinstance(named, str)
    return named


def _tell(kept: Engine, conversation: str, key: str, told: Reply = REPLY) -> int:
    with session_factory(kept, writes=True)() as session, session.begin():
        assert tell(Office(session, NOW + timedelta(minutes=1)), conversation, "staff", key, told)
        return session.scalars(select(Event.id).where(Event.key == key)).one()


def _delivered(kept: Engine, number: int) -> bool:
    until = time.monotonic() + 3
    while time.monotonic() < until:
        with session_factory(kept)() as session:
            if session.scalars(select(Event.delivered_at).where(Event.id == number)).one() is not None:
                return True
        time.sleep(0.05)
    return False


def test_an_event_reaches_an_open_stream_and_is_noted_as_delivered(served: Served, kept: Engine) -> None:
    visitor, other = served.site.visitor(), served.site.visitor()
    with served.stream(visitor) as frames:
        _tell(kept, _named(served.site, other), "other")
        began = time.monotonic()
        number = _tell(kept, _named(served.site, visitor), "own")
        frame = next(frames)
        assert time.monotonic() - began < 3
    assert (frame["id"], frame["event"]) == (str(number), "told")
    told = json.loads(frame["data"])
    assert (told["event"], told["about"], told["status"]) == (number, "staff", "answered")
    assert told["blocks"][0]["text"] == "明天上午请来外籍人才窗口。"
    assert _delivered(kept, number)


def test_a_stream_goes_on_after_the_last_event_that_was_seen(served: Served, kept: Engine) -> None:
    visitor = served.site.visitor()
    first = _tell(kept, _named(served.site, visitor), "first")
    with served.stream(visitor) as frames:
        assert next(frames)["id"] == str(first)
        assert _delivered(kept, first)
    second = _tell(kept, _named(served.site, visitor), "second")
    with served.stream(visitor, str(first)) as frames:
        assert next(frames)["id"] == str(second)


@pytest.mark.parametrize("last", ["x", "-1", "1e9", "9" * 40, "٣"])
def test_a_last_event_that_is_no_number_of_ours_counts_as_none(served: Served, kept: Engine, last: str) -> None:
    visitor = served.site.visitor()
    number = _tell(kept, _named(served.site, visitor), "own")
    headers = {b"Authorization": f"Bearer {visitor.token}".encode(), b"Last-Event-ID": last.encode()}
    with httpx.stream("GET", f"{served.address}/api/chat/events", headers=headers, timeout=5) as response:
        assert next(_frames(response))["id"] == str(number)


def test_what_is_for_wechat_is_shown_and_stays_to_be_delivered(served: Served, kept: Engine) -> None:
    visitor = served.site.visitor()
    named = _named(served.site, visitor)
    with session_factory(kept, writes=True)() as session, session.begin():
        session.execute(update(Conversation).where(Conversation.id == named).values(channel="wechat"))
    number = _tell(kept, named, "own")
    with served.stream(visitor) as frames:
        assert next(frames)["id"] == str(number)
    time.sleep(0.3)
    with session_factory(kept)() as session:
        assert session.scalars(select(Event.delivered_at).where(Event.id == number)).one() is None


def test_a_server_that_stops_ends_its_streams_at_once(served: Served) -> None:
    with served.stream(served.site.visitor()) as frames:
        time.sleep(0.3)
        served.server.should_exit = True
        began = time.monotonic()
        assert list(frames) == []
    served.thread.join(timeout=5)
    assert not served.thread.is_alive() and time.monotonic() - began < 3


def test_a_browser_that_goes_gives_its_place_back(served: Served) -> None:
    with served.stream(served.site.visitor()):
        assert served.site.app.state.desk.streams.count == 1
    until = time.monotonic() + 3
    while served.site.app.state.desk.streams.count and time.monotonic() < until:
        time.sleep(0.05)
    assert served.site.app.state.desk.streams.count == 0


def test_a_full_house_asks_to_come_again(make_site: MakeSite) -> None:
    with make_site(event_streams=1) as site:
        streams = site.app.state.desk.streams
        streams.take("someone", "somewhere")
        visitor = site.visitor()
        answer = _get(visitor, "events")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
        assert answer.headers["Retry-After"]


def _get(visitor: Visitor, path: str, token: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token or visitor.token}"}
    client = visitor.client
    return client.portal.call(lambda: client.client.get(f"/api/chat/{path}", headers=headers))


@pytest.mark.parametrize("path", ["history", "events"])
def test_neither_history_nor_events_are_for_strangers(visitor: Visitor, path: str) -> None:
    assert _get(visitor, path, visitor.token[:-3] + "AAA").status_code == 401
    assert visitor.client.get(f"/api/chat/{path}").status_code == 401


def test_the_history_holds_what_was_said_and_told_in_its_order(site: Site, kept: Engine) -> None:
    visitor = site.visitor()
    site.bot.says(reply(text("第一条答复"), choices(("甲", {"text": "甲是什么"}))))
    turn = visitor.say("第一个问题，电话13800000000", "id-1")
    number = _tell(kept, _named(site, visitor), "own")
    answer = _get(visitor, "history")
    assert answer.headers["cache-control"] == "no-store"
    past: dict[str, Any] = answer.json()
    first, second = past["entries"]
    assert (first["id"], first["turn"], first["receipt"]) == ("id-1", turn["turn"], turn["receipt"])
    assert first["blocks"] == turn["blocks"]
    assert "13800000000" not in first["said"] and first["said"].startswith("第一个问题")
    assert (second["event"], past["last_event"]) == (number, number)
    assert past["now"].startswith("2026-11-24T10:00")


def test_the_history_of_another_is_empty_and_failed_turns_are_left_out(site: Site) -> None:
    visitor = site.visitor()
    site.bot.says([])
    visitor.say("这条会失败", "id-1")
    assert _get(visitor, "history").json()["entries"] == []
    site.bot.says(reply(text("好的")))
    visitor.say("这条会失败", "id-1")
    assert [entry["id"] for entry in _get(visitor, "history").json()["entries"]] == ["id-1"]
    assert _get(site.visitor(), "history").json()["entries"] == []


def test_what_an_event_offers_can_be_chosen_and_its_calendar_opened(site: Site, kept: Engine) -> None:
    visitor = site.visitor()
    visit = Appointment(
        code="LJ20261202-0001-5", status="已预约", service="示例", hall="示例大厅", window="综合窗口", address="示例路",
        date="2026-12-02", weekday="周三", start="09:00", end="09:30", calendar="/appointments/LJ20261202-0001-5.ics",
    )  # fmt: skip
    offer = Choices(options=(Option(label="要这个时间", payload=Payload(text="要这个时间")),))
    _tell(kept, _named(site, visitor), "offer", Reply(status="clarify", blocks=(visit, offer)))
    shown, offered = _get(visitor, "history").json()["entries"][0]["blocks"]
    assert "?key=" in shown["calendar"]
    assert offered["options"][0]["payload"] is None
    visitor.choose(offered["options"][0]["id"])
    assert site.bot.texts[-1] == "要这个时间"


def test_reading_has_a_limit_of_its_own(make_site: MakeSite) -> None:
    with make_site(rate_limit="3/minute") as site:
        visitor = site.visitor()
        assert [_get(visitor, "history").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert visitor.post("messages", {"id": "1", "text": "你好"}).status_code == 200
