"""What follows from what is known: of each condition, of each class, and of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.eligibility.expressions import evaluate
from knowledge.eligibility.programme import Criterion, Programme, TalentClass
from knowledge.eligibility.truth import Truth, conjunction, disjunction
from knowledge.eligibility.values import Value

Known = Mapping[str, Value]


@dataclass(frozen=True)
class ClassResult:
    """What follows of a class."""

    talent_class: TalentClass
    truth: Truth
    results: tuple[tuple[Criterion, Truth], ...]


@dataclass(frozen=True)
class Verdict:
    """`truth` of the whole; `results` of the conditions for all; `chosen` are the classes that the applicant is in."""

    truth: Truth
    results: tuple[tuple[Criterion, Truth], ...]
    classes: tuple[ClassResult, ...]
    chosen: tuple[TalentClass, ...]

    def of(self, truth: Truth) -> list[Criterion]:
        """Return the conditions for all with this result, then those of the classes that still count."""
        return [criterion for criterion, found in (*self.results, *self._of_classes()) if found == truth]

    def _of_classes(self) -> list[tuple[Criterion, Truth]]:
        """The conditions of the classes, as far as no class is settled."""
        if any(result.truth == Truth.YES for result in self.classes):
            return []
        return [pair for result in self.classes for pair in result.results]


def judge(programme: Programme, known: Known) -> Verdict:
    """Return the verdict on a programme."""
    results = _results(programme.criteria, known)
    classes = tuple(_of_class(one, known) for one in programme.classes)
    parts = [truth for _, truth in results]
    if classes:
        parts.append(disjunction(result.truth for result in classes))
    return Verdict(conjunction(parts), results, classes, _chosen(programme, classes))


def truth_of(criterion: Criterion, known: Known) -> Truth:
    """Return whether a condition is met: one that holds as a rule is for a person when it is not, a wish never bars."""
    truth = evaluate(criterion.expression, known)
    if truth == Truth.NO and criterion.hardness == "原则上":
        return Truth.PERSON
    if truth in (Truth.NO, Truth.PERSON) and criterion.hardness == "优先":
        return Truth.YES
    return truth


def in_play(programme: Programme, classes: tuple[Truth, ...]) -> tuple[Truth, ...]:
    """Return the results of the classes that count: those below one that is met do not, where the highest is picked."""
    if programme.each or Truth.YES not in classes:
        return classes
    return classes[: classes.index(Truth.YES) + 1]


def _results(criteria: tuple[Criterion, ...], known: Known) -> tuple[tuple[Criterion, Truth], ...]:
    return tuple((criterion, truth_of(criterion, known)) for criterion in criteria)


def _of_class(one: TalentClass, known: Known) -> ClassResult:
    results = _results(one.criteria, known)
    return ClassResult(one, conjunction(truth for _, truth in results), results)


def _chosen(programme: Programme, classes: tuple[ClassResult, ...]) -> tuple[TalentClass, ...]:
    met = [result.talent_class for result in classes if result.truth == Truth.YES]
    return tuple(met if programme.each else met[:1])
