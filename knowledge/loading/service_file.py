"""The format of a service file: the service with cases, materials, steps and frequent questions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from knowledge.loading.english_file import ServiceInEnglish
from knowledge.loading.hall_file import ServiceTermsFile
from knowledge.loading.sourced import Code, Name, Prose, Short, SourcedFile, Strict


class CaseFile(Strict):
    """One case of a service."""

    code: Code
    name: str
    aliases: list[Name] = Field(default_factory=list)


class MaterialFile(Strict):
    """One material."""

    name: str
    necessity: Literal["必要", "非必要", "容缺"] = "必要"
    form: Literal["原件", "复印件", "电子", "核验"] = "原件"
    copies: int = Field(default=1, ge=0)
    origin: str = ""
    cases: list[str] = Field(default_factory=list)
    note: Prose | Literal[""] = ""


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
    aliases: list[Name] = Field(default_factory=list)
    category: str
    item_type: str
    summary: Short
    audience: Prose
    conditions: list[Prose] = Field(default_factory=list)
    cases: list[CaseFile] = Field(default_factory=list)
    materials: list[MaterialFile] = Field(min_length=1)
    steps: list[StepFile] = Field(min_length=1)
    legal_limit: Prose
    promised_limit: Prose
    fee: Prose
    onsite_times: int = Field(ge=0, le=5)
    channels: list[str] = Field(min_length=1)
    online: Prose | None = None
    proxy: Prose | None = None
    form_note: Prose | None = None
    result: Prose
    delivery: Prose
    windows: list[Code] = Field(default_factory=list)
    bookable: bool
    minutes: int = Field(default=30, ge=5, le=240)
    needs_id_number: bool = False
    rule: ServiceTermsFile = Field(default_factory=ServiceTermsFile)
    telephone: str
    complaint_telephone: str
    policies: list[Code] = Field(default_factory=list)
    basis: Prose | None = None
    faqs: list[FaqFile] = Field(default_factory=list)
    en: ServiceInEnglish | None = None

    @model_validator(mode="after")
    def _english_is_as_long(self) -> ServiceFile:
        if self.en is not None:
            for name in ("cases", "materials", "steps", "conditions", "channels"):
                if len(getattr(self.en, name)) != len(getattr(self, name)):
                    raise ValueError(f"en: {name} must be as many as the Chinese ones, in their order")
        return self

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
