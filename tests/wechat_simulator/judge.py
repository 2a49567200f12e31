"""What an answer to a callback may be (specification, section 5); anything else is what users would see as broken."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

import httpx

from tests.wechat_simulator.crypto import sign, unseal

OK = 200
_MOST_BYTES = 2048
_PLAIN = ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
_SEALED = ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]


class Broken(AssertionError):
    """The user would read 该公众号暂时无法提供服务."""


@dataclass(frozen=True)
class Account:
    """The account as the platform knows it; `aes_keys` the current EncodingAESKey and perhaps the one before."""

    name: str = "gh_demo"
    app_id: str = "wxdemo0123456789ab"
    token: str = "lj-demo-token"
    mode: str = "plain"
    aes_keys: tuple[str, ...] = ("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",)


def judged(account: Account, user: str, response: httpx.Response, key: str | None) -> str:
    """Return the text that the user sees ("" for none); raise `Broken`. `key`: the reply must be encrypted with it."""
    if response.status_code != OK:
        raise Broken(f"status {response.status_code}")
    if response.content in (b"", b"success"):
        return ""
    document = response.text
    if key is not None:
        found = _fields(document, _SEALED)
        if found["MsgSignature"] != sign(account.token, found["TimeStamp"], found["Nonce"], found["Encrypt"]):
            raise Broken("the signature of the reply is wrong")
        document = unseal(key, account.app_id, found["Encrypt"])
    found = _fields(document, _PLAIN)
    if (found["ToUserName"], found["FromUserName"]) != (user, account.name):
        raise Broken("the names did not change places")
    if not found["CreateTime"].isdigit() or found["MsgType"] != "text":
        raise Broken("a text with an integer as its time was expected")
    if not found["Content"] or len(found["Content"].encode()) > _MOST_BYTES:
        raise Broken(f"a text of {len(found['Content'].encode())} bytes")
    return found["Content"]


def _fields(document: str, names: list[str]) -> dict[str, str]:
    try:
        root = ET.fromstring(document)  # noqa: S314  (our own)
    except ET.ParseError as problem:
        raise Broken(f"no XML: {problem}") from None
    if root.tag != "xml" or [child.tag for child in root] != names or any(len(child) for child in root):
        raise Broken(f"other elements: {[child.tag for child in root]}")
    return {child.tag: child.text or "" for child in root}
