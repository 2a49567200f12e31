"""What stands in front of every request: limits, headers, unknown paths; and how the app tells of its health."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.web.conftest import MakeSite, Site, Visitor

LARGEST = 64 * 1024


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield b" " * 1024


@pytest.fixture
def hasty(make_site: MakeSite) -> Iterator[Site]:
    """A site that takes three messages a minute."""
    with make_site(rate_limit="3/minute") as site:
        yield site


def _message(visitor: Visitor, number: int) -> httpx.Response:
    return visitor.post("messages", {"id": str(number), "text": "你好"})


def test_too_many_messages_are_told_when_to_come_again(hasty: Site) -> None:
    visitor = hasty.visitor()
    answers = [_message(visitor, number) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 121
    assert answers[3].json()["error"]["message"] == "发送太快了，请稍等片刻再试。"
    assert len(hasty.bot.heard) == 3


def test_one_hasty_visitor_does_not_slow_another(hasty: Site) -> None:
    visitor = hasty.visitor()
    for number in range(4):
        _message(visitor, number)
    assert _message(hasty.visitor(), 1).status_code == 200


def test_an_address_cannot_begin_sessions_without_end(hasty: Site) -> None:
    codes = [hasty.client.post("/api/chat/sessions").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


def test_a_forged_token_does_not_use_up_the_limit_of_a_visitor(hasty: Site) -> None:
    visitor = hasty.visitor()
    for number in range(5):
        _message(Visitor(hasty.client, visitor.token + "x"), number)
    assert _message(visitor, 1).status_code == 200


@pytest.mark.parametrize("path", ["/api/chat/messages", "/api/chat/forms/f_1", "/api/chat/feedback"])
def test_a_body_that_is_too_large_is_refused(visitor: Visitor, path: str) -> None:
    headers = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
    answer = visitor.client.post(path, content=b" " * (LARGEST + 1), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_in_pieces_without_a_length_is_counted(visitor: Visitor) -> None:
    headers = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
    answer = visitor.client.post("/api/chat/messages", content=_in_pieces(LARGEST + 1024), headers=headers)
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_body_of_the_largest_size_is_read(visitor: Visitor) -> None:
    body = b'{"id": "1", "text": "hello"}'
    headers = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
    answer = visitor.client.post("/api/chat/messages", content=body.ljust(LARGEST), headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/chat/nothing", "/widget/nothing.js", "/widget/../app.py", "/docs", "/openapi.json"]
)
def test_an_unknown_path_is_told_so_in_json(site: Site, path: str) -> None:
    answer = site.client.get(path)
    assert answer.status_code == 404
    assert answer.json() == {"error": {"code": "not_found", "message": "没有找到。"}}


def test_a_wrong_method_is_told_so_in_json(site: Site) -> None:
    answer = site.client.get("/api/chat/messages")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "invalid")


@pytest.mark.parametrize("path", ["/chat", "/", "/widget.js", "/healthz", "/nothing"])
def test_every_answer_says_that_nothing_comes_from_outside(site: Site, path: str) -> None:
    headers = site.client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(("path", "kind"), [("/chat", "text/html"), ("/widget.js", "text/javascript")])
def test_the_page_and_its_script_are_served(site: Site, path: str, kind: str) -> None:
    answer = site.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


def test_being_alive_needs_nobody_else(site: Site) -> None:
    site.bot.ready = False
    assert (site.client.get("/healthz").status_code, site.client.get("/healthz").json()) == (200, {"status": "ok"})


def test_ready_is_whoever_can_answer(site: Site) -> None:
    answer = site.client.get("/readyz")
    assert answer.status_code == 200
    assert all(answer.json().values())


def test_without_a_bot_the_office_is_not_ready(site: Site) -> None:
    site.bot.ready = False
    answer = site.client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["bot"]) == (True, False)


def test_the_counts_tell_turns_by_outcome(site: Site, visitor: Visitor) -> None:
    visitor.say("你好")
    visitor.say("谢谢")
    visitor.say("")
    site.bot.says([])
    visitor.say("再见")
    lines = site.client.get("/metrics").text.splitlines()
    assert 'talent_turns_total{status="answered"} 2' in lines
    assert 'talent_turns_total{status="clarify"} 1' in lines
    assert 'talent_turns_total{status="failed"} 1' in lines
    assert "talent_turn_seconds_count 4" in lines


def test_the_counts_say_nothing_of_what_was_said(site: Site, visitor: Visitor) -> None:
    visitor.say("人才公寓")
    assert "人才" not in site.client.get("/metrics").text
