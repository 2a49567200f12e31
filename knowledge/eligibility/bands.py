"""The answers that are offered for a number: the ranges that the conditions still in question tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.eligibility.expressions import All, Atom, Expression, Not, Some, evaluate, holds
from knowledge.eligibility.programme import Programme
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.values import Span
from knowledge.eligibility.verdict import Known


def bands(programme: Programme, known: Known, field: str) -> tuple[Span, ...]:
    """Return the ranges from the lowest to the highest; a border that is for a person to decide is in none of them."""
    atoms = [
        atom
        for criterion in programme.every()
        for atom in _alive(criterion.expression, known)
        if atom.field.code == field
    ]
    found: list[Span] = []
    low: int | None = None
    low_open = False
    for border in sorted({atom.value for atom in atoms}):
        at, below, above = (_truths(atoms, border + step) for step in (0, -1, 1))
        if border > 0:
            found.append(Span(low, border, low_open, high_open=at != below))
        low, low_open = border, at != above
    return (*found, Span(low, None, low_open)) if atoms else ()


def _alive(expression: Expression, known: Known) -> Iterator[Atom]:
    """Yield the tests that can still matter, given what is known."""
    match expression:
        case All(parts) if evaluate(expression, known) != Truth.NO:
            for part in parts:
                yield from _alive(part, known)
        case Some(parts) if evaluate(expression, known) != Truth.YES:
            for part in parts:
                yield from _alive(part, known)
        case Not(part):
            yield from _alive(part, known)
        case Atom():
            yield expression


def _truths(atoms: list[Atom], number: int) -> tuple[Truth, ...]:
    return tuple(holds(atom, Span.exactly(number)) for atom in atoms)
