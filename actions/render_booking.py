"""How the outcomes of the booking dialogue are told: why a wish cannot be met, the waiting list, a restriction."""

from __future__ import annotations

from actions.answer import Answer
from actions.offers import standing
from actions.wording import date_words, holiday_words, names, phrase, weekday
from knowledge.appointments.booking import Step
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.lookup import Visit
from knowledge.appointments.slots import bookable_days
from knowledge.blocks import Payload, Reply
from knowledge.models import Hall
from knowledge.office import Office
from language.dates import Moment


def why_not(office: Office, answer: Answer, reason: str, wish: Moment | None, hall: Hall | None) -> str:
    """Return the sentence why a wish for a time cannot be met, and cite the days that it names."""
    values: dict[str, object] = {"last": "", "date": "", "weekday": "", "holiday": ""}
    if wish is not None and wish.date_from is not None:
        calendar = office_calendar(office)
        values.update(
            date=date_words(wish.date_from),
            weekday=weekday(wish.date_from),
            holiday=holiday_words(calendar.holiday_name(wish.date_from) or ""),
        )
        answer.cite(wish.date_from.isoformat())
    if reason == "beyond" and hall is not None:
        last = bookable_days(office, hall).last
        values["last"] = date_words(last) if last else ""
        answer.cite(last.isoformat() if last else "")
    return phrase(f"reasons.{reason}", **values)


def queued(answer: Answer, step: Step) -> Reply:
    """Tell what became of the waiting list, or that one may not book for now."""
    if step.kind == "restricted" and step.until is not None:
        answer.cite(step.until.isoformat())
        answer.conclude(phrase("booking.restricted", until=date_words(step.until)))
        answer.say(phrase("booking.appeal"))
        answer.choose([(names("intents")["appeal"], Payload(intent="appeal")), *standing("handoff")])
        return answer.reply("answered")
    if step.kind == "waiting" and step.service is not None:
        answer.cite(str(step.place))
        answer.conclude(phrase("booking.waiting", service=step.service.name, place=step.place))
        answer.points([phrase("booking.waiting_offer"), phrase("booking.waiting_where")])
        answer.choose(standing("book", "query"))
        return answer.reply("answered")
    answer.conclude(phrase(f"booking_notes.{step.kind}"))
    answer.choose(standing("book", "query"))
    return answer.reply("answered")


def minutes_held(office: Office, visit: Visit) -> int:
    """Return for how many minutes a place is still held, begun ones counted."""
    held = visit.appointment.held_until
    return max(0, -(-(held - office.now).seconds // 60)) if held is not None and held > office.now else 0
