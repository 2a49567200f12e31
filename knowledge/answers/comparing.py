"""Two things side by side: the same dimensions of each, in the words of its own rows; nothing is concluded here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.answers.class_text import names_a_class, told_of_class
from knowledge.answers.services import basis_in
from knowledge.models import Benefit, Clause, Document, Entry, Policy, Service
from knowledge.office import Office
from knowledge.subjects import policies_of
from knowledge.validity import Validity, validity_on
from knowledge.versions.in_force import current_document

Dimension = Literal[
    "overview", "audience", "condition", "amount", "payout", "period", "level", "stacking", "validity"
]  # fmt: skip
DIMENSIONS: tuple[Dimension, ...] = (
    "overview", "audience", "condition", "amount", "payout", "period", "level", "stacking", "validity",
)  # fmt: skip
_ABOUT: dict[Dimension, tuple[str, ...]] = {
    "audience": ("audience", "definition", "overview"),
    "condition": ("condition",),
    "amount": ("amount",),
    "payout": ("payout",),
    "stacking": ("stacking",),
}
_MOST = 4


@dataclass(frozen=True)
class Side:
    """One of the things compared: its rows, and what they say on the dimensions that stand in words.

    `texts` leaves out what the rows are silent on. Amounts come as benefits, to be worded by who shows them.
    """

    name: str
    subject: str
    texts: dict[Dimension, tuple[str, ...]]
    policy: Policy | None = None
    document: Document | None = None
    validity: Validity | None = None
    benefits: tuple[Benefit, ...] = ()
    clauses: tuple[Clause, ...] = ()
    service: Service | None = None
    entry: Entry | None = None
    rows: tuple[object, ...] = field(default=())


def policy_side(office: Office, policy: Policy, letter: str = "", unit: str = "类") -> Side:
    """Return a policy, or one class of it, as it stands today."""
    document = current_document(policy, office.today)
    found = {dimension: _clauses(document, about) for dimension, about in _ABOUT.items()}
    benefits = [row for row in document.benefits if not letter or _letter(row) == letter]
    if not letter:
        benefits = benefits or list(document.benefits)
    texts: dict[Dimension, tuple[str, ...]] = {
        "overview": (policy.summary,) if not letter else (),
        "audience": _audience(found["audience"], letter),
        "condition": _conditions(document, found["condition"], letter),
        "payout": tuple(dict.fromkeys(row.payout_text for row in benefits if row.payout_text)),
        "stacking": tuple(clause.conclusion or clause.text for clause in found["stacking"][:_MOST]),
        "level": (policy.level,),
    }
    if not benefits:
        amounts = told_of_class(found["amount"], letter) if letter else _sentences(found["amount"])
        texts["amount"] = amounts
    texts["payout"] = texts["payout"] or _sentences(found["payout"])
    used = [
        *(row.clause for row in benefits),
        *(_speaking(found["amount"], letter) if not benefits else ()),
        *_speaking(found["audience"], letter, "audience"),
        *(row.clause for row in document.conditions),
        *(_speaking(found["condition"], letter) if letter or not document.conditions else ()),
        *(found["payout"] if "payout" in texts and not any(row.payout_text for row in benefits) else ()),
        *found["stacking"][:_MOST],
    ]
    return Side(
        name=f"{policy.name}{letter}{unit}" if letter else policy.name,
        subject=f"policy:{policy.code}",
        texts={key: value for key, value in texts.items() if value},
        policy=policy,
        document=document,
        validity=validity_on(document, office.today),
        benefits=tuple(benefits[:_MOST]),
        clauses=tuple(dict.fromkeys(used)),
        rows=(policy, document, *document.clauses, *document.conditions, *benefits),
    )


def service_side(office: Office, service: Service) -> Side:
    """Return a service: its guide, and the articles of the policy that it rests on."""
    resting = [(policy, basis_in(service, policy)) for policy in policies_of(office, service)]
    policy, paths = next(((policy, paths) for policy, paths in resting if paths), (None, frozenset[str]()))
    document = current_document(policy, office.today) if policy is not None else None
    clauses = [row for row in document.clauses if row.path in paths] if document is not None else []
    shown = {clause.id for clause in clauses}
    benefits = [row for row in document.benefits if row.clause_id in shown] if document is not None else []
    texts: dict[Dimension, tuple[str, ...]] = {
        "overview": (service.summary,),
        "audience": (service.audience,),
        "condition": tuple(service.conditions[:_MOST]),
        "payout": tuple(dict.fromkeys(row.payout_text for row in benefits if row.payout_text)),
        "stacking": tuple(row.conclusion or row.text for row in clauses if "stacking" in row.about),
        "level": (policy.level,) if policy is not None else (),
    }
    return Side(
        name=service.name,
        subject=f"service:{service.code}",
        texts={key: value for key, value in texts.items() if value},
        policy=policy,
        document=document,
        validity=validity_on(document, office.today) if document is not None else None,
        benefits=tuple(benefits[:_MOST]),
        clauses=tuple(row.clause for row in benefits[:1]),
        service=service,
        rows=(service, *([policy, document] if policy is not None else []), *clauses, *benefits),
    )


def entry_side(entry: Entry) -> Side:
    """Return a record: what it is, and nothing else is known of it."""
    texts: dict[Dimension, tuple[str, ...]] = {"overview": (entry.summary, *entry.points[:_MOST])}
    return Side(entry.name, f"entry:{entry.code}", texts, entry=entry, rows=(entry,))


def _clauses(document: Document, about: tuple[str, ...]) -> list[Clause]:
    first = [clause for clause in document.clauses if clause.about[0] in about]
    return first or [clause for clause in document.clauses if set(clause.about).intersection(about)]


def _audience(clauses: list[Clause], letter: str) -> tuple[str, ...]:
    if letter:
        told = told_of_class(clauses, letter)
        if told:
            return told
    named = [clause for clause in clauses if "audience" in clause.about] or clauses
    return tuple(clause.conclusion or clause.text for clause in named[:1])


def _conditions(document: Document, clauses: list[Clause], letter: str) -> tuple[str, ...]:
    if letter:
        shared = [row.text for row in document.conditions if not names_a_class(row.text)]
        return (*told_of_class(clauses, letter), *shared)[:_MOST]
    rows = [row.text for row in document.conditions]
    return tuple((rows or list(_sentences(clauses)))[:_MOST])


def _sentences(clauses: list[Clause]) -> tuple[str, ...]:
    return tuple(clause.conclusion or clause.text for clause in clauses[:_MOST])


def _speaking(clauses: list[Clause], letter: str, first: str = "") -> list[Clause]:
    """The clauses that a dimension was told from: those that speak of the class, or the first few."""
    of_class = [clause for clause in clauses if letter and told_of_class([clause], letter)]
    if of_class:
        return of_class
    named = [clause for clause in clauses if first in clause.about] if first else []
    return (named or clauses)[: 1 if first else _MOST]


def _letter(benefit: Benefit) -> str:
    return (benefit.category or "").partition(":")[2][:1]
