"""The format of a policy file: the policy, its documents, clauses, benefits and conditions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from knowledge.loading.english_file import PolicyInEnglish
from knowledge.loading.sourced import Code, Name, Prose, Short, SourcedFile, Strict
from knowledge.loading.version_file import BenefitRuleFile, RelationFile, WindowFile

About = Literal[
    "overview", "audience", "amount", "condition", "material", "process", "time", "place", "payout", "channel",
    "stacking", "validity", "definition", "other",
]  # fmt: skip


class ClauseFile(Strict):
    """One clause of a document."""

    path: str
    heading: str = ""
    about: list[About] = Field(min_length=1)
    conclusion: Short | Literal[""] = ""
    text: Prose
    important: bool = False


class BenefitFile(Strict):
    """One benefit; amounts in whole yuan, payout in per cent a year."""

    clause: str
    name: str
    category: str | None = Field(default=None, pattern=r"^[A-Z0-9_]+:\S+$")
    audience: str = ""
    amount_min: int | None = Field(default=None, ge=0)
    amount_max: int | None = Field(default=None, ge=0)
    amount_expr: str = ""
    unit: str = "元"
    payout: list[int] = Field(default_factory=list)
    payout_text: str = ""
    tax_free: bool | None = None
    payee: str = ""

    @model_validator(mode="after")
    def _payout_is_whole(self) -> BenefitFile:
        if self.payout and sum(self.payout) != 100:
            raise ValueError(f"payout must add up to 100 per cent, came {sum(self.payout)}")
        return self


class ConditionFile(Strict):
    """One condition."""

    clause: str
    text: Prose
    hardness: Literal["必须", "原则上", "优先"] = "必须"


class DocumentFile(SourcedFile):
    """One version of a policy's text."""

    code: Code
    title: str
    number: str | None = None
    issued_by: list[str] = Field(default_factory=list)
    signed_on: date | None = None
    published_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    ended_on: date | None = None
    trial: bool = False
    validity: Literal["有效", "已修改", "失效", "废止", "待核实"]
    validity_basis: str = ""
    clauses: list[ClauseFile] = Field(min_length=1)
    benefits: list[BenefitFile] = Field(default_factory=list)
    conditions: list[ConditionFile] = Field(default_factory=list)
    relations: list[RelationFile] = Field(default_factory=list)
    benefit_rules: list[BenefitRuleFile] = Field(default_factory=list)

    @model_validator(mode="after")
    def _clauses_exist(self) -> DocumentFile:
        paths = [clause.path for clause in self.clauses]
        if len(paths) != len(set(paths)):
            raise ValueError("two clauses have the same path")
        rows: list[BenefitFile | ConditionFile | BenefitRuleFile] = [
            *self.benefits, *self.conditions, *self.benefit_rules,
        ]  # fmt: skip
        for row in rows:
            if row.clause not in paths:
                raise ValueError(f"clause {row.clause!r} is not in this document")
        if self.provenance == "reported" and self.benefits:
            raise ValueError("reported documents carry no amounts: leave benefits out")
        return self


class PolicyFile(Strict):
    """kind: policy."""

    kind: Literal["policy"]
    code: Code
    name: str
    aliases: list[Name] = Field(default_factory=list)
    level: Literal["国家", "市级", "两江新区", "区县"]
    summary: Short
    owner: str = ""
    telephone: str | None = None
    documents: list[DocumentFile] = Field(min_length=1)
    application_windows: list[WindowFile] = Field(default_factory=list)
    en: PolicyInEnglish | None = None

    @model_validator(mode="after")
    def _english_fits_the_newest_document(self) -> PolicyFile:
        if self.en is not None:
            newest = self.documents[0]
            if set(self.en.clauses) != {clause.path for clause in newest.clauses}:
                raise ValueError("en: clauses must be those of the newest document, by their paths")
            if len(self.en.conditions) != len(newest.conditions):
                raise ValueError("en: conditions must be as many as the Chinese ones, in their order")
        return self

    @model_validator(mode="after")
    def _examples_are_named(self) -> PolicyFile:
        rows = (*self.documents, *self.application_windows)
        examples = {row.provenance == "illustrative" for row in rows}
        if True in examples and not self.name.startswith("【示例】"):
            raise ValueError("the name of an illustrative policy begins with 【示例】")
        return self
