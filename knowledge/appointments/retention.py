"""Retention of contact data: it does not outlive its purpose (PIPL Art. 19; domain notes 06, section 1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, delete, func, or_, select, update

from knowledge.models import Appointment, Contact
from knowledge.office import Office
from knowledge.personal.periods import periods


def forget_contacts(office: Office) -> int:
    """Cut old appointments from their contact data and delete contact data that nothing needs; return how many rows."""
    session = office.session
    session.execute(update(Appointment).where(_over(office)).values(contact_id=None, phone_digest=None))
    return cast(CursorResult[Any], session.execute(delete(Contact).where(_unused(office)))).rowcount


def forget_id_numbers(office: Office) -> int:
    """Delete ID numbers whose visits are over or never came; return how many."""
    cleared = update(Contact).where(_number_over(office)).values(id_sealed=None)
    return cast(CursorResult[Any], office.session.execute(cleared)).rowcount


def overdue_contacts(office: Office) -> dict[str, int]:
    """Count what should have been deleted by now."""
    counted = {
        "appointments": select(func.count(Appointment.id)).where(_over(office)),
        "contacts": select(func.count(Contact.id)).where(_unused(office)),
        "id_numbers": select(func.count(Contact.id)).where(_number_over(office)),
    }
    return {name: office.session.scalar(query) or 0 for name, query in counted.items()}


def _over(office: Office) -> ColumnElement[bool]:
    """Appointments that no longer tell whose they were."""
    named = or_(Appointment.contact_id.is_not(None), Appointment.phone_digest.is_not(None))
    return (Appointment.day < office.today - timedelta(days=periods()["contact"])) & named


def _unused(office: Office) -> ColumnElement[bool]:
    given = Contact.created_at < office.now - timedelta(days=periods()["contact_unused"])
    return given & Contact.id.not_in(_in_use())


def _number_over(office: Office) -> ColumnElement[bool]:
    last = office.today - timedelta(days=periods()["id_number"])
    needed = _in_use().where(Appointment.day >= last)
    given = Contact.created_at < office.now - timedelta(days=periods()["contact_unused"])
    return Contact.id_sealed.is_not(None) & given & Contact.id.not_in(needed)


def _in_use() -> Select[int | None]:
    return select(Appointment.contact_id).where(Appointment.contact_id.is_not(None))
