"""What the rows of a subject say on an aspect, whatever kind of subject it is."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from knowledge.answers.content_words import asks_for_a_fee, asks_for_money_only
from knowledge.answers.entries import entry_on
from knowledge.answers.findings import (
    Ambiguous,
    Aspect,
    EntryFinding,
    FactFinding,
    Finding,
    Missing,
    NoAspect,
    NothingFound,
    NoVersion,
    PolicyFinding,
    Question,
)
from knowledge.answers.policies import (
    clause_finding,
    known_aspects,
    nearest_clauses,
    policy_finding,
    speaks_of_one,
)
from knowledge.answers.services import basis_in, place_finding, service_aspects, service_finding
from knowledge.answers.versions import version_for
from knowledge.models import Entry, NewsFact, Policy, Service, Topic, Window
from knowledge.office import Office
from knowledge.retrieval import Retriever
from knowledge.subjects import Subject, default_service, find_subject, policies_of, services_of, visible
from knowledge.versions.in_force import current_document, versions_of

# Questions that a policy answers before the guide of its service does.
POLICY_FIRST: frozenset[Aspect] = frozenset(
    {"overview", "detail", "amount", "validity", "apply_time", "payout", "source", "stacking", "benefit"}
)
# Share of a question's information that a passage must hold to be taken as its answer. 0.4 was chosen on our own
# development questions: see docs/quality.md, "Retrieval".
THRESHOLD = 0.4
_OF_RECORD: frozenset[Aspect] = frozenset({"overview", "term", "fact", "detail", "source", "benefit", "amount"})
_PLACE: frozenset[Aspect] = frozenset({"location", "hours", "contact"})


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
            return place_finding(office, subject, question) or NoAspect(subject, question.aspect, ())


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
    if question.as_of is not None and version_for(office, policy, question.as_of) is None:
        return NoVersion(policy, question.as_of, versions_of(policy)[-1])
    if aspect == "detail" and not question.clause and question.as_of is None:
        found = _clause_of(office, retriever, policy, question.text)
        if found is not None:
            return found
    finding = _then(office, policy, question) if question.as_of is not None else None
    finding = finding or policy_finding(office, policy, aspect, question.talent_class, question.clause)
    if finding is not None:
        return finding
    service = default_service(office, policy)
    if service is not None and aspect in service_aspects(service):
        return service_finding(office, service, aspect)
    services = services_of(office, policy)
    if aspect not in POLICY_FIRST and len(services) > 1:
        return Ambiguous(aspect, tuple(services))
    return NoAspect(policy, aspect, known_aspects(current_document(policy, office.today)))


def _then(office: Office, policy: Policy, question: Question) -> PolicyFinding | None:
    """What the version of the days asked about says: on the aspect, else in the clauses nearest to the question."""
    asked, as_of = question.aspect, question.as_of
    answering = version_for(office, policy, as_of)
    if asked == "detail" and not question.clause and answering is not None and speaks_of_one(answering, question):
        return nearest_clauses(office, policy, answering, question)
    finding = policy_finding(office, policy, asked, question.talent_class, question.clause, as_of=as_of)
    if finding is not None or answering is None or answering.document is current_document(policy, office.today):
        return finding
    return nearest_clauses(office, policy, answering, question)


def _clause_of(office: Office, retriever: Retriever, policy: Policy, text: str) -> PolicyFinding | None:
    """Return the clause of this policy that a question about its text means."""
    for hit in retriever.search(office, text, frozenset({"clause"}), THRESHOLD).hits:
        if hit.passage.subject == f"policy:{policy.code}":
            clauses = current_document(policy, office.today).clauses
            clause = next((row for row in clauses if row.path == hit.passage.clause), None)
            return clause_finding(office, policy, clause) if clause is not None else None
    return None


def _of_topic(office: Office, retriever: Retriever, topic: Topic, question: Question) -> Finding:
    policies, services = policies_of(office, topic), services_of(office, topic)
    if not services and len(policies) == 1:
        told_by_name = _clauses_named(office, policies[0], topic, question)
        if told_by_name is not None:
            return told_by_name
    if question.aspect in POLICY_FIRST or not services:
        asked, letter, as_of = question.aspect, question.talent_class, question.as_of
        told = [p for p in policies if policy_finding(office, p, asked, letter, as_of=as_of) is not None]
        if as_of is not None and not told and len(policies) == 1:
            return _of_policy(office, retriever, policies[0], question)
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
    window = _only_window(office, telling) if question.aspect in _PLACE else None
    if window is not None:
        return place_finding(office, window, question) or NoAspect(topic, question.aspect, ())
    if telling:
        return Ambiguous(question.aspect, tuple(telling))
    return NoAspect(topic, question.aspect, service_aspects(services[0]) if services else ())


def _clauses_named(office: Office, policy: Policy, topic: Topic, question: Question) -> PolicyFinding | None:
    """Return what the clauses say that bear the name of a topic (引才奖励), where they answer the aspect."""
    clauses = current_document(policy, office.today).clauses
    within = frozenset(row.path for row in clauses if topic.name in row.heading)
    return _on_basis(office, policy, question.aspect, question, within) if within else None


def _only_window(office: Office, services: list[Service]) -> Window | None:
    """Return the window that alone takes all of these services."""
    codes = {code for service in services for code in service.windows}
    if len(codes) != 1:
        return None
    window = find_subject(office, f"window:{codes.pop()}")
    return window if isinstance(window, Window) else None


def _of_service(office: Office, service: Service, question: Question) -> Finding:
    aspect = question.aspect
    if aspect == "hours":
        found = service_finding(office, service, aspect, question)
        if len({window.hall.code for window in found.windows}) > 1:
            return found
        window = found.windows[0] if found.windows else None
        return place_finding(office, window, question) or NoAspect(service, aspect, ())
    granted = _granted(office, service, question) if aspect == "fee" and not asks_for_a_fee(question.text) else None
    if granted is not None:
        return granted
    # Guides have no versions: of a day that was asked about only the policy can tell.
    policy_then = _policy_then(office, service, question)
    if policy_then is not None:
        finding = _then(office, policy_then, question)
        return _for(service, finding) if finding is not None else NoAspect(service, aspect, service_aspects(service))
    if aspect in service_aspects(service):
        return service_finding(office, service, aspect, question)
    for policy in policies_of(office, service):
        within = basis_in(service, policy)
        finding = _on_basis(office, policy, question.aspect, question, within)
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
            finding = _on_basis(office, policy, "amount", question, within)
            if finding is not None:
                return _for(service, finding)
    return None


def _policy_then(office: Office, service: Service, question: Question) -> Policy | None:
    """The policy of a service whose text was another one on the days asked about."""
    for policy in policies_of(office, service) if question.as_of is not None else ():
        answering = version_for(office, policy, question.as_of)
        if answering is not None and answering.document is not current_document(policy, office.today):
            return policy
    return None


def _on_basis(
    office: Office, policy: Policy, aspect: Aspect, question: Question, within: frozenset[str]
) -> PolicyFinding | None:
    """What the articles say that a service rests on; an older version may have numbered them otherwise."""
    letter, clause, as_of = question.talent_class, question.clause, question.as_of
    answering = version_for(office, policy, as_of)
    numbered = answering is not None and answering.document is current_document(policy, office.today)
    return policy_finding(office, policy, aspect, letter, clause, within if numbered else frozenset(), as_of)


def _for(service: Service, finding: PolicyFinding) -> PolicyFinding:
    """Keep the service as what is talked about, though its policy answers."""
    return replace(finding, service=service, known=service_aspects(service))


def _of_entry(office: Office, entry: Entry, question: Question) -> Finding:
    entry = entry_on(office, entry, question.as_of.last if question.as_of is not None else office.today)
    rows = office.session.scalars(select(Entry).where(Entry.code.in_(entry.related), Entry.active)).all()
    related = tuple(
        sorted((row for row in rows if visible(office, row)), key=lambda row: entry.related.index(row.code))
    )
    found = [find_subject(office, code) for code in entry.related if code.startswith("service:")]
    advised = tuple(row for row in found if isinstance(row, Service))
    # How a law is kept is told by its record; what to bring to the hall, and where, by the guide of the service.
    told_by_record = question.aspect in _OF_RECORD or (question.aspect == "howto" and entry.type == "term")
    if told_by_record or (question.aspect == "howto" and len(advised) != 1):
        return EntryFinding(entry, related, advised)
    if len(advised) == 1:
        return _of_service(office, advised[0], question)
    return NoAspect(entry, question.aspect, ("overview",))
