"""From a question to a finding: which subject is meant, and what its rows say on the aspect."""

from __future__ import annotations

import itertools
from dataclasses import replace

from sqlalchemy import select

from knowledge.answers.content_words import (
    asks_for_a_fee,
    asks_for_money_only,
    content_of,
    names_nothing,
    names_the_hall,
    speaks_of,
    touches,
)
from knowledge.answers.findings import (
    Ambiguous,
    Aspect,
    EntryFinding,
    FactFinding,
    Finding,
    Missing,
    NoAspect,
    NothingFound,
    PolicyFinding,
    Question,
)
from knowledge.answers.policies import clause_finding, known_aspects, policy_finding
from knowledge.answers.services import basis_in, place_finding, service_aspects, service_finding
from knowledge.models import Entry, NewsFact, Policy, Service, Topic, Window
from knowledge.office import Office
from knowledge.retrieval import Hit, Retrieved, Retriever
from knowledge.subjects import Subject, default_service, find_subject, policies_of, services_of, visible

_POLICY_FIRST: frozenset[Aspect] = frozenset(
    {"overview", "detail", "amount", "validity", "apply_time", "payout", "source", "stacking", "benefit"}
)
_PLACE: frozenset[Aspect] = frozenset({"location", "hours", "contact"})
# Which kind is meant when a sentence names several; longest name first within a kind (the order of the entities).
_ORDER: dict[str, tuple[type, ...]] = {
    "fact": (NewsFact, Entry, Policy, Topic, Service, Window),
    "term": (Entry, Policy, NewsFact, Topic, Service, Window),
    "policy": (Policy, Topic, Service, Entry, Window, NewsFact),
    "service": (Service, Topic, Policy, Window, Entry, NewsFact),
}
_CLAUSE_KINDS = frozenset({"clause", "service", "entry", "fact"})
# Share of a question's information that a passage must hold to be taken as its answer. 0.4 was chosen on our own
# development questions: see docs/quality.md, "Retrieval".
THRESHOLD = 0.4
_OFFERS = 4
# Names that the bot knows and the office has no record of.
_FREE = "name:"


def find_answer(office: Office, retriever: Retriever, question: Question) -> Finding:
    """Return the finding of a question; never raises for a question that has no answer."""
    subject = _named(office, question)
    if subject is None and _means_the_hall(question):
        return place_finding(office, None, question.aspect) or NothingFound(question.aspect, ())
    unrecorded = next((name.removeprefix(_FREE) for name in question.subjects if name.startswith(_FREE)), "")
    if subject is None and unrecorded:
        return _of_name(office, retriever, unrecorded, question)
    if subject is None and names_nothing(question.text):
        subject = find_subject(office, question.previous) if question.previous else None
        if subject is None:
            return _without_subject(office, retriever, question)
    if subject is None:
        return _retrieved(office, retriever, question)
    return _answer(office, retriever, subject, question)


def told_aspects(
    office: Office, retriever: Retriever, subject: Subject, aspects: tuple[Aspect, ...]
) -> tuple[Aspect, ...]:
    """Return those of the aspects on which the rows of a subject say something."""
    return tuple(aspect for aspect in aspects if _tells(office, retriever, subject, Question(aspect, "")))


def _tells(office: Office, retriever: Retriever, subject: Subject, question: Question) -> bool:
    return not isinstance(_answer(office, retriever, subject, question), NoAspect | NothingFound | Missing)


def _means_the_hall(question: Question) -> bool:
    """Whether a question for place, hours or telephone names nothing: then the hall is meant, or the subject before.

    Opening hours are the hall's, whatever day was named.
    """
    if question.aspect not in _PLACE:
        return False
    if question.aspect == "hours" or names_the_hall(question.text):
        return True
    return not question.previous and names_nothing(question.text)


def _named(office: Office, question: Question) -> Subject | None:
    subjects = [found for identifier in question.subjects if (found := find_subject(office, identifier)) is not None]
    if question.aspect in ("fact", "term"):
        order = _ORDER[question.aspect]
    else:
        order = _ORDER["policy" if question.aspect in _POLICY_FIRST else "service"]
    return min(subjects, key=lambda subject: order.index(type(subject)), default=None)


