"""Keep parsed documents as drafts: idempotent by digest, a changed file as a new draft of the same document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.ingest.clauses import ParsedClause
from knowledge.ingest.matching import base_name, document_with_number, policy_with_name
from knowledge.ingest.metadata import Metadata
from knowledge.ingest.parse import ParsedDocument
from knowledge.models import Draft, Policy

_REFERENCE = 8
"""Characters of the digest that name a draft."""
Outcome = Literal["created", "unchanged"]


class NoSuchDraft(LookupError):
    """There is no draft with this reference, or it was decided already; the message says which."""


@dataclass(frozen=True)
class Kept:
    """What became of a file: a new draft, or one that was there; `version_of` is the policy that it would renew."""

    outcome: Outcome
    draft: Draft
    version_of: Policy | None


def keep_draft(session: Session, parsed: ParsedDocument, now: datetime) -> Kept:
    """Write a parsed document as a draft; the same bytes again change nothing. The caller commits."""
    known = session.scalar(select(Draft).where(Draft.digest == parsed.source.digest))
    if known is not None:
        return Kept("unchanged", known, None)
    metadata = parsed.metadata
    same = document_with_number(session, metadata.number)
    policy = same.policy if same is not None else policy_with_name(session, metadata.name)
    warnings = list(parsed.warnings)
    if same is not None:
        warnings.append(f"文号 {metadata.number} 已有文件“{same.title}”：批准后将作为它的新文本")
    draft = Draft(
        reference=_free_reference(session, parsed.source.digest),
        digest=parsed.source.digest,
        status="draft",
        file_name=parsed.source.name,
        format=parsed.source.kind,
        title=metadata.title or parsed.source.name,
        name=metadata.name or metadata.title or parsed.source.name,
        number=metadata.number,
        kind=metadata.kind,
        issued_by=list(metadata.issued_by),
        signed_on=metadata.signed_on,
        published_on=metadata.published_on,
        effective_from=metadata.effective_from,
        effective_to=metadata.effective_to,
        trial=metadata.trial,
        validity=metadata.validity,
        source=metadata.source,
        source_url=metadata.url or None,
        text=parsed.text,
        clauses=[_as_data(clause) for clause in parsed.clauses],
        warnings=warnings,
        policy_code=policy.code if policy is not None else "",
        created_at=now,
    )
    for older in _open_drafts_of(session, metadata):
        older.status, older.decided_at, older.decided_by = "replaced", now, "ingest"
        older.note = f"同一文件的新草稿 {draft.reference} 已录入"
    session.add(draft)
    session.flush()
    return Kept("created", draft, policy)


def open_drafts(session: Session) -> Sequence[Draft]:
    """Return the drafts that wait for a decision, the oldest first."""
    return session.scalars(select(Draft).where(Draft.status == "draft").order_by(Draft.created_at, Draft.id)).all()


def find_draft(session: Session, reference: str, *, undecided: bool = True) -> Draft:
    """Return a draft by its reference; raise `NoSuchDraft` if there is none, or it was decided and that matters."""
    draft = session.scalar(select(Draft).where(Draft.reference == reference.strip().lower()))
    if draft is None:
        raise NoSuchDraft(f"没有编号为 {reference} 的草稿")
    if undecided and draft.status != "draft":
        words = {"approved": "已批准", "rejected": "已退回", "replaced": "已被新草稿替换"}
        raise NoSuchDraft(f"草稿 {reference} {words[draft.status]}（{draft.decided_by}）")
    return draft


def reject(session: Session, reference: str, by: str, now: datetime, reason: str = "") -> Draft:
    """Turn a draft down; nothing is published. The caller commits. Raises `NoSuchDraft`."""
    draft = find_draft(session, reference)
    draft.status, draft.decided_at, draft.decided_by, draft.note = "rejected", now, by, reason
    return draft


def _open_drafts_of(session: Session, metadata: Metadata) -> list[Draft]:
    """Return the undecided drafts of the same document: those with its number, or without one but with its name."""
    return [
        draft
        for draft in open_drafts(session)
        if (metadata.number and draft.number == metadata.number)
        or (draft.number == metadata.number and metadata.name and base_name(draft.name) == base_name(metadata.name))
    ]


def _free_reference(session: Session, digest: str) -> str:
    length = _REFERENCE
    while session.scalar(select(Draft.id).where(Draft.reference == digest[:length])) is not None:
        length += 1
    return digest[:length]


def _as_data(clause: ParsedClause) -> dict[str, Any]:
    return {
        "path": clause.path, "level": clause.level, "ordinal": clause.ordinal, "heading": clause.heading,
        "start": clause.start, "end": clause.end, "page": clause.page, "parent": clause.parent,
        "rows": [list(row) for row in clause.rows] or None,
    }  # fmt: skip
