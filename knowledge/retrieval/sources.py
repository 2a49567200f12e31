"""Where passages come from: for each group of rows, cheap stamps that tell what changed, and the passages themselves.

A new kind of passage is a `Source` in `SOURCES`: owners (a policy, a service) with a stamp, and the passages of owners.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from knowledge.models import Document, Entry, NewsFact, Policy, Service
from knowledge.office import Office
from knowledge.retrieval.passages import Passage
from knowledge.subjects import EXAMPLE
from knowledge.versions.in_force import current_document

Row = TypeVar("Row", Policy, Service, Entry, NewsFact)
Stamps = dict[str, str]
"""The owners of a source by code, each with a value that changes when its passages may have."""


@dataclass(frozen=True)
class Source:
    """`stamps` reads the owners that are active; `passages` reads those of the owners with these codes."""

    name: str
    stamps: Callable[[Office], Stamps]
    passages: Callable[[Office, Collection[str]], Iterator[tuple[str, Passage]]]


def _policy_stamps(office: Office) -> Stamps:
    # The day is part of it: on another day another document of the policy may hold.
    stamps = dict.fromkeys(office.session.scalars(select(Policy.code).where(Policy.active)), office.today.isoformat())
    query = (
        select(Policy.code, Document.code, Document.updated_at, Document.validity, Document.provenance)
        .join(Document.policy)
        .where(Policy.active)
        .order_by(Document.id)
    )
    for code, *document in office.session.execute(query):
        stamps[code] += "|".join(map(str, document))
    return stamps


def _policy_passages(office: Office, codes: Collection[str]) -> Iterator[tuple[str, Passage]]:
    documents = selectinload(Policy.documents)
    loaded = (Document.clauses, Document.benefits, Document.relations)
    query = select(Policy).options(*(documents.selectinload(rows) for rows in loaded))
    for policy in _rows(office.session, query, Policy, codes):
        if policy.documents:
            for passage in _document_passages(policy, current_document(policy, office.today)):
                yield policy.code, passage


def _document_passages(policy: Policy, document: Document) -> Iterator[Passage]:
    names = " ".join([policy.name, *policy.aliases])
    subject, example = f"policy:{policy.code}", document.provenance == EXAMPLE
    days = (document.effective_from, document.effective_to)
    paths = {clause.id: clause.path for clause in document.clauses}
    for clause in document.clauses:
        title = f"{names} {clause.heading}".strip()
        name = f"{policy.name} {clause.heading}".strip()
        yield Passage(subject, "clause", title, clause.text, clause.path, name, policy.level, "", example, *days)
    for benefit in document.benefits:
        told = (benefit.name, benefit.audience, benefit.amount_expr, benefit.payout_text)
        text = " ".join(part for part in told if part)
        path = paths.get(benefit.clause_id, "")
        audience = benefit.audience
        yield Passage(subject, "benefit", names, text, path, policy.name, policy.level, audience, example, *days)


def _service_stamps(office: Office) -> Stamps:
    return _updated(office.session, Service)


def _service_passages(office: Office, codes: Collection[str]) -> Iterator[tuple[str, Passage]]:
    for service in _rows(office.session, select(Service).options(selectinload(Service.faqs)), Service, codes):
        subject, example = f"service:{service.code}", service.provenance == EXAMPLE
        title, name, audience = " ".join([service.name, *service.aliases]), service.name, service.audience
        text = f"{service.summary} {audience}"
        yield service.code, Passage(subject, "service", title, text, name=name, audience=audience, example=example)
        for faq in service.faqs:
            title = f"{name} {faq.question}"
            yield service.code, Passage(subject, "faq", title, faq.answer, name=faq.question, example=example)


def _entry_stamps(office: Office) -> Stamps:
    return _updated(office.session, Entry)


def _entry_passages(office: Office, codes: Collection[str]) -> Iterator[tuple[str, Passage]]:
    for entry in _rows(office.session, select(Entry), Entry, codes):
        title = " ".join([entry.name, *entry.aliases, *entry.answers])
        text = " ".join([entry.summary, *entry.points])
        example = entry.provenance == EXAMPLE
        yield entry.code, Passage(f"entry:{entry.code}", "entry", title, text, name=entry.name, example=example)


def _fact_stamps(office: Office) -> Stamps:
    return _updated(office.session, NewsFact)


def _fact_passages(office: Office, codes: Collection[str]) -> Iterator[tuple[str, Passage]]:
    for fact in _rows(office.session, select(NewsFact), NewsFact, codes):
        title = " ".join([fact.name, *fact.aliases])
        example = fact.provenance == EXAMPLE
        yield fact.code, Passage(f"fact:{fact.code}", "fact", title, fact.statement, name=fact.name, example=example)


# SQLite takes at most 32,766 values in one statement, and rows are read in portions of this size.
_PORTION = 500


def _rows(session: Session, query: Select[Row], model: type[Row], codes: Collection[str]) -> Iterator[Row]:
    """Read the rows with these codes in the order of the codes, a portion at a time."""
    ordered = sorted(codes)
    for start in range(0, len(ordered), _PORTION):
        portion = ordered[start : start + _PORTION]
        yield from session.scalars(query.where(model.code.in_(portion)).order_by(model.code))


def _updated(session: Session, model: type[Service | Entry | NewsFact]) -> Stamps:
    query = select(model.code, model.updated_at, model.provenance)
    if issubclass(model, Service | Entry):
        query = query.where(model.active)
    return {code: f"{moment}|{provenance}" for code, moment, provenance in session.execute(query)}


SOURCES = (
    Source("policy", _policy_stamps, _policy_passages),
    Source("service", _service_stamps, _service_passages),
    Source("entry", _entry_stamps, _entry_passages),
    Source("fact", _fact_stamps, _fact_passages),
)
