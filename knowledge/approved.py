"""Approved answers 已审定的问答: which one a question means, and whether what it rests on still holds."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from knowledge.models import (
    ApprovedAnswer,
    ApprovedSubject,
    Base,
    Benefit,
    Clause,
    Condition,
    Document,
    Service,
    ServiceFaq,
    ServiceMaterial,
    ServiceStep,
)
from knowledge.office import Office
from knowledge.subjects import EXAMPLE
from knowledge.trace import digest_of, row_of
from knowledge.validity import validity_on
from knowledge.versions.in_force import current_document

# Share of letter pairs that a question and an approved wording have in common (Dice). Measured 2026-11-24 on
# tests/knowledge/approved.yml: of 28 questions that mean an approved one 24 reach 0.5 (the others are answered from the
# rows), of 31 other questions about the same subjects none does; the highest is 0.46.
ALIKE = 0.5
_FILLERS = re.compile(
    "请问|麻烦|一下|的话|我想|想问|问问|我们|咱们|他们|你们|请|我|您|你|吗|呢|啊|吧|呀|么|了|的|是|那|还|就|都|又"
)
_NO_LETTER = re.compile(r"[\W_]+")
# A text in one of these states is not in force; one whose validity is only unconfirmed is told with that warning.
_OVER = frozenset({"废止", "失效", "已过有效期", "尚未施行", "已修改", "已被替代"})


@dataclass(frozen=True)
class Problem:
    """Why an approved answer is withheld: the row, `changed`, `gone`, or its validity; `digest` is what it has now."""

    row: str
    reason: str
    digest: str = ""


@dataclass(frozen=True)
class Withheld:
    """An approved answer that must be looked at again."""

    answer: ApprovedAnswer
    problems: tuple[Problem, ...]


def approved_for(office: Office, text: str, subjects: Iterable[str], names: Iterable[str]) -> ApprovedAnswer | None:
    """Return the approved answer that a question about one of these subjects means, if it may be given today.

    `names` are what the subjects are called: left out of the question before it is compared.
    """
    wanted = tuple(subjects)
    if not wanted:
        return None
    ids = select(ApprovedSubject.answer_id).where(ApprovedSubject.subject.in_(wanted))
    query = select(ApprovedAnswer).where(ApprovedAnswer.id.in_(ids), ApprovedAnswer.active).order_by(ApprovedAnswer.id)
    rows = office.session.scalars(query).all()
    if not rows:
        return None
    asked = letter_pairs(_without(text, names))
    best = max(rows, key=lambda row: likeness(asked, row))
    if likeness(asked, best) < ALIKE or not may_be_shown(office, best) or problems_of(office, best):
        return None
    return best


def likeness(asked: frozenset[str], row: ApprovedAnswer) -> float:
    """Return how much a question (as letter pairs) is like the nearest wording of an approved one, 0 to 1."""
    return max(_dice(asked, letter_pairs(wording)) for wording in (row.question, *row.paraphrases))


def rows_of(office: Office, answer: ApprovedAnswer) -> tuple[Base, ...]:
    """Return the rows that an answer rests on, those that are there."""
    found = (row_of(office.session, str(item["row"])) for item in answer.rests_on)
    return tuple(row for row in found if row is not None)


def basis_of(office: Office, row: Base) -> Base:
    """Return what is shown as the basis of a row: its clause, its guide, or the row itself."""
    if isinstance(row, Benefit | Condition):
        return row.clause
    if isinstance(row, ServiceFaq | ServiceMaterial | ServiceStep):
        return office.session.get_one(Service, row.service_id)
    return row


def problems_of(office: Office, answer: ApprovedAnswer) -> tuple[Problem, ...]:
    """Return what has changed since the review; an answer without problems may be given."""
    return tuple(_problems(office, answer))


def to_review(office: Office) -> list[Withheld]:
    """Return the answers that are withheld or overdue for review, by code."""
    query = select(ApprovedAnswer).where(ApprovedAnswer.active).options(selectinload(ApprovedAnswer.subjects))
    found = []
    for answer in office.session.scalars(query.order_by(ApprovedAnswer.code)):
        problems = list(problems_of(office, answer))
        if answer.review_due is not None and answer.review_due < office.today:
            problems.append(Problem("", f"review was due on {answer.review_due}"))
        if problems:
            found.append(Withheld(answer, tuple(problems)))
    return found


def may_be_shown(office: Office, answer: ApprovedAnswer) -> bool:
    """Tell whether an answer is no example data, or example data may be shown."""
    return office.show_examples or answer.provenance != EXAMPLE


def _problems(office: Office, answer: ApprovedAnswer) -> Iterator[Problem]:
    for item in answer.rests_on:
        reference = str(item["row"])
        row = row_of(office.session, reference)
        if row is None or not getattr(row, "active", True):
            yield Problem(reference, "gone")
            continue
        digest = digest_of(row)
        if digest != item["digest"]:
            yield Problem(reference, "changed", digest)
        document = _document_of(row)
        if document is not None:
            label = validity_on(document, office.today).label
            if label in _OVER:
                yield Problem(reference, label, digest)
            elif current_document(document.policy, office.today) is not document:
                yield Problem(reference, "not the version in force", digest)


def _document_of(row: Base) -> Document | None:
    if isinstance(row, Clause):
        return row.document
    if isinstance(row, Benefit | Condition):
        return row.clause.document
    return row if isinstance(row, Document) else None


@functools.lru_cache(maxsize=4096)
def letter_pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a text, words that only make it a question left out."""
    letters = _NO_LETTER.sub("", _FILLERS.sub("", text.lower()))
    return frozenset(first + second for first, second in itertools.pairwise(letters))


def _without(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
