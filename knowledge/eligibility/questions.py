"""Which field to ask for next: only one that can still change the outcome, and of those the one that saves most.

The outcome is the verdict and the class. Whether a field can change it is found by trying every combination of the
open fields that hang together (a few values of each field are enough: those that the conditions tell apart).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.eligibility.expressions import Atom, holds, tests_in
from knowledge.eligibility.fields import NUMBERS, Field
from knowledge.eligibility.programme import Criterion, Programme
from knowledge.eligibility.truth import Truth, conjunction, disjunction
from knowledge.eligibility.values import Span, Value
from knowledge.eligibility.verdict import Known, in_play, judge, truth_of

# So many combinations take about 0.2 s (measured on one core); above, every open field of an open condition is asked.
MOST_COMBINATIONS = 20_000
Outcome = tuple[Any, ...]


@dataclass(frozen=True)
class _Group:
    """Conditions that share open fields: each combination of the cells of these fields, with its outcome."""

    fields: tuple[str, ...]
    table: Mapping[tuple[int, ...], Outcome]
    truths: frozenset[Truth]


_Memo = dict[tuple[tuple[str, ...], tuple[Value | None, ...]], _Group | None]


def next_field(programme: Programme, known: Known, skipped: Iterable[str] = (), *, classes_only: bool = False) -> str:
    """Return the field to ask for, or an empty string when no further answer can change the outcome.

    `skipped` fields are not asked for; with `classes_only` nothing but the class counts.
    """
    open_fields = relevant_fields(programme, known, skipped, classes_only=classes_only)
    if len(open_fields) < 2:
        return open_fields[0] if open_fields else ""
    order = programme.named_fields()
    memo: _Memo = {}
    left = {field: _left_after(programme, known, skipped, field, classes_only, memo) for field in open_fields}
    return min(open_fields, key=lambda field: (programme.fields[field].seldom, left[field], order.index(field)))


def relevant_fields(
    programme: Programme,
    known: Known,
    skipped: Iterable[str] = (),
    *,
    classes_only: bool = False,
    memo: _Memo | None = None,
) -> tuple[str, ...]:
    """Return the fields that can still change the outcome, in the order of the programme.

    `memo` keeps groups between calls for the same programme and conditions.
    """
    memo, skipped = {} if memo is None else memo, frozenset(skipped)
    criteria = () if classes_only else programme.criteria
    verdict = judge(programme, known)
    if verdict.truth == Truth.NO and not classes_only:
        return ()
    wanted = [*criteria, *(part for one in programme.classes for part in one.criteria)]
    free = [f for f in programme.named_fields() if f not in known and f not in skipped and _used(f, wanted)]
    groups = []
    for fields in _together(programme, criteria, free):
        beside = _beside(programme, criteria, fields)
        key = fields, tuple(known.get(field) for field in beside)
        if key not in memo:
            memo[key] = _group(programme, criteria, known, fields)
        group = memo[key]
        if group is None:
            return tuple(free)
        groups.append(group)
    settled = _rest(programme, criteria, known, free)
    changing = {field for group in groups for field in _changing(group, groups, settled)}
    return tuple(field for field in free if field in changing)


def foregone(programme: Programme, known: Known) -> Truth:
    """Return the verdict; one that no open field can change any more is told though the fields are open."""
    verdict = judge(programme, known)
    if verdict.truth != Truth.UNKNOWN or relevant_fields(programme, known):
        return verdict.truth
    free = [field for field in programme.named_fields() if field not in known]
    filled = {field: _cells(programme.fields[field], _atoms(field, programme.every()))[0] for field in free}
    return judge(programme, {**known, **filled}).truth


def _left_after(
    programme: Programme, known: Known, skipped: Iterable[str], field: str, classes_only: bool, memo: _Memo
) -> float:
    """How many questions are left on average once this field is known."""
    cells = _cells(programme.fields[field], _atoms(field, programme.every()))
    left = [
        relevant_fields(programme, {**known, field: cell}, skipped, classes_only=classes_only, memo=memo)
        for cell in cells
    ]
    return sum(map(len, left)) / len(left)


def _beside(programme: Programme, criteria: Sequence[Criterion], fields: tuple[str, ...]) -> tuple[str, ...]:
    """All fields of the conditions that a group's fields stand in."""
    whole = [part for one in programme.classes for part in one.criteria]
    touched = [row for row in criteria if set(row.fields) & set(fields)]
    touched += whole if any(_used(field, whole) for field in fields) else []
    return tuple(dict.fromkeys(field for row in touched for field in row.fields))


def _used(field: str, criteria: Iterable[Criterion]) -> bool:
    return any(field in criterion.fields for criterion in criteria)


