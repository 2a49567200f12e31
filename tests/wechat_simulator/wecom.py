"""微信客服's side: messages that can be pulled, and what was sent."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.wechat_simulator.crypto import seal, sign

_AT_ONCE = 2


@dataclass
class Kf:
    """One service account of a CorpID; few messages a pull, so that there is more than one page."""

    corp: str = "wwdemo0123456789"
    secret: str = "demo-secret-of-the-corp"
    token: str = "kf-demo-token"
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    account: str = "wkDemo"
    waiting: list[dict[str, Any]] = field(default_factory=list)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    script: list[int] = field(default_factory=list)
    pulls: int = 0
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a call of the channel."""
        path, body = request.url.path, json.loads(request.content) if request.content else {}
        if path == "/cgi-bin/gettoken":
            right = request.url.params["corpsecret"] == self.secret
            got = {"access_token": "kf-token", "expires_in": 7200} if right else {"errcode": 40001, "errmsg": "no"}
            return httpx.Response(200, json=got)
        if request.url.params.get("access_token") != "kf-token":
            return httpx.Response(200, json={"errcode": 40014, "errmsg": "no"})
        if path == "/cgi-bin/kf/sync_msg":
            self.pulls += 1
            begin = int(body["cursor"] or 0)
            page = self.waiting[begin : begin + _AT_ONCE]
            more = begin + len(page) < len(self.waiting)
            got = {"errcode": 0, "msg_list": page, "next_cursor": str(begin + len(page)), "has_more": int(more)}
            return httpx.Response(200, json=got)
        code = self.script.pop(0) if self.script else 0
        if not code:
            self.sent.setdefault(body["msgid"], body)  # the same number again changes nothing
        return httpx.Response(200, json={"errcode": code, "errmsg": "ok"})

    def says(self, user: str, text: str) -> dict[str, Any]:
        """A customer writes; the message can be pulled."""
        row = {
            "msgid": f"kf{next(self._numbers)}", "open_kfid": self.account, "external_userid": user, "origin": 3,
            "send_time": int(time.time()), "msgtype": "text", "text": {"content": text},
        }  # fmt: skip
        self.waiting.append(row)
        return row

    def callback(self) -> tuple[dict[str, str], str]:
        """Return query and body of a callback that says that there is something."""
        inner = (
            f"<xml><ToUserName>{self.corp}</ToUserName><CreateTime>1</CreateTime><MsgType>event</MsgType>"
            f"<Event>kf_msg_or_event</Event><Token>pull-token</Token><OpenKfId>{self.account}</OpenKfId></xml>"
        )
        sealed = seal(self.aes_key, self.corp, inner)
        return self.query(sealed), f"<xml><Encrypt>{sealed}</Encrypt></xml>"

    def query(self, sealed: str) -> dict[str, str]:
        """Return the query under which something sealed is sent."""
        stamp, nonce = str(int(time.time())), "42"
        return {"msg_signature": sign(self.token, stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce}

    def texts(self, user: str) -> list[str]:
        """Return what a user was sent."""
        return [body["text"]["content"] for body in self.sent.values() if body["touser"] == user]
