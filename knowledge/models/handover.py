"""Handovers 转人工: who is in charge of a conversation, what was done to it and by whom, and what staff work with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of

HANDOVER_STATES = ("waiting", "taken", "returned", "left", "closed", "ticket")
HANDOVER_REASONS = ("asked", "not_understood", "complaint", "appeal", "partner", "staff")
_OPEN = text("state IN ('waiting', 'taken')")


class Handover(Base):
    """A conversation in the hands of a person, or waiting for one; a conversation has at most one that is open.

    `state` is `waiting`, then `taken`, and ends as `returned` (to the bot), `left` (the applicant), `closed`, or
    `ticket` (nobody took it while the hall was open). `heard_at` is when the applicant last wrote, `acknowledged_at`
    when he was told that it arrived.
    """

    __tablename__ = "handover"
    __table_args__ = (
        one_of("state", HANDOVER_STATES),
        one_of("reason", HANDOVER_REASONS),
        Index("uq_handover_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    team: Mapped[str] = mapped_column(String(60))
    staff: Mapped[str] = mapped_column(String(60), default="")
    ticket: Mapped[str] = mapped_column(String(30), default="")
    asked_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class HandoverStep(Base):
    """Who did what and when, to a handover or a ticket; `text` is what a person of the office wrote, if anything.

    `event` is the key of the event by which the applicant got it. Rows are never changed but for `text`, which goes
    with the conversation; they name it without being bound to it.
    """

    __tablename__ = "handover_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int | None] = mapped_column(index=True)
    ticket: Mapped[str] = mapped_column(String(30), default="", index=True)
    conversation_id: Mapped[str] = mapped_column(String(40), default="", index=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text, default="")
    event: Mapped[str] = mapped_column(String(120), default="")


class CannedReply(Base):
    """A prepared reply 常用答复 of the staff; `clauses` are references such as `clause:hongyan-2023/分年兑现`."""

    __tablename__ = "canned_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    clauses: Mapped[list[str]]
    illustrative: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    updated_by: Mapped[str] = mapped_column(String(60))
    updated_at: Mapped[datetime]


class PartnerConsent(Base):
    """Whether an applicant agreed that a partner service sees his conversation; `version` and `digest` name the text.

    A row is written when the question is asked; it is a consent once `given_at` is set and `withdrawn_at` is not.
    """

    __tablename__ = "partner_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    partner: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Pause(Base):
    """A time in which the bot does not answer; the one that has not ended holds now. `sentence` is told instead."""

    __tablename__ = "pause"
    __table_args__ = (
        Index(
            "uq_pause_open", "what", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(10))
    sentence: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime]
    began_by: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(60), default="")
