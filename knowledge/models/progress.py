"""Progress of applications 办理进度 as the office imports it, and the codes by which an applicant proves who asks."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of
from knowledge.models.personal import SMS_STATES


class CaseProgress(Base):
    """An application 办件: its number, what it is about, how far it is on which day.

    `sealed` is the registered telephone, sealed with the key `key_id` and bound to `ref`.
    """

    __tablename__ = "case_progress"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    matter: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    as_of: Mapped[date]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(16))
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    imported_at: Mapped[datetime]


class ProgressCode(Base):
    """A code that was sent to the registered telephone of an application because a conversation asked for it.

    Without a case the number was none of the office's: nothing is sent, and nothing tells the two apart. `sealed` is
    the code until it is sent, `digest` what a typed one is compared with, `tries` how often one was typed.
    """

    __tablename__ = "progress_code"
    __table_args__ = (one_of("sms_state", SMS_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_progress.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(16))
    sms_state: Mapped[str] = mapped_column(String(10), index=True)
    sms_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
