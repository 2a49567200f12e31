"""Halls, windows, the calendar, slots with their seats, and appointments.

A slot that cannot be sold twice: every place of a slot is a row of `seat`; an appointment that is held or confirmed
names one seat, and a partial unique index lets one active appointment have it. SQLite and PostgreSQL both enforce it.
A visit that is longer than a slot is a row with parts: further rows, each with a seat of a slot that follows.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, Sourced, one_of, sourced_checks
from knowledge.models.services import Service

APPOINTMENT_STATES = (
    "held", "confirmed", "checked_in", "served", "rated", "rescheduled", "canceled_user", "canceled_office", "no_show",
    "expired", "released",
)  # fmt: skip
DAY_TYPES = ("workday", "weekend", "holiday", "makeup", "closed")
# A seat is taken by a visit in one of these states; a day of a person and service by one in one of those.
TAKING = ("held", "confirmed", "checked_in")
COUNTING = (*TAKING, "served", "rated")
_TAKING = text("status IN ('held', 'confirmed', 'checked_in')")
_COUNTING = text("status IN ('held', 'confirmed', 'checked_in', 'served', 'rated')")


class Hall(Sourced, Base):
    """A hall 大厅 with its opening hours and booking rule."""

    __tablename__ = "hall"
    __table_args__ = sourced_checks()

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    address: Mapped[str] = mapped_column(Text)
    telephone: Mapped[str] = mapped_column(String(40), default="")
    transit: Mapped[str] = mapped_column(Text, default="")
    parking: Mapped[str] = mapped_column(Text, default="")
    accessible: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[list[dict[str, Any]]]
    rule: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=True)
    en: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    windows: Mapped[list[Window]] = relationship(back_populates="hall", order_by="Window.position")


class Window(Base):
    """A service window 窗口; without `hours` of its own it has the hall's; its `rule` changes terms of the hall's.

    An entry of `hours` may tell the `staff` of these hours: so many places each slot has then, instead of `capacity`.
    """

    __tablename__ = "window"

    id: Mapped[int] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    languages: Mapped[list[str]]
    accessible: Mapped[bool]
    capacity: Mapped[int]
    slot_minutes: Mapped[int]
    hours: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    active: Mapped[bool] = mapped_column(default=True)
    en: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    hall: Mapped[Hall] = relationship(back_populates="windows")


class CalendarDay(Base):
    """One day of the office calendar; seeded from the published plan, staff may change it."""

    __tablename__ = "calendar_day"
    __table_args__ = (one_of("day_type", DAY_TYPES),)

    day: Mapped[date] = mapped_column(primary_key=True)
    day_type: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text, default="")
    provisional: Mapped[bool] = mapped_column(default=False)


class Closure(Base):
    """A closure at short notice: of a window, else of a hall, on a day, from `starts` to `ends` or all day."""

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"), index=True)
    window_id: Mapped[int | None] = mapped_column(ForeignKey("window.id"))
    day: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    reason: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    lifted_by: Mapped[str] = mapped_column(String(60), default="")
    lifted_at: Mapped[datetime | None]


class Slot(Base):
    """A slot 号源: a window from `starts` to `ends` on a day, with its seats."""

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("window_id", "day", "starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("window.id"))
    day: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    ends: Mapped[time]
    window: Mapped[Window] = relationship()


class Seat(Base):
    """One place of a slot."""

    __tablename__ = "seat"

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[Slot] = relationship()


class Contact(Base):
    """A person's contact data, encrypted (AES-GCM) with the key `key_id`; `phone_digest` is a keyed hash for look-up.

    `sealed` holds name and telephone, `id_sealed` the ID number where a service needs it.
    """

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(16), default="", server_default="")
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_digest: Mapped[str] = mapped_column(String(64), index=True)
    tail_digest: Mapped[str] = mapped_column(String(64))
    consent_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]


class Appointment(Base):
    """A visit 预约 from the moment a slot is held.

    `request` makes a repeated wish harmless: the same one gives the same row. `slots` tells how many in a row it takes;
    `part_of_id` names the visit that a further seat belongs to, `moved_from_id` the one that this one replaced.
    `offered` is a place offered to who waits. `materials` are the list as it was told, each with `brought` once ticked.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        one_of("status", APPOINTMENT_STATES),
        ForeignKeyConstraint(["slot_id", "seat_number"], ["seat.slot_id", "seat.number"]),
        Index(
            "uq_appointment_seat", "slot_id", "seat_number", unique=True,
            sqlite_where=_TAKING, postgresql_where=_TAKING,
        ),
        Index(
            "uq_appointment_person_day", "phone_digest", "service_id", "day", unique=True,
            sqlite_where=_COUNTING, postgresql_where=_COUNTING,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(30), unique=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    case_code: Mapped[str] = mapped_column(String(40), default="")
    slot_id: Mapped[int]
    seat_number: Mapped[int]
    day: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(20))
    held_until: Mapped[datetime | None]
    extended: Mapped[int] = mapped_column(default=0, server_default="0")
    request: Mapped[str | None] = mapped_column(String(80), unique=True)
    channel: Mapped[str] = mapped_column(String(20), default="chat", server_default="chat")
    language: Mapped[str] = mapped_column(String(2), default="zh", server_default="zh")
    needs: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    proxy: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    walk_in: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    offered: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    slots: Mapped[int] = mapped_column(default=1, server_default="1")
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    moves: Mapped[int] = mapped_column(default=0, server_default="0")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    phone_digest: Mapped[str | None] = mapped_column(String(64))
    provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    materials: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    contact: Mapped[Contact | None] = relationship()
    service: Mapped[Service] = relationship()
    slot: Mapped[Slot] = relationship(primaryjoin="foreign(Appointment.slot_id) == Slot.id", viewonly=True)
    events: Mapped[list[AppointmentEvent]] = relationship(
        back_populates="appointment", cascade="all, delete-orphan", order_by="AppointmentEvent.id"
    )


class AppointmentEvent(Base):
    """A change of an appointment: who, when, through which channel, from what to what, why.

    `changes` maps what else changed (time, window, materials) to its values before and after.
    """

    __tablename__ = "appointment_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    appointment: Mapped[Appointment] = relationship(back_populates="events")
