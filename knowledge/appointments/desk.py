"""What the desk does with visits: the list of a day, check in, serve, no-show, cancel, walk in, transfer.

All take the office with a session for writing and leave the commit to the caller; `staff` is the name of the clerk, as
it stands in the notes of the visit. Codes that do not exist raise `LookupError`, changes that make no sense
`IllegalChange`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from knowledge.appointments.closures import nearest_to
from knowledge.appointments.holding import Wanted, checklist, slot_words
from knowledge.appointments.hours import slots_of_day
from knowledge.appointments.materials import missing
from knowledge.appointments.moving import reschedule
from knowledge.appointments.restrictions import restrict_if_due
from knowledge.appointments.rules import rule_of, slots_needed
from knowledge.appointments.seats import SlotTaken, lock_window, take
from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.states import APPLICANT, By, IllegalChange, at_desk, change, note
from knowledge.appointments.telling import begins, tell_canceled, tell_moved
from knowledge.appointments.visits import give_code
from knowledge.appointments.waiting import offer_places
from knowledge.models import Appointment, Hall, Restriction, Service, Slot, Window
from knowledge.office import Office

_SHOWN = ("confirmed", "checked_in", "served", "rated", "no_show", "canceled_office")
# So long before his time a visitor can be checked in, and so long after it he is no no-show yet.
EARLY, LATE = timedelta(minutes=120), timedelta(minutes=10)


@dataclass(frozen=True)
class DayEntry:
    """A visit on the list of a day, without contact data.

    `missing` are the necessary materials that the applicant has not ticked; `waits` tells whether he is checked in.
    """

    code: str
    status: str
    window: str
    starts: time
    ends: time
    service: str
    case: str
    needs: tuple[str, ...]
    language: str
    proxy: bool
    walk_in: bool
    provisional: bool
    missing: tuple[str, ...]
    waits: bool


def day_list(office: Office, hall: str, day: date, window: str = "") -> list[DayEntry]:
    """Return the visits of a hall (code) on a day, or of one window, by time; open ones and what became of them."""
    query = (
        select(Appointment)
        .join(Slot, Slot.id == Appointment.slot_id)
        .join(Window, Window.id == Slot.window_id)
        .join(Hall, Hall.id == Window.hall_id)
        .where(Hall.code == hall, Slot.day == day, Appointment.status.in_(_SHOWN), Appointment.part_of_id.is_(None))
        .options(contains_eager(Appointment.slot).contains_eager(Slot.window), joinedload(Appointment.service))
        .order_by(Slot.starts, Window.position, Appointment.id)
    )
    if window:
        query = query.where(Window.code == window)
    return [_entry(office, visit) for visit in office.session.scalars(query)]


def check_in(office: Office, code: str, staff: str) -> Appointment:
    """Note that the visitor of a code is here; idempotent. A no-show who comes after all is checked in too."""
    visit = _visit(office, code)
    if visit.status == "checked_in":
        return visit
    if visit.day != office.today or office.now < begins(visit, office) - EARLY:
        raise IllegalChange(f"the visit is at {slot_words(visit)}")
    change(office, visit, "checked_in", at_desk(staff))
    visit.checked_in_at = office.now
    office.session.flush()
    return visit


def serve(office: Office, code: str, staff: str) -> Appointment:
    """Note that a visit was served; idempotent."""
    visit = _visit(office, code)
    if visit.status == "served":
        return visit
    change(office, visit, "served", at_desk(staff))
    visit.served_at = office.now
    office.session.flush()
    return visit


def no_show(office: Office, code: str, staff: str) -> Restriction | None:
    """Note that nobody came, ten minutes late or more; return the restriction that this led to, if any. Idempotent."""
    visit = _visit(office, code)
    if visit.status == "no_show":
        return None
    if office.now < begins(visit, office) + LATE:
        raise IllegalChange(f"the visit is at {slot_words(visit)}")
    change(office, visit, "no_show", at_desk(staff))
    return restrict_if_due(office, visit)


def rate(office: Office, code: str, stars: int, by: By = APPLICANT) -> Appointment:
    """Keep the rating of a visit that was served, 1 to 5 stars; idempotent: the first counts."""
    if stars not in range(1, 6):
        raise ValueError(f"1 to 5 stars were expected, came {stars}")
    visit = _visit(office, code)
    if visit.status == "rated":
        return visit
    change(office, visit, "rated", by, changes={"rating": [None, stars]})
    visit.rating = stars
    office.session.flush()
    return visit


def cancel_by_office(office: Office, code: str, reason: str, staff: str) -> bool:
    """Cancel a visit and tell its person why, with the nearest times; False if he cannot be told here. Idempotent."""
    visit = _visit(office, code)
    if visit.status == "canceled_office":
        return True
    lock_window(office.session, visit.slot.window)
    change(office, visit, "canceled_office", at_desk(staff), reason)
    visit.canceled_at = office.now
    office.session.flush()
    near = nearest_to(office, visit)
    told = tell_canceled(office, visit, reason, near, f"canceled:{visit.id}", closed=False)
    offer_places(office)
    return told


def walk_in(
    office: Office, service: str, window: str, staff: str, case: str = "", needs: tuple[str, ...] = ()
) -> Appointment:
    """Give somebody who came without an appointment the running or next free slot of today, checked in at once.

    Raises `SlotTaken` when the window has nothing free today, `LookupError` for unknown codes.
    """
    row = office.session.scalar(select(Service).where(Service.code == service))
    place = office.session.scalar(select(Window).where(Window.code == window))
    if row is None or place is None or window not in row.windows:
        raise LookupError(f"no service {service} at a window {window}")
    lock_window(office.session, place)
    for free in _today(office, place, row):
        try:
            visit = take(office, free, None, _walking(office, row, case, needs))
        except SlotTaken:
            continue
        note(office, visit, at_desk(staff), "", "held", "walk-in", {"slot": [None, slot_words(visit)]})
        give_code(office, visit, None, at_desk(staff))
        change(office, visit, "checked_in", at_desk(staff), "walk-in")
        visit.checked_in_at = office.now
        office.session.flush()
        return visit
    raise SlotTaken


def transfer(office: Office, code: str, window: str, staff: str, reason: str = "") -> Appointment:
    """Let another window take a visit at the same time and tell its person; raise `SlotTaken` without a place."""
    visit = _visit(office, code)
    place = office.session.scalar(select(Window).where(Window.code == window))
    if place is None or window not in visit.service.windows:
        raise LookupError(f"the service is not taken at a window {window}")
    slot = next(
        (free for free in _of_day(office, place, visit.service, visit.day) if free.starts == visit.slot.starts), None
    )
    if slot is None:
        raise SlotTaken
    moved = reschedule(office, visit, slot, at_desk(staff), reason)
    tell_moved(office, moved, f"transfer:{moved.id}")
    return moved


def _visit(office: Office, code: str) -> Appointment:
    query = select(Appointment).where(Appointment.code == code).with_for_update()
    visit = office.session.scalar(query.execution_options(populate_existing=True))
    if visit is None:
        raise LookupError(f"no visit {code}")
    return visit


def _entry(office: Office, visit: Appointment) -> DayEntry:
    slot = visit.slot
    case = next((case.name for case in visit.service.cases if case.code == visit.case_code), "")
    return DayEntry(
        code=visit.code or "", status=visit.status, window=slot.window.code, starts=slot.starts, ends=slot.ends,
        service=visit.service.name, case=case, needs=tuple(visit.needs), language=visit.language, proxy=visit.proxy,
        walk_in=visit.walk_in, provisional=visit.provisional, missing=tuple(missing(visit)),
        waits=visit.status == "checked_in",
    )  # fmt: skip


def _today(office: Office, window: Window, service: Service) -> list[FreeSlot]:
    now = office.now.time()
    return [free for free in _of_day(office, window, service, office.today) if free.ends > now]


def _of_day(office: Office, window: Window, service: Service, day: date) -> list[FreeSlot]:
    """The times of a day at a window, free or not: the seats decide."""
    every = slots_of_day(office, window, day)
    needed = slots_needed(rule_of(window.hall, window, service), window)
    found = []
    for first in range(len(every) - needed + 1):
        parts = tuple((starts, ends) for starts, ends, _ in every[first : first + needed])
        found.append(FreeSlot(window, day, parts[0][0], parts[-1][1], 1, False, parts))
    return found


def _walking(office: Office, service: Service, case: str, needs: tuple[str, ...]) -> dict[str, Any]:
    return {
        "key": secrets.token_hex(20), "conversation_id": "", "service": service, "case_code": case,
        "day": office.today, "status": "held", "held_until": office.now + timedelta(minutes=1), "provisional": False,
        "materials": checklist(service, Wanted(case)), "needs": list(needs), "channel": "desk", "walk_in": True,
        "created_at": office.now,
    }  # fmt: skip
