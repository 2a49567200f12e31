"""Conditions as data: all, any, not, a test of one field, and what only a person can decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.eligibility.fields import NUMBERS, Field
from knowledge.eligibility.truth import Truth, conjunction, disjunction, negation
from knowledge.eligibility.values import Value, parse_written

_LESS, _EQUAL, _MORE = "less", "equal", "more"
# Where, seen from the value of a test, its number must lie.
_FITS = {
    "<": {_LESS}, "<=": {_LESS, _EQUAL}, "==": {_EQUAL}, "!=": {_LESS, _MORE}, ">=": {_EQUAL, _MORE}, ">": {_MORE},
}  # fmt: skip
OPERATORS = (*_FITS, "in")


@dataclass(frozen=True)
class Atom:
    """A field compared with a value; with `boundary` the value itself is for a person to decide."""

    field: Field
    op: str
    value: Any
    boundary: bool = False


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Expression


@dataclass(frozen=True)
class Person:
    """What the text does not say, so that a person must decide; `reason` tells it."""

    reason: str


Expression = Atom | All | Some | Not | Person


def evaluate(expression: Expression, known: Mapping[str, Value]) -> Truth:
    """Return whether the expression holds of what is known."""
    match expression:
        case All(parts):
            return conjunction(evaluate(part, known) for part in parts)
        case Some(parts):
            return disjunction(evaluate(part, known) for part in parts)
        case Not(part):
            return negation(evaluate(part, known))
        case Person():
            return Truth.PERSON
        case Atom():
            value = known.get(expression.field.code)
            return Truth.UNKNOWN if value is None else holds(expression, value)


def holds(test: Atom, value: Value) -> Truth:
    """Return whether a test holds of a value; of a span that reaches to both sides nothing is known."""
    if isinstance(value, bool):
        return Truth.YES if (value == test.value) == (test.op == "==") else Truth.NO
    if isinstance(value, str):
        return _holds_choice(test, value)
    places = (
        [_LESS] * value.has_less(test.value) + [_EQUAL] * value.has(test.value) + [_MORE] * value.has_more(test.value)
    )
    truths = {_at(test, place) for place in places}
    if {Truth.YES, Truth.NO} <= truths:
        return Truth.UNKNOWN
    return Truth.PERSON if Truth.PERSON in truths else truths.pop()


def _at(test: Atom, place: str) -> Truth:
    if test.boundary and place == _EQUAL:
        return Truth.PERSON
    return Truth.YES if place in _FITS[test.op] else Truth.NO


def _holds_choice(test: Atom, value: str) -> Truth:
    if test.op == "in":
        return Truth.YES if value in test.value else Truth.NO
    if test.op in ("==", "!="):
        return Truth.YES if (value == test.value) == (test.op == "==") else Truth.NO
    has, needs = test.field.rank(value), test.field.rank(test.value)
    if has is None or needs is None:
        return Truth.UNKNOWN
    return _at(test, _LESS if has < needs else _EQUAL if has == needs else _MORE)


def tests_in(expression: Expression) -> Iterator[Atom]:
    """Yield the tests of an expression, in their order."""
    match expression:
        case All(parts) | Some(parts):
            for part in parts:
                yield from tests_in(part)
        case Not(part):
            yield from tests_in(part)
        case Atom():
            yield expression


def fields_in(expression: Expression) -> tuple[str, ...]:
    """Return the codes of the fields of an expression, in their order."""
    return tuple(dict.fromkeys(test.field.code for test in tests_in(expression)))


def reasons_in(expression: Expression) -> Iterator[str]:
    """Yield why a person must decide, as the expression tells it."""
    match expression:
        case All(parts) | Some(parts):
            for part in parts:
                yield from reasons_in(part)
        case Not(part):
            yield from reasons_in(part)
        case Person(reason):
            yield reason


def read_expression(
    data: Any, fields: Mapping[str, Field], classes: Mapping[str, Expression] | None = None
) -> Expression:
    """Read an expression from data; raise ValueError that says what came and what was expected.

    Numbers stand with their unit (30万元). `{class: [A, B]}` stands for what the classes require.
    """
    if not isinstance(data, dict):
        raise ValueError(f"all, any, not, person, class or a field was expected, came {data!r}")
    for key, make in (("all", All), ("any", Some)):
        if set(data) == {key}:
            if not isinstance(data[key], list) or not data[key]:
                raise ValueError(f"{key}: a list of conditions was expected, came {data[key]!r}")
            return make(tuple(read_expression(part, fields, classes) for part in data[key]))
    if set(data) == {"not"}:
        return Not(read_expression(data["not"], fields, classes))
    if set(data) == {"person"}:
        return Person(str(data["person"]))
    if set(data) == {"class"}:
        return _of_classes(data["class"], classes or {})
    return _test(data, fields)


def _of_classes(letters: Any, classes: Mapping[str, Expression]) -> Expression:
    if not isinstance(letters, list) or not letters:
        raise ValueError(f"class: a list of classes was expected, came {letters!r}")
    unknown = [letter for letter in letters if letter not in classes]
    if unknown:
        raise ValueError(f"no class {unknown[0]!r}; there are {', '.join(classes) or 'none'}")
    return Some(tuple(classes[letter] for letter in letters))


def _test(data: dict[str, Any], fields: Mapping[str, Field]) -> Atom:
    unknown = set(data) - {"field", "op", "value", "boundary"}
    if unknown or not {"field", "op", "value"} <= set(data):
        raise ValueError(f"field, op and value were expected (and perhaps boundary), came {', '.join(map(str, data))}")
    field = fields.get(data["field"])
    if field is None:
        raise ValueError(f"no field {data['field']!r}")
    op, boundary = data["op"], data.get("boundary")
    if op not in OPERATORS:
        raise ValueError(f"op: one of {' '.join(OPERATORS)} was expected, came {op!r}")
    if boundary not in (None, "person"):
        raise ValueError(f"boundary: person was expected, came {boundary!r}")
    return Atom(field, op, _value(field, op, data["value"]), boundary == "person")


def _value(field: Field, op: str, value: Any) -> Any:
    if field.kind in NUMBERS:
        if op == "in":
            raise ValueError(f"{field.code}: a number is compared, not looked up with in")
        return parse_written(str(value), field.kind)
    if field.kind == "yesno":
        if not isinstance(value, bool) or op not in ("==", "!="):
            raise ValueError(f"{field.code}: == true or == false was expected, came {op} {value!r}")
        return value
    wanted = value if op == "in" else [value]
    if not isinstance(wanted, list) or (op not in ("==", "!=", "in") and field.kind != "ordered"):
        raise ValueError(f"{field.code}: no order is known for {op} {value!r}")
    for one in wanted:
        if field.option(str(one)) is None:
            raise ValueError(f"{field.code}: no option {one!r}")
    return tuple(wanted) if op == "in" else value
