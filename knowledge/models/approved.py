"""Approved questions and answers: what staff answered once, and on which rows that answer rests."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, Sourced, sourced_checks


class ApprovedAnswer(Sourced, Base):
    """A question in several wordings and its answer; `rests_on` are rows with the digest they had at the review.

    Each of `rests_on` is `{"row": "clause:hongyan-2023/分年兑现", "digest": "…"}`.
    """

    __tablename__ = "approved_answer"
    __table_args__ = sourced_checks()

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    question: Mapped[str] = mapped_column(Text)
    paraphrases: Mapped[list[str]]
    conclusion: Mapped[str] = mapped_column(Text)
    points: Mapped[list[str]]
    rests_on: Mapped[list[dict[str, Any]]]
    reviewed_by: Mapped[str] = mapped_column(String(60))
    reviewed_on: Mapped[date]
    active: Mapped[bool] = mapped_column(default=True)
    subjects: Mapped[list[ApprovedSubject]] = relationship(cascade="all, delete-orphan")


class ApprovedSubject(Base):
    """A subject that an approved answer is about: the way from a question to it."""

    __tablename__ = "approved_subject"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("approved_answer.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
