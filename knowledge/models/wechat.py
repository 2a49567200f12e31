"""WeChat: users, the messages that came, the answers that are due, and the state of an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of

DELIVERY_STATES = ("running", "answered", "handed_over", "parked", "failed")
MESSAGE_STATES = ("due", "sending", "sent", "kept", "rest", "shown", "failed", "unreached")


class WechatUser(Base):
    """A user of an account: the OpenID as a keyed digest and sealed for sending, never in the clear.

    `message_left` and `tap_left` count the customer messages that the platform still allows until `…_until`;
    `offered` is the list that was sent last; `form` (sealed) the contact form that is being filled in.
    """

    __tablename__ = "wechat_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    adapter: Mapped[str] = mapped_column(String(10))
    account: Mapped[str] = mapped_column(String(80), default="")
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"), index=True)
    reachable: Mapped[bool] = mapped_column(default=True)
    message_left: Mapped[int] = mapped_column(default=0)
    message_until: Mapped[datetime | None]
    tap_left: Mapped[int] = mapped_column(default=0)
    tap_until: Mapped[datetime | None]
    offered: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    offered_at: Mapped[datetime | None]
    form: Mapped[bytes | None] = mapped_column(LargeBinary)
    form_at: Mapped[datetime | None]
    consents: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class WechatDelivery(Base):
    """A message that came, by the digest of its key: it is worked on once, whoever receives it how often."""

    __tablename__ = "wechat_delivery"
    __table_args__ = (one_of("state", DELIVERY_STATES),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("wechat_user.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    deliveries: Mapped[int] = mapped_column(default=1)
    reply: Mapped[bytes | None] = mapped_column(LargeBinary)
    replied_at: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class WechatMessage(Base):
    """Texts for a user (sealed): `due` as customer messages, `kept` for his next message, the `rest` after 继续.

    `sent` counts those that went out for one question; `event_id` is the event that is delivered with them.
    """

    __tablename__ = "wechat_message"
    __table_args__ = (one_of("state", MESSAGE_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("wechat_user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), index=True)
    parts: Mapped[bytes] = mapped_column(LargeBinary)
    sent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), unique=True)
    notice: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class WechatAccount(Base):
    """What all processes share of an account: its token (sealed), who renews it, and whether sending rests."""

    __tablename__ = "wechat_account"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    token_until: Mapped[datetime | None]
    renewing_until: Mapped[datetime | None]
    forced_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    forbidden_until: Mapped[datetime | None]
    cursor: Mapped[str] = mapped_column(Text, default="")


class ChatLink(Base):
    """A link from WeChat to the full page that carries the conversation over, once."""

    __tablename__ = "chat_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
