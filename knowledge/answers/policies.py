"""What the documents of a policy say on an aspect."""

from __future__ import annotations

from datetime import date

from knowledge.answers.content_words import pairs_of
from knowledge.answers.findings import Aspect, PolicyFinding, Question
from knowledge.answers.versions import Answering, version_for
from knowledge.models import Benefit, Clause, Document, Policy
from knowledge.office import Office
from knowledge.validity import validity_on
from knowledge.versions.in_force import current_document
from language.dates.as_of import AsOf

# Which clauses answer an aspect, by the `about` of the content files; the first tag that any clause carries decides.
_ABOUT: dict[Aspect, tuple[tuple[str, ...], ...]] = {
    "overview": (("overview",), ("audience",), ("amount",)),
    "detail": (("overview",), ("audience",), ("amount",)),
    "benefit": (("amount",), ("overview",)),
    "amount": (("amount",),),
    "condition": (("condition",), ("audience",)),
    "payout": (("payout",),),
    "stacking": (("stacking",),),
    "howto": (("process",), ("channel",), ("material",)),
    "material": (("material",),),
    "process": (("process",), ("channel",)),
    "limit": (("time",), ("process",)),
    "location": (("place",), ("channel",)),
    "channel": (("channel",), ("process",)),
    "term": (("definition",), ("overview",)),
    "validity": (("validity",),),
}
_OFFERED: tuple[Aspect, ...] = (
    "overview",
    "amount",
    "condition",
    "payout",
    "material",
    "process",
    "channel",
    "stacking",
)
_OF_THE_WHOLE = frozenset({"validity", "source", "contact"})
_MONEY = frozenset({"amount", "payout", "benefit"})
_MOST = 4
# Neighbouring letters that a question and a heading must share: a word of three.
_SHARED_PAIRS = 2


def policy_finding(
    office: Office,
    policy: Policy,
    aspect: Aspect,
    talent_class: str = "",
    clause: str = "",
    within: frozenset[str] = frozenset(),
    as_of: AsOf | None = None,
) -> PolicyFinding | None:
    """Return what a policy says on an aspect, today or on the days asked about; None if nothing, or no version is held.

    Validity and source are told of every document. With a talent class the benefits of that class stand first.
    `within` are the paths of the clauses that a service rests on: of a document with many subjects only these count.
    """
    answering = version_for(office, policy, as_of)
    if answering is None:
        return None
    document = answering.document
    clauses = _clauses(document, aspect, clause, within if aspect not in _OF_THE_WHOLE else frozenset())
    if not clauses and aspect not in ("validity", "source", "contact"):
        return None
    if aspect == "contact" and not (policy.owner or policy.telephone):
        return None
    shown = {row.id for row in clauses}
    benefits = _benefits(document, shown, talent_class, bool(within)) if aspect in _MONEY else ()
    if benefits and talent_class:
        named = {benefit.clause_id for benefit in benefits}
        clauses = tuple(row for row in document.clauses if row.id in named)
    return PolicyFinding(
        policy=policy,
        document=document,
        validity=answering.validity,
        aspect=aspect,
        clauses=clauses,
        benefits=benefits,
        conditions=tuple(row for row in document.conditions if row.clause_id in shown) if aspect == "condition" else (),
        important=tuple(row for row in document.clauses if row.important and row.id not in shown),
        known=known_aspects(document),
        then=answering.then,
        changes=answering.changes(office, clauses),
    )


def clause_finding(office: Office, policy: Policy, clause: Clause) -> PolicyFinding:
    """Return one clause of the present document as the answer."""
    answering = Answering(clause.document, validity_on(clause.document, office.today))
    return PolicyFinding(
        policy=policy,
        document=clause.document,
        validity=answering.validity,
        changes=answering.changes(office, (clause,)),
        aspect="detail",
        clauses=(clause,),
        important=tuple(row for row in clause.document.clauses if row.important and row.id != clause.id),
        known=known_aspects(clause.document),
    )


def speaks_of_one(answering: Answering, question: Question) -> bool:
    """Tell whether a question names the heading of a clause beside the policy (科研启动经费怎么规定的)."""
    policy = answering.document.policy
    named = {pair for name in (policy.name, *policy.aliases) for pair in pairs_of(name)}
    wanted = pairs_of(question.text) - named
    return any(len(wanted & pairs_of(row.heading)) >= _SHARED_PAIRS for row in answering.document.clauses)


def nearest_clauses(office: Office, policy: Policy, answering: Answering, question: Question) -> PolicyFinding:
    """Return the clause of a version that shares most with a question, or its first ones if none shares anything."""
    document = answering.document
    wanted = pairs_of(question.text)
    shared = {row.id: len(wanted & pairs_of(f"{row.path}{row.heading}{row.text}")) for row in document.clauses}
    most = max(shared.values(), default=0)
    near = [row for row in document.clauses if most and shared[row.id] == most]
    clauses = tuple((near or document.clauses)[:_MOST])
    return PolicyFinding(
        policy=policy,
        document=document,
        validity=answering.validity,
        aspect="detail",
        clauses=clauses,
        known=known_aspects(document),
        then=answering.then,
        changes=answering.changes(office, clauses),
    )


def known_aspects(document: Document) -> tuple[Aspect, ...]:
    """Return the aspects that a document can answer."""
    tags = {tag for clause in document.clauses for tag in clause.about}
    return tuple(aspect for aspect in _OFFERED if any(tags.intersection(group) for group in _ABOUT[aspect][:1]))


def important_clauses(policy: Policy, today: date) -> tuple[Clause, ...]:
    """Return the clauses of the present document that every answer must show."""
    return tuple(clause for clause in current_document(policy, today).clauses if clause.important)


def _clauses(document: Document, aspect: Aspect, path: str, within: frozenset[str]) -> tuple[Clause, ...]:
    rows = [clause for clause in document.clauses if not within or clause.path in within]
    if path:
        exact = [clause for clause in document.clauses if clause.path == path]
        # 第三条 of a document that counts 一、二、三、 is its 三、 with all that is below it.
        starts = (path, f"{path.removeprefix('第').removesuffix('条')}、")
        return tuple(exact or [clause for clause in document.clauses if clause.path.startswith(starts)][:_MOST])
    for group in _ABOUT.get(aspect, ()):
        # What a clause is first of all about counts more than what it also mentions.
        first = [clause for clause in rows if clause.about[0] in group]
        found = first or [clause for clause in rows if set(clause.about).intersection(group)]
        if found:
            return tuple(found[:_MOST])
    return ()


def _benefits(document: Document, clauses: set[int], talent_class: str, narrow: bool) -> tuple[Benefit, ...]:
    rows = [row for row in document.benefits if not narrow or row.clause_id in clauses]
    wanted = [row for row in rows if talent_class and (row.category or "").partition(":")[2] == talent_class]
    return tuple(wanted or [row for row in rows if row.clause_id in clauses])
