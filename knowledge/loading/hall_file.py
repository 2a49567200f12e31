"""The format of a hall file: opening hours, windows, booking rule."""

from __future__ import annotations

from datetime import time
from itertools import pairwise
from typing import Annotated, Any, Literal

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
    """Opening hours of some weekdays (1 = Monday); the gap between two entries of a day is the lunch break."""

    days: list[int] = Field(min_length=1)
    open: Clock
    close: Clock

    @model_validator(mode="after")
    def _hours_make_sense(self) -> HoursFile:
        if not set(self.days) <= set(range(1, 8)) or self.open >= self.close:
            raise ValueError("days are 1 to 7 and open lies before close")
        return self


class StaffedHoursFile(HoursFile):
    """Hours of a window, and how many clerks sit there: so many visits at a time (None: the window's capacity)."""

    staff: int | None = Field(default=None, ge=0, le=50)


class TermsFile(Strict):
    """Terms of the booking rule that a window or a service has of its own; what is left out is the hall's."""

    lead_workdays: int | None = Field(default=None, ge=0, le=10)
    horizon_workdays: int | None = Field(default=None, ge=1, le=60)
    cancel_before_minutes: int | None = Field(default=None, ge=0)
    reschedule_before_minutes: int | None = Field(default=None, ge=0)
    reschedule_most: int | None = Field(default=None, ge=0, le=20)
    hold_minutes: int | None = Field(default=None, ge=1, le=60)
    hold_extensions: int | None = Field(default=None, ge=0, le=10)
    offer_minutes: int | None = Field(default=None, ge=5, le=240)
    no_show_limit: int | None = Field(default=None, ge=1, le=20)
    no_show_days: int | None = Field(default=None, ge=1, le=366)
    restricted_days: int | None = Field(default=None, ge=1, le=366)
    capacity: int | None = Field(default=None, ge=1, le=50)
    minutes: int | None = Field(default=None, ge=5, le=480)

    def terms(self) -> dict[str, Any]:
        """Return what is said, and nothing else."""
        return self.model_dump(exclude_none=True)


class ServiceTermsFile(TermsFile):
    """Terms of a service, and at single windows (`at`, by their codes); whether somebody else may come for one."""

    allow_proxy: bool | None = None
    at: dict[Code, TermsFile] | None = None


class WindowFile(Strict):
    """One window of a hall; without `hours` it has the hall's."""

    code: Code
    name: str
    aliases: list[Name] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=lambda: ["zh"])
    accessible: bool = False
    capacity: int = Field(ge=1, le=50)
    slot_minutes: int = Field(ge=5, le=240)
    hours: list[StaffedHoursFile] = Field(default_factory=list)
    rule: TermsFile = Field(default_factory=TermsFile)

    @model_validator(mode="after")
    def _hours_are_apart(self) -> WindowFile:
        for day in range(1, 8):
            hours = sorted((h.open, h.close) for h in self.hours if day in h.days)
            if any(before[1] > after[0] for before, after in pairwise(hours)):
                raise ValueError(f"window {self.code}: hours of weekday {day} overlap")
        return self


class RuleFile(TermsFile):
    """The booking rule of a hall; the first four terms must be said, the others have defaults (docs/content.md)."""

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
