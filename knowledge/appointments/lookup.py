"""Looking up appointments: one's own by the conversation, others only with code and the telephone's last digits."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from knowledge.appointments.codes import is_sound
from knowledge.appointments.contacts import tail_matches
from knowledge.models import Appointment, CodeTry, Contact, Service, Slot
from knowledge.office import Office
from knowledge.personal.index import digest, find_index_key
from knowledge.personal.keys import Keys, Unopened

_FAILURES_ALLOWED = 5
_FAILURE_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Visit:
    """An appointment with what is needed to tell it."""

    appointment: Appointment
    service: Service
    slot: Slot

    @property
    def case_name(self) -> str:
        """The name of the case, empty when the service has none."""
        return next((case.name for case in self.service.cases if case.code == self.appointment.case_code), "")


def visit_of(appointment: Appointment) -> Visit:
    """Return an appointment with its service and slot."""
    return Visit(appointment, appointment.service, appointment.slot)


def own_visits(office: Office, conversation: str) -> list[Visit]:
    """Return the confirmed visits of a conversation that still lie ahead, soonest first."""
    query = (
        select(Appointment)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(
            Appointment.conversation_id == conversation,
            Appointment.status == "confirmed",
            Appointment.day >= office.today,
        )
        .options(joinedload(Appointment.service), contains_eager(Appointment.slot))
        .order_by(Slot.day, Slot.starts)
    )
    return [visit_of(appointment) for appointment in office.session.scalars(query)]


def find_visit(office: Office, code: str, conversation: str, key: Keys, tail: str | None) -> Visit | None:
    """Return the visit of a code, or None, whether the code is wrong, someone else's, or tried too often.

    In the conversation that booked it the code is enough; elsewhere `tail`, the last four digits of the telephone
    number, must fit. Five wrong tries within an hour close the code for that hour. Every failed try is noted, whether
    there is such a code or not: the same statements run, so that neither words nor time tell which it was.
    """
    session = office.session
    query = select(Appointment).where(Appointment.code == code).options(joinedload(Appointment.contact))
    appointment = session.scalar(query)
    failures = session.scalar(
        select(func.count(CodeTry.id)).where(CodeTry.code == code[:30], CodeTry.at > office.now - _FAILURE_WINDOW)
    )
    contact = appointment.contact if appointment is not None else None
    fits = tail_matches(key, contact, tail or "") if contact is not None else _as_long(session, key, tail or "")
    if appointment is not None and is_sound(code):
        if appointment.conversation_id == conversation:
            return visit_of(appointment)
        if contact is not None and tail and fits and (failures or 0) < _FAILURES_ALLOWED:
            return visit_of(appointment)
    if tail is not None:
        session.add(CodeTry(code=code[:30], at=office.now))
        session.flush()
    return None


def _as_long(session: Session, key: Keys, tail: str) -> bool:
    """Do the work of a comparison where there is nobody to compare with."""
    with suppress(Unopened):
        index = find_index_key(session, key)
        if index is not None:
            hmac.compare_digest("0" * 64, digest(index, "ct_nobody", tail))
    return False


def forget_tries(office: Office) -> None:
    """Delete the failed tries that count no more."""
    office.session.execute(delete(CodeTry).where(CodeTry.at <= office.now - _FAILURE_WINDOW))


def visit_by_code(office: Office, code: str) -> Visit | None:
    """Return the visit of a code whose holder was verified before."""
    appointment = office.session.scalar(select(Appointment).where(Appointment.code == code))
    return visit_of(appointment) if appointment is not None else None


def visit_of_contact(office: Office, ref: str, conversation: str) -> Visit | None:
    """Return the newest confirmed visit of contact data given in this conversation."""
    query = (
        select(Appointment)
        .join(Contact, Contact.id == Appointment.contact_id)
        .where(Contact.ref == ref, Appointment.conversation_id == conversation, Appointment.status == "confirmed")
        .order_by(Appointment.confirmed_at.desc())
        .limit(1)
    )
    appointment = office.session.scalar(query)
    return visit_of(appointment) if appointment is not None else None


def is_own(office: Office, code: str, conversation: str) -> bool:
    """Tell whether a code belongs to this conversation."""
    query = select(Appointment.id).where(Appointment.code == code, Appointment.conversation_id == conversation)
    return office.session.scalar(query) is not None
