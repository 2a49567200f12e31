"""Which benefits go together: from the rules that clauses state, never by inference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.models import BenefitRule, Clause, Document, Policy, Service, Topic
from knowledge.office import Office
from knowledge.subjects import EXAMPLE, Subject, default_service, find_subject, policies_of, subject_id
from knowledge.validity import Validity, validity_on
from knowledge.versions.in_force import current_document

_FREE = "name:"
_LEVELS = {
    "市级": re.compile("市里|市级|全市|重庆市|市和区|市区两级"),
    "两江新区": re.compile("区里|区级|新区|两江|区头|市区两级|市和区"),
    "国家": re.compile("国家级?的|国家层面"),
}
# 同时符合两类按哪个算: of several classes or levels, not of several benefits.
_WHICH_COUNTS = re.compile("按哪|算哪|哪[个一]类?算|就高|符合(?:两|几|多)|(?:两|几|多)个?类")
_MOST = 5


@dataclass(frozen=True)
class StackingRule:
    """A rule with its clause, document and validity today."""

    rule: BenefitRule
    clause: Clause
    document: Document
    validity: Validity


@dataclass(frozen=True)
class Stacking:
    """The rules for what was asked; where there are none, the clauses that speak of benefits together at all.

    `names` are what the things asked about are called; `choices` are policies to choose from, where none was named.
    """

    names: tuple[str, ...]
    rules: tuple[StackingRule, ...] = ()
    clauses: tuple[Clause, ...] = ()
    choices: tuple[Policy, ...] = ()


@dataclass(frozen=True)
class _Thing:
    name: str
    ids: frozenset[str]


def asks_which_counts(text: str) -> bool:
    """Tell whether a question is for the one of several classes that counts."""
    return _WHICH_COUNTS.search(text) is not None


def stacking_of(office: Office, text: str, subjects: Iterable[str], previous: str) -> Stacking:
    """Return what rows state on the things that a question names, on the levels it speaks of, or on what was before."""
    things = _things(office, text, subjects)
    rules = _rules(office)
    if asks_which_counts(text) and len(things) < 2:
        return _which_counts(office, things or _things(office, "", [previous]), rules)
    levels = [_Thing(level, frozenset({f"level:{level}"})) for level, said in _LEVELS.items() if said.search(text)]
    if not things and not levels:
        things = _things(office, "", [previous])
    if len(things) < 2:
        things = [*things, *(level for level in levels if not things or len(levels) == 1)]
    named = tuple(thing.name for thing in things)
    if len(things) >= 2:
        found = [rule for rule in rules if _between(rule.rule, things[0], things[1])]
    else:
        # Alone, a policy is itself and not every policy of its level.
        found = [rule for rule in rules if things and _touches(rule.rule, _itself(things[0]))]
    if found:
        return Stacking(named, tuple(found[:_MOST]))
    return Stacking(named, clauses=_clauses(office, things))


def _which_counts(office: Office, things: list[_Thing], rules: list[StackingRule]) -> Stacking:
    """Rules within one policy: who fits several of its classes gets the highest."""
    within = [rule for rule in rules if rule.rule.rule == "就高不重复" and _within(rule.rule)]
    if things:
        found = [rule for rule in within if _touches(rule.rule, _itself(things[0]))]
        clauses = () if found else _clauses(office, things)
        return Stacking((things[0].name,), tuple(found[:_MOST]), clauses)
    policies = dict.fromkeys(rule.document.policy for rule in within)
    return Stacking((), choices=tuple(policies))


def _things(office: Office, text: str, subjects: Iterable[str]) -> list[_Thing]:
    found: dict[str, _Thing] = {}
    for identifier in subjects:
        if identifier.startswith(_FREE):
            name = identifier.removeprefix(_FREE)
            found[name] = _Thing(name, frozenset({f"benefit:{name}"}))
            continue
        subject = find_subject(office, identifier) if identifier else None
        if subject is not None:
            found[subject.name] = _Thing(subject.name, _ids(office, subject))
    things = list(found.values())
    # A topic beside its own service is one thing.
    return [thing for thing in things if not any(thing.ids < other.ids for other in things)]


def _ids(office: Office, subject: Subject) -> frozenset[str]:
    ids = {subject_id(subject), f"benefit:{subject.name}"}
    if isinstance(subject, Topic):
        service = default_service(office, subject)
        ids |= {f"service:{service.code}"} if service is not None else set()
        ids |= {f"benefit:{name}" for name in subject.aliases}
    if isinstance(subject, Service):
        ids |= {f"benefit:{name}" for name in subject.aliases}
    if isinstance(subject, Policy):
        ids.add(f"level:{subject.level}")
    return frozenset(ids)


def _rules(office: Office) -> list[StackingRule]:
    """Every rule of a document that is the present one of its policy; an example only where examples are shown."""
    found = []
    policies = office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
    for policy in policies:
        document = current_document(policy, office.today)
        if document.provenance == EXAMPLE and not office.show_examples:
            continue
        validity = validity_on(document, office.today)
        found += [StackingRule(rule, rule.clause, document, validity) for rule in document.benefit_rules]
    return found


def _between(rule: BenefitRule, one: _Thing, other: _Thing) -> bool:
    # One of the two must be named itself: a rule of one district's measure says nothing of two other policies.
    pairs = ((_itself(one), other), (one, _itself(other)))
    return any(
        (_fits(rule.one_ids, first) and _fits(rule.other_ids, second))
        or (_fits(rule.one_ids, second) and _fits(rule.other_ids, first))
        for first, second in pairs
    )


def _touches(rule: BenefitRule, thing: _Thing) -> bool:
    return _fits(rule.one_ids, thing) or _fits(rule.other_ids, thing)


def _itself(thing: _Thing) -> _Thing:
    own = frozenset(identifier for identifier in thing.ids if not identifier.startswith("level:"))
    return _Thing(thing.name, own or thing.ids)


def _fits(ids: list[str], thing: _Thing) -> bool:
    return bool(thing.ids.intersection(ids))


def _within(rule: BenefitRule) -> bool:
    return bool(set(rule.one_ids).intersection(rule.other_ids))


def _clauses(office: Office, things: list[_Thing]) -> tuple[Clause, ...]:
    """The clauses of the things' own policies that speak of benefits together, without a rule for what was asked."""
    subjects = [find_subject(office, identifier) for thing in things for identifier in sorted(thing.ids)]
    policies = [policy for subject in subjects if subject is not None for policy in policies_of(office, subject)]
    found: list[Clause] = []
    for policy in dict.fromkeys(policies):
        document = current_document(policy, office.today)
        found += [clause for clause in document.clauses if "stacking" in clause.about]
    return tuple(found[:_MOST])
