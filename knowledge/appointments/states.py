"""The states of a visit, which change may follow which, and the note that every change leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from knowledge.appointments.reminding import retract_reminders
from knowledge.models import Appointment, AppointmentEvent
from knowledge.office import Office

NEXT: dict[str, frozenset[str]] = {
    "held": frozenset({"confirmed", "expired", "released", "canceled_office"}),
    # Who submits late keeps his time, if nobody else took it.
    "expired": frozenset({"confirmed"}),
    "confirmed": frozenset({"checked_in", "rescheduled", "canceled_user", "canceled_office", "no_show"}),
    "checked_in": frozenset({"served", "canceled_office"}),
    "served": frozenset({"rated"}),
    "no_show": frozenset({"checked_in"}),
    "canceled_office": frozenset({"rescheduled"}),
}


class IllegalChange(ValueError):
    """A visit in this state cannot come into that one; the message names both."""


@dataclass(frozen=True)
class By:
    """Who changes a visit, and through which channel: `applicant`, `office` (by the clock) or the name of a clerk."""

    actor: str = "applicant"
    channel: str = "chat"


APPLICANT = By()
CLOCK = By("office", "worker")


def at_desk(staff: str) -> By:
    """Return who a clerk at the desk is."""
    return By(staff, "desk")


def change(
    office: Office, visit: Appointment, after: str, by: By, reason: str = "", changes: dict[str, Any] | None = None
) -> None:
    """Bring a visit and its parts into a state and note it; raise `IllegalChange`."""
    if after not in NEXT.get(visit.status, ()):
        raise IllegalChange(f"a visit that is {visit.status} cannot become {after}")
    before = visit.status
    for part in parts_of(office, visit):
        part.status = after
    visit.status = after
    note(office, visit, by, before, after, reason, changes)
    office.session.flush()
    if before == "confirmed":
        retract_reminders(office, visit.id)


def note(
    office: Office,
    visit: Appointment,
    by: By,
    before: str,
    after: str,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    """Note a change of a visit: who, when, through which channel, from what to what, why."""
    event = AppointmentEvent(
        at=office.now, actor=by.actor, channel=by.channel, before=before, after=after, reason=reason,
        changes=changes or {},
    )  # fmt: skip
    # From this side the events that were noted before need not be read.
    event.appointment = visit
    office.session.add(event)


def parts_of(office: Office, visit: Appointment) -> list[Appointment]:
    """Return the further seats of a visit that is longer than a slot."""
    if visit.slots == 1:
        return []
    return list(office.session.scalars(select(Appointment).where(Appointment.part_of_id == visit.id)))
