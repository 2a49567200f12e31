"""Visits: hold a slot, confirm it into an appointment with a code, look it up, cancel it.

Every function that writes wants a session of `session_factory(engine, writes=True)` and leaves the commit to its
caller. That a seat is not sold twice, and one person has one visit a day and service, is the database's own rule
(partial unique indexes); here it only becomes words.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from knowledge.appointments.codes import make_code
from knowledge.appointments.slots import FreeSlot
from knowledge.models import Appointment, AppointmentEvent, Contact, Seat, Service, Slot
from knowledge.office import Office

ACTIVE = ("held", "confirmed")
_CODE_TRIES = 5


class SlotTaken(Exception):
    """Someone else has the last place of the slot."""


class AlreadyBooked(Exception):
    """The same telephone number has a visit for this service on this day."""


class TooLate(Exception):
    """The deadline for cancelling has passed."""


class NotHeld(Exception):
    """There is no held appointment of this key in this conversation."""


def hold(office: Office, slot: FreeSlot, service: Service, case: str, conversation: str) -> Appointment:
    """Hold a place of a slot for the hall's `hold_minutes`, under a key of its own; raise `SlotTaken`.

    What the conversation held before is let go, so that trying times does not block them for others, and a repeated
    wish leaves one hold.
    """
    session = office.session
    _release_held(office, conversation)
    row = _slot_row(session, slot)
    taken = _taken_seats(office, row)
    for number in range(1, slot.window.capacity + 1):
        if number not in taken:
            appointment = _new(office, slot, row, number, service, case, conversation)
            if _added(session, appointment):
                return appointment
    raise SlotTaken


def confirm(office: Office, key: str, conversation: str, contact: Contact) -> Appointment:
    """Turn the held appointment `key` into a confirmed one with a code; idempotent.

    Raises `NotHeld`, `SlotTaken` (the hold ran out and someone else took the place) and `AlreadyBooked`.
    """
    session = office.session
    query = select(Appointment).where(Appointment.key == key, Appointment.conversation_id == conversation)
    appointment = session.scalar(query.with_for_update())
    if appointment is None or appointment.status in ("canceled_user", "released"):
        raise NotHeld
    if appointment.status == "confirmed":
        return appointment
    if _double_booked(session, appointment, contact):
        raise AlreadyBooked
    before = appointment.status
    for _ in range(_CODE_TRIES):
        try:
            with session.begin_nested():
                appointment.contact, appointment.phone_digest = contact, contact.phone_digest
                appointment.status, appointment.confirmed_at = "confirmed", office.now
                appointment.code = make_code(appointment.day, _next_number(session, appointment))
                session.flush()
        except IntegrityError:
            session.refresh(appointment)
            if _seat_lost(session, appointment):
                raise SlotTaken from None
            if _double_booked(session, appointment, contact):
                raise AlreadyBooked from None
        else:
            _note(session, appointment, office.now, "applicant", before, "confirmed")
            session.flush()
            return appointment
    raise SlotTaken


def cancel(office: Office, appointment: Appointment, actor: str = "applicant") -> Appointment:
    """Cancel a confirmed appointment; idempotent; raise `TooLate` after the hall's deadline."""
    if appointment.status == "canceled_user":
        return appointment
    slot = office.session.get_one(Slot, appointment.slot_id)
    if office.now > cancel_until(slot, office):
        raise TooLate
    _note(office.session, appointment, office.now, actor, appointment.status, "canceled_user")
    appointment.status, appointment.canceled_at = "canceled_user", office.now
    office.session.flush()
    return appointment


def cancel_until(slot: Slot, office: Office) -> datetime:
    """Return the last moment at which a visit in this slot can be cancelled."""
    begins = datetime.combine(slot.day, slot.starts, office.now.tzinfo)
    return begins - timedelta(minutes=int(slot.window.hall.rule["cancel_before_minutes"]))


def release(office: Office, key: str, conversation: str) -> None:
    """Let go of what is held under this key."""
    _release_held(office, conversation, key)


def release_expired(office: Office) -> int:
    """Mark every hold that ran out; return how many."""
    return _settle(office, "office", "expired", Appointment.held_until <= office.now)


