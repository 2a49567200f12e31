"""From a question to a finding: the steps, in their order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import select

from knowledge.answers.content_words import names_nothing, names_the_hall
from knowledge.answers.findings import (
    Ambiguous,
    ApprovedFinding,
    Aspect,
    FactFinding,
    Finding,
    Missing,
    NoAspect,
    NothingFound,
    Question,
)
from knowledge.answers.of_subject import POLICY_FIRST, answer_of, tells
from knowledge.answers.policies import known_aspects
from knowledge.answers.searched import searched, searched_by_name
from knowledge.answers.services import place_finding, service_aspects
from knowledge.approved import approved_for, basis_of, rows_of
from knowledge.models import Entry, NewsFact, Policy, Service, Topic, Window
from knowledge.office import Office
from knowledge.retrieval import Retriever
from knowledge.subjects import Subject, default_service, find_subject, subject_id, visible
from knowledge.versions.in_force import current_document

_PLACE: frozenset[Aspect] = frozenset({"location", "hours", "contact"})
# Which kind is meant when a sentence names several; longest name first within a kind (the order of the entities).
_ORDER: dict[str, tuple[type, ...]] = {
    "fact": (NewsFact, Entry, Policy, Topic, Service, Window),
    "term": (Entry, Policy, NewsFact, Topic, Service, Window),
    "policy": (Policy, Topic, Service, Entry, Window, NewsFact),
    "service": (Service, Topic, Policy, Window, Entry, NewsFact),
}
_LIVING: frozenset[Aspect] = _PLACE | {"apply_time"}
_OFFERS = 4
# Names that the bot knows and the office has no record of.
_FREE = "name:"


@dataclass(frozen=True)
class Inquiry:
    """A question on its way to a finding: where it is looked up, and the subject as soon as one is known."""

    office: Office
    retriever: Retriever
    question: Question
    subject: Subject | None = None


Step = Callable[[Inquiry], Inquiry | Finding]


def find_answer(office: Office, retriever: Retriever, question: Question) -> Finding:
    """Return the finding of a question; never raises for a question that has no answer."""
    inquiry = Inquiry(office, retriever, question)
    for step in STEPS:
        result = step(inquiry)
        if not isinstance(result, Inquiry):
            return result
        inquiry = result
    return NothingFound(question.aspect, ())


def _by_name(inquiry: Inquiry) -> Inquiry | Finding:
    """The subject that the question names; of several the kind that the aspect is asked of."""
    return replace(inquiry, subject=_named(inquiry.office, inquiry.question))


def _as_approved(inquiry: Inquiry) -> Inquiry | Finding:
    """What staff approved as the answer to this very question, if it rests on what holds today."""
    question, office = inquiry.question, inquiry.office
    subject = inquiry.subject or (find_subject(office, question.previous) if question.previous else None)
    # Dates, places and telephones are told by rows that change without a review.
    if question.aspect in _LIVING:
        return inquiry
    # An approved answer is about today, and about no class or clause in particular.
    if subject is None or not question.text or question.as_of is not None or question.talent_class or question.clause:
        return inquiry
    names = (subject.name, *getattr(subject, "aliases", ()))
    family = [subject_id(subject), *question.subjects]
    service = default_service(office, subject) if isinstance(subject, Topic) else None
    if service is not None:
        # 人才公寓 is asked of as the service behind it.
        family.append(subject_id(service))
        names = (*names, service.name, *service.aliases)
    answer = approved_for(office, question.text, family, names)
    if answer is None:
        return inquiry
    # What comes next (办理方法, 预约办理) is told by the service behind a topic.
    subject = service or subject
    rows = rows_of(office, answer)
    basis = tuple(dict.fromkeys(basis_of(office, row) for row in rows))
    return ApprovedFinding(answer, subject, rows, basis, _known(office, subject))


def _known(office: Office, subject: Subject) -> tuple[Aspect, ...]:
    if isinstance(subject, Policy):
        return known_aspects(current_document(subject, office.today))
    return service_aspects(subject) if isinstance(subject, Service) else ()


def _the_hall(inquiry: Inquiry) -> Inquiry | Finding:
    """Place, opening hours and telephone without a name are the hall's."""
    question = inquiry.question
    if inquiry.subject is not None or not _means_the_hall(question):
        return inquiry
    return place_finding(inquiry.office, None, question) or NothingFound(question.aspect, ())


