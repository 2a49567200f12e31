"""The nearest way to meet a condition that is not met: what is missing, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from knowledge.eligibility.expressions import All, Atom, Expression, Not, Person, Some, evaluate
from knowledge.eligibility.fields import NUMBERS, Field
from knowledge.eligibility.programme import Criterion
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.values import Span
from knowledge.eligibility.verdict import ClassResult, Known, Verdict


@dataclass(frozen=True)
class Gap:
    """One thing that bars: the field, what is wanted of it, and how far a number is below (or above) the border."""

    field: Field
    op: str
    wanted: Any
    short: int | None = None
    over: int | None = None


def gaps(expression: Expression, known: Known) -> tuple[Gap, ...]:
    """Return what bars an expression, by its nearest alternative: that with the fewest things to change."""
    if evaluate(expression, known) != Truth.NO:
        return ()
    match expression:
        case All(parts):
            return tuple(gap for part in parts for gap in gaps(part, known))
        case Some(parts):
            return nearest(gaps(part, known) for part in parts)
        case Atom():
            return (_gap(expression, known),)
        case Not() | Person():
            return ()


def nearest(alternatives: Iterable[tuple[Gap, ...]]) -> tuple[Gap, ...]:
    """Return the alternative with the fewest gaps, one by number before one by kind; of equal ones the last."""
    found = [gaps for gaps in alternatives if gaps]
    return min(
        reversed(found), key=lambda row: (len(row), sum(gap.field.kind not in NUMBERS for gap in row)), default=()
    )


def unmet(verdict: Verdict, known: Known) -> list[Criterion]:
    """Return the conditions that bar: those for all, then those of the nearest class if the applicant is in none."""
    found = [criterion for criterion, truth in verdict.results if truth == Truth.NO]
    if verdict.classes and all(result.truth == Truth.NO for result in verdict.classes):
        nearest_class = min(reversed(verdict.classes), key=lambda result: _distance(result, known))
        found += [criterion for criterion, truth in nearest_class.results if truth == Truth.NO]
    return found


def _distance(result: ClassResult, known: Known) -> int:
    return sum(len(gaps(criterion.expression, known)) for criterion, truth in result.results if truth == Truth.NO)


def _gap(atom: Atom, known: Known) -> Gap:
    value = known.get(atom.field.code)
    if not isinstance(value, Span):
        return Gap(atom.field, atom.op, atom.value)
    exact = value.exact
    if atom.op in (">", ">=") and exact is not None:
        return Gap(atom.field, atom.op, atom.value, short=atom.value - exact)
    if atom.op in ("<", "<=") and exact is not None:
        return Gap(atom.field, atom.op, atom.value, over=exact - atom.value)
    return Gap(atom.field, atom.op, atom.value)
