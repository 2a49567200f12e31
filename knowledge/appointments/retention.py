"""Retention: contact data does not outlive its purpose (PIPL Art. 19; domain notes 06, section 1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from knowledge.models import Appointment, Contact
from knowledge.office import Office

# Days after the visit until an appointment no longer tells whose it was.
VISIT_DAYS = 30
# A form that led to no appointment leaves its data this long.
UNUSED = timedelta(days=1)


def forget_contacts(office: Office) -> int:
    """Cut old appointments from their contact data and delete contact data that nothing needs; return how many rows."""
    session = office.session
    last = office.today - timedelta(days=VISIT_DAYS)
    session.execute(update(Appointment).where(Appointment.day < last).values(contact_id=None, phone_digest=None))
    used = select(Appointment.contact_id).where(Appointment.contact_id.is_not(None))
    unused = delete(Contact).where(Contact.created_at < office.now - UNUSED, Contact.id.not_in(used))
    return cast(CursorResult[Any], session.execute(unused)).rowcount
