"""The format of what a policy file says of versions: relations of documents, application windows, benefit rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from knowledge.loading.sourced import Code, Prose, SourcedFile, Strict

Relation = Literal["supersedes", "amends", "repeals", "implements", "interprets", "based_on", "attaches"]
Mode = Literal["常年受理", "集中申报", "免申即享"]
Rule = Literal["不可兼得", "就高不重复", "可叠加", "差额补足", "前置"]
# What a side of a benefit rule stands for.
_IDENTIFIER = r"^(policy|service|topic):[a-z0-9][a-z0-9-]*$|^(benefit|level):\S+$"
Identifier = Annotated[str, StringConstraints(pattern=_IDENTIFIER)]
LEVELS = ("国家", "市级", "两江新区", "区县")


class RelationFile(Strict):
    """What this document does to another one, held (`document`) or not (`title`, `number`)."""

    type: Relation
    document: Code | None = None
    title: str = ""
    number: str = ""
    clauses: list[str] = Field(default_factory=list)
    since: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _names_one_document(self) -> RelationFile:
        if (self.document is not None) == bool(self.title or self.number):
            raise ValueError("give either document (the code of one that is held) or title and number")
        return self


class WindowFile(SourcedFile):
    """When one may apply; days are inclusive."""

    code: Code
    batch: str = Field(min_length=1)
    opens: date | None = None
    closes: date | None = None
    mode: Mode
    channel: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _days_make_sense(self) -> WindowFile:
        if self.opens and self.closes and self.opens > self.closes:
            raise ValueError(f"opens {self.opens} lies after closes {self.closes}")
        if self.mode == "集中申报" and not (self.opens or self.closes):
            raise ValueError("集中申报 needs opens or closes: without a day there is no row to write")
        return self


class BenefitRuleFile(Strict):
    """What a clause of this document says of two benefits together."""

    clause: str
    rule: Rule
    one: Prose
    one_ids: list[Identifier] = Field(min_length=1)
    other: Prose
    other_ids: list[Identifier] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _levels_are_known(self) -> BenefitRuleFile:
        for identifier in (*self.one_ids, *self.other_ids):
            kind, _, name = identifier.partition(":")
            if kind == "level" and name not in LEVELS:
                raise ValueError(f"level is one of {', '.join(LEVELS)}, came {name}")
        return self

    def references(self, kind: str) -> list[str]:
        """Return the codes of one kind that the rule names."""
        return [i.partition(":")[2] for i in (*self.one_ids, *self.other_ids) if i.startswith(f"{kind}:")]
