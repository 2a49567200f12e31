"""The format of the list of sensitive words."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from knowledge.loading.sourced import Code, Name, Strict

_LONGEST_PATTERN = 300


class SensitiveEntry(Strict):
    """Words that count wherever they stand, or one regular expression; `reply` names the sentence of the wording."""

    kind: Literal["abuse", "politics", "secret", "injection", "guarantee"]
    words: list[Name] = Field(default_factory=list)
    pattern: str = Field(default="", max_length=_LONGEST_PATTERN)
    reply: str = Field(pattern=r"^[a-z_]+$", max_length=60)

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            compiled = re.compile(value)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        if value and compiled.match(""):
            raise ValueError("the pattern fits everything")
        return value

    @model_validator(mode="after")
    def _words_or_pattern(self) -> SensitiveEntry:
        if bool(self.words) == bool(self.pattern):
            raise ValueError("either words or a pattern, not both")
        return self


class SensitiveFile(Strict):
    """kind: sensitive."""

    kind: Literal["sensitive"]
    code: Code
    entries: list[SensitiveEntry] = Field(min_length=1)
