"""What a question is, and the kinds of finding that it can end in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.models import (
    ApprovedAnswer,
    Base,
    Benefit,
    Clause,
    Condition,
    Document,
    DocumentRelation,
    Entry,
    Hall,
    NewsFact,
    Policy,
    Service,
    Window,
)
from knowledge.retrieval import Hit
from knowledge.subjects import Subject
from knowledge.validity import Validity
from language.dates.as_of import AsOf

Aspect = Literal[
    "overview", "detail", "amount", "condition", "validity", "apply_time", "payout", "source", "stacking",
    "howto", "material", "process", "limit", "fee", "location", "hours", "contact", "channel", "form", "result",
    "benefit", "term", "fact",
]  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked: an aspect, the text, the ids of the subjects named in it, the subject of the turn before.

    `talent_class` is a letter as it was said (A, B, …); `clause` a path such as 第三条; `as_of` the days whose rules
    are asked for, None for today's; `places` are parts of the town. Whoever searches for an answer writes into
    `considered` which passages were looked at, the rejected ones with their reasons.
    """

    aspect: Aspect
    text: str
    subjects: tuple[str, ...] = ()
    previous: str = ""
    talent_class: str = ""
    clause: str = ""
    as_of: AsOf | None = None
    places: tuple[str, ...] = ()
    considered: list[Hit] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class PolicyFinding:
    """The clauses, benefits and conditions of a document that answer an aspect; `known` are the aspects it can answer.

    `important` are clauses that every answer about the policy must show; `service` is the service that was asked about,
    when the policy only answers for it. `validity` is that of the day asked about; `then` tells which day that was, if
    not today; `changes` are what had changed single clauses of these by then.
    """

    policy: Policy
    document: Document
    validity: Validity
    aspect: Aspect
    clauses: tuple[Clause, ...]
    benefits: tuple[Benefit, ...] = ()
    conditions: tuple[Condition, ...] = ()
    important: tuple[Clause, ...] = ()
    known: tuple[Aspect, ...] = ()
    service: Service | None = None
    then: Then | None = None
    changes: tuple[DocumentRelation, ...] = ()


@dataclass(frozen=True)
class Then:
    """The days that were asked about, with what is in force today, and with the version before if one ended within.

    `dated` tells that the version is known to have begun by then.
    """

    as_of: AsOf
    present: Document
    before: Document | None = None
    dated: bool = True


@dataclass(frozen=True)
class NoVersion:
    """No version of those days is held; `held` is the oldest one."""

    policy: Policy
    as_of: AsOf
    held: Document


@dataclass(frozen=True)
class ApprovedFinding:
    """An answer that staff approved, with the rows it rests on, all of them unchanged and in force.

    `basis` are the clauses, guides and records that these belong to, which are shown.
    """

    answer: ApprovedAnswer
    subject: Subject
    rows: tuple[Base, ...]
    basis: tuple[Base, ...]
    known: tuple[Aspect, ...] = ()


@dataclass(frozen=True)
class ServiceFinding:
    """A service whose guide answers an aspect, with what related policies say that must not be missed.

    The windows of the hall that was meant come first; `away` is the place that was named and that none of them is near.
    """

    service: Service
    aspect: Aspect
    windows: tuple[Window, ...] = ()
    important: tuple[Clause, ...] = ()
    away: str = ""


@dataclass(frozen=True)
class EntryFinding:
    """An organisation, platform, fund or term, with what belongs to it and the services that advise on it."""

    entry: Entry
    related: tuple[Entry, ...] = ()
    services: tuple[Service, ...] = ()


@dataclass(frozen=True)
class FactFinding:
    """Facts of the newspaper article, the best first."""

    facts: tuple[NewsFact, ...]


@dataclass(frozen=True)
class PlaceFinding:
    """A hall, or one of its windows with the services that it serves.

    `others` are the halls that could be meant as well, where none was named; `away` is a place that was named and that
    no hall is near.
    """

    hall: Hall
    window: Window | None
    services: tuple[Service, ...]
    aspect: Aspect
    others: tuple[Hall, ...] = ()
    away: str = ""


@dataclass(frozen=True)
class Ambiguous:
    """Several subjects could be meant; the applicant is asked."""

    aspect: Aspect
    candidates: tuple[Subject, ...]
    talent_class: str = ""


@dataclass(frozen=True)
class Missing:
    """No subject was named and none was talked about: the applicant is asked."""

    aspect: Aspect
    offers: tuple[Subject, ...]


@dataclass(frozen=True)
class NoAspect:
    """The subject is known, but its rows do not say what was asked; `known` are the aspects they do tell."""

    subject: Subject
    aspect: Aspect
    known: tuple[Aspect, ...]


@dataclass(frozen=True)
class NothingFound:
    """Nothing in the database answers; `nearest` are the closest subjects, `name` a name that is not recorded."""

    aspect: Aspect
    nearest: tuple[Subject, ...]
    name: str = ""


Finding = (
    PolicyFinding
    | ApprovedFinding
    | NoVersion
    | ServiceFinding
    | EntryFinding
    | FactFinding
    | PlaceFinding
    | Ambiguous
    | Missing
    | NoAspect
    | NothingFound
)
