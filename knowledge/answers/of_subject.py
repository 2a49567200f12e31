"""What the rows of a subject say on an aspect, whatever kind of subject it is."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from knowledge.answers.content_words import asks_for_a_fee, asks_for_money_only
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
from knowledge.retrieval import Retriever
from knowledge.subjects import Subject, default_service, policies_of, services_of, visible

# Questions that a policy answers before the guide of its service does.
POLICY_FIRST: frozenset[Aspect] = frozenset(
    {"overview", "detail", "amount", "validity", "apply_time", "payout", "source", "stacking", "benefit"}
)
# Share of a question's information that a passage must hold to be taken as its answer. 0.4 was chosen on our own
# development questions: see docs/quality.md, "Retrieval".
THRESHOLD = 0.4


def answer_of(office: Office, retriever: Retriever, subject: Subject, question: Question) -> Finding:
    """Return what the rows of a subject say on the aspect that is asked."""
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


def told_aspects(
    office: Office, retriever: Retriever, subject: Subject, aspects: tuple[Aspect, ...]
) -> tuple[Aspect, ...]:
    """Return those of the aspects on which the rows of a subject say something."""
    return tuple(aspect for aspect in aspects if tells(office, retriever, subject, Question(aspect, "")))


def tells(office: Office, retriever: Retriever, subject: Subject, question: Question) -> bool:
    """Tell whether the rows of a subject answer a question, or ask back what is needed for it."""
    return not isinstance(answer_of(office, retriever, subject, question), NoAspect | NothingFound | Missing)


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
    if aspect not in POLICY_FIRST and len(services) > 1:
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
    if question.aspect in POLICY_FIRST or not services:
        told = [p for p in policies if policy_finding(office, p, question.aspect, question.talent_class) is not None]
        if len(told) == 1:
            return _of_policy(office, retriever, told[0], question)
        if len(told) > 1:
            return Ambiguous(question.aspect, tuple(told), question.talent_class)
    service = default_service(office, topic)
    if service is not None:
        return _of_service(office, service, question)
    telling = [row for row in services if tells(office, retriever, row, question)]
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
