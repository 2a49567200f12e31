"""Rules as rows, and what a file of rules must share with the document or record it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.eligibility.expressions import Atom, Expression, tests_in
from knowledge.eligibility.fields import NUMBERS
from knowledge.eligibility.values import FEN, MONTHS
from knowledge.loading.policy_file import DocumentFile
from knowledge.loading.rules_file import EstimateFile, RuleFile, RulesFile, class_expressions
from knowledge.loading.schema import AnyFile, EntryFile
from knowledge.models import Rule, RuleSet
from knowledge.verify import numbers_in, unsupported_numbers


def write_rules(session: Session, file: RulesFile, now: datetime) -> bool:
    """Write a file of rules as rows; False when staff changed the set and it was left alone."""
    row = session.scalar(select(RuleSet).where(RuleSet.code == file.code)) or RuleSet(code=file.code)
    if row.updated_by not in (None, "content"):
        return False
    plain = file.model_dump(exclude={"kind", "document", "record", "rules", "classes", "questions", "estimates"})
    for key, value in plain.items():
        setattr(row, key, value)
    row.source = file.document or f"entry:{file.record}"
    row.classes = [part.model_dump() for part in file.classes]
    row.questions = [part.model_dump() for part in file.questions]
    row.estimates = [part.model_dump() for part in file.estimates]
    row.active, row.updated_by, row.updated_at = True, "content", now
    row.rules = [
        Rule(position=position, expr=rule.when, **rule.model_dump(exclude={"when"}))
        for position, rule in enumerate(file.rules)
    ]
    session.add(row)
    return True


def rule_problems(file: RulesFile, contents: list[AnyFile]) -> Iterator[tuple[str, str]]:
    """Yield what does not fit the other files: a word of the place it stands at, and the reason."""
    if file.record is not None:
        record = next((c for c in contents if isinstance(c, EntryFile) and c.code == file.record), None)
        if record is None:
            yield file.record, f"no entry {file.record!r}"
            return
        clauses = {"": "\n".join([record.summary, *record.points])}
    else:
        documents = (document for c in contents if c.kind == "policy" for document in c.documents)
        document = next((one for one in documents if one.code == file.document), None)
        if document is None:
            yield str(file.document), f"no document {file.document!r}"
            return
        clauses = {clause.path: clause.text for clause in document.clauses}
        for estimate in file.estimates:
            yield from _estimate_problems(estimate, document, clauses)
    yield from _class_problems(file, contents)
    for rule in file.rules:
        yield from _clause_problems(file, rule, clauses)


def _class_problems(file: RulesFile, contents: list[AnyFile]) -> Iterator[tuple[str, str]]:
    if not file.classes_from:
        return
    other = next((c for c in contents if isinstance(c, RulesFile) and c.code == file.classes_from), None)
    if other is None or not other.classes:
        yield file.classes_from, f"no rules {file.classes_from!r} with classes"
        return
    for rule in file.rules:
        try:
            file.expression_of(rule, class_expressions(other))
        except ValueError as error:
            yield rule.text, f"{rule.text}: {error}"


def _clause_problems(file: RulesFile, rule: RuleFile, clauses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A condition says and compares nothing that its clause does not hold."""
    if rule.clause not in clauses:
        yield rule.text, f"{rule.text}: no clause {rule.clause!r} in {file.document or file.record}"
        return
    text = clauses[rule.clause]
    for number in unsupported_numbers(rule.text, [text]):
        yield rule.text, f"{rule.text}: {number} does not stand in {rule.clause or file.record}"
    for atom in _numeric(file.expression_of(rule)):
        scale = {"money": FEN, "months": MONTHS}.get(atom.field.kind, 1)
        if not {atom.value, atom.value / scale} & {float(number) for number in numbers_in(text)}:
            where = rule.clause or file.record
            yield rule.text, f"{rule.text}: the number of {atom.field.code} does not stand in {where}"


def _numeric(expression: Expression) -> Iterator[Atom]:
    return (atom for atom in tests_in(expression) if atom.field.kind in NUMBERS)


def _estimate_problems(
    estimate: EstimateFile, document: DocumentFile, clauses: dict[str, str]
) -> Iterator[tuple[str, str]]:
    benefit = next((row for row in document.benefits if row.name == estimate.benefit), None)
    if benefit is None:
        yield estimate.benefit, f"no benefit {estimate.benefit!r} in {document.code}"
    elif estimate.factor and unsupported_numbers(estimate.factor, [benefit.amount_expr, clauses[benefit.clause]]):
        yield estimate.benefit, f"{estimate.benefit}: factor {estimate.factor} does not stand in {benefit.clause}"
