"""Drafts: documents that were ingested, each as staff will see it before it is published or turned down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of

DRAFT_STATUSES = ("draft", "approved", "rejected", "replaced")


class Draft(Base):
    """An ingested document with its text; `clauses` are its parsed clauses, whose ranges point into `text`.

    `digest` is the SHA-256 of the file. `policy_code` names the policy that it would be a version of (empty: a new
    one); `document_code` the document that approval made. No answer ever reads this table.
    """

    __tablename__ = "draft"
    __table_args__ = (one_of("status", DRAFT_STATUSES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(10), default="draft", index=True)
    file_name: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20), default="")
    issued_by: Mapped[list[str]]
    signed_on: Mapped[date | None]
    published_on: Mapped[date | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    trial: Mapped[bool] = mapped_column(default=False)
    validity: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    clauses: Mapped[list[dict[str, Any]]]
    warnings: Mapped[list[str]]
    policy_code: Mapped[str] = mapped_column(String(60), default="")
    document_code: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