def _together(programme: Programme, criteria: Sequence[Criterion], free: Sequence[str]) -> list[tuple[str, ...]]:
    """Part the open fields into groups that share conditions; the classes are one condition."""
    units = [set(criterion.fields) & set(free) for criterion in criteria]
    units.append({field for one in programme.classes for part in one.criteria for field in part.fields} & set(free))
    groups: list[set[str]] = []
    for unit in filter(None, units):
        apart = [group for group in groups if not group & unit]
        groups = [*apart, set().union(unit, *(group for group in groups if group & unit))]
    return [tuple(field for field in free if field in group) for group in groups]


def _group(programme: Programme, criteria: Sequence[Criterion], known: Known, fields: tuple[str, ...]) -> _Group | None:
    """Try all combinations of a group of fields; None if there are too many."""
    own = [criterion for criterion in criteria if set(criterion.fields) & set(fields)]
    classed = any(_used(field, one.criteria) for one in programme.classes for field in fields)
    classes = programme.classes if classed else ()
    within = [*own, *(part for one in classes for part in one.criteria)]
    cells = tuple(_cells(programme.fields[field], _atoms(field, within)) for field in fields)
    if math.prod(map(len, cells)) > MOST_COMBINATIONS:
        return None
    bars = [_Lookup.of(criterion, known, fields, cells) for criterion in own]
    required = [[_Lookup.of(part, known, fields, cells) for part in one.criteria] for one in classes]
    table: dict[tuple[int, ...], Outcome] = {}
    for places in itertools.product(*(range(len(row)) for row in cells)):
        met = conjunction(lookup.at(places) for lookup in bars)
        of_classes = tuple(conjunction(lookup.at(places) for lookup in lookups) for lookups in required)
        if of_classes:
            met = conjunction((met, disjunction(of_classes)))
        table[places] = (met, in_play(programme, of_classes))
    return _Group(fields, table, frozenset(met for met, _ in table.values()))


@dataclass(frozen=True)
class _Lookup:
    """What a condition comes to, by the cells of those of a group's fields that it depends on."""

    depends: tuple[int, ...]
    truths: Mapping[tuple[int, ...], Truth]

    @classmethod
    def of(
        cls, criterion: Criterion, known: Known, fields: tuple[str, ...], cells: tuple[tuple[Value, ...], ...]
    ) -> _Lookup:
        depends = tuple(number for number, field in enumerate(fields) if field in criterion.fields)
        truths = {}
        for places in itertools.product(*(range(len(cells[number])) for number in depends)):
            filled = {fields[number]: cells[number][place] for number, place in zip(depends, places, strict=True)}
            truths[places] = truth_of(criterion, {**known, **filled})
        return cls(depends, truths)

    def at(self, places: tuple[int, ...]) -> Truth:
        return self.truths[tuple(places[number] for number in self.depends)]


def _rest(programme: Programme, criteria: Sequence[Criterion], known: Known, free: Sequence[str]) -> Truth:
    """What the conditions without an open field come to; the classes are one when no field of theirs is open."""
    parts = [truth_of(part, known) for part in criteria if not set(part.fields) & set(free)]
    in_classes = [part for one in programme.classes for part in one.criteria]
    if programme.classes and not any(_used(field, in_classes) for field in free):
        parts.append(disjunction(result.truth for result in judge(programme, known).classes))
    return conjunction(parts)


def _changing(group: _Group, groups: Sequence[_Group], settled: Truth) -> set[str]:
    """The fields of a group of which a change alone, with the others as they may be, changes the outcome."""
    others: set[Truth] = {settled}
    for other in groups:
        if other is not group:
            others = {conjunction((one, met)) for one in others for met in other.truths}
    found = set()
    for number, field in enumerate(group.fields):
        seen: dict[tuple[int, ...], Outcome] = {}
        for places, outcome in group.table.items():
            rest = (*places[:number], *places[number + 1 :])
            before = seen.setdefault(rest, outcome)
            if before != outcome and any(_whole(before, other) != _whole(outcome, other) for other in others):
                found.add(field)
                break
    return found


def _whole(outcome: Outcome, other: Truth) -> Outcome:
    met = conjunction((outcome[0], other))
    return (met,) if met == Truth.NO else (met, outcome[1])


def _atoms(field: str, criteria: Iterable[Criterion]) -> list[Atom]:
    found = (atom for criterion in criteria for atom in tests_in(criterion.expression) if atom.field.code == field)
    return list(dict.fromkeys(found))


def _cells(field: Field, atoms: Sequence[Atom]) -> tuple[Value, ...]:
    """Return one value for each way in which the tests of a field can come out."""
    cells: dict[tuple[Truth, ...], Value] = {}
    for value in _candidates(field, atoms):
        cells.setdefault(tuple(holds(atom, value) for atom in atoms), value)
    return tuple(cells.values())


def _candidates(field: Field, atoms: Sequence[Atom]) -> Iterable[Value]:
    if field.kind == "yesno":
        return (True, False)
    if field.kind not in NUMBERS:
        return [option.value for option in field.options]
    borders = sorted({atom.value for atom in atoms})
    return [Span.exactly(number + step) for number in borders for step in (-1, 0, 1) if number + step >= 0]
