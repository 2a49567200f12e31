"""The format of a hall file: opening hours, windows, booking rule."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from knowledge.loading.english_file import HallInEnglish
from knowledge.loading.sourced import Code, Name, SourcedFile, Strict


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
    aliases: list[Name] = Field(default_factory=list)
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
    aliases: list[Name] = Field(default_factory=list)
    address: str
    telephone: str
    transit: str = ""
    parking: str = ""
    accessible: str = ""
    hours: list[HoursFile] = Field(min_length=1)
    windows: list[WindowFile] = Field(min_length=1)
    rule: RuleFile
    en: HallInEnglish | None = None

    @model_validator(mode="after")
    def _english_windows_exist(self) -> HallFile:
        unknown = set(self.en.windows if self.en else ()) - {window.code for window in self.windows}
        if unknown:
            raise ValueError(f"en: no window {', '.join(sorted(unknown))}")
        return self
