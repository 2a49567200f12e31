"""Visits: hold a slot, confirm it into an appointment with a code, cancel it, move it to another time.

Every function that writes wants a session of `session_factory(engine, writes=True)` and leaves the commit to its
caller. That a seat is not sold twice, and one person has one visit a day and service, is the database's own rule
(partial unique indexes); here it only becomes words. What becomes free is offered to who waits in the same transaction.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.appointments.codes import make_code
from knowledge.appointments.holding import NoMoreTime, NotHeld, Wanted, expire, extend, let_go, take_hold, visit_under
from knowledge.appointments.hours import slots_of_day
from knowledge.appointments.lookup import forget_tries
from knowledge.appointments.restrictions import Restricted, count_no_shows, restriction_of
from knowledge.appointments.rules import rule_of
from knowledge.appointments.seats import SlotTaken, lock_persons, lock_window
from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.states import APPLICANT, By, change, parts_of
from knowledge.appointments.telling import begins
from knowledge.appointments.waiting import offer_places, taken_up
from knowledge.models import Appointment, Contact, Service, Slot, Waiting
from knowledge.models.appointments import COUNTING, TAKING
from knowledge.office import Office

__all__ = [
    "AlreadyBooked", "NoMoreTime", "NotHeld", "Overlapping", "Restricted", "SlotTaken", "TooLate", "Wanted", "cancel",
    "cancel_until", "confirm", "extend", "hold", "release", "release_expired",
]  # fmt: skip
_CODE_TRIES = 20
_PLAIN = Wanted()


class AlreadyBooked(Exception):
    """The same telephone number has a visit for this service on this day."""


class Overlapping(Exception):
    """The same telephone number has another visit (`code`) at this time."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLate(Exception):
    """The deadline for cancelling or moving has passed."""


def hold(
    office: Office, slot: FreeSlot, service: Service, conversation: str, wanted: Wanted = _PLAIN, by: By = APPLICANT
) -> Appointment:
    """Hold a place of a slot for the rule's minutes, under a key of its own; raise `SlotTaken`.

    Idempotent by `wanted.request`. What ran out goes to those who wait first.
    """
    if office.session.scalar(select(Waiting.id).where(Waiting.status.in_(("waiting", "offered"))).limit(1)):
        release_expired(office)
    return take_hold(office, slot, service, conversation, wanted, by)


def confirm(office: Office, key: str, conversation: str, contact: Contact, by: By = APPLICANT) -> Appointment:
    """Turn the held appointment `key` into a confirmed one with a code; idempotent.

    Raises `NotHeld`, `SlotTaken` (the hold ran out and someone else took the place, or the window closed),
    `AlreadyBooked`, `Overlapping` and `Restricted`.
    """
    session = office.session
    visit = session.scalar(visit_under(key, conversation))
    if visit is None:
        raise NotHeld
    # Always in this order, so that nobody waits for one who waits for him.
    lock_window(session, visit.slot.window)
    lock_persons(session, [contact.phone_digest])
    locked = visit_under(key, conversation).with_for_update().execution_options(populate_existing=True)
    visit = session.scalar(locked)
    if visit is None or visit.status not in ("held", "expired", "confirmed"):
        raise NotHeld
    if visit.status == "confirmed":
        return visit
    _refuse(office, visit, contact.phone_digest)
    give_code(office, visit, contact, by)
    if visit.offered:
        taken_up(office, visit)
        session.flush()
    return visit


def give_code(
    office: Office, visit: Appointment, contact: Contact | None, by: By, changes: dict[str, list[str]] | None = None
) -> None:
    """Confirm a held visit with the next code of its day; raise `SlotTaken` and `AlreadyBooked`."""
    session = office.session
    for attempt in range(_CODE_TRIES):
        try:
            with session.begin_nested():
                visit.contact, visit.phone_digest = contact, contact.phone_digest if contact is not None else None
                visit.confirmed_at = office.now
                visit.code = make_code(visit.day, _next_number(session, visit, attempt))
                change(office, visit, "confirmed", by, changes=changes)
        except IntegrityError:
            session.refresh(visit)
            if _seat_lost(session, visit):
                raise SlotTaken from None
            if contact is not None and _booked_that_day(session, visit, contact.phone_digest):
                raise AlreadyBooked from None
        else:
            return
    raise SlotTaken