def _answer(office: Office, retriever: Retriever, subject: Subject, question: Question) -> Finding:
    match subject:
        case Policy():
            return _of_policy(office, retriever, subject, question)
        case Topic():
            return _of_topic(office, retriever, subject, question)
        case Service():
            return _of_service(office, subject, question)
        case Entry():
            return _of_entry(office, subject, question)
        case NewsFact():
            return FactFinding((subject,))
        case Window():
            return place_finding(office, subject, question.aspect) or NoAspect(subject, question.aspect, ())


def _of_policy(office: Office, retriever: Retriever, policy: Policy, question: Question) -> Finding:
    aspect = question.aspect
    if aspect == "detail" and not question.clause:
        found = _clause_of(office, retriever, policy, question.text)
        if found is not None:
            return found
    finding = policy_finding(office, policy, aspect, question.talent_class, question.clause)
    if finding is not None:
        return finding
    service = default_service(office, policy)
    if service is not None and aspect in service_aspects(service):
        return service_finding(office, service, aspect)
    services = services_of(office, policy)
    if aspect not in _POLICY_FIRST and len(services) > 1:
        return Ambiguous(aspect, tuple(services))
    return NoAspect(policy, aspect, known_aspects(policy.documents[0]))


def _clause_of(office: Office, retriever: Retriever, policy: Policy, text: str) -> PolicyFinding | None:
    """Return the clause of this policy that a question about its text means."""
    for hit in retriever.search(office, text, frozenset({"clause"}), THRESHOLD).hits:
        if hit.passage.subject == f"policy:{policy.code}":
            clauses = policy.documents[0].clauses
            clause = next((row for row in clauses if row.path == hit.passage.clause), None)
            return clause_finding(office, policy, clause) if clause is not None else None
    return None


def _of_topic(office: Office, retriever: Retriever, topic: Topic, question: Question) -> Finding:
    policies, services = policies_of(office, topic), services_of(office, topic)
    if question.aspect in _POLICY_FIRST or not services:
        told = [p for p in policies if policy_finding(office, p, question.aspect, question.talent_class) is not None]
        if len(told) == 1:
            return _of_policy(office, retriever, told[0], question)
        if len(told) > 1:
            return Ambiguous(question.aspect, tuple(told), question.talent_class)
    service = default_service(office, topic)
    if service is not None:
        return _of_service(office, service, question)
    telling = [row for row in services if _tells(office, retriever, row, question)]
    if len(telling) == 1:
        return _of_service(office, telling[0], question)
    if telling:
        return Ambiguous(question.aspect, tuple(telling))
    return NoAspect(topic, question.aspect, service_aspects(services[0]) if services else ())


def _of_service(office: Office, service: Service, question: Question) -> Finding:
    aspect = question.aspect
    if aspect == "hours":
        windows = service_finding(office, service, aspect).windows
        return place_finding(office, windows[0] if windows else None, aspect) or NoAspect(service, aspect, ())
    granted = _granted(office, service, question) if aspect == "fee" and not asks_for_a_fee(question.text) else None
    if granted is not None:
        return granted
    if aspect in service_aspects(service):
        return service_finding(office, service, aspect)
    for policy in policies_of(office, service):
        within = basis_in(service, policy)
        finding = policy_finding(office, policy, question.aspect, question.talent_class, question.clause, within)
        if finding is not None:
            return _for(service, finding)
    # 多少钱, asked of a service that grants nothing, can only mean what it costs.
    if aspect == "amount" and asks_for_money_only(question.text):
        return service_finding(office, service, "fee")
    return NoAspect(service, question.aspect, service_aspects(service))


def _granted(office: Office, service: Service, question: Question) -> Finding | None:
    """Return the amount that a service grants: 安家补助多少钱 asks what one gets, not what one pays."""
    for policy in policies_of(office, service):
        within = basis_in(service, policy)
        if within:
            finding = policy_finding(office, policy, "amount", question.talent_class, question.clause, within)
            if finding is not None:
                return _for(service, finding)
    return None


def _for(service: Service, finding: PolicyFinding) -> PolicyFinding:
    """Keep the service as what is talked about, though its policy answers."""
    return replace(finding, service=service, known=service_aspects(service))


def _of_entry(office: Office, entry: Entry, question: Question) -> Finding:
    rows = office.session.scalars(select(Entry).where(Entry.code.in_(entry.related), Entry.active)).all()
    related = tuple(
        sorted((row for row in rows if visible(office, row)), key=lambda row: entry.related.index(row.code))
    )
    if question.aspect in ("overview", "term", "fact", "detail", "source", "howto", "benefit", "amount"):
        return EntryFinding(entry, related)
    return NoAspect(entry, question.aspect, ("overview",))


