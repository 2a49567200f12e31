"""A user's WeChat: builds messages, delivers them up to three times, and notes what was shown."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from tests.wechat_simulator.crypto import seal, sign
from tests.wechat_simulator.judge import Account, judged
from tests.wechat_simulator.platform import Platform

_numbers = itertools.count(7_300_000_000_000_000_001)
_nonces = itertools.count(1_000_000_000)


@dataclass
class Delivery:
    """How deliveries are made: `timeout` seconds each, `total` of them; `offset` moves the clock of the stamps.

    `took` are the seconds of deliveries that were accepted in time, `answered` of those that showed a text.
    """

    timeout: float = 5.0
    total: int = 3
    offset: float = 0.0
    took: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    made: int = 0


@dataclass
class Phone:
    """One user of one account; `clients` are the replicas of the channel, asked in turn."""

    user: str
    account: Account
    platform: Platform
    clients: Sequence[httpx.AsyncClient]
    delivery: Delivery = field(default_factory=Delivery)
    path: str = "/wechat"
    dropped: int = 0

    async def say(self, text: str) -> str:
        """Type a text and return what came back at once ("" for nothing)."""
        return await self.message("text", {"Content": text})

    async def message(self, kind: str, more: dict[str, str], number: int | None = None) -> str:
        """Send a message of a kind."""
        values = {"MsgType": kind, **more, "MsgId": str(number or next(_numbers))}
        self.platform.message_came(self.user, tap="bizmsgmenuid" in more)
        return await self.deliver(values)

    async def event(self, name: str, more: dict[str, str] | None = None, moment: int | None = None) -> str:
        """Do something that is an event."""
        if name in ("subscribe", "SCAN", "CLICK"):
            self.platform.message_came(self.user, tap=True)
        return await self.deliver({"MsgType": "event", "Event": name, **(more or {})}, moment)

    async def deliver(self, values: dict[str, str], moment: int | None = None) -> str:
        """Deliver until an answer comes in time, `total` times at most; note and return what is shown."""
        document = self.document(values, moment)
        for number in range(self.delivery.total):
            began = time.monotonic()
            client = self.clients[number % len(self.clients)]
            self.delivery.made += 1
            try:
                text = await asyncio.wait_for(self.post(document, client), self.delivery.timeout)
            except TimeoutError:
                continue
            self.delivery.took.append(time.monotonic() - began)
            if text:
                self.delivery.answered.append(self.delivery.took[-1])
                self.platform.show(self.user, text, "passive")
            return text
        self.dropped += 1
        return ""

    async def post(self, document: str, client: httpx.AsyncClient | None = None, key: str | None = None) -> str:
        """Post a document once and return the text that would be shown; raise `Broken` for a wrong answer."""
        query, body, used = self.request(document, key=key)
        response = await (client or self.clients[0]).post(
            self.path, params=query, content=body.encode(), headers={"Content-Type": "text/xml"}
        )
        return judged(self.account, self.user, response, used)

    def request(
        self, document: str, *, key: str | None = None, outer: str = "", now: Callable[[], float] = time.time
    ) -> tuple[dict[str, str], str, str | None]:
        """Return query and body of a delivery, and the key that the reply must be encrypted with (None: plain)."""
        account = self.account
        stamp, nonce = str(int(now() + self.delivery.offset)), str(next(_nonces))
        query = {
            "signature": sign(account.token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "openid": self.user
        }  # fmt: skip
        if account.mode == "plain":
            return query, document, None
        used = key or account.aes_keys[0]
        sealed = seal(used, account.app_id, document)
        query |= {"encrypt_type": "aes", "msg_signature": sign(account.token, stamp, nonce, sealed)}
        inner = outer.removeprefix("<xml>").removesuffix("</xml>") if account.mode == "compatible" else ""
        plain = inner or f"<ToUserName><![CDATA[{account.name}]]></ToUserName>"
        return query, f"<xml>{plain}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>", used

    def document(self, values: dict[str, str], moment: int | None = None) -> str:
        """Return a message as XML."""
        stamp = moment if moment is not None else int(time.time() + self.delivery.offset)
        fields = {"ToUserName": self.account.name, "FromUserName": self.user}
        text = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
        text += f"<CreateTime>{stamp}</CreateTime>"
        text += "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in values.items())
        return f"<xml>{text}</xml>"

    @property
    def shown(self) -> list[str]:
        """Everything that this user saw."""
        return self.platform.texts(self.user)
