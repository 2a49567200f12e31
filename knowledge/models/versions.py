"""Versions: how documents relate, when one may apply, which benefits go together, and who is reminded of an end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, Sourced, one_of, sourced_checks
from knowledge.models.policies import Clause, Document, Policy

RELATIONS = ("supersedes", "amends", "repeals", "implements", "interprets", "based_on", "attaches")
WINDOW_MODES = ("常年受理", "集中申报", "免申即享")
BENEFIT_RULES = ("不可兼得", "就高不重复", "可叠加", "差额补足", "前置")


class DocumentRelation(Base):
    """What a document does to another one.

    `target` is the code of a document that is held; where it is empty, title and number name one that is not.
    `clauses` are paths in the target (empty: the whole of it); without `since` the day is unknown.
    """

    __tablename__ = "document_relation"
    __table_args__ = (
        one_of("type", RELATIONS),
        CheckConstraint("target <> '' OR target_title <> '' OR target_number <> ''", name="target_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(60), default="", index=True)
    target_title: Mapped[str] = mapped_column(Text, default="")
    target_number: Mapped[str] = mapped_column(Text, default="")
    clauses: Mapped[list[str]]
    since: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[Document] = relationship(back_populates="relations")


class ApplicationWindow(Sourced, Base):
    """When one may apply 申报批次; days are inclusive, an unknown one is empty."""

    __tablename__ = "application_window"
    __table_args__ = (
        one_of("mode", WINDOW_MODES),
        CheckConstraint("opens IS NULL OR closes IS NULL OR opens <= closes", name="opens_before_it_closes"),
        *sourced_checks(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    batch: Mapped[str] = mapped_column(Text)
    opens: Mapped[date | None]
    closes: Mapped[date | None]
    mode: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    policy: Mapped[Policy] = relationship(back_populates="windows")


class BenefitRule(Base):
    """What a clause says of two benefits together; `one` and `other` in words, with the ids they stand for.

    Ids: `policy:…`, `service:…`, `topic:…`, `benefit:…` (a benefit's name), `level:…` (市级, 两江新区, …).
    """

    __tablename__ = "benefit_rule"
    __table_args__ = (one_of("rule", BENEFIT_RULES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id", ondelete="CASCADE"))
    position: Mapped[int]
    rule: Mapped[str] = mapped_column(String(10))
    one: Mapped[str] = mapped_column(Text)
    one_ids: Mapped[list[str]]
    other: Mapped[str] = mapped_column(Text)
    other_ids: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[Document] = relationship(back_populates="benefit_rules")
    clause: Mapped[Clause] = relationship()


class Reminder(Base):
    """A wish to be reminded before an application window closes; a canceled one is kept until its conversation goes."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index(
            "uq_reminder_active", "conversation_id", "window_code", unique=True,
            sqlite_where=text("canceled_at IS NULL"), postgresql_where=text("canceled_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    window_code: Mapped[str] = mapped_column(String(60), index=True)
    created_at: Mapped[datetime]
    canceled_at: Mapped[datetime | None]
