"""What is counted and kept without anybody in it: figures of closed days, and what a closed week publishes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


class DayFigure(Base):
    """A count of one closed day of the office: what of (`kind`), of which value (`label`), how many."""

    __tablename__ = "day_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    label: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int]


class PublishedWeek(Base):
    """What may be published of a closed week, counted once and never again: `monday`, figures, when."""

    __tablename__ = "published_week"

    monday: Mapped[date] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
