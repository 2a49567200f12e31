"""Write one content file as rows; a stable row (policy, service, hall, window) keeps its identity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.loading.answer_file import write_answer
from knowledge.loading.hall_file import HallFile
from knowledge.loading.policy_file import DocumentFile, PolicyFile
from knowledge.loading.rules_rows import write_rules
from knowledge.loading.schema import EntryFile, FactsFile, TopicFile
from knowledge.loading.sensitive_file import SensitiveFile
from knowledge.loading.service_file import ServiceFile
from knowledge.loading.sourced import SourcedFile
from knowledge.loading.version_file import RelationFile, WindowFile
from knowledge.models import (
    ApplicationWindow,
    ApprovedAnswer,
    Base,
    Benefit,
    BenefitRule,
    Clause,
    Condition,
    Document,
    DocumentRelation,
    Entry,
    Hall,
    NewsFact,
    Policy,
    RuleSet,
    SensitiveWord,
    Service,
    ServiceCase,
    ServiceFaq,
    ServiceMaterial,
    ServiceStep,
    Topic,
    Window,
    WordList,
)

_BY_CONTENT = "content"
Row = TypeVar("Row", bound=Base)


def retire(session: Session, kind: str, code: str) -> bool:
    """Take away what a removed file had given; rows that bookings may point to are only made inactive.

    Returns False when staff changed the row, which is then kept.
    """
    if kind == "sensitive":
        if _owned_by_staff(session):
            return False
        session.execute(delete(SensitiveWord).where(SensitiveWord.file_code == code))
        return True
    if kind == "facts":
        session.execute(delete(NewsFact).where(NewsFact.file_code == code, NewsFact.updated_by == _BY_CONTENT))
        return True
    model: Any = {
        "policy": Policy, "service": Service, "hall": Hall, "entry": Entry, "topic": Topic, "rules": RuleSet,
        "answer": ApprovedAnswer,
    }[kind]  # fmt: skip
    row = session.scalar(select(model).where(model.code == code))
    if row is None:
        return True
    if getattr(row, "updated_by", _BY_CONTENT) != _BY_CONTENT:
        return False
    if isinstance(row, Policy) and _changed_by_staff(row):
        return False
    if kind == "policy":
        session.delete(row)
    else:
        row.active = False
    return True


def _policy(session: Session, file: PolicyFile, now: datetime) -> bool:
    row = _find(session, Policy, file.code)
    if _changed_by_staff(row):
        return False
    row.name, row.aliases, row.level, row.summary = file.name, file.aliases, file.level, file.summary
    row.owner, row.telephone, row.active, row.en = file.owner, file.telephone, True, _english(file)
    row.documents.clear()
    row.windows.clear()
    session.flush()
    row.documents.extend(_document(document, position, now) for position, document in enumerate(file.documents))
    row.windows.extend(_window(window, position, now) for position, window in enumerate(file.application_windows))
    return True


def _changed_by_staff(row: Policy) -> bool:
    """Whether staff changed a document of a policy or when to apply for it, or published an ingested document of it."""
    kept: list[Document | ApplicationWindow] = [*row.documents, *row.windows]
    return any(one.updated_by != _BY_CONTENT for one in kept)


def _document(file: DocumentFile, position: int, now: datetime) -> Document:
    clauses = {
        clause.path: Clause(position=number, **clause.model_dump()) for number, clause in enumerate(file.clauses)
    }
    document = Document(
        position=position,
        **_source(file, now),
        **file.model_dump(include={
            "code", "title", "number", "issued_by", "signed_on", "published_on", "effective_from", "effective_to",
            "ended_on", "trial", "validity", "validity_basis",
        }),
    )  # fmt: skip
    document.clauses = list(clauses.values())
    document.benefits = [
        Benefit(position=number, clause=clauses[benefit.clause], **benefit.model_dump(exclude={"clause"}))
        for number, benefit in enumerate(file.benefits)
    ]
    document.conditions = [
        Condition(position=number, clause=clauses[condition.clause], **condition.model_dump(exclude={"clause"}))
        for number, condition in enumerate(file.conditions)
    ]
    document.relations = [_relation(file, relation, number) for number, relation in enumerate(file.relations)]
    document.benefit_rules = [
        BenefitRule(position=number, clause=clauses[rule.clause], **rule.model_dump(exclude={"clause"}))
        for number, rule in enumerate(file.benefit_rules)
    ]
    return document


def _relation(file: DocumentFile, relation: RelationFile, position: int) -> DocumentRelation:
    # What replaces or changes another text does so from the day on which it is itself in force, unless one is given.
    acts = relation.type in ("supersedes", "amends", "repeals")
    return DocumentRelation(
        position=position,
        type=relation.type,
        target=relation.document or "",
        target_title=relation.title,
        target_number=relation.number,
        clauses=relation.clauses,
        since=relation.since or (file.effective_from if acts else None),
        note=relation.note,
    )


def _window(file: WindowFile, position: int, now: datetime) -> ApplicationWindow:
    plain = file.model_dump(exclude=set(SourcedFile.model_fields))
    return ApplicationWindow(position=position, **plain, **_source(file, now))


def _service(session: Session, file: ServiceFile, now: datetime) -> bool:
    row = _find(session, Service, file.code)
    if row.updated_by not in (None, _BY_CONTENT):
        return False
    plain = file.model_dump(
        exclude={"kind", "cases", "materials", "steps", "faqs", "en", "rule", *SourcedFile.model_fields}
    )
    _assign(row, {**{key: "" if value is None else value for key, value in plain.items()}, **_source(file, now)})
    row.active, row.en, row.rule = True, _english(file), file.rule.terms()
    row.cases = [ServiceCase(position=n, **case.model_dump()) for n, case in enumerate(file.cases)]
    row.materials = [ServiceMaterial(position=n, **item.model_dump()) for n, item in enumerate(file.materials)]
    row.steps = [ServiceStep(position=n, **step.model_dump()) for n, step in enumerate(file.steps)]
    row.faqs = [ServiceFaq(position=n, **faq.model_dump()) for n, faq in enumerate(file.faqs)]
    return True


def _hall(session: Session, file: HallFile, now: datetime) -> bool:
    row = _find(session, Hall, file.code)
    if row.updated_by not in (None, _BY_CONTENT):
        return False
    plain = file.model_dump(include={"name", "aliases", "address", "telephone", "transit", "parking", "accessible"})
    hours = [hours.model_dump(mode="json") for hours in file.hours]
    _assign(row, {**plain, "hours": hours, "rule": file.rule.terms(), "active": True, **_source(file, now)})
    row.en = _english(file)
    session.flush()
    known = {window.code: window for window in row.windows}
    for position, window in enumerate(file.windows):
        target = known.pop(window.code, None) or Window(code=window.code, hall_id=row.id)
        hours = [entry.model_dump(mode="json", exclude_none=True) for entry in window.hours]
        plain = window.model_dump(exclude={"code", "hours", "rule"})
        _assign(target, {**plain, "hours": hours, "rule": window.rule.terms(), "position": position, "active": True})
        english = file.en.windows.get(window.code) if file.en else None
        target.en = english.model_dump() if english else {}
        session.add(target)
    for window_row in known.values():
        window_row.active = False
    return True


def _entry(session: Session, file: EntryFile, now: datetime) -> bool:
    row = _find(session, Entry, file.code)
    if row.updated_by not in (None, _BY_CONTENT):
        return False
    plain = file.model_dump(exclude={"kind", "en", *SourcedFile.model_fields})
    _assign(row, {**plain, **_source(file, now), "active": True, "en": _english(file)})
    return True


def _facts(session: Session, file: FactsFile, now: datetime) -> bool:
    rows = {row.code: row for row in session.scalars(select(NewsFact).where(NewsFact.file_code == file.code))}
    changed = {code for code, row in rows.items() if row.updated_by != _BY_CONTENT}
    for fact in file.facts:
        if fact.code in changed:
            continue
        row = rows.pop(fact.code, None) or NewsFact(code=fact.code, file_code=file.code)
        plain = fact.model_dump(exclude={"code", "locator"})
        plain["note"] = fact.note or ""
        _assign(row, {**plain, **_source(file, now), "source_locator": fact.locator})
        session.add(row)
    for code, row in rows.items():
        if code not in changed:
            session.delete(row)
    return True


def _topic(session: Session, file: TopicFile, _now: datetime) -> bool:
    row = _find(session, Topic, file.code)
    _assign(row, {**file.model_dump(exclude={"kind"}), "active": True})
    return True


def _owned_by_staff(session: Session) -> bool:
    """Whether staff published a list of sensitive words of their own, which then counts instead of the files."""
    return session.scalar(select(WordList.id).where(WordList.name == "sensitive").limit(1)) is not None


def _sensitive(session: Session, file: SensitiveFile, _now: datetime) -> bool:
    if _owned_by_staff(session):
        return False
    session.execute(delete(SensitiveWord).where(SensitiveWord.file_code == file.code))
    session.add_all(
        SensitiveWord(file_code=file.code, position=position, **entry.model_dump())
        for position, entry in enumerate(file.entries)
    )
    return True


WRITERS: dict[str, Callable[[Session, Any, datetime], bool]] = {
    "policy": _policy,
    "service": _service,
    "hall": _hall,
    "entry": _entry,
    "facts": _facts,
    "topic": _topic,
    "sensitive": _sensitive,
    "rules": write_rules,
    "answer": write_answer,
}
"""How a file of each kind becomes rows; False means that staff changed the row and it was left alone."""


def _find(session: Session, model: type[Row], code: str) -> Row:
    """Return the row with this code, or a new one."""
    column = model.__table__.c["code"]
    row = session.scalar(select(model).where(column == code))
    if row is None:
        row = model(code=code)
        session.add(row)
    return row


def _assign(row: Base, values: dict[str, Any]) -> None:
    for key, value in values.items():
        setattr(row, key, value)


def _english(file: PolicyFile | ServiceFile | HallFile | EntryFile) -> dict[str, Any]:
    return file.en.model_dump() if file.en is not None else {}


def _source(file: SourcedFile, now: datetime) -> dict[str, Any]:
    values = {key: getattr(file, key) for key in SourcedFile.model_fields}
    return {**values, "updated_by": _BY_CONTENT, "updated_at": now}
