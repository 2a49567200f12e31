"""Publish a draft that staff approved: policy, document and clauses, quoted in their own words from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.ingest.about import about_of
from knowledge.ingest.catalogue import is_catalogue, publish_services
from knowledge.ingest.drafts import find_draft
from knowledge.ingest.issuers import level_of
from knowledge.ingest.matching import document_with_number, policy_with_name
from knowledge.ingest.metadata import NEWS
from knowledge.ingest.news import publish_facts
from knowledge.ingest.titles import TYPES
from knowledge.models import Clause, Document, DocumentRelation, Draft, Policy

_SUMMARY = 60
_VALIDITIES = {"有效": "有效", "现行有效": "有效", "失效": "失效", "已失效": "失效", "废止": "废止", "已废止": "废止"}
_AGAIN = "已修改"


class CannotApprove(ValueError):
    """A draft that cannot be published as it is; the message says what staff must give."""


def approve(
    session: Session, reference: str, by: str, now: datetime, *, policy: str = "", level: str = ""
) -> list[str]:
    """Publish a draft and return the ids of the subjects that answer from it (`policy:…`, `service:…`, `fact:…`).

    `policy` names by code the policy whose version it is, where number and title do not tell; `level` its level.
    A document with a number that is held takes the place of that text; another one of the same policy becomes its
    newest version. The caller commits. Raises `NoSuchDraft` and `CannotApprove`.
    """
    if not by.strip():
        raise CannotApprove("请写明批准人")
    draft = find_draft(session, reference)
    if is_catalogue(draft.clauses):
        subjects = publish_services(session, draft, by, now)
    elif draft.kind == NEWS:
        subjects = publish_facts(session, draft, by, now)
    else:
        subjects = [_publish_document(session, draft, by, now, policy, level)]
    draft.status, draft.decided_at, draft.decided_by = "approved", now, by
    return subjects


def _publish_document(session: Session, draft: Draft, by: str, now: datetime, code: str, level: str) -> str:
    same = document_with_number(session, draft.number)
    target = _policy(session, draft, code, level, same)
    document = _document(draft, by, now)
    for other in target.documents:
        other.position += 1
    if same is not None and same.policy_id == target.id:
        same.validity, same.validity_basis = _AGAIN, f"{now:%Y-%m-%d} 由重新录入的文本替代"
        same.updated_by, same.updated_at = by, now
    elif target.documents:
        document.relations = [_relation(document, target.documents[0])]
    # English texts of a policy are those of its newest document, clause by clause: of this one there are none yet.
    target.en = {}
    document.position = 0
    target.documents.insert(0, document)
    session.add(document)
    session.flush()
    draft.policy_code, draft.document_code = target.code, document.code
    return f"policy:{target.code}"


def _policy(session: Session, draft: Draft, code: str, level: str, same: Document | None) -> Policy:
    if code:
        named = session.scalar(select(Policy).where(Policy.code == code))
        if named is None:
            raise CannotApprove(f"没有代码为 {code} 的政策")
        return named
    found = same.policy if same is not None else policy_with_name(session, draft.name)
    if found is not None:
        return found
    organs = tuple(draft.issued_by)
    policy = Policy(
        code=f"doc-{draft.reference}",
        name=draft.name,
        aliases=sorted({draft.title, _short_name(draft.name, organs)} - {draft.name}),
        level=level or level_of(organs),
        summary=_summary(draft),
        owner=organs[0] if organs else "",
        telephone=None,
        active=True,
        en={},
    )
    session.add(policy)
    session.flush()
    return policy


def _document(draft: Draft, by: str, now: datetime) -> Document:
    document = Document(
        code=f"doc-{draft.reference}",
        title=draft.title,
        number=draft.number,
        issued_by=draft.issued_by,
        signed_on=draft.signed_on,
        published_on=draft.published_on,
        effective_from=draft.effective_from,
        effective_to=draft.effective_to,
        trial=draft.trial,
        validity=_VALIDITIES.get(draft.validity.strip(), "有效"),
        validity_basis=f"{now:%Y-%m-%d} 由{by}核对批准",
        provenance="office_confirmed",
        wording="original",
        source=draft.source or (draft.issued_by[0] if draft.issued_by else draft.file_name),
        source_url=draft.source_url,
        source_locator="",
        as_of=now.date(),
        owner=draft.issued_by[0] if draft.issued_by else "",
        review_due=None,
        updated_by=by,
        updated_at=now,
    )
    document.clauses = _clauses(draft)
    return document


def _clauses(draft: Draft) -> list[Clause]:
    about = about_of(draft.clauses, draft.text)
    made: dict[str, Clause] = {}
    for position, data in enumerate(draft.clauses):
        made[data["path"]] = Clause(
            position=position,
            path=data["path"],
            heading=data["heading"],
            about=about[data["path"]],
            conclusion="",
            text=draft.text[data["start"] : data["end"]],
            level=data["level"],
            ordinal=data["ordinal"],
            parent=made.get(data["parent"]),
            char_start=data["start"],
            char_end=data["end"],
            page=data["page"],
            table_rows=data["rows"],
        )
    return list(made.values())


def _relation(document: Document, older: Document) -> DocumentRelation:
    return DocumentRelation(
        position=0,
        type="supersedes",
        target=older.code,
        target_title=older.title,
        target_number=older.number or "",
        clauses=[],
        since=document.effective_from or document.published_on or document.signed_on,
        note="",
    )


def _summary(draft: Draft) -> str:
    """Return one sentence of at most 60 characters that says what a document is, in words that its own fields hold."""
    kind = next((kind for kind in TYPES if draft.name.endswith(kind)), "文件")
    organ = draft.issued_by[0] if draft.issued_by else ""
    full = f"{draft.name}，{organ}发布。" if organ else f"{draft.name}。"
    return (
        full if len(full) <= _SUMMARY else f"{organ}发布的{kind}。" if len(organ) < _SUMMARY - 10 else f"一份{kind}。"
    )


def _short_name(name: str, organs: tuple[str, ...]) -> str:
    """Return a name without the organ or the region before it: what people call it."""
    for organ in organs:
        if name.startswith(organ) and len(name) > len(organ) + 4:
            return name[len(organ) :].removeprefix("关于").removeprefix("印发")
    return name
