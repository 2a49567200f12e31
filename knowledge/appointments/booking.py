"""The booking dialogue: from a draft and what was just said to the next question, or to a confirmed visit.

A value is read first (service, case, window, time, choice, contact); only what cannot be read as one is left to the
caller, who may answer a question and then ask again. So no answer can trap the applicant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from knowledge.appointments import visits
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.choosing import halls_to_choose, spread, suited, windows_of
from knowledge.appointments.contacts import find_contact
from knowledge.appointments.draft import Draft
from knowledge.appointments.holding import remark, visit_under
from knowledge.appointments.hours import clock_times
from knowledge.appointments.listing import Listed, bookable_services
from knowledge.appointments.lookup import Visit, visit_of
from knowledge.appointments.once import subject_named
from knowledge.appointments.queueing import Queued, queue
from knowledge.appointments.reading import Said, commands, read
from knowledge.appointments.rules import rule_of
from knowledge.appointments.slots import FreeSlot, bookable_days, free_slots
from knowledge.appointments.wishes import fitting, is_exact, nearest, why_none
from knowledge.catalogue import MOST, fields_of
from knowledge.models import Hall, Service, Window
from knowledge.office import Office
from knowledge.ordinals import ordinal_in
from language.dates import Moment

Kind = Literal[
    "nothing_bookable",
    "which_service",
    "no_booking",
    "which_case",
    "which_hall",
    "which_time",
    "contact",
    "confirmed",
    "waiting",
    "passed",
    "offer_over",
    "restricted",
]
SHOWN = 12


@dataclass(frozen=True)
class Step:
    """Where the booking stands: what to ask next (`kind`) and what is needed to ask it.

    `reason` names why a wish could not be met; `unread` is set when nothing in what was said could be used; `notes`
    name sentences to add. `place` is the place on the waiting list, `until` the last day of a restriction.
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
    notes: tuple[str, ...] = ()
    place: int = 0
    until: date | None = None


def advance(office: Office, draft: Draft, said: Said, conversation: str) -> Step:
    """Take in what was said and return the next step; writes holds and confirmations, the caller commits."""
    if said.contact_ref and draft.held:
        return _confirm(office, draft, said.contact_ref, conversation)
    queued = queue(office, draft, said, conversation)
    if queued is not None:
        return _of_queue(office, draft, queued)
    if draft.held and (said.choice == "extend=" or commands(said.text, "extend")):
        return _extend(office, draft, conversation)
    calendar = office_calendar(office)
    said = _picked(office, draft, said, conversation)
    reading = read(office, draft, said, calendar)
    changed = reading.draft is not None
    before, draft = draft, reading.draft or draft
    if not changed and draft.held:
        return _standing(office, draft, conversation)
    if before.held and not draft.held:
        kept = _remarked(office, before, draft, conversation)
        if kept is not None:
            return kept
    step = _next(office, draft, conversation, reading.reason)
    notes = _notes(office, before, step)
    if (
        notes
        and (before.wishes, before.service) == (step.draft.wishes, step.draft.service)
        and step.reason != "no_proxy"
    ):
        # Why the wish cannot be met was told before.
        step = replace(step, reason="")
    step = replace(step, notes=notes)
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
    if draft.proxy and halls and not rule_of(halls[0], service=service).allow_proxy:
        draft, reason = draft.change(proxy=False), reason or "no_proxy"
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
    windows = suited(windows_of(office, service, draft.window, draft.hall), draft.needs)
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
        appointment = visits.hold(office, slot, service, conversation, _wanted(draft))
    except visits.SlotTaken:
        windows = suited(windows_of(office, service, draft.window, draft.hall), draft.needs)
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
    appointment = office.session.scalar(visit_under(draft.held, conversation))
    if appointment is None:
        return _mark_unread(_next(office, draft.change(held=""), conversation, ""))
    visit = visit_of(appointment)
    return Step("contact", draft, service=visit.service, visit=visit, unread=True)


def _extend(office: Office, draft: Draft, conversation: str) -> Step:
    note = "extended"
    try:
        visits.extend(office, draft.held, conversation)
    except visits.NoMoreTime:
        note = "no_more_time"
    except visits.NotHeld:
        return _next(office, draft.change(held=""), conversation, "")
    return replace(_standing(office, draft, conversation), unread=False, notes=(note,))


def _remarked(office: Office, before: Draft, draft: Draft, conversation: str) -> Step | None:
    """Keep the held place if only needs were told and its window suits them."""
    if before.change(held="", needs=draft.needs, proxy=draft.proxy) != draft:
        return None
    visit = office.session.scalar(visit_under(before.held, conversation))
    if visit is None or visit.status != "held":
        return None
    window, notes = visit.slot.window, tuple(need for need in draft.needs if need not in before.needs)
    if window not in suited(windows_of(office, visit.service, "", draft.hall), draft.needs):
        return None
    proxy = draft.proxy and rule_of(window.hall, window, visit.service).allow_proxy
    if draft.proxy and not before.proxy:
        notes += ("proxy_allowed" if proxy else "proxy_refused",)
    remark(office, visit, draft.needs, proxy=proxy)
    held = draft.change(held=before.held, proxy=proxy)
    return Step("contact", held, service=visit.service, visit=visit_of(visit), notes=notes)


def _of_queue(office: Office, draft: Draft, queued: Queued) -> Step:
    row, visit = queued.waiting, queued.visit
    if visit is not None:
        held = Draft(service=visit.service.code, case=visit.case_code, held=visit.key)
        return Step("contact", held, service=visit.service, visit=visit_of(visit))
    if row is None or queued.kind == "offer_over":
        return Step("offer_over", Draft())
    return Step(queued.kind, Draft(), service=row.service, place=queued.place)


def _wanted(draft: Draft) -> visits.Wanted:
    return visits.Wanted(draft.case, draft.language, draft.needs, draft.proxy)


def _notes(office: Office, before: Draft, step: Step) -> tuple[str, ...]:
    """Name what is to be said of needs and of coming for somebody else, once."""
    notes = [need for need in step.draft.needs if need not in before.needs]
    if "wheelchair" in notes and step.service is not None:
        windows = windows_of(office, step.service, "", step.draft.hall)
        if not any(window.accessible for window in windows):
            notes[notes.index("wheelchair")] = "no_wheelchair"
    if step.draft.proxy and not before.proxy and step.service is not None:
        notes.append("proxy_allowed")
    return tuple(notes)


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
    except visits.Overlapping:
        visits.release(office, draft.held, conversation)
        return _next(office, draft.change(held="", wishes=()), conversation, "overlapping")
    except visits.Restricted as restricted:
        visits.release(office, draft.held, conversation)
        return Step("restricted", Draft(), until=restricted.until)
    visit = visit_of(appointment)
    return Step("confirmed", Draft(), service=visit.service, visit=visit)


def _mark_unread(step: Step) -> Step:
    # Why an earlier wish could not be met was told then.
    return replace(step, unread=True, reason="")
