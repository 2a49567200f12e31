"""The staff desk 工作台: accounts and sessions of staff, the audit log 操作日志, changes that wait for a second one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, one_of

ROLES = ("viewer", "editor", "publisher", "admin")
"""From the least to the most; each may what the ones before it may."""
CHANGE_STATES = ("waiting", "published", "refused", "withdrawn")


class StaffAccount(Base):
    """A person of the office who may sign in; `password` is an argon2 hash, empty for an account of the provider.

    `subject` names the person at the provider (issuer and subject), NULL for a local account.
    """

    __tablename__ = "staff_account"
    __table_args__ = (one_of("role", ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    shown_name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(10))
    password: Mapped[str] = mapped_column(Text, default="")
    must_change: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str | None] = mapped_column(String(400), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class StaffSession(Base):
    """A signed-in browser; only the SHA-256 of its token is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    account: Mapped[StaffAccount] = relationship()


class SignInFailure(Base):
    """A sign-in that failed, by the name that was typed (whether there is such an account or not) and by address."""

    __tablename__ = "sign_in_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Base):
    """One thing that somebody did; `digest` covers the row and the digest before it. The database refuses changes."""

    __tablename__ = "audit_entry"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(60), index=True)
    role: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(60), index=True)
    object: Mapped[str] = mapped_column(String(120), default="", index=True)
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where the log ends, sealed with a key that is not in the database; the only row has the id 1."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class StaffChange(Base):
    """A change of a row of the office that one person proposes and another one publishes (四眼原则).

    `reference` names the row (`service:talent-apartment`, `calendar:2026-12-31`); `before` and `after` hold the fields
    that change; `evidence` says what the new values rest on. The database refuses that one person does both.
    """

    __tablename__ = "staff_change"
    __table_args__ = (
        one_of("status", CHANGE_STATES),
        CheckConstraint("status <> 'published' OR decided_by_id IS NOT NULL", name="published_by_somebody"),
        CheckConstraint("status NOT IN ('published', 'refused') OR decided_by_id <> proposed_by_id", name="two_people"),
        Index("ix_staff_change_open", "status", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    evidence: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[StaffAccount] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[StaffAccount | None] = relationship(foreign_keys=[decided_by_id])


class WordList(Base):
    """A published version of a list of words (sensitive words 敏感词, forms of address); the highest number counts."""

    __tablename__ = "word_list"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    entries: Mapped[list[dict[str, Any]]]
    note: Mapped[str] = mapped_column(Text, default="")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("staff_change.id"))
    published_at: Mapped[datetime]
