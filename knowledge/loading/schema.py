"""The format of the content files (docs/content.md), as pydantic models that refuse what they do not know."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

CONCLUSION_LENGTH = 60
_PROMISES = re.compile("保证|一定(?!程度|比例|期限|范围|条件|规模|数量)")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
About = Literal[
    "overview", "audience", "amount", "condition", "material", "process", "time", "place", "payout", "channel",
    "stacking", "validity", "definition", "other",
]  # fmt: skip


def _no_promise(text: str) -> str:
    found = _PROMISES.search(text)
    if found:
        raise ValueError(f"「{found.group()}」 must not be said to applicants")
    return text


Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_no_promise)]
Short = Annotated[Prose, StringConstraints(max_length=CONCLUSION_LENGTH)]


class Strict(BaseModel):
    """A mapping that forbids unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourcedFile(Strict):
    """The keys that say where a row comes from."""

    provenance: Literal["seed", "verified_public", "reported", "illustrative", "office_confirmed"]
    wording: Literal["original", "summary"] = "summary"
    source: str = ""
    source_url: str | None = Field(default=None, pattern=r"^https?://")
    source_locator: str = ""
    as_of: date | None = None
    owner: str = ""
    review_due: date | None = None

    @model_validator(mode="after")
    def _provenance_is_kept(self) -> SourcedFile:
        if self.provenance == "verified_public" and not (self.source_url and self.as_of):
            raise ValueError("verified_public needs source_url and as_of")
        if self.provenance == "reported" and self.source_url:
            raise ValueError("reported rows carry no source_url")
        if self.provenance == "seed" and self.as_of != date(2022, 3, 2):
            raise ValueError("seed needs as_of: 2022-03-02")
        return self


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
    trial: bool = False
    validity: Literal["有效", "已修改", "失效", "废止", "待核实"]
    validity_basis: str = ""
    clauses: list[ClauseFile] = Field(min_length=1)
    benefits: list[BenefitFile] = Field(default_factory=list)
    conditions: list[ConditionFile] = Field(default_factory=list)

    @model_validator(mode="after")
    def _clauses_exist(self) -> DocumentFile:
        paths = [clause.path for clause in self.clauses]
        if len(paths) != len(set(paths)):
            raise ValueError("two clauses have the same path")
        named = [*(benefit.clause for benefit in self.benefits), *(condition.clause for condition in self.conditions)]
        for path in named:
            if path not in paths:
                raise ValueError(f"clause {path!r} is not in this document")
        if self.provenance == "reported" and self.benefits:
            raise ValueError("reported documents carry no amounts: leave benefits out")
        return self


class PolicyFile(Strict):
    """kind: policy."""

    kind: Literal["policy"]
    code: Code
    name: str
    aliases: list[str] = Field(default_factory=list)
    level: Literal["国家", "市级", "两江新区", "区县"]
    summary: Short
    owner: str = ""
    telephone: str | None = None
    documents: list[DocumentFile] = Field(min_length=1)

    @model_validator(mode="after")
    def _examples_are_named(self) -> PolicyFile:
        examples = {document.provenance == "illustrative" for document in self.documents}
        if True in examples and not self.name.startswith("【示例】"):
            raise ValueError("the name of an illustrative policy begins with 【示例】")
        return self


class CaseFile(Strict):
    """One case of a service."""

    code: Code
    name: str
    aliases: list[str] = Field(default_factory=list)


class MaterialFile(Strict):
    """One material."""

    name: str
    necessity: Literal["必要", "非必要", "容缺"] = "必要"
    form: Literal["原件", "复印件", "电子", "核验"] = "原件"
    copies: int = Field(default=1, ge=0)
    origin: str = ""
    cases: list[str] = Field(default_factory=list)
    note: str = ""


class StepFile(Strict):
    """One step."""

    name: str
    actor: str = ""
    detail: Prose | Literal[""] = ""


class FaqFile(Strict):
    """One frequent question."""

    question: str
    answer: Prose


