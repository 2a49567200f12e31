"""The API of the platform: tokens, customer messages with their quota, notices, the menu; errors by a script."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

_MESSAGES, _TAPS = 5, 3
_MOST_BYTES = 2048


@dataclass(frozen=True)
class Seen:
    """What a user saw: the text, by which way (`passive`, `customer`, `notice`), and when."""

    text: str
    way: str
    at: float


@dataclass
class Platform:
    """The API's state; `script` holds error codes that the next calls of a path are answered with, -99 for a hang."""

    app_id: str = "wxdemo0123456789ab"
    secret: str = "demo-secret-of-the-simulator"
    quota: bool = True
    script: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, int] = field(default_factory=dict)
    hang: float = 30.0
    seen: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    calls: Counter[str] = field(default_factory=Counter)
    forced: int = 0
    token: str = "token-0"
    expired: set[str] = field(default_factory=set)
    left: dict[str, int] = field(default_factory=dict)
    menu: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a call of the channel."""
        return await self.answer(request.url.path, dict(request.url.params), request.content)

    async def answer(self, path: str, query: dict[str, str], content: bytes) -> httpx.Response:
        """Answer a call by its parts."""
        self.calls[path] += 1
        if b"\\u" in content:
            self.problems.append("an escape instead of a character")
        code = self.script[path].pop(0) if self.script[path] else self.always.get(path, 0)
        if code == -99:
            await asyncio.sleep(self.hang)
        if code == -502:
            return httpx.Response(502, text="<html>bad gateway</html>")
        body = json.loads(content) if content else {}
        if path == "/cgi-bin/stable_token":
            return httpx.Response(200, json=self._token(body, code))
        if code == 42001:
            self.expire()
        if code:
            return httpx.Response(200, json={"errcode": code, "errmsg": f"error, rid: rid-{code}"})
        if query.get("access_token") in self.expired:
            return httpx.Response(200, json={"errcode": 42001, "errmsg": "access_token expired"})
        if query.get("access_token") != self.token:
            return httpx.Response(200, json={"errcode": 40001, "errmsg": "invalid credential"})
        return httpx.Response(200, json=self._done(path, body))

    def message_came(self, user: str, *, tap: bool = False) -> None:
        """A user wrote (or tapped): the quota begins anew."""
        self.left[user] = max(self.left.get(user, 0), _TAPS) if tap else _MESSAGES

    def expire(self) -> None:
        """The token ends: whoever asks gets another one."""
        self.expired.add(self.token)
        self.token = f"token-{len(self.expired)}"

    def show(self, user: str, text: str, way: str) -> None:
        """Note what a user saw."""
        self.seen[user].append(Seen(text, way, time.monotonic()))

    def texts(self, user: str, way: str = "") -> list[str]:
        """Return what a user saw, by one way or by all."""
        return [seen.text for seen in self.seen[user] if way in ("", seen.way)]

    def _token(self, body: dict[str, Any], code: int) -> dict[str, Any]:
        if code:
            return {"errcode": code, "errmsg": "error"}
        if body.get("secret") != self.secret or body.get("grant_type") != "client_credential":
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if body.get("force_refresh"):
            self.forced += 1
            self.token = f"token-forced-{self.forced}"
        return {"access_token": self.token, "expires_in": 7200}

    def _done(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        user = body.get("touser", "")
        if path == "/cgi-bin/message/custom/send":
            text = body["text"]["content"]
            if len(text.encode()) > _MOST_BYTES:
                return {"errcode": 45002, "errmsg": "content too long"}
            if self.quota:
                if self.left.get(user, 0) <= 0:
                    return {"errcode": 45047 if user in self.left else 45015, "errmsg": "out of response count limit"}
                self.left[user] -= 1
            self.show(user, text, "customer")
        elif path in ("/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"):
            self.show(user, json.dumps(body["data"], ensure_ascii=False), "notice")
            if path.endswith("template/send"):
                return {"errcode": 0, "errmsg": "ok", "msgid": self.calls[path]}
        elif path == "/cgi-bin/menu/create":
            self.menu = body
        else:
            return {"errcode": 404, "errmsg": "no such path"}
        return {"errcode": 0, "errmsg": "ok"}
