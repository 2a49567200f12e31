"""What retrieval finds for a question that names no subject of the records."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from knowledge.answers.content_words import content_of, speaks_of, touches
from knowledge.answers.findings import FactFinding, Finding, NothingFound, Question
from knowledge.answers.of_subject import THRESHOLD, answer_of
from knowledge.answers.policies import clause_finding, policy_finding
from knowledge.models import Clause, NewsFact, Policy
from knowledge.office import Office
from knowledge.retrieval import KINDS, Hit, Retrieved, Retriever
from knowledge.subjects import Subject, find_subject
from knowledge.versions.in_force import current_document

# A benefit leads to the clause that grants it.
_OF_CLAUSES = ("clause", "benefit")
_OTHER_MATTER = "other_matter"
# A frequent question may mention a name only to say that it belongs elsewhere.
_NAMED_KINDS = KINDS - {"faq"}
_OFFERS = 4


def searched(office: Office, retriever: Retriever, question: Question) -> Finding:
    """Return what the best passage says, or that nothing was found."""
    kinds: frozenset[str] = frozenset({"fact"}) if question.aspect == "fact" else KINDS
    found = _about(question.text, retriever.search(office, question.text, kinds, THRESHOLD, question.aspect))
    question.considered.extend(found.considered)
    if question.previous and not found.hits:
        previous = find_subject(office, question.previous)
        if previous is not None and len(content_of(question.text)) <= 3:
            return answer_of(office, retriever, previous, question)
    if not found.hits:
        near = tuple(hit for hit in found.rejected if touches(_words(hit), question.text))
        return NothingFound(question.aspect, _subjects(office, near))
    if question.aspect == "fact":
        return _facts(office, found.hits)
    best = found.hits[0].passage
    subject = find_subject(office, best.subject)
    if subject is None:
        return NothingFound(question.aspect, ())
    if isinstance(subject, Policy) and best.kind in _OF_CLAUSES:
        clause = _clause(office, subject, best.clause) if question.as_of is None else None
        finding = policy_finding(office, subject, question.aspect, question.talent_class)
        if clause is not None and (finding is None or clause not in finding.clauses):
            return clause_finding(office, subject, clause)
        # What the clause that was found says, and not all that the policy says on the aspect (租金 is no 安家补助).
        if clause is not None and not question.talent_class:
            finding = policy_finding(office, subject, question.aspect, within=frozenset({clause.path}))
            return finding or clause_finding(office, subject, clause)
    return answer_of(office, retriever, subject, question)


def searched_by_name(office: Office, retriever: Retriever, name: str, question: Question) -> Finding:
    """A name without a record: only a text with this name in its title answers, not one that mentions it."""
    found = retriever.search(office, f"{name} {question.text}", _NAMED_KINDS, 0.0, question.aspect)
    question.considered.extend(found.considered)
    hits = [hit for hit in found.hits if name in hit.passage.title]
    subject = find_subject(office, hits[0].passage.subject) if hits else None
    if subject is None:
        return NothingFound(question.aspect, _subjects(office, found.hits), name)
    if isinstance(subject, Policy) and hits[0].passage.kind in _OF_CLAUSES:
        clause = _clause(office, subject, hits[0].passage.clause) if question.as_of is None else None
        if clause is not None:
            return clause_finding(office, subject, clause)
    return answer_of(office, retriever, subject, question)


def _clause(office: Office, policy: Policy, path: str) -> Clause | None:
    clauses = current_document(policy, office.today).clauses
    return next((row for row in clauses if row.path == path), None)


def _about(text: str, found: Retrieved) -> Retrieved:
    """Reject what only shares question words with the question."""
    hits = [hit for hit in found.hits if speaks_of(_words(hit), text)]
    others = (replace(hit, reason=_OTHER_MATTER) for hit in found.hits if hit not in hits)
    return replace(found, hits=tuple(hits), rejected=(*others, *found.rejected))


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
