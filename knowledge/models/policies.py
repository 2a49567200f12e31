"""Policies: a stable identity, its documents (versions of the text), their clauses, benefits and conditions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, Sourced, one_of, sourced_checks

if TYPE_CHECKING:
    from knowledge.models.versions import ApplicationWindow, BenefitRule, DocumentRelation

VALIDITIES = ("有效", "已修改", "失效", "废止", "待核实")
LEVELS = ("国家", "市级", "两江新区", "区县")
HARDNESS = ("必须", "原则上", "优先")


class Policy(Base):
    """A policy 政策 by its stable name."""

    __tablename__ = "policy"
    __table_args__ = (one_of("level", LEVELS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    level: Mapped[str] = mapped_column(String(10))
    summary: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text, default="")
    telephone: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)
    en: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    documents: Mapped[list[Document]] = relationship(
        back_populates="policy", cascade="all, delete-orphan", order_by="Document.position"
    )
    windows: Mapped[list[ApplicationWindow]] = relationship(
        back_populates="policy", cascade="all, delete-orphan", order_by="ApplicationWindow.position"
    )


class Document(Sourced, Base):
    """A document 文件: one version of a policy's text.

    `effective_to` is the last day that the text itself gives; `ended_on` the first day on which it was out of force.
    """

    __tablename__ = "document"
    __table_args__ = (one_of("validity", VALIDITIES), *sourced_checks())

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    issued_by: Mapped[list[str]]
    signed_on: Mapped[date | None]
    published_on: Mapped[date | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    ended_on: Mapped[date | None]
    trial: Mapped[bool] = mapped_column(default=False)
    validity: Mapped[str] = mapped_column(String(10))
    validity_basis: Mapped[str] = mapped_column(Text, default="")
    policy: Mapped[Policy] = relationship(back_populates="documents")
    clauses: Mapped[list[Clause]] = relationship(
        back_populates="document", cascade="all, delete-orphan", order_by="Clause.position"
    )
    benefits: Mapped[list[Benefit]] = relationship(cascade="all, delete-orphan", order_by="Benefit.position")
    conditions: Mapped[list[Condition]] = relationship(cascade="all, delete-orphan", order_by="Condition.position")
    relations: Mapped[list[DocumentRelation]] = relationship(
        back_populates="document", cascade="all, delete-orphan", order_by="DocumentRelation.position"
    )
    # What other documents do to this one; by code, for either may be loaded anew without the other.
    incoming: Mapped[list[DocumentRelation]] = relationship(
        primaryjoin="Document.code == foreign(DocumentRelation.target)", viewonly=True, order_by="DocumentRelation.id"
    )
    benefit_rules: Mapped[list[BenefitRule]] = relationship(
        back_populates="document", cascade="all, delete-orphan", order_by="BenefitRule.position"
    )


class Clause(Base):
    """A clause 条款 with its path (第X条第Y款第Z项, or the heading of our 要点).

    Ingested clauses also know their level (条, 项, 一、), ordinal and parent, where they stand in the text of their
    draft (characters from `char_start` to `char_end`, exclusive; page from 1 where the file has pages), and the rows
    of a table; those of content files leave these empty.
    """

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("document_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    position: Mapped[int]
    path: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text, default="")
    about: Mapped[list[str]]
    conclusion: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    important: Mapped[bool] = mapped_column(default=False)
    level: Mapped[str] = mapped_column(String(10), default="", server_default="")
    ordinal: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id", ondelete="CASCADE"), index=True)
    char_start: Mapped[int | None]
    char_end: Mapped[int | None]
    page: Mapped[int | None]
    table_rows: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    document: Mapped[Document] = relationship(back_populates="clauses")
    parent: Mapped[Clause | None] = relationship(remote_side=[id])


class Benefit(Base):
    """A benefit 待遇; amounts are whole yuan."""

    __tablename__ = "benefit"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(Text, default="")
    amount_min: Mapped[int | None]
    amount_max: Mapped[int | None]
    amount_expr: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(20), default="元")
    payout: Mapped[list[int]]
    payout_text: Mapped[str] = mapped_column(Text, default="")
    tax_free: Mapped[bool | None]
    payee: Mapped[str] = mapped_column(String(20), default="")
    clause: Mapped[Clause] = relationship()


class Condition(Base):
    """A condition 条件 of a document, in words; its logic comes with the eligibility pre-check."""

    __tablename__ = "condition"
    __table_args__ = (one_of("hardness", HARDNESS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    hardness: Mapped[str] = mapped_column(String(10), default="必须")
    clause: Mapped[Clause] = relationship()
