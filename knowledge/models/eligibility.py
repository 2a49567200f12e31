"""Rules of eligibility: a set for what can be checked, made from one document or record, and its single rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, one_of
from knowledge.models.policies import HARDNESS

AUDIENCES = ("person", "employer", "team")
RULE_STATUSES = ("draft", "reviewed", "published")


class RuleSet(Base):
    """A rule set 规则集; `source` is the code of a document, or `entry:` and the code of a record.

    `subjects` are the ids under which it is asked for; classes, questions and estimates are as in the content file.
    """

    __tablename__ = "rule_set"
    __table_args__ = (one_of("audience", AUDIENCES), one_of("status", RULE_STATUSES))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Text)
    subjects: Mapped[list[str]]
    audience: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(70), index=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(Text, default="")
    reviewer: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date | None]
    pick: Mapped[str] = mapped_column(String(10))
    classes_from: Mapped[str] = mapped_column(String(60), default="")
    classes: Mapped[list[dict[str, Any]]]
    questions: Mapped[list[dict[str, Any]]]
    estimates: Mapped[list[dict[str, Any]]]
    notes: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    updated_by: Mapped[str] = mapped_column(String(60), default="content")
    updated_at: Mapped[datetime]
    rules: Mapped[list[Rule]] = relationship(cascade="all, delete-orphan", order_by="Rule.position")


class Rule(Base):
    """A rule 规则: a condition in words, the clause it stands in, and its expression as data."""

    __tablename__ = "rule"
    __table_args__ = (one_of("hardness", HARDNESS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    talent_class: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text, default="")
    hardness: Mapped[str] = mapped_column(String(10), default="必须")
    expr: Mapped[dict[str, Any]]
    way: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list[str]]
