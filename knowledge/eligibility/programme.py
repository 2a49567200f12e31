"""A programme: a rule set ready to be applied, with the clauses that its conditions stand in."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from knowledge.eligibility.expressions import All, Expression, fields_in, read_expression
from knowledge.eligibility.fields import Field, fields, read_option
from knowledge.models import Benefit, Clause, Document, Entry, Policy, Rule, RuleSet
from knowledge.office import Office
from knowledge.subjects import EXAMPLE
from knowledge.validity import Validity, validity_on


@dataclass(frozen=True)
class Criterion:
    """A condition with its expression; `clause` is None where a record, or a clause that is gone, is the basis."""

    text: str
    hardness: str
    expression: Expression
    clause: Clause | None = None
    way: str = ""
    evidence: tuple[str, ...] = ()

    @functools.cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields it depends on."""
        return fields_in(self.expression)


@dataclass(frozen=True)
class TalentClass:
    """A class of a programme and all that it requires."""

    code: str
    name: str
    category: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Payment:
    """A benefit that may be expected; with a factor it is that many times a field, up to the limit of the benefit."""

    benefit: Benefit
    talent_class: str = ""
    field: str = ""
    factor: Decimal | None = None


@dataclass(frozen=True)
class Programme:
    """What can be checked. `classes` stand highest first; `each`: all that fit count, else the highest one.

    `is_scheme`: the classes are its own, and people are told by them.
    """

    code: str
    name: str
    audience: str
    subjects: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    classes: tuple[TalentClass, ...] = ()
    each: bool = False
    is_scheme: bool = False
    fields: Mapping[str, Field] = None  # type: ignore[assignment]  # always given; a default keeps tests short
    order: tuple[str, ...] = ()
    payments: tuple[Payment, ...] = ()
    notes: tuple[str, ...] = ()
    hints: Mapping[str, str] = None  # type: ignore[assignment]
    document: Document | None = None
    entry: Entry | None = None
    validity: Validity | None = None

    @property
    def is_example(self) -> bool:
        """Whether it rests on example data."""
        source = self.document or self.entry
        return source is not None and source.provenance == EXAMPLE

    def every(self) -> tuple[Criterion, ...]:
        """Return the conditions of all, then those of the classes."""
        return (*self.criteria, *(criterion for one in self.classes for criterion in one.criteria))

    def named_fields(self) -> tuple[str, ...]:
        """Return the fields of the programme: those with a question first, in the order of the questions."""
        used = dict.fromkeys(field for criterion in self.every() for field in criterion.fields)
        return tuple(dict.fromkeys([*(field for field in self.order if field in used), *used]))


def programmes(office: Office, audience: str = "") -> list[Programme]:
    """Return what can be checked, in the order of the content; drafts and hidden example data are left out."""
    query = select(RuleSet).where(RuleSet.active, RuleSet.status != "draft").order_by(RuleSet.id)
    if audience:
        query = query.where(RuleSet.audience == audience)
    found = (_programme(office, row) for row in office.session.scalars(query))
    return [one for one in found if one is not None]


@dataclass(frozen=True)
class Title:
    """What a rule set is called and about, read without its rules; `subjects` as in `Programme`."""

    code: str
    name: str
    subjects: tuple[str, ...]


def titles(office: Office, audience: str) -> list[Title]:
    """Return what all rule sets for an audience are about, in the order of the content, hidden ones among them."""
    query = select(RuleSet.code, RuleSet.name, RuleSet.subjects).where(
        RuleSet.active, RuleSet.status != "draft", RuleSet.audience == audience
    )
    return [
        Title(code, name, tuple(subjects))
        for code, name, subjects in office.session.execute(query.order_by(RuleSet.id))
    ]


def programme_of(office: Office, code: str) -> Programme | None:
    """Return one programme, or None if it is not there (any more)."""
    query = select(RuleSet).where(RuleSet.code == code, RuleSet.active, RuleSet.status != "draft")
    row = office.session.scalar(query)
    return _programme(office, row) if row is not None else None


def _programme(office: Office, row: RuleSet) -> Programme | None:
    query = select(RuleSet).where(RuleSet.code == row.classes_from, RuleSet.active)
    classes_from = office.session.scalar(query) if row.classes_from else None
    document, entry = _source(office, row)
    if document is None and entry is None:
        return None
    if not office.show_examples and (document or entry).provenance == EXAMPLE:  # type: ignore[union-attr]
        return None
    known = _fields_of(row, classes_from)
    classes = _classes(classes_from or row, known, _source(office, classes_from or row)[0])
    as_expressions = {one.code: All(tuple(part.expression for part in one.criteria)) for one in classes}
    return Programme(
        code=row.code, name=row.name, audience=row.audience, subjects=tuple(row.subjects),
        criteria=tuple(
            _criterion(rule, known, as_expressions, document) for rule in row.rules if not rule.talent_class
        ),
        classes=classes, each=row.pick == "each", is_scheme=bool(row.classes) and row.pick == "highest", fields=known,
        order=tuple(question["field"] for source in (row, classes_from) if source for question in source.questions),
        payments=_payments(row, document), notes=tuple(row.notes), document=document, entry=entry,
        hints={question["field"]: question["hint"] for question in row.questions if question["hint"]},
        validity=validity_on(document, office.today) if document is not None else None,
    )  # fmt: skip


def _source(office: Office, row: RuleSet) -> tuple[Document | None, Entry | None]:
    kind, _, code = row.source.rpartition(":")
    if kind == "entry":
        return None, office.session.scalar(select(Entry).where(Entry.code == code, Entry.active))
    query = select(Document).join(Policy).where(Document.code == code, Policy.active)
    return office.session.scalar(query), None


def _fields_of(*rows: RuleSet | None) -> dict[str, Field]:
    known = dict(fields())
    for row in reversed([row for row in rows if row is not None]):
        for question in row.questions:
            field = known[question["field"]]
            options = tuple(read_option(option) for option in question["options"]) or field.options
            known[field.code] = replace(field, ask=question["ask"] or field.ask, options=options)
    return known


def _classes(row: RuleSet, known: Mapping[str, Field], document: Document | None) -> tuple[TalentClass, ...]:
    return tuple(
        TalentClass(
            one["code"], one["name"], one["category"],
            tuple(_criterion(rule, known, {}, document) for rule in row.rules if rule.talent_class == one["code"]),
        )
        for one in row.classes
    )  # fmt: skip


def _criterion(
    rule: Rule, known: Mapping[str, Field], classes: Mapping[str, Expression], document: Document | None
) -> Criterion:
    clauses = document.clauses if document is not None else []
    return Criterion(
        rule.text, rule.hardness, read_expression(rule.expr, known, classes),
        next((clause for clause in clauses if clause.path == rule.clause), None), rule.way, tuple(rule.evidence),
    )  # fmt: skip


def _payments(row: RuleSet, document: Document | None) -> tuple[Payment, ...]:
    benefits = {benefit.name: benefit for benefit in (document.benefits if document is not None else [])}
    found = []
    for data in row.estimates:
        benefit = benefits.get(data["benefit"])
        if benefit is not None:
            factor = data["factor"].rstrip("%")
            scale = 100 if data["factor"].endswith("%") else 1
            number = Decimal(factor) / scale if factor else None
            found.append(Payment(benefit, data["talent_class"], data["field"], number))
    return tuple(found)
