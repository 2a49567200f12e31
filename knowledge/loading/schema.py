"""The format of the content files (docs/content.md), as pydantic models that refuse what they do not know."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from knowledge.loading.answer_file import AnswerFile
from knowledge.loading.english_file import EntryInEnglish
from knowledge.loading.hall_file import HallFile
from knowledge.loading.policy_file import PolicyFile
from knowledge.loading.rules_file import RulesFile
from knowledge.loading.sensitive_file import SensitiveFile
from knowledge.loading.service_file import ServiceFile
from knowledge.loading.sourced import Code, Name, Prose, Short, SourcedFile, Strict

# Another entry by its code, or a service where one is advised.
Related = Annotated[str, StringConstraints(pattern=r"^(service:)?[a-z0-9][a-z0-9-]*$", max_length=70)]


class EntryFile(SourcedFile):
    """kind: entry."""

    kind: Literal["entry"]
    code: Code
    type: Literal["organisation", "platform", "fund", "term"]
    name: str
    aliases: list[Name] = Field(default_factory=list)
    answers: list[str] = Field(default_factory=list)
    summary: Short
    points: list[Prose] = Field(default_factory=list)
    status: str = ""
    related: list[Related] = Field(default_factory=list)
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: Code | Literal[""] = ""
    en: EntryInEnglish | None = None

    @model_validator(mode="after")
    def _days_make_sense(self) -> EntryFile:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from {self.valid_from} lies after valid_to {self.valid_to}")
        if self.succeeded_by == self.code:
            raise ValueError("an entry is not succeeded by itself")
        return self


class FactFile(Strict):
    """One fact of a facts file."""

    code: Code
    name: str
    value: str
    statement: Short
    locator: str
    aliases: list[Name] = Field(default_factory=list)
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
    aliases: list[Name] = Field(default_factory=list)
    services: list[Code] = Field(default_factory=list)
    policies: list[Code] = Field(default_factory=list)
    default_service: Code | Literal[""] = ""

    @model_validator(mode="after")
    def _default_is_one_of_them(self) -> TopicFile:
        if self.default_service and self.default_service not in self.services:
            raise ValueError(f"default_service {self.default_service!r} is not one of the services")
        return self


AnyFile = Annotated[
    PolicyFile | ServiceFile | HallFile | EntryFile | FactsFile | TopicFile | SensitiveFile | RulesFile | AnswerFile,
    Field(discriminator="kind"),
]
