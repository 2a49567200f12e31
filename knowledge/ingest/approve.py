"""Publish a draft that staff approved: policy, document and clauses, quoted in their own words from then on."""

from __future__ import annotations

import re
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
from knowledge.ingest.relations import Mention, relations_in
from knowledge.ingest.titles import TYPES
from knowledge.models import Clause, Document, DocumentRelation, Draft, Policy
from knowledge.versions.in_force import begins_on

_SUMMARY = 60
# Example data says so in its title or number (docs/content.md) and stays example data, whoever approves it.
_EXAMPLE = re.compile("【示例】|示例〔")
_VALIDITIES = {"有效": "有效", "现行有效": "有效", "失效": "失效", "已失效": "失效", "废止": "废止", "已废止": "废止"}
_AGAIN = "已修改"
_BESIDE = ("amends", "interprets")
"""What a document does to another one of its policy that leaves the other the text that answers."""


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
    mentions = relations_in(draft.title, draft.text)
    same = document_with_number(session, draft.number)
    target = _policy(session, draft, code, level, same, mentions)
    document = _document(draft, by, now)
    # What a document does to others; of the policy that it is a version of, the older text is superseded anyway.
    document.relations = [
        relation for mention in mentions if (relation := _relation(session, document, mention)) is not None
    ]
    # English texts of a policy are those of its newest document, clause by clause: of this one there are none yet.
    target.en = {}
    if same is not None and same.policy_id == target.id:
        same.validity, same.validity_basis = _AGAIN, f"{now:%Y-%m-%d} 由重新录入的文本替代"
        same.updated_by, same.updated_at = by, now
    _put_in_order(target, document, same)
    session.flush()
    draft.policy_code, draft.document_code = target.code, document.code
    return f"policy:{target.code}"


def _put_in_order(policy: Policy, document: Document, same: Document | None) -> None:
    """Put a document among the versions, newest first; without a date it is the newest, before `same` in any case.

    A newer text supersedes the one before it. What only changes or explains the text stands behind all versions.
    """
    versions = list(policy.documents)
    beside = any(relation.type in _BESIDE and relation.target for relation in document.relations)
    if same is not None and same in versions:
        place = versions.index(same)
    else:
        place = len(versions) if beside else _place(versions, document)
    versions.insert(place, document)
    for position, version in enumerate(versions):
        version.position = position
    policy.documents = versions
    if beside:
        return
    newer = versions[place - 1] if place else None
    older = versions[place + 1] if place + 1 < len(versions) else None
    for later, earlier in ((document, older), (newer, document)):
        if later is None or earlier is None or _AGAIN in (later.validity, earlier.validity):
            continue
        if not any(relation.target == earlier.code for relation in later.relations):
            later.relations.append(
                DocumentRelation(
                    position=len(later.relations), type="supersedes", target=earlier.code, target_title=earlier.title,
                    target_number=earlier.number or "", clauses=[], since=begins_on(later), note="",
                )
            )  # fmt: skip


def _place(versions: list[Document], document: Document) -> int:
    begins = begins_on(document)
    if begins is None:
        return 0
    for place, version in enumerate(versions):
        other = begins_on(version)
        if other is None or other <= begins:
            return place
    return len(versions)


def _relation(session: Session, document: Document, mention: Mention) -> DocumentRelation | None:
    """Return a relation as a row: to a document that is held, else to one named in words; none to itself."""
    held = document_with_number(session, mention.number) if mention.number else None
    if held is None:
        policy = policy_with_name(session, mention.title)
        held = policy.documents[0] if policy is not None and policy.documents else None
    if mention.number and mention.number == document.number:
        return None
    return DocumentRelation(
        position=0,
        type=mention.type,
        target=held.code if held is not None else "",
        target_title=mention.title,
        target_number=mention.number,
        clauses=list(mention.clauses),
        since=begins_on(document) if mention.type in ("repeals", "amends") else None,
        note="",
    )


def _policy(
    session: Session, draft: Draft, code: str, level: str, same: Document | None, mentions: tuple[Mention, ...]
) -> Policy:
    """Return the policy that a draft belongs to, a new one if there is none."""
    if code:
        chosen = session.scalar(select(Policy).where(Policy.code == code))
        if chosen is None:
            raise CannotApprove(f"没有代码为 {code} 的政策")
        return chosen
    found = same.policy if same is not None else None
    if found is None:
        spoken_of = [mention.title for mention in mentions if mention.type in _BESIDE]
        named = (policy_with_name(session, name) for name in (draft.name, *spoken_of))
        found = next((policy for policy in named if policy is not None), None)
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
        provenance="illustrative" if _EXAMPLE.search(f"{draft.title} {draft.number or ''}") else "office_confirmed",
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