def _slot_row(session: Session, slot: FreeSlot) -> Slot:
    query = select(Slot).where(Slot.window_id == slot.window.id, Slot.day == slot.day, Slot.starts == slot.starts)
    row = session.scalar(query)
    if row is None:
        row = Slot(window_id=slot.window.id, day=slot.day, starts=slot.starts, ends=slot.ends)
        if not _added(session, row):
            row = session.scalars(query).one()
    seats = session.scalar(select(func.count(Seat.number)).where(Seat.slot_id == row.id)) or 0
    for number in range(seats + 1, slot.window.capacity + 1):
        _added(session, Seat(slot_id=row.id, number=number))
    return row


def _added(session: Session, row: Slot | Seat | Appointment) -> bool:
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return False
    return True


def _taken_seats(office: Office, row: Slot) -> set[int]:
    """Return the numbers of the seats that are taken, after ending the holds that ran out."""
    active = select(Appointment.seat_number, Appointment.status, Appointment.held_until).where(
        Appointment.slot_id == row.id, Appointment.status.in_(ACTIVE)
    )
    seats = office.session.execute(active).all()
    if any(status == "held" and until is not None and until <= office.now for _, status, until in seats):
        _settle(office, "office", "expired", Appointment.slot_id == row.id, Appointment.held_until <= office.now)
        seats = office.session.execute(active).all()
    return {number for number, _, _ in seats}


def _release_held(office: Office, conversation: str, key: str | None = None) -> None:
    chosen = [Appointment.conversation_id == conversation]
    if key is not None:
        chosen.append(Appointment.key == key)
    _settle(office, "applicant", "released", *chosen)


def _settle(office: Office, actor: str, status: str, *chosen: ColumnElement[bool]) -> int:
    """End the chosen holds; the rows are locked first, so that one that is being confirmed is not ended as well."""
    query = select(Appointment).where(Appointment.status == "held", *chosen).with_for_update()
    rows = office.session.scalars(query.execution_options(populate_existing=True)).all()
    for row in rows:
        _note(office.session, row, office.now, actor, "held", status)
        row.status = status
    office.session.flush()
    return len(rows)


def _new(
    office: Office, slot: FreeSlot, row: Slot, seat: int, service: Service, case: str, conversation: str
) -> Appointment:
    appointment = Appointment(
        key=secrets.token_hex(20),
        conversation_id=conversation,
        service=service,
        case_code=case,
        slot_id=row.id,
        seat_number=seat,
        day=slot.day,
        status="held",
        held_until=office.now + timedelta(minutes=int(slot.window.hall.rule["hold_minutes"])),
        provisional=slot.provisional,
        materials=[
            {"name": m.name, "necessity": m.necessity, "form": m.form, "note": m.note}
            for m in service.materials
            if not m.cases or not case or case in m.cases
        ],
        created_at=office.now,
    )
    set_committed_value(appointment, "slot", row)
    appointment.events.append(_event(office.now, "applicant", "", "held"))
    return appointment


def _note(
    session: Session, appointment: Appointment, now: datetime, actor: str, before: str, after: str, reason: str = ""
) -> None:
    event = _event(now, actor, before, after, reason)
    # From this side the events that were noted before need not be read.
    event.appointment = appointment
    session.add(event)


def _event(now: datetime, actor: str, before: str, after: str, reason: str = "") -> AppointmentEvent:
    return AppointmentEvent(at=now, actor=actor, channel="chat", before=before, after=after, reason=reason)


def _double_booked(session: Session, appointment: Appointment, contact: Contact) -> bool:
    query = select(Appointment.id).where(
        Appointment.phone_digest == contact.phone_digest,
        Appointment.service_id == appointment.service_id,
        Appointment.day == appointment.day,
        Appointment.status.in_(ACTIVE),
        Appointment.id != appointment.id,
    )
    return session.scalar(query) is not None


def _seat_lost(session: Session, appointment: Appointment) -> bool:
    query = select(Appointment.id).where(
        Appointment.slot_id == appointment.slot_id,
        Appointment.seat_number == appointment.seat_number,
        Appointment.status.in_(ACTIVE),
        Appointment.id != appointment.id,
    )
    return session.scalar(query) is not None


def _next_number(session: Session, appointment: Appointment) -> int:
    used = session.scalar(
        select(func.count(Appointment.id)).where(Appointment.day == appointment.day, Appointment.code.is_not(None))
    )
    return (used or 0) + 1
