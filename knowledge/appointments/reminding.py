"""Reminders of visits: which are due, and that each is written once, whoever runs this and however often.

A reminder is claimed by a row of `visit_reminder`, unique by visit, slot and kind, in the transaction that writes the
event for the conversation; the short message (knowledge.appointments.texting) follows from the row.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from knowledge.appointments.reminder_words import rules, told
from knowledge.events import tell
from knowledge.models import Appointment, Conversation, Event, Slot, VisitReminder
from knowledge.office import Office

KINDS = ("day", "hours")
EVENT = "visit"
# The longest before a visit that any reminder is due.
_AHEAD = timedelta(days=1)


def write_due_reminders(office: Office, *, sms: bool) -> int:
    """Write every reminder of a visit that is due, each once; return how many. With `sms` a short message follows."""
    written = 0
    query = (
        select(Appointment, Slot)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(Appointment.status == "confirmed", Appointment.part_of_id.is_(None))
        .where(Slot.day >= office.today, Slot.day <= office.today + _AHEAD)
        .order_by(Appointment.id)
        # A visit that is being cancelled or moved just now is looked at when that is done.
        .with_for_update(of=Appointment)
        .execution_options(populate_existing=True)
    )
    for appointment, slot in office.session.execute(query).all():
        for kind in KINDS:
            if _is_due(kind, appointment, slot, office.now):
                written += _write(office, appointment, slot, kind, sms=sms)
    return written


def retract_reminders(office: Office, appointment_id: int | None = None) -> int:
    """Take back reminders that reached nobody yet of visits that are not to come as they were told; return how many.

    Call it for a visit that is cancelled or moved; without an id it looks through all.
    """
    session = office.session
    query = (
        select(VisitReminder, Appointment, Slot)
        .join(Appointment, Appointment.id == VisitReminder.appointment_id)
        .join(Slot, Slot.id == VisitReminder.slot_id)
        .where(Slot.day >= office.today)
    )
    if appointment_id is not None:
        query = query.where(VisitReminder.appointment_id == appointment_id)
    taken = 0
    for reminder, appointment, slot in session.execute(query).all():
        if still_true(reminder, appointment, slot, office.now):
            continue
        if reminder.sms_state == "waiting":
            reminder.sms_state = "dropped"
        gone = delete(Event).where(Event.key == event_key(reminder), Event.delivered_at.is_(None)).returning(Event.id)
        taken += len(session.scalars(gone).all())
    return taken


def still_true(reminder: VisitReminder, appointment: Appointment, slot: Slot, now: datetime) -> bool:
    """Tell whether a visit will take place as it was, or is to be, reminded of."""
    unmoved = appointment.status == "confirmed" and appointment.slot_id == reminder.slot_id == slot.id
    return unmoved and now < begins(slot, now)


def begins(slot: Slot, now: datetime) -> datetime:
    """Return the moment at which a slot begins, in the zone of `now`."""
    return datetime.combine(slot.day, slot.starts, now.tzinfo)


def event_key(reminder: VisitReminder) -> str:
    """Return the key of a reminder's event, which is also the name of its short message."""
    return f"{EVENT}:{reminder.appointment_id}:{reminder.slot_id}:{reminder.kind}"


def _is_due(kind: str, appointment: Appointment, slot: Slot, now: datetime) -> bool:
    start = begins(slot, now)
    hours_from = start - timedelta(hours=rules()["hours"]["before"])
    booked = (appointment.confirmed_at or appointment.created_at).astimezone(now.tzinfo)
    if kind == "hours":
        # Who booked within these hours has just been told.
        return hours_from <= now < start and booked < hours_from
    rule = rules()["day"]
    day_from = datetime.combine(slot.day - timedelta(days=1), time.fromisoformat(rule["at"]), now.tzinfo)
    if booked >= day_from:
        day_from = booked + timedelta(hours=rule["after_booking_hours"])
    return day_from <= now < hours_from and not _is_night(rule, now)


def _is_night(rule: dict[str, Any], now: datetime) -> bool:
    clock = now.timetz().replace(tzinfo=None)
    return clock >= time.fromisoformat(rule["quiet_from"]) or clock < time.fromisoformat(rule["quiet_to"])


def _write(office: Office, appointment: Appointment, slot: Slot, kind: str, *, sms: bool) -> bool:
    session = office.session
    known = select(VisitReminder.id).where(
        VisitReminder.appointment_id == appointment.id, VisitReminder.slot_id == slot.id, VisitReminder.kind == kind
    )
    if session.scalar(known) is not None:
        return False
    reminder = VisitReminder(
        appointment_id=appointment.id, slot_id=slot.id, kind=kind, written_at=office.now, told=False,
        sms_state="waiting" if sms and appointment.contact_id is not None else "none",
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(reminder)
    except IntegrityError:  # another worker was faster
        return False
    if session.get(Conversation, appointment.conversation_id) is not None:
        reply = told(office, appointment, slot)
        until = begins(slot, office.now)
        reminder.told = tell(office, appointment.conversation_id, EVENT, event_key(reminder), reply, until=until)
    return True