class ServiceFile(SourcedFile):
    """kind: service."""

    kind: Literal["service"]
    code: Code
    name: str
    aliases: list[str] = Field(default_factory=list)
    category: str
    item_type: str
    summary: Short
    audience: Prose
    conditions: list[Prose] = Field(default_factory=list)
    cases: list[CaseFile] = Field(default_factory=list)
    materials: list[MaterialFile] = Field(min_length=1)
    steps: list[StepFile] = Field(min_length=1)
    legal_limit: str
    promised_limit: str
    fee: str
    onsite_times: int = Field(ge=0, le=5)
    channels: list[str] = Field(min_length=1)
    online: str | None = None
    proxy: str | None = None
    form_note: str | None = None
    result: str
    delivery: str
    windows: list[Code] = Field(default_factory=list)
    bookable: bool
    minutes: int = Field(default=30, ge=5, le=240)
    telephone: str
    complaint_telephone: str
    policies: list[Code] = Field(default_factory=list)
    basis: str | None = None
    faqs: list[FaqFile] = Field(default_factory=list)

    @model_validator(mode="after")
    def _cases_exist(self) -> ServiceFile:
        codes = {case.code for case in self.cases}
        for material in self.materials:
            unknown = set(material.cases) - codes
            if unknown:
                raise ValueError(f"material {material.name}: unknown case {', '.join(sorted(unknown))}")
        if self.bookable and not self.windows:
            raise ValueError("a bookable service needs a window")
        return self


def _written_as_text(value: object) -> object:
    # Without quotation marks YAML reads 14:00 as the number 840.
    if isinstance(value, int | float):
        raise ValueError('a time stands in quotation marks: "14:00"')
    return value


Clock = Annotated[time, BeforeValidator(_written_as_text)]


class HoursFile(Strict):
    """Opening hours of some weekdays (1 = Monday)."""

    days: list[int] = Field(min_length=1)
    open: Clock
    close: Clock

    @model_validator(mode="after")
    def _hours_make_sense(self) -> HoursFile:
        if not set(self.days) <= set(range(1, 8)) or self.open >= self.close:
            raise ValueError("days are 1 to 7 and open lies before close")
        return self


class WindowFile(Strict):
    """One window of a hall."""

    code: Code
    name: str
    aliases: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=lambda: ["zh"])
    accessible: bool = False
    capacity: int = Field(ge=1, le=50)
    slot_minutes: int = Field(ge=5, le=240)


class RuleFile(Strict):
    """The booking rule of a hall."""

    lead_workdays: int = Field(ge=0, le=10)
    horizon_workdays: int = Field(ge=1, le=60)
    cancel_before_minutes: int = Field(ge=0)
    hold_minutes: int = Field(ge=1, le=60)
    per_person_service_day: int = Field(default=1, ge=1, le=1)


class HallFile(SourcedFile):
    """kind: hall."""

    kind: Literal["hall"]
    code: Code
    name: str
    aliases: list[str] = Field(default_factory=list)
    address: str
    telephone: str
    transit: str = ""
    parking: str = ""
    accessible: str = ""
    hours: list[HoursFile] = Field(min_length=1)
    windows: list[WindowFile] = Field(min_length=1)
    rule: RuleFile


class EntryFile(SourcedFile):
    """kind: entry."""

    kind: Literal["entry"]
    code: Code
    type: Literal["organisation", "platform", "fund", "term"]
    name: str
    aliases: list[str] = Field(default_factory=list)
    answers: list[str] = Field(default_factory=list)
    summary: Short
    points: list[Prose] = Field(default_factory=list)
    status: str = ""
    related: list[Code] = Field(default_factory=list)


class FactFile(Strict):
    """One fact of a facts file."""

    code: Code
    name: str
    value: str
    statement: Short
    locator: str
    aliases: list[str] = Field(default_factory=list)
    note: str | None = None


class FactsFile(SourcedFile):
    """kind: facts."""

    kind: Literal["facts"]
    code: Code
    facts: list[FactFile] = Field(min_length=1)


class TopicFile(Strict):
    """kind: topic."""

    kind: Literal["topic"]
    code: Code
    name: str
    aliases: list[str] = Field(default_factory=list)
    services: list[Code] = Field(default_factory=list)
    policies: list[Code] = Field(default_factory=list)
    default_service: Code | Literal[""] = ""

    @model_validator(mode="after")
    def _default_is_one_of_them(self) -> TopicFile:
        if self.default_service and self.default_service not in self.services:
            raise ValueError(f"default_service {self.default_service!r} is not one of the services")
        return self


AnyFile = Annotated[
    PolicyFile | ServiceFile | HallFile | EntryFile | FactsFile | TopicFile, Field(discriminator="kind")
]
