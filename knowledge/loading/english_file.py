"""The format of the `en:` sections: what a record says to readers of English; lists are as long as the Chinese ones."""

from __future__ import annotations

from pydantic import Field

from knowledge.loading.sourced import Name, Strict


class CaseInEnglish(Strict):
    """A case of a service, in the order of `cases`."""

    name: Name


class MaterialInEnglish(Strict):
    """A material, in the order of `materials`."""

    name: Name
    note: str = ""


class StepInEnglish(Strict):
    """A step, in the order of `steps`."""

    name: Name
    actor: str = ""
    detail: str = ""


class ServiceInEnglish(Strict):
    """A service and its guide."""

    name: Name
    summary: str
    audience: str
    conditions: list[str] = Field(default_factory=list)
    cases: list[CaseInEnglish] = Field(default_factory=list)
    materials: list[MaterialInEnglish]
    steps: list[StepInEnglish]
    legal_limit: str
    promised_limit: str
    fee: str
    channels: list[str]
    online: str = ""
    proxy: str = ""
    form_note: str = ""
    result: str
    delivery: str
    basis: str = ""
    source: str = ""
    owner: str = ""


class ClauseInEnglish(Strict):
    """A clause of the newest document, by its path."""

    heading: str
    conclusion: str
    text: str


class PolicyInEnglish(Strict):
    """A policy with the clauses of its newest document; `conditions` in their order."""

    name: Name
    summary: str
    owner: str = ""
    title: str
    source: str
    source_locator: str = ""
    validity_basis: str = ""
    issued_by: list[str] = Field(default_factory=list)
    clauses: dict[str, ClauseInEnglish]
    conditions: list[str] = Field(default_factory=list)


class WindowInEnglish(Strict):
    """A window of a hall."""

    name: Name


class HallInEnglish(Strict):
    """A hall; `windows` by their codes."""

    name: Name
    address: str
    transit: str = ""
    parking: str = ""
    accessible: str = ""
    source: str = ""
    owner: str = ""
    windows: dict[str, WindowInEnglish] = Field(default_factory=dict)


class EntryInEnglish(Strict):
    """An organisation, platform, fund or term."""

    name: Name
    summary: str
    points: list[str] = Field(default_factory=list)
    status: str = ""
    source: str = ""
    source_locator: str = ""
    owner: str = ""