def _by_unrecorded_name(inquiry: Inquiry) -> Inquiry | Finding:
    """A name that the bot knows and the office has no record of is searched for in the texts."""
    question = inquiry.question
    unrecorded = next((name.removeprefix(_FREE) for name in question.subjects if name.startswith(_FREE)), "")
    if inquiry.subject is not None or not unrecorded:
        return inquiry
    return searched_by_name(inquiry.office, inquiry.retriever, unrecorded, question)


def _by_the_turn_before(inquiry: Inquiry) -> Inquiry | Finding:
    """A question that names nothing means the subject of the turn before, or is asked back."""
    question = inquiry.question
    if inquiry.subject is not None or not names_nothing(question.text):
        return inquiry
    subject = find_subject(inquiry.office, question.previous) if question.previous else None
    if subject is None:
        return _without_subject(inquiry.office, inquiry.retriever, question)
    return replace(inquiry, subject=subject)


def _of_the_subject(inquiry: Inquiry) -> Inquiry | Finding:
    """What the rows of the subject say."""
    if inquiry.subject is None:
        return inquiry
    finding = answer_of(inquiry.office, inquiry.retriever, inquiry.subject, inquiry.question)
    if inquiry.question.aspect == "fact" and isinstance(finding, NoAspect):
        # 今年兑现了3亿吧 names a field of services; what was reported of it stands among the facts.
        reported = searched(inquiry.office, inquiry.retriever, inquiry.question)
        return reported if isinstance(reported, FactFinding) else finding
    return finding


def _by_search(inquiry: Inquiry) -> Inquiry | Finding:
    """What retrieval finds."""
    return searched(inquiry.office, inquiry.retriever, inquiry.question)


# From a question to its answer: each step takes the inquiry further, or ends it with a finding.
STEPS: tuple[Step, ...] = (
    _by_name,
    _as_approved,
    _the_hall,
    _by_unrecorded_name,
    _by_the_turn_before,
    _of_the_subject,
    _by_search,
)


def _means_the_hall(question: Question) -> bool:
    """Whether a question for place, hours or telephone names nothing: then the hall is meant, or the subject before.

    Opening hours are the hall's, whatever day was named; a hall may be named, or a place for a hall near it.
    """
    if any(name.startswith("hall:") for name in question.subjects):
        return question.aspect in (*_PLACE, "overview", "term")
    if question.aspect not in _PLACE:
        return False
    if question.aspect == "hours" or question.places or names_the_hall(question.text):
        return True
    return not question.previous and names_nothing(question.text)


def _named(office: Office, question: Question) -> Subject | None:
    subjects = [found for identifier in question.subjects if (found := find_subject(office, identifier)) is not None]
    if question.aspect in ("fact", "term"):
        order = _ORDER[question.aspect]
    else:
        order = _ORDER["policy" if question.aspect in POLICY_FIRST else "service"]
    return min(subjects, key=lambda subject: order.index(type(subject)), default=None)


def _without_subject(office: Office, retriever: Retriever, question: Question) -> Finding:
    if question.aspect in _PLACE:
        return place_finding(office, None, question) or NothingFound(question.aspect, ())
    if question.talent_class and question.aspect in ("amount", "condition", "payout", "benefit"):
        policies = office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
        schemes = [p for p in policies if visible(office, p) and _has_class(office, p, question.talent_class)]
        if schemes:
            return Ambiguous(question.aspect, tuple(schemes), question.talent_class)
    offers = _popular(office, retriever, question.aspect)
    return Missing(question.aspect, offers) if offers else NothingFound(question.aspect, ())


def _has_class(office: Office, policy: Policy, talent_class: str) -> bool:
    benefits = current_document(policy, office.today).benefits
    return any((row.category or "").partition(":")[2] == talent_class for row in benefits)


def _popular(office: Office, retriever: Retriever, aspect: Aspect) -> tuple[Subject, ...]:
    topics = office.session.scalars(select(Topic).where(Topic.active).order_by(Topic.id))
    usable = (topic for topic in topics if tells(office, retriever, topic, Question(aspect, "")))
    return tuple(itertools.islice(usable, _OFFERS + 1))
