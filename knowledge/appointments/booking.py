"""The booking dialogue: from a draft and what was just said to the next question, or to a confirmed visit.

A value is read first (service, case, window, time, choice, contact); only what cannot be read as one is left to the
caller, who may answer a question and then ask again. So no answer can trap the applicant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Literal

from sqlalchemy import select

from knowledge.appointments import visits
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.contacts import find_contact
from knowledge.appointments.draft import Draft
from knowledge.appointments.hours import clock_times
from knowledge.appointments.listing import Listed, bookable_services
from knowledge.appointments.lookup import Visit, visit_of
from knowledge.appointments.once import subject_named, windows_named
from knowledge.appointments.reading import Said, read
from knowledge.appointments.slots import FreeSlot, bookable_days, free_slots
from knowledge.appointments.wishes import fitting, is_exact, nearest, why_none
from knowledge.catalogue import MOST, fields_of
from knowledge.models import Appointment, Hall, Service, Window
from knowledge.office import Office
from knowledge.ordinals import ordinal_in
from language.dates import Moment

Kind = Literal[
    "nothing_bookable", "which_service", "no_booking", "which_case", "which_hall", "which_time", "contact", "confirmed"
]
SHOWN = 12
DAYS_SHOWN = 3
TIMES_A_DAY = 4


@dataclass(frozen=True)
class Step:
    """Where the booking stands: what to ask next (`kind`) and what is needed to ask it.

    `reason` names why a wish could not be met; `unread` is set when nothing in what was said could be used.
    """

    kind: Kind
    draft: Draft
    service: Service | None = None
    services: tuple[Listed, ...] = ()
    halls: tuple[Hall, ...] = ()
    slots: tuple[FreeSlot, ...] = ()
    reason: str = ""
    wish: Moment | None = None
    visit: Visit | None = None
    unread: bool = False


def advance(office: Office, draft: Draft, said: Said, conversation: str) -> Step:
    """Take in what was said and return the next step; writes holds and confirmations, the caller commits."""
    if said.contact_ref and draft.held:
        return _confirm(office, draft, said.contact_ref, conversation)
    calendar = office_calendar(office)
    said = _picked(office, draft, said, conversation)
    reading = read(office, draft, said, calendar)
    changed = reading.draft is not None
    draft = reading.draft or draft
    if not changed and draft.held:
        return _standing(office, draft, conversation)
    step = _next(office, draft, conversation, reading.reason)
    return step if changed else _mark_unread(step)


def _picked(office: Office, draft: Draft, said: Said, conversation: str) -> Said:
    """第二个 picks what was offered second: a service, a case or a time."""
    ordinal = ordinal_in(said.text)
    if ordinal is None or said.choice or draft.held or said.subjects:
        return said
    step = _next(office, draft, conversation, "")
    values = {
        "which_service": _offered(step.services),
        "which_case": [f"case={case.code}" for case in (step.service.cases if step.service else ())],
        "which_hall": [f"hall={hall.code}" for hall in step.halls],
        "which_time": [f"slot={slot.window.code}|{slot.day}|{slot.starts:%H:%M}" for slot in step.slots],
    }.get(step.kind, [])
    place = ordinal.of(len(values))
    return said if place is None else replace(said, choice=values[place])


def _offered(services: tuple[Listed, ...]) -> list[str]:
    if len(services) > MOST:
        return [f"field={field}" for field in fields_of(services)]
    return [f"service={service.code}" for service in services]


def windows_of(office: Office, service: Service, wanted: str = "", hall: str = "") -> list[Window]:
    """Return the windows that serve a service: the wanted one alone if it is among them, else those of the hall."""
    shown = windows_named(office, service.windows)
    in_hall = [window for window in shown if window.hall.code == hall]
    return [window for window in shown if window.code == wanted] or in_hall or shown


def halls_to_choose(windows: list[Window]) -> tuple[Hall, ...]:
    """Return the halls that some windows stand in, in their order."""
    return tuple({window.hall.code: window.hall for window in windows}.values())


def _next(office: Office, draft: Draft, conversation: str, reason: str) -> Step:
    if _service(office, draft) is None:
        services = _candidates(office, draft)
        if not services:
            return Step("nothing_bookable", draft)
        if len(services) > 1 or not (draft.window or draft.candidates):
            return Step("which_service", draft, services=services, reason=reason)
        # A window that serves one thing only leaves nothing to ask.
        draft = draft.change(service=services[0].code, candidates=())
    service = _service(office, draft)
    if service is None:
        return Step("nothing_bookable", draft)
    if not service.bookable:
        return Step("no_booking", draft, service=service)
    if len(service.cases) > 1 and not draft.case:
        return Step("which_case", draft, service=service, reason=reason)
    halls = halls_to_choose(windows_of(office, service, draft.window))
    if len(halls) > 1 and not draft.hall:
        return Step("which_hall", draft, service=service, halls=halls, reason=reason)
    return _time(office, draft, service, conversation, reason)


def _service(office: Office, draft: Draft) -> Service | None:
    found = subject_named(office, f"service:{draft.service}") if draft.service else None
    return found if isinstance(found, Service) else None


def _candidates(office: Office, draft: Draft) -> tuple[Listed, ...]:
    services = bookable_services(office)
    if draft.window:
        services = tuple(service for service in services if draft.window in service.windows)
    if not draft.candidates:
        return services
    return tuple(service for service in services if service.code in draft.candidates) or services


def _time(office: Office, draft: Draft, service: Service, conversation: str, reason: str) -> Step:
    windows = windows_of(office, service, draft.window, draft.hall)
    slots = free_slots(office, windows, service)
    if draft.window and draft.window not in service.windows:
        draft, reason = draft.change(window=""), reason or "other_window"
    if not draft.wishes:
        return Step("which_time", draft, service=service, slots=spread(slots), reason=reason)
    for wish in draft.wishes:
        found = fitting(slots, wish)
        if found and is_exact(wish):
            return _hold(office, draft, service, found[0], conversation, wish)
        if found:
            return Step("which_time", draft, service=service, slots=tuple(found[:SHOWN]), reason=reason, wish=wish)
    wish = draft.wishes[0]
    why = reason or _why_none(office, windows, wish)
    return Step("which_time", draft, service=service, slots=tuple(nearest(slots, wish)), reason=why, wish=wish)


def _why_none(office: Office, windows: list[Window], wish: Moment) -> str:
    if not windows:
        return "full"
    calendar = office_calendar(office)
    days = bookable_days(office, windows[0].hall, calendar)
    hours = clock_times(windows, days.first or office.today, calendar)
    return why_none(wish, days, office.today, calendar, hours)


def _hold(office: Office, draft: Draft, service: Service, slot: FreeSlot, conversation: str, wish: Moment) -> Step:
    try:
        appointment = visits.hold(office, slot, service, conversation, visits.Wanted(draft.case))
    except visits.SlotTaken:
        windows = windows_of(office, service, draft.window, draft.hall)
        rest = nearest(free_slots(office, windows, service), wish)
        return Step("which_time", draft, service=service, slots=tuple(rest), reason="taken", wish=wish)
    return Step(
        "contact",
        draft.change(held=appointment.key),
        service=service,
        slots=(slot,),
        visit=visit_of(appointment),
    )


def _standing(office: Office, draft: Draft, conversation: str) -> Step:
    query = select(Appointment).where(Appointment.key == draft.held, Appointment.conversation_id == conversation)
    appointment = office.session.scalar(query)
    if appointment is None:
        return _mark_unread(_next(office, draft.change(held=""), conversation, ""))
    visit = visit_of(appointment)
    return Step("contact", draft, service=visit.service, visit=visit, unread=True)


def _confirm(office: Office, draft: Draft, contact_ref: str, conversation: str) -> Step:
    contact = find_contact(office.session, contact_ref, conversation)
    if contact is None:
        return _standing(office, draft, conversation)
    try:
        appointment = visits.confirm(office, draft.held, conversation, contact)
    except (visits.SlotTaken, visits.NotHeld):
        return _next(office, draft.change(held=""), conversation, "taken")
    except visits.AlreadyBooked:
        visits.release(office, draft.held, conversation)
        return _next(office, draft.change(held="", wishes=()), conversation, "already_booked")
    visit = visit_of(appointment)
    return Step("confirmed", Draft(), service=visit.service, visit=visit)


def spread(slots: list[FreeSlot]) -> tuple[FreeSlot, ...]:
    """Return some times of each of the first days, rather than all of the first day."""
    by_day: dict[date, dict[time, FreeSlot]] = {}
    for slot in slots:
        by_day.setdefault(slot.day, {}).setdefault(slot.starts, slot)
    shown: list[FreeSlot] = []
    for day in list(by_day)[:DAYS_SHOWN]:
        times_of_day = list(by_day[day].values())
        step = max(1, -(-len(times_of_day) // TIMES_A_DAY))
        shown += times_of_day[::step]
    return tuple(shown)


def _mark_unread(step: Step) -> Step:
    # Why an earlier wish could not be met was told then.
    return replace(step, unread=True, reason="")
