"""Reading a turn of the booking dialogue: which values of the draft it gives."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

import yaml
from sqlalchemy import select

from knowledge.appointments.draft import Draft
from knowledge.appointments.once import subject_named
from knowledge.halls import halls_of, meant_hall
from knowledge.models import Service, ServiceCase, Topic, Window
from knowledge.office import Office
from knowledge.subjects import Subject, default_service, services_of
from language.calendar import ListedCalendar
from language.dates import Moment, When, parse_when

_NOISE = re.compile(r"\W")
_QUESTION = re.compile("[吗么?？]|多久|怎么|能不能|可不可以|如何|什么|哪|几")
_PARTICLES = re.compile("[的了吧呀啊哦呢嘛哈]")
_LONGEST_COMMAND = 12
ANY_HALL = "any"
NEEDS = ("wheelchair", "hearing")
_BOOKING_INTENTS = frozenset({"appt_book", "appt_slots", "appt_reschedule"})


@dataclass(frozen=True)
class Said:
    """One turn: the text, the ids and places it names, the intent, a chosen option, a reference to contact data."""

    text: str = ""
    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    intent: str = ""
    choice: str = ""
    contact_ref: str = ""


@dataclass(frozen=True)
class Reading:
    """The draft with what was read, None if nothing was; `reason` tells what is wrong with a time that was said."""

    draft: Draft | None
    reason: str = ""


def read(office: Office, draft: Draft, said: Said, calendar: ListedCalendar) -> Reading:
    """Read a turn into the draft."""
    if said.choice:
        # A time chosen from an answer, outside any booking, is meant for the service that was talked about.
        known = draft if draft.service else _read_service(office, draft, said) or draft
        return Reading(_read_choice(office, known, said.choice))
    changed = _read_service(office, draft, said)
    changed = _read_case(office, changed or draft, said.text) or changed
    changed = _read_window(office, changed or draft, said) or changed
    changed = _read_hall(office, changed or draft, said) or changed
    changed = _read_needs(changed or draft, said) or changed
    return _read_time(office, changed, draft, said, calendar)


@functools.cache
def words() -> dict[str, list[str]]:
    """Return the words that steer these dialogues (words.yml)."""
    loaded: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return loaded


def says(text: str, kind: str) -> bool:
    """Tell whether a text contains one of the words of this kind."""
    return any(word in text for word in words()[kind])


def commands(text: str, kind: str) -> bool:
    """Tell whether a text is a short command of this kind, and no question about it (能取消预约吗, 多久前取消预约)."""
    bare = _NOISE.sub("", text).lower()
    return len(bare) <= _LONGEST_COMMAND and not _QUESTION.search(bare) and says(bare, kind)


def is_just(text: str, kind: str) -> bool:
    """Tell whether a text, punctuation and particles aside, is words of this kind and nothing else (嗯，确认)."""
    parts = [bare for part in _NOISE.split(text.lower()) if (bare := _PARTICLES.sub("", part))]
    return bool(parts) and all(part in words()[kind] for part in parts)


def _read_choice(office: Office, draft: Draft, choice: str) -> Draft | None:
    name, _, value = choice.partition("=")
    if name == "service" and isinstance(subject_named(office, f"service:{value}"), Service):
        return draft.change(service=value, case="", held="")
    if name == "field":
        codes = tuple(office.session.scalars(select(Service.code).where(Service.category == value, Service.bookable)))
        return draft.change(service="", candidates=codes, case="", held="") if codes else None
    if name == "case" and value in {case.code for case in _cases(office, draft)}:
        return draft.change(case=value, held="")
    if name == "hall" and value in {ANY_HALL, *(hall.code for hall in halls_of(office))}:
        return draft.change(hall=value, window="", held="")
    if name == "slot":
        window, day, starts = value.split("|")
        moment = date.fromisoformat(day), time.fromisoformat(starts)
        wish = Moment(moment[0], moment[0], moment[1], moment[1])
        return draft.change(window=window, wishes=(wish,), held="")
    if name == "other":
        return draft.change(wishes=(), held="")
    return None


def _read_service(office: Office, draft: Draft, said: Said) -> Draft | None:
    if draft.service and not (said.intent in _BOOKING_INTENTS or says(said.text, "correction")):
        return None
    for identifier in said.subjects:
        subject = subject_named(office, identifier)
        service = _service_meant(office, subject)
        if service is not None:
            if service.code == draft.service:
                return draft
            return draft.change(service=service.code, candidates=(), case="", held="")
        candidates = tuple(row.code for row in services_of(office, subject)) if subject is not None else ()
        if candidates:
            return draft.change(service="", candidates=candidates, case="", held="")
    return None


def _service_meant(office: Office, subject: Subject | None) -> Service | None:
    if subject is None or isinstance(subject, Window):
        return None
    if isinstance(subject, Topic) or not isinstance(subject, Service):
        return default_service(office, subject)
    return subject


def _cases(office: Office, draft: Draft) -> list[ServiceCase]:
    service = subject_named(office, f"service:{draft.service}") if draft.service else None
    return service.cases if isinstance(service, Service) else []


def _read_case(office: Office, draft: Draft, text: str) -> Draft | None:
    named = [
        (len(word), case.code)
        for case in _cases(office, draft)
        for word in (case.name, *case.aliases)
        if word and word in text
    ]
    return draft.change(case=max(named)[1], held="") if named and max(named)[1] != draft.case else None


def _read_window(office: Office, draft: Draft, said: Said) -> Draft | None:
    for identifier in said.subjects:
        subject = subject_named(office, identifier)
        if isinstance(subject, Window) and subject.code != draft.window:
            return draft.change(window=subject.code, held="")
    return None


def _read_hall(office: Office, draft: Draft, said: Said) -> Draft | None:
    """A hall is named, or a place that one lies near; who does not mind takes what is free first."""
    names_one = said.places or any(name.startswith("hall:") for name in said.subjects)
    hall = meant_hall(halls_of(office), said.subjects, said.places) if names_one else None
    if hall is not None:
        return draft.change(hall=hall.code, window="", held="") if hall.code != draft.hall else None
    if draft.service and not draft.hall and says(said.text, "any_hall"):
        return draft.change(hall=ANY_HALL)
    return None


def _read_needs(draft: Draft, said: Said) -> Draft | None:
    """Who sits in a wheelchair needs another window; who does not hear is known to the desk; who books for another."""
    text = said.text.lower()
    needs = tuple(need for need in NEEDS if need in draft.needs or says(text, need))
    proxy = draft.proxy or says(text, "proxy")
    if (needs, proxy) == (draft.needs, draft.proxy):
        return None
    return draft.change(needs=needs, proxy=proxy, held="")


def _read_time(office: Office, changed: Draft | None, draft: Draft, said: Said, calendar: ListedCalendar) -> Reading:
    when = parse_when(said.text, office.now, calendar)
    base = changed or draft
    if when.status == "ok":
        wishes = _about_known_day(when, draft)
        return Reading(base.change(wishes=wishes, held=""))
    if when.status in ("past", "unparseable", "ambiguous"):
        return Reading(base.change(wishes=(), held=""), when.status)
    if says(said.text, "earliest") and not base.wishes:
        return Reading(base)
    return Reading(changed)


def _about_known_day(when: When, draft: Draft) -> tuple[Moment, ...]:
    """A clock time alone is meant for the day under discussion; a day alone keeps the time of the day."""
    known = draft.wishes[0] if draft.wishes else None
    if known is None or known.date_from is None:
        return when.alternatives
    return tuple(_with_known(wish, known) for wish in when.alternatives)


def _with_known(wish: Moment, known: Moment) -> Moment:
    if not wish.day_given:
        return replace(known, time_from=wish.time_from, time_to=wish.time_to, period=wish.period)
    if wish.time_from is None and wish.time_to is None and wish.period is None:
        return replace(wish, time_from=known.time_from, time_to=known.time_to, period=known.period)
    return wish
