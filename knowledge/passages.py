"""The passages that retrieval searches: one for each clause, service, entry and fact that may be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge.models import ContentFile, Document, Entry, NewsFact, Policy, Service
from knowledge.office import Office
from knowledge.subjects import EXAMPLE
from knowledge.versions.in_force import current_document


@dataclass(frozen=True)
class Passage:
    """A piece of text that can answer: `subject` is the id of what it belongs to, `clause` the path within a policy."""

    subject: str
    kind: str
    title: str
    text: str
    clause: str = ""


def content_version(session: Session, today: date) -> str:
    """Return a value that changes whenever content was loaded or removed, or a document may have come into force."""
    files = session.scalars(select(ContentFile.digest).order_by(ContentFile.kind, ContentFile.code))
    return hashlib.sha256("".join([today.isoformat(), *files]).encode()).hexdigest()


def all_passages(office: Office) -> tuple[Passage, ...]:
    """Return every passage that may be shown, in a fixed order."""
    return tuple([*_clauses(office), *_services(office), *_entries(office), *_facts(office)])


def _clauses(office: Office) -> Iterator[Passage]:
    query = select(Policy).where(Policy.active).order_by(Policy.code)
    for policy in office.session.scalars(query.options(selectinload(Policy.documents).selectinload(Document.clauses))):
        document = current_document(policy, office.today)
        if document.provenance == EXAMPLE and not office.show_examples:
            continue
        for clause in document.clauses:
            title = " ".join([policy.name, *policy.aliases, clause.heading])
            yield Passage(f"policy:{policy.code}", "clause", title, clause.text, clause.path)


def _services(office: Office) -> Iterator[Passage]:
    for service in office.session.scalars(select(Service).where(Service.active).order_by(Service.code)):
        if service.provenance == EXAMPLE and not office.show_examples:
            continue
        title = " ".join([service.name, *service.aliases])
        yield Passage(f"service:{service.code}", "service", title, f"{service.summary} {service.audience}")


def _entries(office: Office) -> Iterator[Passage]:
    for entry in office.session.scalars(select(Entry).where(Entry.active).order_by(Entry.code)):
        title = " ".join([entry.name, *entry.aliases, *entry.answers])
        yield Passage(f"entry:{entry.code}", "entry", title, " ".join([entry.summary, *entry.points]))


def _facts(office: Office) -> Iterator[Passage]:
    for fact in office.session.scalars(select(NewsFact).order_by(NewsFact.code)):
        yield Passage(f"fact:{fact.code}", "fact", " ".join([fact.name, *fact.aliases]), fact.statement)
