"""Holding a place: for some minutes it is nobody else's; then confirmed, extended, let go, or run out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, select

from knowledge.appointments.rules import rule_of
from knowledge.appointments.seats import SlotTaken, lock_window, take
from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.states import APPLICANT, CLOCK, By, change, note
from knowledge.appointments.telling_words import telling
from knowledge.models import Appointment, Service
from knowledge.office import Office


class NotHeld(Exception):
    """There is no held place of this key in this conversation."""


class NoMoreTime(Exception):
    """The place was held as long and extended as often as the rule allows."""


@dataclass(frozen=True)
class Wanted:
    """What a place is wanted for: case, language, `needs` (wheelchair, hearing), for somebody else (`proxy`).

    `request` is the key of the wish: the same wish again gives the same place.
    """

    case: str = ""
    language: str = "zh"
    needs: tuple[str, ...] = ()
    proxy: bool = False
    request: str | None = None


def take_hold(
    office: Office,
    slot: FreeSlot,
    service: Service,
    conversation: str,
    wanted: Wanted,
    by: By = APPLICANT,
    *,
    minutes: int | None = None,
    offered: bool = False,
) -> Appointment:
    """Hold a place for the rule's minutes (or so many) under a key of its own; raise `SlotTaken`.

    What the conversation held before is let go, so that trying times does not block them for others.
    """
    if (before := _by_request(office, wanted.request, conversation)) is not None:
        return before
    lock_window(office.session, slot.window)
    if not offered:
        let_go(office, conversation, by=by)
    rule = rule_of(slot.window.hall, slot.window, service)
    expire(office, Appointment.day == slot.day)
    values = {
        "key": secrets.token_hex(20),
        "request": wanted.request,
        "conversation_id": conversation,
        "service": service,
        "case_code": wanted.case,
        "day": slot.day,
        "status": "held",
        "held_until": office.now + timedelta(minutes=minutes or rule.hold_minutes),
        "provisional": slot.provisional,
        "materials": checklist(service, wanted),
        "language": wanted.language,
        "needs": list(wanted.needs),
        "proxy": wanted.proxy,
        "channel": by.channel,
        "offered": offered,
        "created_at": office.now,
    }
    try:
        visit = take(office, slot, rule.capacity, values)
    except SlotTaken:
        if (before := _by_request(office, wanted.request, conversation)) is not None:
            return before
        raise
    note(office, visit, by, "", "held", changes={"slot": [None, slot_words(visit)]})
    office.session.flush()
    return visit


def extend(office: Office, key: str, conversation: str, by: By = APPLICANT) -> Appointment:
    """Hold a place for the rule's minutes from now on; raise `NotHeld` and `NoMoreTime`."""
    visit = office.session.scalar(visit_under(key, conversation).with_for_update())
    if visit is None or visit.status != "held" or visit.held_until is None or visit.held_until <= office.now:
        raise NotHeld
    rule = rule_of(visit.slot.window.hall, visit.slot.window, visit.service)
    if visit.extended >= rule.hold_extensions or visit.offered:
        raise NoMoreTime
    before, visit.held_until = visit.held_until, office.now + timedelta(minutes=rule.hold_minutes)
    visit.extended += 1
    changes = {"held_until": [before.isoformat(), visit.held_until.isoformat()]}
    note(office, visit, by, "held", "held", "extended", changes)
    office.session.flush()
    return visit


def remark(office: Office, visit: Appointment, needs: tuple[str, ...], *, proxy: bool, by: By = APPLICANT) -> None:
    """Note on a held place what the applicant needs and that he books for somebody else; the list goes with it."""
    changes = {"needs": [list(visit.needs), list(needs)], "proxy": [visit.proxy, proxy]}
    visit.needs, visit.proxy = list(needs), proxy
    visit.materials = checklist(visit.service, Wanted(visit.case_code, proxy=proxy))
    note(office, visit, by, "held", "held", "remarks", changes)
    office.session.flush()


def let_go(office: Office, conversation: str, key: str | None = None, by: By = APPLICANT) -> int:
    """Let go of what a conversation holds, or of what is held under this key; return how many."""
    chosen = [Appointment.conversation_id == conversation]
    chosen.append(Appointment.key == key if key is not None else Appointment.offered.is_(False))
    return _settle(office, by, "released", *chosen)


def expire(office: Office, *chosen: ColumnElement[bool]) -> int:
    """End every hold that ran out (of those chosen); return how many."""
    # One that is locked is being confirmed: it is left alone.
    return _settle(office, CLOCK, "expired", Appointment.held_until <= office.now, *chosen, skip=True)


def checklist(service: Service, wanted: Wanted) -> list[dict[str, str]]:
    """Return the materials of a service for the applicant's case, as they are kept with the visit."""
    materials = [
        {"name": m.name, "necessity": m.necessity, "form": m.form, "note": m.note}
        for m in service.materials
        if not m.cases or not wanted.case or wanted.case in m.cases
    ]
    return [*materials, dict(telling()["proxy_material"])] if wanted.proxy else materials


def slot_words(visit: Appointment) -> str:
    """Return when and where a visit is, for the notes."""
    slot = visit.slot
    return f"{slot.window.code} {slot.day.isoformat()} {slot.starts:%H:%M}"


def _settle(office: Office, by: By, after: str, *chosen: ColumnElement[bool], skip: bool = False) -> int:
    """End the chosen holds; the rows are locked first, so that one that is being confirmed is not ended as well."""
    query = select(Appointment).where(Appointment.status == "held", Appointment.part_of_id.is_(None), *chosen)
    locked = query.order_by(Appointment.id).with_for_update(skip_locked=skip).execution_options(populate_existing=True)
    rows = office.session.scalars(locked).all()
    for row in rows:
        change(office, row, after, by)
    return len(rows)


def _by_request(office: Office, request: str | None, conversation: str) -> Appointment | None:
    if request is None:
        return None
    query = select(Appointment).where(Appointment.request == request, Appointment.conversation_id == conversation)
    return office.session.scalar(query)


def visit_under(key: str, conversation: str) -> Select[Appointment]:
    """Return the query for the visit of a key in a conversation."""
    return select(Appointment).where(Appointment.key == key, Appointment.conversation_id == conversation)
