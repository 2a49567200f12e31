"""Conversations 会话, their turns 轮次, what was offered in them, and tickets 工单."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of

TICKET_KINDS = ("handoff", "complaint", "appeal", "correction", "feedback", "consultation")
TICKET_STATES = ("open", "in_progress", "answered", "closed")


class Conversation(Base):
    """A conversation of an anonymous applicant."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class Turn(Base):
    """What was asked (masked) and answered, and the number of its receipt 答复凭证.

    `message_id` makes a repeated message harmless; `read` maps the references of the rows that the answer rests on to
    digests of what they held; `considered` are the passages that retrieval looked at; `intent`, `confidence` (0 to 1)
    and `model` tell what the bot made of the question.
    """

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    reply: Mapped[dict[str, Any]]
    milliseconds: Mapped[int]
    helpful: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    receipt: Mapped[str | None] = mapped_column(String(24), unique=True)
    intent: Mapped[str] = mapped_column(String(60), default="", server_default="")
    confidence: Mapped[float | None] = mapped_column(Double)
    model: Mapped[str] = mapped_column(String(80), default="", server_default="")
    read: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    considered: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")


class OfferedOption(Base):
    """An option that was shown: its opaque id and the payload it stands for."""

    __tablename__ = "offered_option"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class FormRequest(Base):
    """A form block that was shown and may be posted: its fields, the consents it asks for, whose data it corrects."""

    __tablename__ = "form_request"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    fields: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    about: Mapped[str] = mapped_column(String(60), default="", server_default="")
    consents: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[datetime]


class Ticket(Base):
    """A matter for a person of the office, with its number; whoever has the `key` too may ask for it from anywhere.

    `due_on` is the last day on which it should be answered, `overdue_at` when the alarm was raised, `urged_at` when
    the applicant last urged (催办) and `urged` how often.
    """

    __tablename__ = "ticket"
    __table_args__ = (one_of("kind", TICKET_KINDS), one_of("state", TICKET_STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    key: Mapped[str] = mapped_column(String(20), default="", server_default="")
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="open", server_default="open", index=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    team: Mapped[str] = mapped_column(String(60), default="", server_default="")
    staff: Mapped[str] = mapped_column(String(60), default="", server_default="")
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime]
    due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    urged: Mapped[int] = mapped_column(default=0, server_default="0")
    urged_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
