"""Small programmes for tests: fields of their own, criteria from expressions."""

from __future__ import annotations

from knowledge.eligibility.expressions import All, Atom, Expression, Not, Person, Some
from knowledge.eligibility.fields import Field, Option
from knowledge.eligibility.programme import Criterion, Programme, TalentClass
from knowledge.eligibility.values import Span, Value

FIELDS = {
    "yes": Field("yes", "yesno", "是否", "是否？"),
    "other": Field("other", "yesno", "另一项", "另一项？"),
    "kind": Field("kind", "choice", "种类", "哪种？", tuple(Option(v, v) for v in ("甲", "乙", "丙"))),
    "rank": Field("rank", "ordered", "等级", "哪级？", tuple(Option(v, v) for v in ("高", "中", "低"))),
    "money": Field("money", "money", "金额", "多少？"),
    "months": Field("months", "months", "时间", "多久？"),
}
VALUES: dict[str, tuple[Value, ...]] = {
    "yes": (True, False),
    "other": (True, False),
    "kind": ("甲", "乙", "丙"),
    "rank": ("高", "中", "低"),
    "money": tuple(Span.exactly(number) for number in (0, 10, 15, 20, 25)),
    "months": tuple(Span.exactly(number) for number in (0, 6, 12, 18)),
}


def atom(code: str, op: str, value: object, *, boundary: bool = False) -> Atom:
    """A test of one of the fields."""
    return Atom(FIELDS[code], op, value, boundary)


def made(*expressions: Expression, classes: tuple[Expression, ...] = (), hardness: str = "必须") -> Programme:
    """A programme of these conditions; classes are named A, B, C, the highest first."""
    criteria = tuple(Criterion(f"条件{n}", hardness, one) for n, one in enumerate(expressions))
    talent = tuple(
        TalentClass(letter, f"{letter}类", "", (Criterion(f"{letter}类的条件", "必须", one),))
        for letter, one in zip("ABC", classes, strict=False)
    )
    return Programme("made", "试验", "person", ("policy:made",), criteria, talent, fields=FIELDS, hints={})


__all__ = ["FIELDS", "VALUES", "All", "Not", "Person", "Some", "Span", "atom", "made"]
