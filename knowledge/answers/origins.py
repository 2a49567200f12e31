"""Where an applicant comes from: what is only for foreigners, and what rests on a resident's ID card."""

from __future__ import annotations

from sqlalchemy import select

from knowledge.models import Entry, Policy, Service, Topic, Window
from knowledge.office import Office
from knowledge.subjects import Subject, default_service, find_subject, services_of

FOREIGN_TOPIC = "topic:foreign-talent"
# The record that applicants from Hong Kong, Macao and Taiwan are sent to, and those of foreigners' residence.
RESIDENCE_CARD = "entry:residence-card-hmt"
RESIDENCE = "entry:residence-permit"
_OF_FOREIGNERS = frozenset({"residence-permit", "permanent-residence", "r-visa-term", "foreign-high-end"})
_RESIDENTS_ONLY = frozenset({"talent-hukou", "family-hukou", "residence-card", "hukou"})


def only_for_foreigners(office: Office, subject: Subject) -> bool:
    """Tell whether a subject is meant for foreigners alone."""
    if isinstance(subject, Entry):
        return subject.code in _OF_FOREIGNERS
    topic = find_subject(office, FOREIGN_TOPIC)
    if not isinstance(topic, Topic):
        return False
    if isinstance(subject, Window):
        return subject.code in _windows(office, topic)
    if isinstance(subject, Service):
        return subject.code in topic.services
    if isinstance(subject, Policy):
        return subject.code in topic.policies
    if isinstance(subject, Topic):
        return bool(subject.services) and set(subject.services) <= set(topic.services)
    return False


def foreign_subjects(office: Office) -> tuple[str, ...]:
    """Return the ids of services and policies that are meant for foreigners alone."""
    topic = find_subject(office, FOREIGN_TOPIC)
    if not isinstance(topic, Topic):
        return ()
    return tuple([f"service:{code}" for code in topic.services] + [f"policy:{code}" for code in topic.policies])


def only_for_residents(office: Office, subject: Subject) -> bool:
    """Tell whether a subject is a matter of the household register, which foreigners have no part in."""
    return not isinstance(subject, Entry | Window) and subject.code in _RESIDENTS_ONLY


def asks_for_id_card(office: Office, subject: Subject) -> bool:
    """Tell whether the guide asks for a resident's ID card and does not speak of passports."""
    meant = default_service(office, subject)
    services = [meant] if meant is not None else services_of(office, subject)
    return bool(services) and all(_needs_id_card(service) for service in services)


def _needs_id_card(service: Service) -> bool:
    papers = [f"{row.name}{row.note}" for row in service.materials]
    return any("居民身份证" in text and "护照" not in text for text in papers)


def _windows(office: Office, topic: Topic) -> set[str]:
    """The windows that serve nothing but what is for foreigners."""
    services = office.session.scalars(select(Service).where(Service.active)).all()
    foreign = {code for row in services if row.code in topic.services for code in row.windows}
    others = {code for row in services if row.code not in topic.services for code in row.windows}
    return foreign - others
