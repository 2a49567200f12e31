"""Findings about entries, news facts and places as reply blocks."""

from __future__ import annotations

from datetime import date

from actions.answer import Answer
from actions.offers import ask, standing
from actions.render_service import hours_lines
from actions.wording import date_words, holiday_words, listed, names, phrase, weekday, wording
from knowledge.answers import EntryFinding, FactFinding, PlaceFinding
from knowledge.appointments.opening import Opening
from knowledge.blocks import Citation, Fact, Facts, Payload
from knowledge.models import Entry, Hall, NewsFact
from knowledge.subjects import EXAMPLE

_MOST = 3
_FRIDAY = 5


def render_entry(answer: Answer, finding: EntryFinding) -> None:
    """Say what an organisation, platform, fund or term is."""
    entry = finding.entry
    answer.subject = f"entry:{entry.code}"
    answer.cite(entry, *finding.related, *finding.services, *names("provenance").values())
    told = phrase("seed.entry", summary=entry.summary) if entry.provenance == "seed" else entry.summary
    answer.conclude(told)
    answer.points([*entry.points, phrase("record.status", status=entry.status) if entry.status else ""])
    if entry.provenance == EXAMPLE:
        answer.notice("example", phrase("notices.example"))
    if entry.provenance == "reported":
        answer.notice("hint", phrase("notices.reported"))
    answer.add(entry_citation(entry))
    # Whom to ask comes with every answer: many of these records say only what was reported of them.
    related = [(row.name, ask("term", f"entry:{row.code}")) for row in finding.related[:_MOST]]
    advice = [(row.name, ask("howto", f"service:{row.code}")) for row in finding.services[:_MOST]]
    answer.choose([*related[: _MOST - len(advice[:1])], *advice[:1], *standing("handoff")])


def render_facts(answer: Answer, finding: FactFinding) -> None:
    """Tell facts of the article with its date."""
    answer.cite(*finding.facts, *names("provenance").values())
    answer.subject = f"fact:{finding.facts[0].code}"
    for fact in finding.facts:
        answer.conclude(_told(fact))
        if fact.note:
            answer.points([fact.note])
        answer.add(_basis(fact, fact.name, fact.statement))
    answer.choose(standing("policies", "services", "handoff"))


def _told(fact: NewsFact) -> str:
    """Return the sentence of a fact, with the article that it stands in."""
    if fact.provenance == "seed" or not fact.as_of:
        return phrase("seed.told", statement=fact.statement)
    return phrase("seed.told_by", source=fact.source, day=date_words(fact.as_of), statement=fact.statement)


def render_place(answer: Answer, finding: PlaceFinding, opening: Opening | None) -> None:
    """Say where a hall or window is, when it is open (on a day, if one was named), how to reach it."""
    hall, window = finding.hall, finding.window
    answer.cite(hall, *finding.others, *finding.services)
    if window is not None:
        answer.cite(window)
        answer.subject = f"window:{window.code}"
    if finding.aspect == "hours":
        if opening is not None:
            answer.cite(opening.day.isoformat())
            answer.conclude(_opening(opening))
            if opening.provisional:
                answer.notice("provisional", phrase("notices.provisional"))
            answer.points(hours_lines(hall) if opening.open else [])
        else:
            hours = "place.hours" if _opens_at_weekends(hall) else "place.hours_weekdays"
            answer.conclude(phrase(hours, hall=window.name if window else hall.name))
            answer.points(hours_lines(hall))
    elif finding.aspect == "contact":
        answer.conclude(phrase("place.contact", hall=hall.name, telephone=hall.telephone))
    elif window is not None:
        answer.conclude(phrase("place.window", window=window.name, hall=hall.name, address=hall.address))
    else:
        answer.conclude(phrase("place.hall", hall=hall.name, address=hall.address))
    if finding.away:
        answer.say(phrase("place.away", place=finding.away))
    _place_facts(answer, finding)
    if finding.others:
        answer.points([_other(row, finding.aspect) for row in finding.others])
    if hall.provenance == EXAMPLE:
        answer.notice("example", phrase("notices.example"))
    if window is None:
        halls = [(row.name, ask(finding.aspect, f"hall:{row.code}")) for row in finding.others]
        answer.choose([*halls, *standing("services", "slots", "handoff")])
        return
    answer.points([phrase("place.services", names=listed(service.name for service in finding.services))])
    booking = Payload(intent="appt_book", entities={"subject": f"window:{window.code}"})
    answer.choose([(phrase("choices.book"), booking), *standing("services")])


def _place_facts(answer: Answer, finding: PlaceFinding) -> None:
    hall, window = finding.hall, finding.window
    labels = wording()["service"]["labels"]
    pairs = [("hall", hall.name), ("address", hall.address)]
    if finding.aspect != "hours":
        pairs.append(("hours", listed(hours_lines(hall), longer=True)))
    pairs += [("telephone", hall.telephone), ("transit", hall.transit), ("parking", hall.parking)]
    pairs.append(("accessible", hall.accessible))
    if window is not None:
        spoken = names("languages")
        pairs.append(("languages", listed(spoken.get(code, code) for code in window.languages)))
    answer.add(Facts(facts=tuple(Fact(label=labels[key], value=value) for key, value in pairs if value)))


def _other(hall: Hall, aspect: str) -> str:
    if aspect == "hours":
        return phrase("place.other_hours", hall=hall.name, hours=listed(hours_lines(hall), longer=True))
    if aspect == "contact":
        return phrase("place.contact", hall=hall.name, telephone=hall.telephone)
    return phrase("place.hall", hall=hall.name, address=hall.address)


def _opening(opening: Opening) -> str:
    values = {
        "day": date_words(opening.day),
        "weekday": weekday(opening.day),
        "holiday": holiday_words(opening.holiday),
    }
    if opening.open:
        return phrase("place.makeup" if opening.makeup else "place.open", **values)
    if opening.holiday:
        return phrase("place.holiday", **values)
    return phrase("place.weekend" if _weekend(opening.day) else "place.closed", **values)


def _opens_at_weekends(hall: Hall) -> bool:
    return any(day > _FRIDAY for hours in hall.hours for day in hours["days"])


def _weekend(day: date) -> bool:
    return day.isoweekday() > _FRIDAY


def entry_citation(entry: Entry) -> Citation:
    """Return the basis of a record."""
    return _basis(entry, entry.name, entry.summary)


def _basis(row: Entry | NewsFact, name: str, text: str) -> Citation:
    return Citation(
        policy=name,
        title=row.source,
        clause=row.source_locator or None,
        wording="summary",
        text=text,
        validity=names("provenance")[row.provenance],
        provenance=row.provenance,  # type: ignore[arg-type]  # a CHECK of the table holds it
        provenance_label=names("provenance")[row.provenance],
        source=row.source,
        as_of=date_words(row.as_of) if row.as_of else None,
        link=row.source_url,
        owner=row.owner or None,
    )
