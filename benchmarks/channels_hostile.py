"""Malformed callbacks and calls of the API, made by hypothesis: none may answer 5xx, and the office must go on."""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from tests.wechat_simulator.crypto import seal, sign
from tests.wechat_simulator.judge import Account
from tests.wechat_simulator.phone import Phone
from tests.wechat_simulator.platform import Platform

_AT_ONCE = 16
_BATCH = 500
_SERVER_ERROR = 500
_TEXT = st.text(max_size=60)
_NAMES = st.sampled_from(
    ["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Content", "Event", "EventKey", "Encrypt", "x"]
)
_VALUES = st.one_of(
    _TEXT, st.sampled_from(["", "0", "-1", "99999999999999999999", "event", "text", "voice", "subscribe", "]]>", "NaN"])
)
_FIELDS = st.dictionaries(_NAMES, _VALUES, max_size=9)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=10,
)
_BODY = st.one_of(
    _JSON, st.dictionaries(st.sampled_from(["id", "text", "choice", "name", "phone", "consent", "turn"]), _JSON)
)
_PATHS = ("sessions", "messages", "forms/x", "forms/%00", "feedback", "links", "history", "events", "what")


@dataclass(frozen=True)
class Hostile:
    """How many were sent of each kind, how many answered 5xx, and whether a good message was answered afterwards."""

    callbacks: int
    calls: int
    errors: int
    alive: bool


def made(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Return so many values of a strategy."""
    found: list[Any] = []

    @settings(
        max_examples=_BATCH, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        while len(found) < count:
            collect()
    return found[:count]


async def attack(client: httpx.AsyncClient, account: Account, count: int) -> Hostile:
    """Send `count` malformed requests, half to the callback and half to the API, then a good message."""
    callbacks = made(
        st.tuples(st.sampled_from(["clear", "sealed", "signed", "bytes"]), _FIELDS, st.binary()), count // 2
    )
    calls = made(st.tuples(st.sampled_from(_PATHS), _BODY, st.binary(max_size=200), st.booleans()), count - count // 2)
    token = (await client.post("/api/chat/sessions")).json()["token"]
    requests = [_callback(account, *one) for one in callbacks] + [_call(token, *one) for one in calls]
    errors = sum(await _answers(client, requests))
    phone = Phone("oDemoUserAfterwards", account, Platform(), [client])
    alive = bool(await phone.say("你好"))
    return Hostile(len(callbacks), len(calls), errors, alive)


async def _answers(client: httpx.AsyncClient, requests: Iterable[dict[str, Any]]) -> list[bool]:
    """Send requests some at a time; tell of each whether it was answered by 5xx or not at all."""
    waiting, wrong = iter(requests), []

    async def sender() -> None:
        for request in waiting:
            try:
                response = await client.request(**request)
                wrong.append(response.status_code >= _SERVER_ERROR)
            except httpx.HTTPError:
                wrong.append(True)

    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))
    return wrong


def _callback(account: Account, kind: str, fields: dict[str, str], noise: bytes) -> dict[str, Any]:
    stamp, nonce = str(int(time.time())), "1234567890"
    query = {"signature": sign(account.token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    document = "<xml>" + "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items()) + "</xml>"
    body = document.encode(errors="replace")
    if kind == "bytes":
        body = noise
    elif kind in ("sealed", "signed"):
        sealed = seal(account.aes_keys[0], account.app_id, document.encode(errors="replace").decode())
        signed = sign(account.token, stamp, nonce, sealed) if kind == "sealed" else "0" * 40
        query |= {"encrypt_type": "aes", "msg_signature": signed}
        body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()
    return {"method": "POST", "url": "/wechat", "params": query, "content": body}


def _call(token: str, path: str, body: Any, noise: bytes, as_json: bool) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if path in ("history", "events"):
        method = "DELETE" if path == "events" else "GET"
        return {"method": method, "url": f"/api/chat/{path}", "headers": headers}
    content = httpx.Request("POST", "http://x", json=body).content if as_json and _plain(body) else noise
    return {"method": "POST", "url": f"/api/chat/{path}", "headers": headers, "content": content}


def _plain(body: Any) -> bool:
    """Whether a value can be written as UTF-8 at all (lone surrogates cannot)."""
    try:
        httpx.Request("POST", "http://x", json=body)
    except (UnicodeEncodeError, ValueError):
        return False
    return True
