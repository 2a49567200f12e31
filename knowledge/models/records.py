"""Records that answer a question by themselves: entries, news facts, topics; and the files that rows came from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, Sourced, one_of, sourced_checks

ENTRY_TYPES = ("organisation", "platform", "fund", "term")


class Entry(Sourced, Base):
    """An organisation, platform, fund or term with its status as of a date.

    `valid_from` and `valid_to` bound the days that it speaks of; `succeeded_by` is the code of the entry after it.
    """

    __tablename__ = "entry"
    __table_args__ = (one_of("type", ENTRY_TYPES), *sourced_checks())

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    answers: Mapped[list[str]]
    summary: Mapped[str] = mapped_column(Text)
    points: Mapped[list[str]]
    status: Mapped[str] = mapped_column(Text, default="")
    related: Mapped[list[str]]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    succeeded_by: Mapped[str] = mapped_column(String(60), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True)
    en: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class NewsFact(Sourced, Base):
    """A fact of a newspaper article, always told with its date."""

    __tablename__ = "news_fact"
    __table_args__ = sourced_checks()

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    file_code: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    value: Mapped[str] = mapped_column(Text)
    statement: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")


class Topic(Base):
    """A topic 主题: what applicants name when they name no single service or policy."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    services: Mapped[list[str]]
    policies: Mapped[list[str]]
    default_service: Mapped[str] = mapped_column(String(60), default="")
    active: Mapped[bool] = mapped_column(default=True)


class ContentFile(Base):
    """A content file as it was last loaded; the digest makes loading idempotent."""

    __tablename__ = "content_file"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]
