"""How what is known of an applicant is said: amounts from fen, durations from months, ranges, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from actions.wording import listed, money, phrase
from knowledge.eligibility.fields import NUMBERS, Field
from knowledge.eligibility.gaps import Gap
from knowledge.eligibility.values import FEN, MONTHS, Span, Value

_TEN_THOUSAND = 10_000


def value_words(field: Field, value: Value) -> str:
    """Say a value of a field."""
    if isinstance(value, Span):
        return span_words(field.kind, value)
    if isinstance(value, bool):
        return phrase("span.agree" if value else "span.deny")
    option = field.option(value)
    return option.label if option is not None else value


def span_words(kind: str, span: Span) -> str:
    """Say a number or a range of numbers."""
    if span.low is not None and span.low == span.high:
        return number_words(kind, span.low)
    low = number_words(kind, span.low) if span.low is not None else ""
    high = number_words(kind, span.high) if span.high is not None else ""
    if not low:
        return phrase("span.below" if span.high_open else "span.at_most", high=high)
    if not high:
        return phrase("span.above" if span.low_open else "span.from", low=low)
    if span.low_open:
        return phrase("span.between_open" if span.high_open else "span.between_to", low=low, high=high)
    return phrase("span.between_from" if span.high_open else "span.between", low=low, high=high)


def number_words(kind: str, number: int) -> str:
    """Say a number with its unit."""
    if kind == "money":
        return fen_words(number)
    if kind == "months":
        years, months = divmod(number, MONTHS)
        if years and months:
            return phrase("span.years_months", years=years, months=months)
        return phrase("span.years", years=years) if years else phrase("span.months", months=months)
    if kind == "age":
        return phrase("span.age", number=number)
    if kind == "points":
        return phrase("span.points", number=number)
    return phrase("span.percent" if kind == "percent" else "span.count", number=number)


def fen_words(fen: int) -> str:
    """Write an amount of fen as applicants read it: 3750000 is 3.75万元, 123456 is 1234.56元."""
    yuan = Decimal(fen) / FEN
    if yuan == yuan.to_integral_value():
        return money(int(yuan))
    return f"{yuan.normalize():f}元"


def fact_words(fields: Mapping[str, Field], known: Mapping[str, Value]) -> list[str]:
    """Say what is known, a part for each field."""
    return [_fact(fields[code], value) for code, value in known.items() if code in fields]


def _fact(field: Field, value: Value) -> str:
    words = value_words(field, value)
    if isinstance(value, Span):
        return phrase("check.fact", label=field.label, value=words)
    return phrase("check.fact_choice", label=field.label, value=words)


def gap_words(gap: Gap) -> str:
    """Say what bars a condition, and by how much."""
    field = gap.field
    if field.kind in NUMBERS:
        wanted = number_words(field.kind, gap.wanted)
        if gap.short == 0:
            return phrase("gap.more_than", label=field.label, value=wanted)
        if gap.short is not None:
            return phrase("gap.short", label=field.label, value=number_words(field.kind, gap.short))
        if gap.over:
            return phrase("gap.over", label=field.label, value=number_words(field.kind, gap.over))
        key = {">=": "gap.at_least", ">": "gap.above", "<=": "gap.at_most", "<": "gap.below"}.get(gap.op, "gap.other")
        return phrase(key, label=field.label, value=wanted)
    if field.kind == "yesno":
        return phrase("gap.must" if gap.wanted == (gap.op == "==") else "gap.must_not", label=field.label)
    if gap.op in (">=", ">"):
        return phrase("gap.at_least", label=field.label, value=value_words(field, gap.wanted))
    if gap.op in ("==", "in"):
        options = [gap.wanted] if isinstance(gap.wanted, str) else gap.wanted
        return phrase("gap.option", label=field.label, value=listed(value_words(field, one) for one in options))
    return phrase("gap.other", label=field.label)


def gaps_words(gaps: Iterable[Gap]) -> str:
    """Say several gaps."""
    return listed(gap_words(gap) for gap in gaps)
