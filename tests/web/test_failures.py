"""Whatever breaks, the applicant reads a sentence with a number, and the same message may be sent again."""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import free_port
from tests.web.conftest import CONTACT_FORM, MakeSite, Site, Visitor, choices, reply, text

FILLED = {"id": "form-1", "name": "张三示例", "phone": "13800000000", "consent": True}
NUMBERED = re.compile(r"编号[0-9a-f]{8}")


@contextmanager
def another_writer(database: Path) -> Iterator[None]:
    """Hold the write lock of the database."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def assert_apology(turn: dict[str, Any]) -> None:
    """A turn that failed tells so, with a number and a telephone."""
    assert turn["status"] == "failed"
    words = "".join(block["text"] for block in turn["blocks"])
    assert "抱歉" in words and "12345" in words
    assert NUMBERED.search(words)


def assert_refusal(answer: httpx.Response, status: int = 503) -> None:
    """An error answer is JSON with a sentence and the number that its `reference` repeats, and no trace."""
    assert answer.status_code == status
    told = answer.json()["error"]
    assert told["code"] == "failed"
    assert f"编号{told['reference']}" in told["message"] and "抱歉" in told["message"]
    assert "Traceback" not in answer.text and "sqlalchemy" not in answer.text.lower()


BROKEN = [
    httpx.Response(500, text="Traceback (most recent call last)"),
    httpx.Response(404, json=[]),
    httpx.Response(302, headers={"location": "http://127.0.0.1/"}),
    httpx.Response(200, text="<html>not JSON</html>"),
    httpx.Response(200, content=b"\xff\xfe"),
    httpx.Response(200, content=b""),
    httpx.Response(200, json=[]),
    httpx.Response(200, json={}),
    httpx.Response(200, json=None),
    httpx.Response(200, json=5),
    httpx.Response(200, json=["text"]),
    httpx.Response(200, json=[{"text": "an utterance without blocks"}]),
    httpx.Response(200, json=[{"custom": None}]),
    httpx.Response(200, json=[{"custom": {"status": "fine", "blocks": []}}]),
    httpx.Response(200, json=[{"custom": {"status": "answered"}}]),
    httpx.Response(200, json=[{"custom": {"status": "answered", "blocks": [{"type": "video"}]}}]),
    httpx.Response(200, json=reply()),
    httpx.Response(200, json=reply({"type": "text", "text": "x", "onclick": "alert(1)"})),
]


@pytest.mark.parametrize("response", BROKEN, ids=range(len(BROKEN)))
def test_a_bot_that_answers_nonsense_gets_an_apology(site: Site, visitor: Visitor, response: httpx.Response) -> None:
    site.bot.responds(response)
    assert_apology(visitor.say("你好"))


@pytest.mark.parametrize(
    "problem", [httpx.ConnectError("no"), httpx.ReadTimeout("no"), httpx.RemoteProtocolError("no"), OSError("no")]
)
def test_a_connection_that_breaks_gets_an_apology(site: Site, visitor: Visitor, problem: Exception) -> None:
    async def broken() -> httpx.Response:
        raise problem

    site.bot.answer = broken
    answer = visitor.post("messages", {"id": "1", "text": "你好"})
    if isinstance(problem, httpx.HTTPError):
        assert_apology(answer.json())
    else:  # nothing that httpx lets through; the last net holds
        assert_refusal(answer, 500)


def test_a_bot_that_is_down_gets_an_apology(make_site: MakeSite) -> None:
    with make_site(bot_transport=None, bot_port=free_port()) as site:
        assert_apology(site.visitor().say("你好"))


def test_a_bot_that_is_too_slow_gets_an_apology(make_site: MakeSite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection, never answers
        port = silent.getsockname()[1]
        with make_site(bot_transport=None, bot_port=port, bot_timeout=0.2) as site:
            assert_apology(site.visitor().say("你好"))


def test_a_message_that_failed_is_answered_when_it_comes_again(site: Site, visitor: Visitor) -> None:
    site.bot.responds(httpx.Response(500))
    failed = visitor.say("你好", "m1")
    site.bot.says(reply(text("好的")))
    answered = visitor.say("你好", "m1")
    assert (failed["status"], answered["status"]) == ("failed", "answered")
    assert visitor.say("你好", "m1") == answered
    assert site.bot.texts == ["你好", "你好"]


def test_a_choice_that_failed_can_be_chosen_again(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(choices(("甲", {"intent": "policy_detail"}))))
    option = visitor.say("有哪些")["blocks"][0]["options"][0]["id"]
    site.bot.responds(httpx.Response(500))
    assert_apology(visitor.choose(option, "m2"))
    site.bot.says(reply(text("好的")))
    assert visitor.choose(option, "m2")["status"] == "answered"


def test_the_longest_id_may_fail_and_come_again(site: Site, visitor: Visitor) -> None:
    site.bot.responds(httpx.Response(500))
    for _ in range(3):
        assert_apology(visitor.say("你好", "x" * 80))
    site.bot.says(reply(text("好的")))
    assert visitor.say("你好", "x" * 80)["status"] == "answered"


def test_the_number_of_a_failure_stands_in_the_log(
    site: Site, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    site.bot.responds(httpx.Response(500))
    found = NUMBERED.search(visitor.say("你好")["blocks"][0]["text"])
    assert found is not None
    assert f"reference={found.group().removeprefix('编号')}" in caplog.text


def test_a_message_while_another_writes_too_long_can_come_again(site: Site, visitor: Visitor) -> None:
    with another_writer(site.database):
        assert_apology(visitor.say("你好", "m1"))
    assert visitor.say("你好", "m1")["status"] == "answered"


def test_a_form_while_another_writes_too_long_can_come_again(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(CONTACT_FORM))
    form = visitor.say("我要预约")["blocks"][0]["id"]
    site.bot.says(reply(text("约好了")))
    with another_writer(site.database):
        assert_apology(visitor.post(f"forms/{form}", FILLED).json())
    assert visitor.post(f"forms/{form}", FILLED).json()["status"] == "answered"


def test_a_session_while_another_writes_too_long_is_refused_with_a_sentence(site: Site) -> None:
    with another_writer(site.database):
        assert_refusal(site.client.post("/api/chat/sessions"))
    assert site.client.post("/api/chat/sessions").status_code == 200


def test_a_short_wait_for_another_writer_is_not_noticed(site: Site, visitor: Visitor) -> None:
    with ThreadPoolExecutor(1) as pool:
        with another_writer(site.database):
            turn = pool.submit(visitor.say, "你好")
            time.sleep(0.5)
        assert turn.result()["status"] == "answered"


@pytest.mark.parametrize("content", [None, b"", b"this is no database" * 100], ids=["gone", "empty", "garbage"])
def test_without_its_database_the_office_apologises_and_goes_on_when_it_is_back(
    make_site: MakeSite, database: Path, tmp_path: Path, content: bytes | None
) -> None:
    with make_site() as site:
        token = site.visitor().token
    safe = Path(shutil.move(database, tmp_path / "safe"))
    if content is not None:
        database.write_bytes(content)
    with make_site() as site:
        assert_refusal(Visitor(site.client, token).post("messages", {"id": "m1", "text": "你好"}))
        assert_refusal(site.client.post("/api/chat/sessions"))
        assert site.client.get("/readyz").status_code == 503
        assert not site.bot.heard
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()
    shutil.move(safe, database)
    with make_site() as site:
        assert Visitor(site.client, token).say("你好", "m1")["status"] == "answered"


def test_a_database_server_that_is_down_is_refused_with_a_sentence(make_site: MakeSite) -> None:
    with make_site(database_url=f"postgresql://postgres@127.0.0.1:{free_port()}/none") as site:
        assert_refusal(site.client.post("/api/chat/sessions"))
        assert site.client.get("/readyz").json()["database"] is False


def test_a_kept_turn_that_cannot_be_read_any_more_is_no_trace(site: Site, visitor: Visitor) -> None:
    visitor.say("你好", "m1")
    with closing(sqlite3.connect(site.database, isolation_level=None)) as connection:
        connection.execute("""UPDATE turn SET reply = '{"status": "of an older version"}'""")
    assert_refusal(visitor.post("messages", {"id": "m1", "text": "你好"}), 500)
