"""What all content files share: kinds of text, and the keys that say where a row comes from."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

CONCLUSION_LENGTH = 60
_AMOUNT = re.compile(
    "[0-9一二两三四五六七八九十百千万亿][0-9一二两三四五六七八九十百千万亿.,]*(?:美|港)?元|[0-9.]+[万亿](?![0-9人名个家])"
)
_PROMISES = re.compile("保证|一定(?!程度|比例|期限|范围|条件|规模|数量)")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


def _amount_in(value: object) -> str:
    """Return the first sum of money in the strings of a model, or an empty string."""
    if isinstance(value, str):
        found = _AMOUNT.search(value)
        return found.group() if found else ""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((amount for part in parts if (amount := _amount_in(part))), "")


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
        if self.provenance == "reported" and (amount := _amount_in(self.model_dump(exclude={"source", "owner"}))):
            raise ValueError(f"reported rows carry no amounts, came {amount}")
        if self.provenance == "seed" and self.as_of != date(2022, 3, 2):
            raise ValueError("seed needs as_of: 2022-03-02")
        return self