def cancel(office: Office, visit: Appointment, by: By = APPLICANT, reason: str = "") -> Appointment:
    """Cancel a confirmed visit; idempotent; raise `TooLate`, or `IllegalChange` if it is over or moved."""
    lock_window(office.session, visit.slot.window)
    # What was read before may have been checked in, moved or cancelled meanwhile.
    office.session.refresh(visit, ["status"], with_for_update=True)
    if visit.status == "canceled_user":
        return visit
    if office.now > cancel_until(visit.slot, office, visit.service):
        raise TooLate
    change(office, visit, "canceled_user", by, reason)
    visit.canceled_at = office.now
    office.session.flush()
    offer_places(office)
    return visit


def cancel_until(slot: Slot, office: Office, service: Service | None = None) -> datetime:
    """Return the last moment at which a visit in this slot can be cancelled."""
    rule = rule_of(slot.window.hall, slot.window, service)
    starts = datetime.combine(slot.day, slot.starts, office.now.tzinfo)
    return starts - timedelta(minutes=rule.cancel_before_minutes)


def release(office: Office, key: str, conversation: str) -> None:
    """Let go of what is held under this key."""
    if let_go(office, conversation, key):
        offer_places(office)


def release_expired(office: Office) -> int:
    """Mark every hold that ran out and offer what became free to who waits; return how many ran out."""
    ended = expire(office)
    forget_tries(office)
    offer_places(office)
    return ended


def is_open(office: Office, visit: Appointment) -> bool:
    """Tell whether the window is still open at the time of a visit."""
    window = visit.slot.window
    open_times = {starts for starts, _, _ in slots_of_day(office, window, visit.day)}
    slots = [visit.slot, *(part.slot for part in parts_of(office, visit))]
    return all(slot.starts in open_times for slot in slots)


def overlapping(
    office: Office, visit: Appointment, phone_digest: str, besides: int | None = None
) -> Appointment | None:
    """Return another visit of a person that overlaps this one in time, or None."""
    ends = max((part.slot.ends for part in parts_of(office, visit)), default=visit.slot.ends)
    lead = select(Appointment.id).where(Appointment.phone_digest == phone_digest, Appointment.status.in_(TAKING))
    query = (
        select(Appointment)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(
            Appointment.id.in_(lead) | Appointment.part_of_id.in_(lead),
            Appointment.day == visit.day,
            Slot.starts < ends,
            Slot.ends > visit.slot.starts,
            Appointment.id.not_in([visit.id, besides or 0]),
            func.coalesce(Appointment.part_of_id, 0).not_in([visit.id, besides or -1]),
        )
        .limit(1)
    )
    return office.session.scalar(query)


def _refuse(office: Office, visit: Appointment, phone_digest: str) -> None:
    rule = rule_of(visit.slot.window.hall, visit.slot.window, visit.service)
    restriction = restriction_of(office, phone_digest)
    if restriction is not None:
        raise Restricted(restriction.until, count_no_shows(office, phone_digest, rule.no_show_days))
    if not is_open(office, visit) or begins(visit, office) <= office.now:
        raise SlotTaken
    if _booked_that_day(office.session, visit, phone_digest):
        raise AlreadyBooked
    other = overlapping(office, visit, phone_digest)
    if other is not None:
        raise Overlapping(other.code or "")


def _booked_that_day(session: Session, visit: Appointment, phone_digest: str) -> bool:
    query = select(Appointment.id).where(
        Appointment.phone_digest == phone_digest,
        Appointment.service_id == visit.service_id,
        Appointment.day == visit.day,
        Appointment.status.in_(COUNTING),
        Appointment.id != visit.id,
    )
    return session.scalar(query.limit(1)) is not None


def _seat_lost(session: Session, visit: Appointment) -> bool:
    rows = [visit, *session.scalars(select(Appointment).where(Appointment.part_of_id == visit.id))]
    return any(
        session.scalar(
            select(Appointment.id).where(
                Appointment.slot_id == row.slot_id,
                Appointment.seat_number == row.seat_number,
                Appointment.status.in_(TAKING),
                Appointment.id != row.id,
            )
        )
        is not None
        for row in rows
    )


def _next_number(session: Session, visit: Appointment, attempt: int) -> int:
    used = session.scalar(
        select(func.count(Appointment.id)).where(Appointment.day == visit.day, Appointment.code.is_not(None))
    )
    # Who finds a number taken jumps, so that many who confirm at once do not meet again and again.
    return (used or 0) + 1 + (secrets.randbelow(4 * attempt) if attempt else 0)
