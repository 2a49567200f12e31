"""Personal data beside the contacts: consents, keys, exports, deletions, and what is sent to a telephone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of

SMS_STATES = ("none", "waiting", "sending", "sent", "failed", "dropped")
DELETION_KINDS = ("delete", "withdraw")


class SealedKey(Base):
    """A key of the office's own that outlives the contact keys, sealed with the newest of them."""

    __tablename__ = "sealed_key"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class ConsentText(Base):
    """The words of a consent as they were shown; a version is never changed, a new one is added."""

    __tablename__ = "consent_text"

    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]


class Consent(Base):
    """That a person consented, to which words, and when he took it back; `contact_ref` names nobody once it is gone."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_ref: Mapped[str] = mapped_column(String(40), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Deletion(Base):
    """That data was deleted: number, when, how many rows of which kind; nothing of the data itself."""

    __tablename__ = "deletion"
    __table_args__ = (one_of("kind", DELETION_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]


class ExportRequest(Base):
    """A copy of one's data that may be fetched once; what it holds is put together when it is fetched."""

    __tablename__ = "export_request"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(30), default="", server_default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ForgottenDialogue(Base):
    """A conversation whose state with the bot is to be deleted as soon as it rests."""

    __tablename__ = "forgotten_dialogue"

    conversation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]


class VisitReminder(Base):
    """That a visit in its slot was reminded of, and what became of the short message."""

    __tablename__ = "visit_reminder"
    __table_args__ = (UniqueConstraint("appointment_id", "slot_id", "kind"), one_of("sms_state", SMS_STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"))
    slot_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    written_at: Mapped[datetime]
    told: Mapped[bool]
    sms_state: Mapped[str] = mapped_column(String(10), index=True)
    sms_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")


class RetentionRun(Base):
    """What a run of the retention job deleted, and what is overdue after it (all must be 0)."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    deleted: Mapped[dict[str, Any]]
    overdue: Mapped[dict[str, Any]]
