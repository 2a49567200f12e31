"""Short messages for reminders that are written: claimed by one worker, opened only to be sent, each sent once.

Between the claim and the note that it was sent a worker may die: after a while the message is claimed again and sent
under the same key, which the way of sending does not take twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, or_, select, update

from knowledge.appointments.contacts import open_phone
from knowledge.appointments.reminder_words import short_message
from knowledge.appointments.reminding import event_key, still_true
from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.models import Appointment, Contact, Slot, VisitReminder
from knowledge.office import Office
from knowledge.personal.keys import Keys, Unopened
from knowledge.sms import Sms, SmsFailed

logger = logging.getLogger(__name__)
_STUCK = timedelta(minutes=5)


def send_waiting(engine: Engine, keys: Keys, sms: Sms, clock: Clock) -> int:
    """Send every short message that waits; return how many were sent."""
    with session_factory(engine)() as session:
        found = list(session.scalars(select(VisitReminder.id).where(_open(clock())).order_by(VisitReminder.id)))
    return sum(_send(engine, keys, sms, clock, identifier) for identifier in found)


def _send(engine: Engine, keys: Keys, sms: Sms, clock: Clock, identifier: int) -> bool:
    sessions, now = session_factory(engine, writes=True), clock()
    with sessions() as session, session.begin():
        claim = update(VisitReminder).where(VisitReminder.id == identifier, _open(now))
        claim = claim.values(sms_state="sending", sms_at=now, attempts=VisitReminder.attempts + 1)
        if not session.execute(claim.returning(VisitReminder.id)).all():
            return False
        reminder = session.get_one(VisitReminder, identifier)
        prepared = _prepared(Office(session, now), keys, reminder)
        if prepared is None:
            return False
        key = event_key(reminder)
    phone, text = prepared
    try:
        sms.send(key, phone, text, now)
    except SmsFailed as error:
        logger.error("a short message was not sent: %s (%s)", error, key)
        state = "waiting"  # tried again as long as the visit lies ahead
    else:
        state = "sent"
    with sessions() as session, session.begin():
        session.execute(update(VisitReminder).where(VisitReminder.id == identifier).values(sms_state=state))
    return state == "sent"


def _open(now: datetime) -> ColumnElement[bool]:
    state, stuck = VisitReminder.sms_state, VisitReminder.sms_at < now - _STUCK
    return or_(state == "waiting", (state == "sending") & stuck)


def _prepared(office: Office, keys: Keys, reminder: VisitReminder) -> tuple[str, str] | None:
    """Return telephone and text, or drop what is not to be sent any more."""
    session = office.session
    query = select(Appointment).where(Appointment.id == reminder.appointment_id).with_for_update()
    appointment = session.scalars(query.execution_options(populate_existing=True)).one()
    slot = session.get_one(Slot, reminder.slot_id)
    contact = session.get(Contact, appointment.contact_id) if appointment.contact_id is not None else None
    if contact is None or not still_true(reminder, appointment, slot, office.now):
        reminder.sms_state = "failed" if reminder.attempts > 1 else "dropped"
        return None
    try:
        return open_phone(keys, contact), short_message(office, appointment, slot)
    except Unopened:
        # A key that is put in later opens it: tried again, like a way of sending that is down.
        logger.error("a short message cannot be sent: its contact is sealed with an unknown key (%s)", contact.key_id)
        reminder.sms_state = "waiting"
        return None
