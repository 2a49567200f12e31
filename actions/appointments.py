"""Questions about appointments that book nothing: free times and rules."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.catalogue import FIELD, field_options
from actions.english import speakable, spoken
from actions.offers import standing
from actions.render_service import hours_lines
from actions.render_visit import example_notice, office_evidence, slots_block
from actions.turn import Turn
from actions.wording import date_words, in_english, names, phrase, weekday
from knowledge.appointments.booking import SHOWN
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.choosing import halls_to_choose, spread, windows_of
from knowledge.appointments.listing import Listed, bookable_services, whole
from knowledge.appointments.once import subject_named
from knowledge.appointments.reading import says
from knowledge.appointments.slots import free_slots
from knowledge.appointments.wishes import fitting
from knowledge.blocks import Payload, Reply
from knowledge.catalogue import MOST
from knowledge.halls import halls_of, meant_hall
from knowledge.models import Hall, Service, Window
from knowledge.office import Office
from knowledge.subjects import EXAMPLE, default_service, services_of
from language.dates import parse_when


def free_times(office: Office, turn: Turn) -> Reply:
    """Show the free times of the named service, on the named day if there is one."""
    answer = Answer(turn.text)
    service, candidates = _service(office, turn)
    if service is None and not candidates:
        return nothing_bookable(turn)
    if service is None:
        if in_english():
            told = speakable(office, whole(office, candidates))
            spoken_of = [Listed(row.code, row.name, row.category, ()) for row in told if isinstance(row, Service)]
            candidates = spoken_of or candidates
        answer.conclude(phrase("slots.which"))
        answer.choose(_which(answer, candidates))
        return answer.reply("clarify")
    service = spoken(service)
    answer.cite(service)
    answer.subject = f"service:{service.code}"
    halls = halls_to_choose(windows_of(office, service))
    hall = meant_hall(halls, turn.subjects, turn.places) or next(iter(halls), None)
    slots = free_slots(office, windows_of(office, service, hall=hall.code if hall is not None else ""), service)
    when = parse_when(turn.text, office.now, office_calendar(office))
    if when.status == "ok":
        # 下午有哪些时间 without a day is asked of every day.
        wishes = [row if row.day_given else replace(row, date_from=None, date_to=None) for row in when.alternatives]
        slots = [slot for wish in wishes for slot in fitting(slots, wish)] or slots
        shown = slots[:SHOWN] if all(wish.day_given for wish in wishes) else list(spread(slots))
    else:
        shown = list(spread(slots))
    if not shown:
        answer.conclude(phrase("slots.none", service=service.name))
        answer.choose(standing("handoff"))
        return answer.reply("not_found")
    if says(turn.text.lower(), "earliest"):
        first = slots[0]
        answer.cite(first.day.isoformat(), f"{first.starts:%H:%M}")
        at = {"date": date_words(first.day), "weekday": weekday(first.day), "start": f"{first.starts:%H:%M}"}
        answer.conclude(phrase("slots.earliest", service=service.name, **at))
    elif hall is not None and len(halls) > 1:
        answer.cite(*halls)
        answer.conclude(phrase("slots.conclusion_at", service=service.name, hall=spoken(hall).name))
    else:
        answer.conclude(phrase("slots.conclusion", service=service.name))
    if any(slot.provisional for slot in shown):
        answer.notice("provisional", phrase("notices.provisional"))
    example_notice(answer, service)
    answer.add(slots_block(shown))
    options = [(phrase("choices.book"), _at("appt_book", answer.subject, hall))]
    options += [(spoken(row).name, _at("appt_slots", answer.subject, row)) for row in halls if row is not hall]
    answer.choose(options)
    return answer.reply("answered")


def subject_of(office: Office, turn: Turn) -> str:
    """Return the id of the service whose times are asked for, empty when that is not settled."""
    service, _ = _service(office, turn)
    return f"service:{service.code}" if service is not None else ""


def _which(answer: Answer, services: list[Listed]) -> list[tuple[str, Payload]]:
    if len(services) > MOST and not in_english():
        return field_options(answer, services, lambda field: Payload(intent="appt_slots", entities={FIELD: field}))
    return [(row.name, Payload(intent="appt_slots", entities={"subject": f"service:{row.code}"})) for row in services]


def _at(intent: str, subject: str, hall: Hall | None) -> Payload:
    named = f"{subject},hall:{hall.code}" if hall is not None else subject
    return Payload(intent=intent, entities={"subject": named})


def nothing_bookable(turn: Turn) -> Reply:
    """Say that no service can be booked, and offer a person."""
    answer = Answer(turn.text, *names("office").values())
    answer.conclude(phrase("booking.none_bookable", hotline=names("office")["hotline"]))
    answer.choose(standing("policies", "handoff"))
    return answer.reply("not_found")


def rules(office: Office, turn: Turn) -> Reply:
    """Tell the hall's rule for booking and cancelling."""
    halls = halls_of(office)
    hall = meant_hall(halls, turn.subjects, turn.places) or next(iter(halls), None)
    answer = Answer(turn.text)
    office_evidence(answer)
    if hall is None:
        answer.conclude(phrase("place.none", hotline=names("office")["hotline"]))
        answer.choose(standing("handoff"))
        return answer.reply("not_found")
    answer.cite(hall)
    rule = hall.rule
    answer.conclude(phrase("rules.conclusion", lead=rule["lead_workdays"], horizon=rule["horizon_workdays"]))
    answer.points(
        [
            phrase("rules.cancel", minutes=rule["cancel_before_minutes"]),
            phrase("rules.once", once=rule["per_person_service_day"]),
            phrase("rules.hold", minutes=rule["hold_minutes"]),
            phrase("rules.proxy"),
            *hours_lines(hall),
        ]
    )
    if hall.provenance == EXAMPLE:
        answer.notice("example", phrase("notices.example"))
    answer.choose(standing("book", "query", "cancel"))
    return answer.reply("answered")


def _service(office: Office, turn: Turn) -> tuple[Service | None, list[Listed]]:
    every = list(bookable_services(office))
    field = next((entity.value for entity in turn.entities if entity.kind == FIELD), "")
    if field:
        return None, [service for service in every if service.category == field]
    for identifier in (*turn.subjects, turn.previous):
        subject = subject_named(office, identifier) if identifier else None
        if isinstance(subject, Window):
            return None, [service for service in every if subject.code in service.windows]
        service = default_service(office, subject) if subject is not None else None
        if service is not None and service.bookable:
            return service, []
        named = {row.code for row in services_of(office, subject)} if subject is not None else set()
        some = [row for row in every if row.code in named]
        if some:
            return None, some
    return None, every
