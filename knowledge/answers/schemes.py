"""Schemes of talent classes: which policy or card has which classes, read from the texts themselves."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from knowledge.models import Clause, Policy
from knowledge.office import Office
from knowledge.subjects import visible
from knowledge.versions.in_force import current_document

_LETTERS = "ABCDEF"
# A、B、C三类; A卡和B卡; A类至E类.
_LISTED = re.compile(r"(?<![A-Za-z])([A-F](?:[、和与及][A-F])*)[一二三四五六]?[类卡]")
_RANGE = re.compile(r"(?<![A-Za-z])([A-F])[类卡]?[至到—~-]([A-F])[类卡]")
CARD = "yc-service-card"


def classes_of(policy: Policy, today: date) -> tuple[str, ...]:
    """Return the classes that the present document of a policy knows, in alphabetical order."""
    document = current_document(policy, today)
    found = {(row.category or "").partition(":")[2][:1] for row in document.benefits} - {""}
    for clause in document.clauses:
        # What another scheme's classes are worth is told by its own policy: only text about the class itself counts.
        text = clause.text.replace(f"没有{_missing(clause.text)}卡", "")
        found |= {letter for match in _LISTED.finditer(text) for letter in re.findall("[A-F]", match[1])}
        for match in _RANGE.finditer(text):
            found |= set(_LETTERS[_LETTERS.index(match[1]) : _LETTERS.index(match[2]) + 1])
    return tuple(sorted(found))


def schemes_with(office: Office, letter: str) -> list[Policy]:
    """Return the policies that have a class of this letter, in the order of the content."""
    rows = office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
    return [row for row in rows if visible(office, row) and letter in classes_of(row, office.today)]


def clause_on_cards(office: Office) -> tuple[Policy, Clause] | None:
    """Return the clause that says which service cards there are."""
    policy = office.session.scalar(select(Policy).where(Policy.code == CARD, Policy.active))
    if policy is None or not visible(office, policy):
        return None
    document = current_document(policy, office.today)
    clause = next((row for row in document.clauses if "definition" in row.about), None)
    return (policy, clause) if clause is not None else None


def _missing(text: str) -> str:
    match = re.search("没有([A-F])卡", text)
    return match[1] if match else ""
