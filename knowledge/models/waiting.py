"""The waiting list 候补, restrictions after no-shows, and tries of codes."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.appointments import Appointment
from knowledge.models.base import Base, one_of
from knowledge.models.services import Service

WAITING_STATES = ("waiting", "offered", "taken", "missed", "left", "over")


class Waiting(Base):
    """Somebody who waits for a place: first come, first served by `id`.

    `windows` are the codes of the windows that he would take; days and times bound what he wants. `appointment_id` is
    the place that is offered to him. waiting -> offered -> taken | missed; left by himself; over when the days passed.
    """

    __tablename__ = "waiting_list"
    __table_args__ = (one_of("status", WAITING_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    case_code: Mapped[str] = mapped_column(String(40), default="")
    windows: Mapped[list[str]]
    day_from: Mapped[date]
    day_to: Mapped[date]
    time_from: Mapped[time | None]
    time_to: Mapped[time | None]
    language: Mapped[str] = mapped_column(String(2), default="zh")
    status: Mapped[str] = mapped_column(String(10), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    service: Mapped[Service] = relationship()
    appointment: Mapped[Appointment | None] = relationship()


class Restriction(Base):
    """A person who may not book until a day, after visits that he did not come to; staff may lift it."""

    __tablename__ = "restriction"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_digest: Mapped[str] = mapped_column(String(64), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    lifted_by: Mapped[str] = mapped_column(String(60), default="")
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str] = mapped_column(Text, default="")


class CodeTry(Base):
    """A failed try of a code, existing or not: so many within an hour close it, and nothing tells which it was."""

    __tablename__ = "code_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), index=True)
    at: Mapped[datetime]
