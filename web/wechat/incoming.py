"""What came from a user: the fields that count, and the key by which a repetition is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from web.wechat.cipher import Forged


@dataclass(frozen=True)
class Incoming:
    """A message or an event; `user` is the OpenID, which never stands in a log or in the clear in a table."""

    adapter: str
    account: str
    user: str
    moment: int
    kind: str
    event: str = ""
    message: str = ""
    content: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The digest of what makes this message one: its number, or for an event who, when and what."""
        parts = (
            (self.adapter, self.account, self.message)
            if self.message
            else (self.adapter, self.account, self.user, str(self.moment), self.event, self.more.get("EventKey", ""))
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def is_event(self) -> bool:
        """Whether the user did something instead of saying it."""
        return self.kind == "event"


def read_incoming(found: dict[str, str]) -> Incoming:
    """Return the message of these fields; raise `Forged` if those that every message has are missing."""
    try:
        moment = int(found["CreateTime"])
        account, user, kind = found["ToUserName"], found["FromUserName"], found["MsgType"]
    except (KeyError, ValueError):
        raise Forged from None
    message = found.get("MsgId", "")
    if not account or not user or (kind != "event" and not message):
        raise Forged
    known = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "MsgId", "Content"}
    return Incoming(
        adapter="wechat",
        account=account,
        user=user,
        moment=moment,
        kind=kind,
        event=found.get("Event", ""),
        message=message if kind != "event" else "",
        content=found.get("Content", ""),
        more={name: value for name, value in found.items() if name not in known},
    )
