"""Subjects: what a question is about, named by an id such as `policy:hongyan`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Entry, Hall, NewsFact, Policy, Service, Topic, Window
from knowledge.office import Office

Subject = Policy | Service | Topic | Entry | NewsFact | Window
EXAMPLE = "illustrative"


def subject_id(subject: Subject) -> str:
    """Return the id of a subject."""
    return f"{_KIND[type(subject)]}:{subject.code}"


def find_subject(office: Office, identifier: str) -> Subject | None:
    """Return the subject with this id, or None if there is none or it is example data that may not be shown."""
    kind, _, code = identifier.partition(":")
    model = _MODEL.get(kind)
    if model is None:
        return None
    query: Any = select(model).where(model.code == code)  # a union of models is too much for the type of `select`
    subject: Subject | None = office.session.scalar(query)
    return subject if subject is not None and visible(office, subject) else None


def visible(office: Office, subject: Subject) -> bool:
    """Tell whether a subject is active and, if it is example data, whether that may be shown."""
    if not getattr(subject, "active", True):
        return False
    return office.show_examples or not is_example(subject)


def is_example(subject: Subject) -> bool:
    """Tell whether a subject is example data; a topic is only a name and never is."""
    if isinstance(subject, Policy):
        return all(document.provenance == EXAMPLE for document in subject.documents)
    if isinstance(subject, Window):
        return subject.hall.provenance == EXAMPLE
    return getattr(subject, "provenance", "") == EXAMPLE


def services_of(office: Office, subject: Subject) -> list[Service]:
    """Return the visible services of a topic or policy, or the service itself, in the order of the content."""
    if isinstance(subject, Service):
        return [subject]
    if isinstance(subject, Topic):
        found = {
            row.code: row for row in office.session.scalars(select(Service).where(Service.code.in_(subject.services)))
        }
        ordered = [found[code] for code in subject.services if code in found]
    elif isinstance(subject, Policy):
        ordered = [
            row for row in office.session.scalars(select(Service).order_by(Service.id)) if subject.code in row.policies
        ]
    else:
        return []
    return [service for service in ordered if visible(office, service)]


def policies_of(office: Office, subject: Subject) -> list[Policy]:
    """Return the visible policies of a topic or service, or the policy itself."""
    if isinstance(subject, Policy):
        return [subject]
    if isinstance(subject, Topic | Service):
        found = {
            row.code: row for row in office.session.scalars(select(Policy).where(Policy.code.in_(subject.policies)))
        }
        return [found[code] for code in subject.policies if code in found and visible(office, found[code])]
    return []


def default_service(office: Office, subject: Subject) -> Service | None:
    """Return the service that is meant when a topic or policy is named: its default, or its only one."""
    services = services_of(office, subject)
    if len(services) == 1:
        return services[0]
    topic = subject if isinstance(subject, Topic) else _topic_of(office, subject)
    if topic is None or not topic.default_service:
        return None
    return next((service for service in services if service.code == topic.default_service), None)


def _topic_of(office: Office, subject: Subject) -> Topic | None:
    if not isinstance(subject, Policy):
        return None
    topics = office.session.scalars(select(Topic).where(Topic.active))
    return next((topic for topic in topics if topic.policies == [subject.code] and topic.default_service), None)


def all_names(session: Session) -> list[dict[str, object]]:
    """Return every name the bot should recognise: `{"id", "type", "name", "aliases"}`, sorted by id."""
    names: list[dict[str, object]] = []
    for model, word in _KIND.items():
        for row in _rows(session, model):
            if getattr(row, "active", True):
                kind = row.type if isinstance(row, Entry) else word
                extra = row.answers if isinstance(row, Entry) else []
                aliases = sorted({*row.aliases, *extra} - {row.name})
                names.append({"id": f"{word}:{row.code}", "type": kind, "name": row.name, "aliases": aliases})
    names += [
        {"id": f"hall:{hall.code}", "type": "hall", "name": hall.name, "aliases": sorted(hall.aliases)}
        for hall in session.scalars(select(Hall).where(Hall.active))
    ]
    return sorted(names, key=lambda name: str(name["id"]))


def _rows(session: Session, model: type[Subject]) -> Sequence[Subject]:
    rows: Sequence[Any] = session.scalars(select(model)).all()
    return rows


_KIND: dict[type[Subject], str] = {
    Policy: "policy", Service: "service", Topic: "topic", Entry: "entry", NewsFact: "fact", Window: "window",
}  # fmt: skip
_MODEL = {kind: model for model, kind in _KIND.items()}
