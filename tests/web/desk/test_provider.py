"""Single sign-on: a provider of our own that signs real tokens, and what must not be believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import Engine, select
from starlette.applications import Starlette
from starlette.routing import Mount

from knowledge.database import session_factory
from knowledge.models.desk import StaffAccount
from knowledge.settings import Settings
from tests.conftest import NOW
from tests.web.conftest import Browser
from web.desk.app import make_desk

ISSUER = "https://id.example.test"


@dataclass
class Provider:
    """Signs what a test wants; `claims` are set over the right ones."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    claims: dict[str, Any] = field(default_factory=dict)
    signed_with: RSAKey | None = None
    down: bool = False
    nonce: str = ""
    posted: dict[str, list[str]] = field(default_factory=dict)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer the desk."""
        if self.down:
            raise httpx.ConnectError("down")
        path = request.url.path
        if path.endswith("openid-configuration"):
            told = {
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }  # fmt: skip
            return httpx.Response(200, json=told)
        if path == "/keys":
            return httpx.Response(200, json=KeySet([self.key]).as_dict(private=False))
        self.posted = parse_qs(request.content.decode())
        now = int(NOW.timestamp())
        claims = {
            "iss": ISSUER, "sub": "s-1", "aud": "desk", "exp": now + 300, "iat": now, "nonce": self.nonce,
            "preferred_username": "li.si", "name": "示例李四", "roles": ["staff", "desk-editor"], **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signed_with or self.key)
        return httpx.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def browser(kept: Engine, tmp_path: Any, provider: Provider) -> Iterator[Browser]:
    settings = Settings(
        var_dir=tmp_path, oidc_issuer=ISSUER, oidc_client_id="desk", desk_url="http://testserver", office_now=None,
        oidc_roles="desk-viewer=viewer, desk-editor=editor",
    )  # fmt: skip
    desk = make_desk(settings, kept, lambda: NOW, httpx.MockTransport(provider.handle))
    transport = httpx.ASGITransport(Starlette(routes=[Mount("/desk", desk)]))
    with start_blocking_portal() as portal:
        client = httpx.AsyncClient(transport=transport, base_url="http://testserver")
        with portal.wrap_async_context_manager(client):
            yield Browser(portal, client)


def _go(browser: Browser, provider: Provider, **changed: str) -> httpx.Response:
    """Go to the provider and come back with what it says."""
    sent = parse_qs(urlsplit(browser.get("/desk/sign-in/provider").headers["location"]).query)
    assert sent["code_challenge_method"] == ["S256"] and sent["redirect_uri"] == [
        "http://testserver/desk/sign-in/provider/back"
    ]
    provider.nonce = sent["nonce"][0]
    params = {"state": sent["state"][0], "code": "c", **changed}
    return browser.get(f"/desk/sign-in/provider/back?{urlencode(params)}")


def _accounts(kept: Engine) -> list[tuple[str, str]]:
    with session_factory(kept)() as session:
        return [(row.name, row.role) for row in session.scalars(select(StaffAccount).order_by(StaffAccount.id))]


def test_a_person_of_the_provider_gets_an_account_with_the_role_of_the_claim(
    browser: Browser, provider: Provider, kept: Engine
) -> None:
    assert _go(browser, provider).headers["location"] == "/desk/"
    assert "示例李四" in browser.get("/desk/").text
    assert _accounts(kept) == [("li.si", "editor")]
    assert provider.posted["code_verifier"][0]


def test_the_role_follows_the_claim_at_each_sign_in(browser: Browser, provider: Provider, kept: Engine) -> None:
    _go(browser, provider)
    provider.claims = {"roles": "desk-viewer"}
    _go(browser, provider)
    assert _accounts(kept) == [("li.si", "viewer")]


def test_who_lost_every_role_is_out(browser: Browser, provider: Provider) -> None:
    _go(browser, provider)
    provider.claims = {"roles": []}
    answer = _go(browser, provider)
    assert answer.status_code == 403 and "没有工作台的角色" in answer.text
    assert browser.get("/desk/").status_code == 303


def test_a_local_account_of_the_same_name_is_not_taken_over(
    browser: Browser, provider: Provider, kept: Engine, staff: None
) -> None:
    provider.claims = {"preferred_username": "admin"}
    _go(browser, provider)
    name, role = _accounts(kept)[-1]
    assert name.startswith("sso-") and role == "editor"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.test"},
        {"aud": "other"},
        {"exp": int(NOW.timestamp()) - 3600},
        {"nonce": "old"},
        {"sub": None},
    ],
)
def test_a_token_that_was_not_meant_for_this_sign_in_is_refused(
    browser: Browser, provider: Provider, claims: dict[str, Any], kept: Engine
) -> None:
    provider.claims = claims
    assert _go(browser, provider).status_code == 403
    assert _accounts(kept) == []


def test_a_token_signed_by_somebody_else_is_refused(browser: Browser, provider: Provider) -> None:
    provider.signed_with = RSAKey.generate_key(2048, {"kid": "1"})
    assert _go(browser, provider).status_code == 403


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"code": ""}])
def test_an_answer_to_another_sign_in_is_refused(browser: Browser, provider: Provider, changed: dict[str, str]) -> None:
    assert _go(browser, provider, **changed).status_code == 403


def test_an_answer_without_having_asked_is_refused(browser: Browser) -> None:
    assert browser.get("/desk/sign-in/provider/back?state=a&code=b").status_code == 403


def test_a_provider_that_is_down_leaves_the_local_sign_in(browser: Browser, provider: Provider) -> None:
    provider.down = True
    answer = browser.get("/desk/sign-in/provider")
    assert answer.status_code == 503 and 'name="password"' in answer.text


@pytest.mark.parametrize(
    "values",
    [{"oidc_issuer": ISSUER}, {"oidc_roles": "a=chief"}, {"oidc_roles": "editor-without-a-sign"}],
)
def test_settings_of_the_provider_that_make_no_sense_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="OIDC"):
        Settings(**values)  # type: ignore[arg-type]


def test_what_the_provider_answers_is_read_as_data(browser: Browser, provider: Provider) -> None:
    provider.claims = {"name": "<script>alert(1)</script>"}
    _go(browser, provider)
    assert "<script>alert" not in browser.get("/desk/").text
    assert json.dumps("<script>") not in browser.get("/desk/").text
