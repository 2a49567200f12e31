"""The booking form: one action a turn, which reads what was said, asks the next question or hands over the code.

Rasa keeps the form active while `requested_slot` is set and calls `validate_booking_form` on every turn; the form ends
when this returns `requested_slot: None` (docs/decisions/0003-forms.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.answers import answer_turn
from actions.appointments import nothing_bookable
from actions.catalogue import field_options
from actions.context import Context
from actions.dialogue import interruption
from actions.english import speakable, spoken, spoken_clauses, spoken_visit
from actions.offers import ASPECT_OF, standing
from actions.opening import after_unread, opened
from actions.parts import together
from actions.render_booking import minutes_held, queued, why_not
from actions.render_policy import add_important
from actions.render_visit import appointment_block, contact_form, example_notice, slots_block
from actions.turn import Turn
from actions.wording import date_words, in_english, phrase, weekday
from knowledge.appointments import visits
from knowledge.appointments.booking import Step, advance
from knowledge.appointments.draft import Draft
from knowledge.appointments.important import important_of
from knowledge.appointments.listing import Listed, whole
from knowledge.appointments.lookup import own_visits
from knowledge.appointments.reading import ANY_HALL, Said, commands, says
from knowledge.blocks import Payload, Reply
from knowledge.catalogue import MOST
from knowledge.models import Hall, Service
from knowledge.office import Office

SLOT, FORM = "booking", "booking_form"
_MOST_ENGLISH = 12
INTERRUPTS = frozenset({*ASPECT_OF, "appt_rule", "appt_slots", "service_list", "meta", "privacy", "lang_access", "oos"})
_LEAVES = frozenset({"handoff", "complaint", "appeal", "suggest"})
_OTHER_FORM = frozenset({"appt_query", "appt_cancel", "appt_reschedule", "EXTERNAL_visit"})
_ENDS = ("confirmed", "no_booking", "nothing_bookable", "waiting", "passed", "offer_over", "restricted")


def book(context: Context, turn: Turn) -> tuple[Reply, dict[str, Any]]:
    """Return the reply to a turn of the form and the slots to set."""
    draft = Draft.load(turn.slots.get(SLOT))
    if _abandons(turn):
        return _abandon(context, turn, draft)
    if turn.slots.get(SLOT) is None:
        begun = opened(context, turn, FORM)
        if begun.over and begun.before is not None:
            return begun.before, {**begun.slots, **_ended()}
        reply, slots = _turn(context, begun.turn, draft)
        return (together([begun.before, reply]) if begun.before is not None else reply), {**begun.slots, **slots}
    return _turn(context, turn, draft)


def _turn(context: Context, turn: Turn, draft: Draft) -> tuple[Reply, dict[str, Any]]:
    with context.office(writes=True) as office:
        draft = draft.change(language="en" if in_english() else "zh")
        step = advance(office, draft, _said(turn, fresh=not turn.slots.get(SLOT)), turn.conversation)
        opening = not turn.slots.get(SLOT)
        leaves = step.unread and not opening and turn.intent == "appt_cancel" and says(turn.text, "cancel")
        nothing_booked = leaves and not own_visits(office, turn.conversation)
        reply = _render(office, step, turn)
    if nothing_booked:
        return _abandon(context, turn, draft)
    if step.unread and not opening and turn.intent in _LEAVES:
        return answer_turn(context, turn).reply, _ended()
    if step.unread and not opening and _is_question(turn):
        reply = together([interruption(context, turn).reply, reply])
    if step.kind in _ENDS:
        return reply, {**_ended(), "subject": _subject(step)}
    reply, counted = after_unread(turn, reply, unread=step.unread and not opening and not _is_question(turn))
    return reply, {SLOT: step.draft.dump(), "requested_slot": SLOT, "subject": _subject(step), **counted}


def _said(turn: Turn, *, fresh: bool) -> Said:
    choice = turn.metadata.get("choice") or {}
    value = str(choice.get("value") or "") if choice.get("slot") == SLOT else ""
    # The first turn of a booking may rest on what was talked about before ("帮我约一个").
    subjects = turn.subjects or ((turn.previous,) if fresh and turn.previous else ())
    contact = str(turn.metadata.get("contact_ref") or "")
    return Said(turn.text, subjects, turn.places, turn.intent, value, contact)


def _abandons(turn: Turn) -> bool:
    choice = turn.metadata.get("choice") or {}
    return choice.get("value") == "stop" or (bool(turn.slots.get(SLOT)) and commands(turn.text, "abandon"))


def _abandon(context: Context, turn: Turn, draft: Draft) -> tuple[Reply, dict[str, Any]]:
    if draft.held:
        with context.office(writes=True) as office:
            visits.release(office, draft.held, turn.conversation)
    answer = Answer(turn.text)
    answer.conclude(phrase("booking.abandoned"))
    answer.say(phrase("booking.abandoned_hint"))
    answer.choose(standing("book", "query"))
    return answer.reply("answered"), _ended()


def _ended() -> dict[str, Any]:
    return {SLOT: None, "requested_slot": None}


def _subject(step: Step) -> str | None:
    return f"service:{step.service.code}" if step.service is not None else None


def _is_question(turn: Turn) -> bool:
    return turn.intent in INTERRUPTS


def _render(office: Office, step: Step, turn: Turn) -> Reply:
    answer = Answer(turn.text)
    step = _spoken(office, step)
    if step.service is not None:
        answer.cite(step.service, *step.service.cases)
    # What became of what was said is the conclusion; the next question follows it.
    if step.reason:
        answer.conclude(why_not(office, answer, step.reason, step.wish, _hall_of(step)))
    for note in step.notes:
        answer.conclude(phrase(f"booking_notes.{note}"))
    if step.unread and not _is_question(turn) and turn.slots.get(SLOT) and turn.intent:
        answer.conclude(phrase(_unread(step, turn)))
    match step.kind:
        case "nothing_bookable":
            return nothing_bookable(turn)
        case "which_service":
            answer.conclude(phrase("booking.which_service"))
            answer.choose([*_services(answer, step), _stop()])
        case "which_case" if step.service is not None:
            answer.conclude(phrase("booking.which_case", service=step.service.name))
            options = [(case.name, Payload(slot=SLOT, value=f"case={case.code}")) for case in step.service.cases]
            answer.choose([*options, _stop()])
        case "which_hall" if step.service is not None:
            _ask_hall(answer, step)
        case "which_time" if step.service is not None:
            _ask_time(office, answer, step)
        case "contact":
            _ask_contact(office, answer, step)
        case "confirmed" if step.visit is not None:
            answer.cite(step.visit.appointment)
            answer.conclude(phrase("booking.confirmed", code=step.visit.appointment.code))
            answer.say(phrase("booking.confirmed_bring"))
            appointment_block(answer, step.visit)
            _important(office, answer, step)
            answer.choose(standing("query", "cancel"))
            return answer.reply("answered")
        case "waiting" | "passed" | "offer_over" | "restricted":
            return queued(answer, step)
        case "no_booking" if step.service is not None:
            answer.conclude(phrase("booking.no_booking", service=step.service.name))
            answer.say(step.service.online)
            _important(office, answer, step)
            return answer.reply("answered")
    return answer.reply("clarify")


def _spoken(office: Office, step: Step) -> Step:
    """Return the step with its rows in the language that is spoken."""
    if not in_english():
        return step
    told = speakable(office, whole(office, step.services)) if step.services else []
    services = tuple(Listed(row.code, row.name, row.category, ()) for row in told if isinstance(row, Service))
    return replace(
        step,
        service=spoken(step.service) if step.service is not None else None,
        services=services or step.services,
        halls=tuple(map(spoken, step.halls)),
        visit=spoken_visit(step.visit) if step.visit is not None else None,
    )


def _services(answer: Answer, step: Step) -> list[tuple[str, Payload]]:
    if len(step.services) > MOST and not in_english():
        return field_options(answer, step.services, lambda field: Payload(slot=SLOT, value=f"field={field}"))
    shown = step.services[:_MOST_ENGLISH]
    return [(row.name, Payload(slot=SLOT, value=f"service={row.code}")) for row in shown]


def _ask_hall(answer: Answer, step: Step) -> None:
    service = step.service
    if service is None:
        return
    answer.cite(*step.halls)
    answer.conclude(phrase("booking.which_hall", service=service.name))
    answer.points([phrase("place.where", hall=hall.name, address=hall.address) for hall in step.halls])
    example_notice(answer, service)
    options = [(hall.name, Payload(slot=SLOT, value=f"hall={hall.code}")) for hall in step.halls]
    anywhere = (phrase("booking.any_hall"), Payload(slot=SLOT, value=f"hall={ANY_HALL}"))
    answer.choose([*options, anywhere, _stop()])


def _ask_time(office: Office, answer: Answer, step: Step) -> None:
    service = step.service
    if service is None:
        return
    if not step.slots:
        answer.conclude(phrase("booking.none_free"))
        answer.choose([*standing("handoff"), _stop()])
        return
    key = "booking.which_time_on" if step.wish is not None else "booking.which_time"
    answer.conclude(phrase(key, service=service.name))
    if any(slot.provisional for slot in step.slots):
        answer.notice("provisional", phrase("notices.provisional"))
    example_notice(answer, service)
    _important(office, answer, step)
    answer.add(slots_block(step.slots))
    more = [(phrase("booking.other"), Payload(slot=SLOT, value="other="))] if step.wish is not None else []
    if step.reason in ("full", "taken") and step.wish is not None and step.wish.date_from is not None:
        more.insert(0, (phrase("booking.wait"), Payload(slot=SLOT, value="wait=")))
    answer.choose([*more, _stop()])


def _ask_contact(office: Office, answer: Answer, step: Step) -> None:
    visit = step.visit
    if visit is None:
        return
    slot, hall = visit.slot, visit.slot.window.hall
    until = visits.cancel_until(slot, office, visit.appointment.service)
    answer.cite(visit.appointment, slot, slot.window, hall, until.isoformat(), str(minutes_held(office, visit)))
    answer.conclude(
        phrase("booking.readback", date=date_words(slot.day), weekday=weekday(slot.day), start=f"{slot.starts:%H:%M}")
    )
    moment = phrase("booking.moment", date=date_words(until), time=f"{until:%H:%M}")
    case = [phrase("booking.readback_case", case=visit.case_name)] if visit.case_name else []
    answer.points(
        [
            phrase("booking.readback_service", service=visit.service.name),
            *case,
            phrase("booking.readback_place", hall=hall.name, window=slot.window.name, address=hall.address),
            *[phrase(f"booking_notes.readback_{need}") for need in visit.appointment.needs],
            *([phrase("booking.readback_proxy")] if visit.appointment.proxy else []),
            phrase("booking.readback_hold", minutes=minutes_held(office, visit)),
            phrase("booking.readback_cancel", until=moment),
        ]
    )
    if visit.appointment.provisional:
        answer.notice("provisional", phrase("notices.provisional"))
    example_notice(answer, visit.service)
    _important(office, answer, step)
    answer.add(contact_form(visit.service, visit.appointment.held_until))
    longer = (phrase("booking.extend"), Payload(slot=SLOT, value="extend="))
    keeps = [] if visit.appointment.offered else [longer]
    answer.choose([*keeps, (phrase("booking.other"), Payload(slot=SLOT, value="other=")), _stop()])


def _important(office: Office, answer: Answer, step: Step) -> None:
    if step.service is not None:
        service = getattr(step.service, "original", step.service)
        add_important(answer, spoken_clauses(important_of(office, service)))


def _hall_of(step: Step) -> Hall | None:
    return step.slots[0].window.hall if step.slots else None


def _unread(step: Step, turn: Turn) -> str:
    if turn.intent in _OTHER_FORM:
        return "booking.busy"
    return "booking.unread_contact" if step.kind == "contact" else "booking.unread"


def _stop() -> tuple[str, Payload]:
    return phrase("booking.stop"), Payload(slot=SLOT, value="stop")
