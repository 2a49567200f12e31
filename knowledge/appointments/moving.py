"""Moving a visit: first the new time is taken, then the old one freed, in one transaction; or none of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from knowledge.appointments.holding import expire, slot_words
from knowledge.appointments.rules import rule_of
from knowledge.appointments.seats import lock_persons, lock_window, take
from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.states import APPLICANT, By, IllegalChange, change, note
from knowledge.appointments.telling import begins
from knowledge.appointments.visits import AlreadyBooked, Overlapping, TooLate, give_code, overlapping
from knowledge.appointments.waiting import offer_places
from knowledge.models import Appointment
from knowledge.models.appointments import COUNTING
from knowledge.office import Office


class MovedTooOften(Exception):
    """The visit was moved as often as the rule allows."""


def reschedule(office: Office, visit: Appointment, slot: FreeSlot, by: By = APPLICANT, reason: str = "") -> Appointment:
    """Move a visit to another time and return the new one, with a code of its own; idempotent.

    A confirmed visit is moved within the rule's deadline; one that the office cancelled at any time. Raises `TooLate`,
    `MovedTooOften`, `SlotTaken`, `AlreadyBooked`, `Overlapping`; then everything is as it was.
    """
    successor = successor_of(office, visit)
    if successor is not None and _is_at(successor, slot):
        return successor
    if visit.status not in ("confirmed", "canceled_office"):
        raise IllegalChange(f"a visit that is {visit.status} cannot be moved")
    rule = rule_of(visit.slot.window.hall, visit.slot.window, visit.service)
    if visit.status == "confirmed":
        if by.actor == "applicant" and office.now > reschedule_until(visit, office):
            raise TooLate
        if by.actor == "applicant" and visit.moves >= rule.reschedule_most:
            raise MovedTooOften
    if _is_at(visit, slot) and visit.status == "confirmed":
        return visit
    with office.session.begin_nested():
        moved = _move(office, visit, slot, by, reason)
    offer_places(office)
    return moved


def reschedule_until(visit: Appointment, office: Office) -> datetime:
    """Return the last moment at which an applicant can move a visit."""
    rule = rule_of(visit.slot.window.hall, visit.slot.window, visit.service)
    return begins(visit, office) - timedelta(minutes=rule.reschedule_before_minutes)


def successor_of(office: Office, visit: Appointment) -> Appointment | None:
    """Return the visit that replaced this one, or None."""
    if visit.status != "rescheduled":
        return None
    return office.session.scalar(select(Appointment).where(Appointment.moved_from_id == visit.id))


def _move(office: Office, visit: Appointment, slot: FreeSlot, by: By, reason: str) -> Appointment:
    session = office.session
    for window in sorted({visit.slot.window, slot.window}, key=lambda window: window.id):
        lock_window(session, window)
    if visit.phone_digest is not None:
        lock_persons(session, [visit.phone_digest])
    session.refresh(visit, with_for_update=True)
    rule = rule_of(slot.window.hall, slot.window, visit.service)
    expire(office, Appointment.day == slot.day)
    values = {
        "key": secrets.token_hex(20), "conversation_id": visit.conversation_id, "service": visit.service,
        "case_code": visit.case_code, "day": slot.day, "status": "held",
        "held_until": office.now + timedelta(minutes=rule.hold_minutes), "provisional": slot.provisional,
        "materials": visit.materials, "language": visit.language, "needs": list(visit.needs), "proxy": visit.proxy,
        "channel": by.channel, "created_at": office.now, "moved_from_id": visit.id, "moves": visit.moves + 1,
    }  # fmt: skip
    new = take(office, slot, rule.capacity, values)
    times = {"slot": [slot_words(visit), slot_words(new)]}
    note(office, new, by, "", "held", reason, times)
    change(office, visit, "rescheduled", by, reason, times)
    if visit.phone_digest is not None:
        _refuse(office, visit, new, visit.phone_digest)
    give_code(office, new, visit.contact, by, {"code": [visit.code or "", ""]})
    return new


def _refuse(office: Office, visit: Appointment, new: Appointment, phone_digest: str) -> None:
    other = overlapping(office, new, phone_digest, besides=visit.id)
    if other is not None:
        raise Overlapping(other.code or "")
    query = select(Appointment.id).where(
        Appointment.phone_digest == phone_digest,
        Appointment.service_id == new.service_id,
        Appointment.day == new.day,
        Appointment.status.in_(COUNTING),
        Appointment.id.not_in([new.id, visit.id]),
    )
    if office.session.scalar(query.limit(1)) is not None:
        raise AlreadyBooked


def _is_at(visit: Appointment, slot: FreeSlot) -> bool:
    own = visit.slot
    return (own.window_id, own.day, own.starts) == (slot.window.id, slot.day, slot.starts)
