"""The format of a file of rules: what can be checked, its classes, its questions, its conditions as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from knowledge.eligibility.expressions import All, Expression, Person, read_expression
from knowledge.eligibility.fields import Field as CheckField
from knowledge.eligibility.fields import Option, fields
from knowledge.loading.sourced import Code, Name, Prose, Short, Strict

_LETTERS = "ABCDEF"


class OptionFile(Strict):
    """A choice of a question; `rest` takes an answer that is none of the others."""

    value: Name
    label: Name | Literal[""] = ""
    words: list[Name] = Field(default_factory=list)
    rest: bool = False


class QuestionFile(Strict):
    """How a field is asked for in this set; the order of the questions counts where none is better than the other."""

    field: str
    ask: Short | Literal[""] = ""
    hint: Prose | Literal[""] = ""
    options: list[OptionFile] = Field(default_factory=list)

    @field_validator("field")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in fields():
            raise ValueError(f"no field {value!r}; there are {', '.join(fields())}")
        return value


class ClassFile(Strict):
    """A class of the set, highest first; `category` is its name in benefits (scheme:class)."""

    code: Name
    name: Name
    category: str = Field(default="", pattern=r"^([A-Z0-9_]+:\S+)?$")


class RuleFile(Strict):
    """One condition: in words, as data, with the clause it stands in."""

    talent_class: str = Field(default="", alias="class")
    text: Prose
    clause: str = ""
    hardness: Literal["必须", "原则上", "优先"] = "必须"
    when: dict[str, Any]
    way: Prose | Literal[""] = ""
    evidence: list[Name] = Field(default_factory=list)


class EstimateFile(Strict):
    """What may be expected: a benefit of the document, or `factor` times a field, up to the limit of the benefit."""

    benefit: str
    talent_class: str = Field(default="", alias="class")
    field: str = ""
    factor: str = Field(default="", pattern=r"^([0-9]+(\.[0-9]+)?%?)?$")

    @model_validator(mode="after")
    def _factor_and_field(self) -> EstimateFile:
        if bool(self.field) != bool(self.factor):
            raise ValueError("factor and field belong together")
        if self.field and fields().get(self.field, _NO_MONEY).kind != "money":
            raise ValueError(f"field: one of money was expected, came {self.field!r}")
        return self

    @property
    def times(self) -> Decimal:
        """The factor as a number: 5% is 0.05."""
        number = Decimal(self.factor.rstrip("%"))
        return number / 100 if self.factor.endswith("%") else number


class RulesFile(Strict):
    """kind: rules."""

    kind: Literal["rules"]
    code: Code
    name: Name
    subjects: list[str] = Field(min_length=1)
    audience: Literal["person", "employer", "team"] = "person"
    document: Code | None = None
    record: Code | None = None
    version: int = Field(ge=1)
    status: Literal["draft", "reviewed", "published"]
    author: str = ""
    reviewer: str = ""
    published_on: date | None = None
    pick: Literal["highest", "each"] = "highest"
    classes_from: Code | Literal[""] = ""
    classes: list[ClassFile] = Field(default_factory=list)
    questions: list[QuestionFile] = Field(default_factory=list)
    rules: list[RuleFile] = Field(min_length=1)
    estimates: list[EstimateFile] = Field(default_factory=list)
    notes: list[Prose] = Field(default_factory=list)

    @field_validator("subjects")
    @classmethod
    def _ids(cls, value: list[str]) -> list[str]:
        for subject in value:
            if not re.fullmatch(r"(policy|service|topic|entry):[a-z0-9-]+", subject):
                raise ValueError(f"policy:, service:, topic: or entry: and a code was expected, came {subject!r}")
        return value

    @model_validator(mode="after")
    def _one_source(self) -> RulesFile:
        if (self.document is None) == (self.record is None):
            raise ValueError("either document or record says where the rules come from")
        if self.classes and self.classes_from:
            raise ValueError("either classes or classes_from, not both")
        if self.record is not None and self.estimates:
            raise ValueError("a record has no benefits to estimate")
        return self

    @model_validator(mode="after")
    def _two_persons_publish(self) -> RulesFile:
        if self.status == "published" and not (self.author and self.reviewer and self.author != self.reviewer):
            raise ValueError("published rules need an author and another person as reviewer")
        return self

    @model_validator(mode="after")
    def _classes_are_there(self) -> RulesFile:
        codes = [row.code for row in self.classes]
        used = {row.talent_class for row in self.rules} - {""}
        if len(codes) != len(set(codes)):
            raise ValueError("two classes have the same code")
        if self.classes_from and used:
            raise ValueError("the rules of a class stand in the file of classes_from")
        for code in used - set(codes):
            raise ValueError(f"no class {code!r}")
        for code in set(codes) - used:
            raise ValueError(f"class {code!r} has no rule")
        return self

    @model_validator(mode="after")
    def _expressions_make_sense(self) -> RulesFile:
        for rule in self.rules:
            try:
                self.expression_of(rule)
            except ValueError as error:
                raise ValueError(f"{rule.text}: {error}") from None
        return self

    def fields(self) -> dict[str, CheckField]:
        """Return the fields with the options of this file's questions."""
        known = dict(fields())
        for question in self.questions:
            if question.options:
                options = tuple(Option(o.value, o.label or o.value, tuple(o.words), o.rest) for o in question.options)
                known[question.field] = replace(known[question.field], options=options)
        return known

    def expression_of(self, rule: RuleFile, classes: Mapping[str, Expression] | None = None) -> Expression:
        """Read the expression of a rule; raise ValueError. A class may stand for its rules, in rules of no class."""
        if classes is None:
            # Those of another file are looked at when all files are read.
            letters = _LETTERS if self.classes_from else [row.code for row in self.classes]
            classes = {letter: Person("") for letter in letters}
        return read_expression(rule.when, self.fields(), {} if rule.talent_class else classes)


def class_expressions(file: RulesFile) -> dict[str, Expression]:
    """Return what each class of a file requires."""
    return {
        row.code: All(tuple(file.expression_of(rule) for rule in file.rules if rule.talent_class == row.code))
        for row in file.classes
    }


_NO_MONEY = CheckField("", "choice", "", "")
