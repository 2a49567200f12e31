"""Whether a document is in force on a day, in the words that applicants read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.models import Document, DocumentRelation

ENDING_SOON = timedelta(days=90)
TRIAL_REVIEW = timedelta(days=730)
_WITHDRAWN = ("废止", "失效", "已修改")
# What it makes of a document when another one does this to the whole of it; the gravest first.
_ENDS = {"repeals": "废止", "supersedes": "已被替代", "amends": "已修改"}


@dataclass(frozen=True)
class Validity:
    """`label` is 现行, 即将到期, 已过有效期, 有效性待核实, 尚未施行, 失效, 废止, 已被替代 or 已修改;
    all but the first are told in the first line.
    """

    label: str
    plain: bool

    @property
    def warns(self) -> bool:
        """Whether the answer must say so at once."""
        return not self.plain


def validity_on(document: Document, day: date) -> Validity:
    """Return the validity of `document` on `day` (order of the rules: domain notes 03, section 1).

    What ended a document counts from its day on; without a day it counts always.
    """
    ended = _ended(document, day)
    if ended:
        return Validity(ended, False)
    if document.effective_to is not None and day > document.effective_to:
        return Validity("已过有效期", False)
    if document.effective_from is not None and day < document.effective_from:
        return Validity("尚未施行", False)
    if document.validity == "待核实" or _old_trial(document, day):
        return Validity("有效性待核实", False)
    if document.effective_to is not None and document.effective_to - day < ENDING_SOON:
        return Validity("即将到期", False)
    return Validity("现行", True)


def partial_changes(document: Document, day: date) -> tuple[DocumentRelation, ...]:
    """Return what had changed or repealed single clauses of a document by a day."""
    return tuple(
        relation
        for relation in document.incoming
        if relation.type in ("amends", "repeals") and relation.clauses and _since(relation.since, day)
    )


def _ended(document: Document, day: date) -> str:
    whole = [relation for relation in document.incoming if relation.type in _ENDS and not relation.clauses]
    days = [document.ended_on, *(relation.since for relation in whole)]
    known = [ended for ended in days if ended is not None]
    if document.validity in _WITHDRAWN and (not known or min(known) <= day):
        return document.validity
    for kind, label in _ENDS.items():
        if any(relation.type == kind and _since(relation.since, day) for relation in whole):
            return label
    return ""


def _since(since: date | None, day: date) -> bool:
    return since is None or since <= day


def _old_trial(document: Document, day: date) -> bool:
    return document.trial and document.as_of is not None and day - document.as_of > TRIAL_REVIEW
