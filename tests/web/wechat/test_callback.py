"""The envelope of a callback (cases 1 to 10): what is not the platform's gets 403 and reaches nobody."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.web.conftest import reply, text
from tests.web.wechat.conftest import PREVIOUS_KEY, RunScene, World
from tests.wechat_simulator.crypto import seal, seal_raw, sign
from web.wechat.cipher import MessageKey
from web.wechat.signature import signature

# The vector of the specification, section 3.
STAMP, NONCE, MOMENT = "1795651200", "4057218863", 1795651200.0
MESSAGE = (
    "<xml><ToUserName><![CDATA[gh_demo]]></ToUserName><FromUserName><![CDATA[oDemoUser0001]]></FromUserName>"
    "<CreateTime>1795651200</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[人才公寓怎么申请]]></Content>"
    "<MsgId>7300000000000000001</MsgId></xml>"
)
ENCRYPT = (
    "Q3stYC6hdFzMh9T8HCvyDGEOub6ivJXc5pWMZ4xGcWne5sQ22X5Y5lznfFs5dQB9HN39nc8ldj+ujw8KIVV+1V+vQs0dWUaMoxHX5NTetUKHl7zCU4D80"
    "XD97GZdn3hR6YMfNa3HX5NEVFFIX0Dt1YnXtyeksa9B4U2GblZzpMXJfQ7WWP0+4ZxwJTnq4oK/SMV6+zrqxkdgqFvZ1xHFWuc29lG2p0IKpHhcBFeXzk"
    "8nuuIxzV0CRC2jfH4R38fflEtkLBD3y9EfuDCbPt/62qYvhLUaZU//fbH42FCp6nLzwtsPqaEvMxP+o9OCpM8pxVm39fgLzEWD4goVMQEqMChp+fFc7NY"
    "WYfcz5AKLzjxS2qpT5GQ9L1lUfPrFWy6setEWvHvH4Ez7o/qZqHWjdNyz9WpTP9kCLh38Dlxoj/M="
)
AES_KEY, APP_ID, TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxdemo0123456789ab", "lj-demo-token"
MSG_SIGNATURE = "8fdb1ba0e51c029e85553bc3df83fef723cd41c2"


def test_signatures_are_those_of_the_vectors() -> None:
    assert signature("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"
    assert signature(TOKEN, STAMP, NONCE) == "ce7de25366d7ae5b985a572fd78e6bc89efda3f9"
    assert signature(TOKEN, STAMP, NONCE, ENCRYPT) == MSG_SIGNATURE


def test_encryption_is_that_of_the_vector() -> None:
    key = MessageKey.read(AES_KEY, APP_ID)
    assert len(MESSAGE.encode()) == 268
    assert key.encrypt(MESSAGE, b"0123456789abcdef") == ENCRYPT
    assert key.decrypt(ENCRYPT) == MESSAGE


def _verification(**changed: str) -> dict[str, str]:
    query = {"signature": sign(TOKEN, STAMP, NONCE), "timestamp": STAMP, "nonce": NONCE, "echostr": "6243571099"}
    return {name: value for name, value in {**query, **changed}.items() if value != "-"}


async def _get(world: World, query: dict[str, str]) -> httpx.Response:
    return await world.clients[0].get("/wechat", params=query)


def test_a_verification_is_answered_with_the_echo_and_nothing_else(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        response = await _get(world, _verification())
        assert response.status_code == 200
        assert response.content == b"6243571099"
        assert response.headers["content-type"].startswith("text/plain")

    run_here(scene, wall=lambda: MOMENT)


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "0e7de25366d7ae5b985a572fd78e6bc89efda3f9"},
        {"signature": "-"}, {"timestamp": "-"}, {"nonce": "-"}, {"echostr": "-"},
        {"echostr": "<script>"}, {"echostr": "a" * 257}, {"echostr": ""}, {"signature": "签名"},
    ],
)  # fmt: skip
def test_a_wrong_verification_echoes_nothing(run_here: RunScene, changed: dict[str, str]) -> None:
    async def scene(world: World) -> None:
        response = await _get(world, _verification(**changed))
        assert response.status_code == 403
        assert response.content == b""

    run_here(scene, wall=lambda: MOMENT)


def _sealed(encrypt: str = ENCRYPT, **changed: str) -> dict[str, str]:
    signed = sign(TOKEN, STAMP, NONCE, encrypt)
    query = {"signature": sign(TOKEN, STAMP, NONCE), "timestamp": STAMP, "nonce": NONCE, "encrypt_type": "aes"}
    return {**query, "msg_signature": signed, **changed}


async def _post(world: World, query: dict[str, str], encrypt: str = ENCRYPT, more: str = "") -> httpx.Response:
    body = f"<xml><ToUserName><![CDATA[gh_demo]]></ToUserName>{more}<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    return await world.clients[0].post("/wechat", params=query, content=body.encode())


def test_the_vector_reaches_the_bot_and_the_reply_is_sealed(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(reply(text("在网上申请")))
        phone.delivery.offset = MOMENT - time.time()
        response = await _post(world, _sealed())
        assert response.status_code == 200
        assert world.bot.texts == ["人才公寓怎么申请"]
        assert "在网上申请" not in response.text
        assert await phone.say("人才公寓怎么申请") == "在网上申请"  # judged: signature, key and AppID

    run(scene, mode="safe", wall=lambda: MOMENT)


@pytest.mark.parametrize(
    ("mode", "query"),
    [
        ("safe", _sealed(msg_signature="0" * 40)),
        ("safe", _sealed(signature="0" * 40)),
        ("safe", {name: value for name, value in _sealed().items() if name != "encrypt_type"}),
        ("plain", _sealed(signature="0" * 40, encrypt_type="raw")),
        ("plain", _sealed(signature="", encrypt_type="raw")),
    ],
)
def test_what_is_signed_wrongly_reaches_nobody(run_here: RunScene, mode: str, query: dict[str, str]) -> None:
    async def scene(world: World) -> None:
        response = await _post(world, query)
        assert (response.status_code, response.content) == (403, b"")
        assert world.bot.heard == []

    run_here(scene, mode=mode, wall=lambda: MOMENT)


@pytest.mark.parametrize("age", [20 * 60, -20 * 60])
def test_an_old_request_reaches_nobody(run_here: RunScene, age: int) -> None:
    async def scene(world: World) -> None:
        assert (await _post(world, _sealed())).status_code == 403
        assert world.bot.heard == []

    run_here(scene, mode="safe", wall=lambda: MOMENT + age)


def test_everything_wrong_inside_is_refused_alike(run_here: RunScene) -> None:
    body = MESSAGE.encode()
    plain = b"r" * 16 + len(body).to_bytes(4, "big") + body + APP_ID.encode()
    whole = plain + b"x" * (32 - len(plain) % 32)
    wrong = {
        "a foreign account at the tail": seal(AES_KEY, APP_ID, MESSAGE, tail="wxother00000000000"),
        "padding of 0": seal_raw(AES_KEY, whole, pad=bytes(32)),
        "padding of 33": seal_raw(AES_KEY, whole, pad=bytes([33]) * 32),
        "a length beyond the text": seal(AES_KEY, APP_ID, MESSAGE, length=100_000),
        "no base64": "&&&&",
        "no whole block": "AAAA",
        "nothing": "",
    }

    async def scene(world: World) -> None:
        answers = set()
        for encrypt in wrong.values():
            response = await _post(world, _sealed(encrypt), encrypt)
            answers.add((response.status_code, response.content))
        assert answers == {(403, b"")}
        assert world.bot.heard == []

    run_here(scene, mode="safe", wall=lambda: MOMENT)


def test_the_key_before_is_still_read_and_answered_with(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        document = phone.document({"MsgType": "text", "Content": "你好", "MsgId": "7300000000000009001"})
        assert await phone.post(document, key=PREVIOUS_KEY) == "好的"

    run_here(scene, mode="safe")


def test_in_compatible_mode_only_what_is_encrypted_counts(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        hidden = phone.document({"MsgType": "text", "Content": "问题乙", "MsgId": "7300000000000009002"})
        shown = phone.document({"MsgType": "text", "Content": "问题甲", "MsgId": "7300000000000009002"})
        query, body, _ = phone.request(hidden, outer=shown)
        assert "问题甲" in body
        response = await world.clients[0].post("/wechat", params=query, content=body.encode())
        assert response.status_code == 200
        assert world.bot.texts == ["问题乙"]

    run_here(scene, mode="compatible")


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {name} '&{before};&{before};&{before};&{before};'>"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><xml><Content>&i;</Content></xml>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><xml><ToUserName>&e;</ToUserName></xml>', {403}),
        (BOMB, {403}),
        ("<xml>" + "a" * 10_000_000 + "</xml>", {403, 413}),
        ("<xml><ToUserName>", {403}),
        ("", {403}),
        ("<xml/>", {403}),
        ("<a>" * 30_000, {403, 413}),
        ("<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><CreateTime>x</CreateTime></xml>", {403}),
        ("\x00\x01\x02", {403}),
    ],
)  # fmt: skip
def test_what_is_no_small_plain_xml_is_refused_at_once(run_here: RunScene, body: str, expected: set[int]) -> None:
    async def scene(world: World) -> None:
        query = {"signature": sign(TOKEN, STAMP, NONCE), "timestamp": STAMP, "nonce": NONCE}
        began = time.monotonic()
        response = await world.clients[0].post("/wechat", params=query, content=body.encode())
        assert response.status_code in expected
        assert time.monotonic() - began < 1
        assert world.bot.heard == []

    run_here(scene, wall=lambda: MOMENT)


def test_a_push_in_json_is_accepted_with_a_warning(run_here: RunScene, caplog: Any) -> None:
    async def scene(world: World) -> None:
        query = {"signature": sign(TOKEN, STAMP, NONCE), "timestamp": STAMP, "nonce": NONCE}
        response = await world.clients[0].post("/wechat", params=query, content=b'{"MsgType": "event"}')
        assert response.content == b"success"
        unsigned = await world.clients[0].post("/wechat", params={**query, "signature": "0"}, content=b"{}")
        assert unsigned.status_code == 403
        assert "JSON" in caplog.text

    run_here(scene, wall=lambda: MOMENT)
