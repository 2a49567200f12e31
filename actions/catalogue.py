"""The catalogue of services: by its fields, by a topic, by what a hall or window takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from actions.answer import Answer
from actions.english import speakable
from actions.offers import standing
from actions.turn import Turn
from actions.wording import in_english, names, phrase
from knowledge.answers.services import services_in
from knowledge.blocks import Payload, Reply
from knowledge.catalogue import MOST, Listable, fields_of
from knowledge.halls import halls_of, meant_hall
from knowledge.models import Service, Window
from knowledge.office import Office
from knowledge.subjects import find_subject, is_example, services_of, subject_id, visible

_MOST_ENGLISH = 12
FIELD = "field"


def list_services(office: Office, turn: Turn) -> Reply:
    """List the services of the named topic, window, hall or field; without a name the fields with their counts."""
    name, subject, rows = _asked(office, turn)
    field = next((entity.value for entity in turn.entities if entity.kind == FIELD), "")
    if field:
        name, rows = field, [row for row in rows if row.category == field]
    denied = [found for name in turn.excluded if (found := find_subject(office, name)) is not None]
    unwanted = {service.code for subject in denied for service in services_of(office, subject)}
    rows = [row for row in rows if row.code not in unwanted]
    answer = Answer(turn.text, *names("office").values())
    if in_english():
        rows = [row for row in speakable(office, rows) if isinstance(row, Service)]
    if not rows:
        answer.conclude(phrase("list.none", hotline=names("office")["hotline"]))
        answer.choose(standing("policies", "handoff"))
        return answer.reply("not_found")
    answer.cite(*rows, name)
    if in_english():
        _each(answer, rows[:_MOST_ENGLISH], phrase("list.services_short"))
        answer.say(phrase("list.seed"))
    elif len(rows) > MOST:
        _by_field(answer, rows, name, subject)
    else:
        answer.cite(str(len(rows)))
        told = phrase("list.services_of", name=name, count=len(rows)) if name else phrase("list.services_short")
        _each(answer, rows, told)
    if any(map(is_example, rows)):
        answer.notice("example", phrase("notices.example"))
    return answer.reply("answered")


def _asked(office: Office, turn: Turn) -> tuple[str, str, list[Service]]:
    """Return what the list is of (its name and the id to ask for it again, empty for all) and the services."""
    for identifier in turn.subjects:
        subject = find_subject(office, identifier)
        if isinstance(subject, Window):
            within = [row for row in _all(office) if subject.code in row.windows]
            return subject.name, identifier, within
        if subject is not None and not isinstance(subject, Service) and services_of(office, subject):
            return subject.name, subject_id(subject), services_of(office, subject)
    hall = meant_hall(halls_of(office), turn.subjects, turn.places)
    if hall is not None:
        return hall.name, f"hall:{hall.code}", services_in(office, hall.code)
    return "", "", _all(office)


def _all(office: Office) -> list[Service]:
    rows = office.session.scalars(select(Service).where(Service.active).order_by(Service.id))
    return [row for row in rows if visible(office, row)]


def _by_field(answer: Answer, rows: Sequence[Service], name: str, subject: str) -> None:
    counts = fields_of(rows)
    answer.cite(str(len(rows)), str(len(counts)), *map(str, counts.values()))
    values = {"count": len(rows), "kinds": len(counts), "name": name}
    answer.conclude(phrase("list.services_many" if name else "list.services_all", **values))
    answer.say(phrase("list.seed"))
    named = {"subject": subject} if subject else {}
    answer.choose(
        field_options(answer, rows, lambda field: Payload(intent="service_list", entities={**named, FIELD: field}))
    )


def field_options(
    answer: Answer, rows: Sequence[Listable], payload: Callable[[str], Payload]
) -> list[tuple[str, Payload]]:
    """Return the fields of some services as options, each with its count."""
    counts = fields_of(rows)
    answer.cite(*map(str, counts.values()))
    return [(phrase("list.field", name=field, count=count), payload(field)) for field, count in counts.items()]


def _each(answer: Answer, rows: Sequence[Service], told: str) -> None:
    answer.conclude(told)
    answer.points([phrase("list.named", name=row.name, summary=row.summary) for row in rows])
    answer.choose([(row.name, Payload(intent="service_howto", entities={"subject": subject_id(row)})) for row in rows])
