"""Which policy an ingested document belongs to: by its document number, else by its title."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.ingest.characters import squeezed
from knowledge.ingest.document_numbers import normalised_number
from knowledge.ingest.titles import core_name
from knowledge.models import Document, Policy

_EDITION = re.compile(r"[（(〔](?:试行|暂行|修订|修订稿|修正|(?:19|20)\d\d年?(?:版|修订)?)[）)〕]")
_MARKS = re.compile(r"[《》“”\"'【】〈〉]|示例】?")


def document_with_number(session: Session, number: str | None) -> Document | None:
    """Return the published document with this number, whatever brackets it is written with."""
    if not number:
        return None
    wanted = normalised_number(number)
    rows = session.scalars(select(Document).where(Document.number.is_not(None)).order_by(Document.id.desc()))
    return next((row for row in rows if normalised_number(row.number or "") == wanted), None)


def policy_with_name(session: Session, name: str) -> Policy | None:
    """Return the policy that is called so, or one of whose documents has this title; editions do not count."""
    wanted = base_name(name)
    if not wanted:
        return None
    for policy in session.scalars(select(Policy).order_by(Policy.id)):
        titles = [policy.name, *policy.aliases, *(document.title for document in policy.documents)]
        if any(base_name(title) == wanted for title in titles):
            return policy
    return None


def base_name(title: str) -> str:
    """Return what two editions of a text have in common: 人才公寓管理办法 of 人才公寓管理办法（试行）."""
    return _MARKS.sub("", _EDITION.sub("", core_name(squeezed(title))))
