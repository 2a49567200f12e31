"""Only our own pages and those of the allow-list may use the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pydantic import ValidationError

from knowledge.settings import Settings
from tests.web.conftest import MakeSite, Site

FRIEND, STRANGER = "https://www.example.gov.cn", "https://stranger.example"


@pytest.fixture
def friendly(make_site: MakeSite) -> Iterator[Site]:
    """A site that one other origin may embed."""
    with make_site(allowed_origins=f"{FRIEND}, https://second.example:8443") as site:
        yield site


def _call(site: Site, method: str, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = site.client
    return client.portal.call(lambda: client.client.request(method, path, headers=named))


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", "http://www.example.gov.cn", f"{FRIEND}.evil.example", "x", "http://["]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/chat/sessions"), ("POST", "/api/chat/messages"), ("POST", "/api/chat/forms/f_1"),
     ("POST", "/api/chat/feedback"), ("GET", "/api/chat/history"), ("GET", "/api/chat/events"),
     ("OPTIONS", "/api/chat/messages")],
)  # fmt: skip
def test_a_foreign_page_is_refused(friendly: Site, method: str, path: str, origin: str) -> None:
    answer = _call(friendly, method, path, Origin=origin)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign")
    assert "access-control-allow-origin" not in answer.headers


def test_a_foreign_page_makes_no_sessions_with_a_simple_request(friendly: Site) -> None:
    answer = _call(friendly, "POST", "/api/chat/sessions", Origin=STRANGER, Content_Type="text/plain")
    assert answer.status_code == 403


def test_a_page_of_the_list_asks_first_and_reads_the_answer(friendly: Site) -> None:
    asked = _call(friendly, "OPTIONS", "/api/chat/messages", Origin=FRIEND, Access_Control_Request_Method="POST")
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == FRIEND
    allowed = asked.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "last-event-id"))
    answer = _call(friendly, "POST", "/api/chat/sessions", Origin=FRIEND)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == FRIEND
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/widget.js", "/widget/styles.css"])
def test_only_pages_of_the_list_may_load_the_widget(friendly: Site, path: str) -> None:
    assert _call(friendly, "GET", path, Origin=FRIEND).headers["access-control-allow-origin"] == FRIEND
    assert "access-control-allow-origin" not in _call(friendly, "GET", path, Origin=STRANGER).headers
    assert "Origin" in _call(friendly, "GET", path).headers["vary"]


def test_a_page_of_the_list_may_not_call_what_the_widget_does_not_need(friendly: Site) -> None:
    assert _call(friendly, "GET", "/api/receipts/PZ1", Origin=FRIEND).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://office.test"}, {"Origin": "https://office.test"}, {},
                                     {"Origin": "https://public.name", "Sec_Fetch_Site": "same-origin"}])  # fmt: skip
def test_our_own_page_may(friendly: Site, headers: dict[str, str]) -> None:
    assert _call(friendly, "POST", "/api/chat/sessions", **headers).status_code == 200


def test_no_answer_sets_a_cookie(friendly: Site) -> None:
    for method, path in (("POST", "/api/chat/sessions"), ("GET", "/chat"), ("GET", "/widget.js")):
        assert "set-cookie" not in _call(friendly, method, path).headers


@pytest.mark.parametrize(
    "wrong", ["*", "example.gov.cn", "https://a.example/", "https://a.example/path", "javascript:x"]
)
def test_a_list_that_makes_no_sense_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="without a path"):
        Settings(allowed_origins=wrong)
