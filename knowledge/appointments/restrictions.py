"""Restrictions: who did not come too often may not book for some weeks; staff may lift that on appeal."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from knowledge.appointments.rules import rule_of
from knowledge.models import Appointment, Restriction
from knowledge.office import Office


class Restricted(Exception):
    """The person may not book until a day (`until`, inclusive), after visits that he did not come to."""

    def __init__(self, until: date, times: int) -> None:
        super().__init__(until.isoformat())
        self.until, self.times = until, times


def restriction_of(office: Office, phone_digest: str) -> Restriction | None:
    """Return the restriction that holds for a person today, or None."""
    query = select(Restriction).where(
        Restriction.phone_digest == phone_digest, Restriction.until >= office.today, Restriction.lifted_at.is_(None)
    )
    return office.session.scalars(query.order_by(Restriction.until.desc()).limit(1)).one_or_none()


def count_no_shows(office: Office, phone_digest: str, days: int) -> int:
    """Count the visits of the last days that a person did not come to, those before a lifted restriction left out."""
    lifted = office.session.scalar(
        select(func.max(Restriction.lifted_at)).where(Restriction.phone_digest == phone_digest)
    )
    since = office.today - timedelta(days=days)
    if lifted is not None:
        since = max(since, lifted.astimezone(office.now.tzinfo).date() + timedelta(days=1))
    query = select(func.count(Appointment.id)).where(
        Appointment.phone_digest == phone_digest, Appointment.status == "no_show", Appointment.day >= since
    )
    return office.session.scalar(query) or 0


def restrict_if_due(office: Office, visit: Appointment) -> Restriction | None:
    """Restrict a person whose no-shows reached the limit of the rule; return the restriction that is new."""
    if visit.phone_digest is None:
        return None
    rule = rule_of(visit.slot.window.hall, visit.slot.window, visit.service)
    missed = count_no_shows(office, visit.phone_digest, rule.no_show_days)
    if missed < rule.no_show_limit or restriction_of(office, visit.phone_digest) is not None:
        return None
    row = Restriction(
        phone_digest=visit.phone_digest,
        until=office.today + timedelta(days=rule.restricted_days),
        reason=f"no_show x{missed}",
        created_at=office.now,
    )
    office.session.add(row)
    office.session.flush()
    return row


def lift_restriction(office: Office, restriction: int, staff: str, reason: str) -> Restriction:
    """Lift a restriction (id) after an appeal; idempotent; raise `LookupError` if there is none."""
    row = office.session.get(Restriction, restriction)
    if row is None:
        raise LookupError(f"no restriction {restriction}")
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by, row.lifted_reason = office.now, staff, reason
        office.session.flush()
    return row