def _without_subject(office: Office, retriever: Retriever, question: Question) -> Finding:
    if question.aspect in _PLACE:
        return place_finding(office, None, question.aspect) or NothingFound(question.aspect, ())
    if question.talent_class and question.aspect in ("amount", "condition", "payout", "benefit"):
        policies = office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
        schemes = [p for p in policies if visible(office, p) and _has_class(p, question.talent_class)]
        if schemes:
            return Ambiguous(question.aspect, tuple(schemes), question.talent_class)
    offers = _popular(office, retriever, question.aspect)
    return Missing(question.aspect, offers) if offers else NothingFound(question.aspect, ())


def _has_class(policy: Policy, talent_class: str) -> bool:
    return any((row.category or "").partition(":")[2] == talent_class for row in policy.documents[0].benefits)


def _retrieved(office: Office, retriever: Retriever, question: Question) -> Finding:
    kinds = frozenset({"fact"}) if question.aspect == "fact" else _CLAUSE_KINDS
    found = _about(question.text, retriever.search(office, question.text, kinds, THRESHOLD))
    if question.previous and not found.hits:
        previous = find_subject(office, question.previous)
        if previous is not None and len(content_of(question.text)) <= 3:
            return _answer(office, retriever, previous, question)
    if not found.hits:
        near = tuple(hit for hit in found.rejected if touches(_words(hit), question.text))
        return NothingFound(question.aspect, _subjects(office, near))
    if question.aspect == "fact":
        return _facts(office, found.hits)
    best = found.hits[0].passage
    subject = find_subject(office, best.subject)
    if subject is None:
        return NothingFound(question.aspect, ())
    if isinstance(subject, Policy) and best.kind == "clause":
        clause = next((row for row in subject.documents[0].clauses if row.path == best.clause), None)
        finding = policy_finding(office, subject, question.aspect, question.talent_class)
        if clause is not None and (finding is None or clause not in finding.clauses):
            return clause_finding(office, subject, clause)
    return _answer(office, retriever, subject, question)


def _of_name(office: Office, retriever: Retriever, name: str, question: Question) -> Finding:
    """A name without a record: only a text with this name in its title answers, not one that mentions it."""
    found = retriever.search(office, f"{name} {question.text}", _CLAUSE_KINDS, 0.0)
    hits = [hit for hit in found.hits if name in hit.passage.title]
    subject = find_subject(office, hits[0].passage.subject) if hits else None
    if subject is None:
        return NothingFound(question.aspect, _subjects(office, found.hits), name)
    if isinstance(subject, Policy) and hits[0].passage.kind == "clause":
        clause = next((row for row in subject.documents[0].clauses if row.path == hits[0].passage.clause), None)
        if clause is not None:
            return clause_finding(office, subject, clause)
    return _answer(office, retriever, subject, question)


def _about(text: str, found: Retrieved) -> Retrieved:
    """Reject what only shares question words with the question."""
    hits = [hit for hit in found.hits if speaks_of(_words(hit), text)]
    return Retrieved(tuple(hits), (*(hit for hit in found.hits if hit not in hits), *found.rejected))


def _words(hit: Hit) -> str:
    return f"{hit.passage.title} {hit.passage.text}"


def _facts(office: Office, hits: tuple[Hit, ...]) -> Finding:
    best = hits[0].score
    codes = [hit.passage.subject.partition(":")[2] for hit in hits if hit.score >= 0.9 * best][:2]
    rows = {row.code: row for row in office.session.scalars(select(NewsFact).where(NewsFact.code.in_(codes)))}
    return FactFinding(tuple(rows[code] for code in codes))


def _subjects(office: Office, hits: tuple[Hit, ...]) -> tuple[Subject, ...]:
    found: dict[str, Subject] = {}
    for hit in hits:
        subject = find_subject(office, hit.passage.subject)
        if subject is not None:
            found.setdefault(hit.passage.subject, subject)
    return tuple(found.values())[:_OFFERS]


def _popular(office: Office, retriever: Retriever, aspect: Aspect) -> tuple[Subject, ...]:
    topics = office.session.scalars(select(Topic).where(Topic.active).order_by(Topic.id))
    usable = (topic for topic in topics if _tells(office, retriever, topic, Question(aspect, "")))
    return tuple(itertools.islice(usable, _OFFERS + 1))
