"""Single sign-on 统一身份认证: OpenID Connect with code, PKCE and nonce; off unless OIDC_ISSUER is set."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.responses import RedirectResponse, Response

from knowledge.desk import audit
from knowledge.desk.provider_accounts import NoRole, account_of, role_in, roles_of
from web.desk import cookies
from web.desk.call import PREFIX, Call, House, not_there
from web.desk.sign_in import asked, signed_in
from web.desk.table import ANYONE, Table

table = Table()
_BACK = f"{PREFIX}/sign-in/provider/back"
_SECONDS_AWAY = 600
_TIMEOUT_SECONDS = 8
_LEEWAY_SECONDS = 60
# Signed with the provider's key only: "none" and shared secrets are not among them.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]


class ProviderFailed(Exception):
    """The provider did not answer, or not with what can be believed; the message says in which way."""


@dataclass(frozen=True)
class _Provider:
    authorization: str
    token: str
    keys: str


@table.get("/sign-in/provider", least=ANYONE)
def to_provider(call: Call) -> Response:
    """Send the person to the provider."""
    if not call.house.settings.oidc_issuer:
        raise not_there()
    try:
        with _client(call.house) as client:
            authorization = _discovered(call.house, client).authorization
    except (ProviderFailed, httpx.HTTPError, ValueError):
        return asked(call, 503, "provider")
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
    asked_for = {
        "response_type": "code", "scope": "openid profile", "client_id": call.house.settings.oidc_client_id,
        "redirect_uri": _back(call.house), "state": kept["state"], "nonce": kept["nonce"], "code_challenge": challenge,
        "code_challenge_method": "S256",
    }  # fmt: skip
    response = RedirectResponse(str(httpx.URL(authorization).copy_merge_params(asked_for)), 303)
    cookies.keep_provider_state(call.house, response, _signer(call.house).dumps(kept))
    return response


@table.get("/sign-in/provider/back", least=ANYONE, writes=True)
def back_from_provider(call: Call) -> Response:
    """Take the provider's answer; the state that it must bring back ties it to this browser."""
    house = call.house
    if not house.settings.oidc_issuer:
        raise not_there()
    try:
        claims = _claims(call)
    except (ProviderFailed, httpx.HTTPError, JoseError, BadSignature, ValueError, KeyError):
        return asked(call, 403, "provider")
    role = role_in(claims, house.settings.oidc_role_claim, roles_of(house.settings.oidc_roles))
    try:
        account = account_of(call.office, claims, role)
    except NoRole:
        audit.write(call.office, house.secret_key, audit.Actor("unknown", ""), "sign_in_no_role")
        return asked(call, 403, "provider_no_role")
    return signed_in(call, account) if account.active else asked(call, 403, "provider_no_role")


def _claims(call: Call) -> dict[str, Any]:
    """Return the checked claims of the identity token."""
    house, query = call.house, call.request.query_params
    kept = _signer(house).loads(cookies.provider_state(house, call.request), max_age=_SECONDS_AWAY)
    if not secrets.compare_digest(query.get("state", "").encode(), kept["state"].encode()) or not query.get("code"):
        raise ProviderFailed("the answer belongs to another sign-in")
    with _client(house) as client:
        provider = _discovered(house, client)
        token = _token(house, client, provider, query["code"], kept["verifier"])
        keys = KeySet.import_key_set(_object(client.get(provider.keys)))  # type: ignore[arg-type]
    settings = house.settings
    decoded = jwt.decode(str(token.get("id_token", "")), keys, algorithms=_ALGORITHMS).claims
    rules = jwt.JWTClaimsRegistry(
        now=lambda: int(house.clock().timestamp()), leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.oidc_issuer}, sub={"essential": True}, exp={"essential": True},
        aud={"essential": True, "value": settings.oidc_client_id}, nonce={"essential": True, "value": kept["nonce"]},
    )  # fmt: skip
    rules.validate(decoded)
    return dict(decoded)


def _client(house: House) -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT_SECONDS, transport=house.provider_transport, trust_env=False)


def _back(house: House) -> str:
    return f"{house.settings.desk_url.rstrip('/')}{_BACK}"


def _token(house: House, client: httpx.Client, provider: _Provider, code: str, verifier: str) -> dict[str, Any]:
    """Change the code for the tokens; the secret proves that it is the desk that asks."""
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": _back(house), "code_verifier": verifier}
    proof = (
        quote(house.settings.oidc_client_id, safe=""),
        quote(house.settings.oidc_client_secret.get_secret_value(), safe=""),
    )
    return _object(client.post(provider.token, data=body, auth=proof))


def _discovered(house: House, client: httpx.Client) -> _Provider:
    issuer = house.settings.oidc_issuer
    told = _object(client.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
    if told.get("issuer") != issuer:
        raise ProviderFailed("the provider speaks for another issuer")
    try:
        return _Provider(told["authorization_endpoint"], told["token_endpoint"], told["jwks_uri"])
    except KeyError as missing:
        raise ProviderFailed(f"the provider does not tell {missing}") from None


def _object(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    told = response.json()
    if not isinstance(told, dict):
        raise ProviderFailed("the provider did not answer with an object")
    return told


def _signer(house: House) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house.secret_key, salt="desk provider")
