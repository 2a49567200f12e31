"""The reply blocks: what an answer is made of, for every channel (docs/api.md shows an example of each)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.block_base import Block, Payload
from knowledge.blocks_personal import File, Form, FormField
from knowledge.trace import Trace

__all__ = [
    "GRAVEST_FIRST", "AnyBlock", "Appointment", "Block", "Checklist", "ChecklistItem", "Choices", "Citation",
    "Comparison", "Fact", "Facts", "File", "Form", "FormField", "Notice", "NoticeKind", "Option", "Outcome", "Payload",
    "Reply", "SlotChoice", "Slots", "Text",
]  # fmt: skip

Outcome = Literal["answered", "clarify", "not_found", "out_of_scope", "handed_over", "failed"]
# When a turn has several replies, the gravest outcome names it.
GRAVEST_FIRST: tuple[Outcome, ...] = ("failed", "handed_over", "not_found", "out_of_scope", "answered", "clarify")
NoticeKind = Literal["example", "validity", "provisional", "important", "hint"]


class Text(Block):
    """Sentences. `role` tells the conclusion (first, at most 60 characters) from points and from other text."""

    type: Literal["text"] = "text"
    role: Literal["conclusion", "points", "body"] = "body"
    text: str = ""
    items: tuple[str, ...] = ()

    def plain(self) -> str:
        lines = [self.text] if self.text else []
        return "\n".join([*lines, *(f"· {item}" for item in self.items)])


class Option(BaseModel):
    """A button: `id` is opaque and made by `web`; `payload` is what it stands for and never reaches the browser."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    id: str = ""
    payload: Payload | None = None


class Choices(Block):
    """Buttons to choose from; numbered lines where there are no buttons."""

    type: Literal["choices"] = "choices"
    text: str = ""
    options: tuple[Option, ...]

    def plain(self) -> str:
        numbered = [f"{number}. {option.label}" for number, option in enumerate(self.options, 1)]
        return "\n".join([*([self.text] if self.text else []), *numbered])


class Citation(Block):
    """The basis of an answer. `text` is a quotation only when `wording` is `original`, else 要点 in our own words.

    `document` is the address below the host at which the whole text stands, or None.
    """

    type: Literal["citation"] = "citation"
    policy: str
    title: str = ""
    number: str | None = None
    clause: str | None = None
    wording: Literal["original", "summary"]
    text: str = ""
    in_force_from: str | None = None
    in_force_to: str | None = None
    validity: str
    provenance: Literal["seed", "verified_public", "reported", "illustrative", "office_confirmed"]
    provenance_label: str
    source: str = ""
    as_of: str | None = None
    link: str | None = None
    document: str | None = None
    owner: str | None = None
    telephone: str | None = None

    def plain(self) -> str:
        head = f"依据:{self.title or self.policy}" + (f"({self.number})" if self.number else "")
        if self.clause:
            head += f" {self.clause}"
        body = f"“{self.text}”" if self.wording == "original" else f"要点:{self.text}"
        force = " 至 ".join(part for part in (self.in_force_from, self.in_force_to) if part)
        tail = [f"有效性:{self.validity}" + (f"({force})" if force else ""), f"来源:{self.provenance_label}"]
        if self.source:
            tail.append(self.source)
        if self.as_of:
            tail.append(f"资料时点:{self.as_of}")
        if self.owner:
            tail.append(f"主管:{self.owner}" + (f" {self.telephone}" if self.telephone else ""))
        return "\n".join([head, *([body] if self.text else []), ";".join(tail), *([self.link] if self.link else [])])


class Fact(BaseModel):
    """A labelled value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    value: str


class Facts(Block):
    """Labels and values, such as time limit, fee and telephone of a service."""

    type: Literal["facts"] = "facts"
    title: str = ""
    facts: tuple[Fact, ...]

    def plain(self) -> str:
        return "\n".join([*([self.title] if self.title else []), *(f"{f.label}:{f.value}" for f in self.facts)])


class Comparison(Block):
    """A table: the first column names the dimension."""

    type: Literal["comparison"] = "comparison"
    title: str = ""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def plain(self) -> str:
        lines = [self.title] if self.title else []
        for row in self.rows:
            lines.append(f"{row[0]}:" + ";".join(f"{c}={v}" for c, v in zip(self.columns[1:], row[1:], strict=True)))
        return "\n".join(lines)


class ChecklistItem(BaseModel):
    """One material to bring."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    necessity: str = "必要"
    form: str = ""
    note: str = ""


class Checklist(Block):
    """The materials of a service for a case; printable."""

    type: Literal["checklist"] = "checklist"
    title: str
    items: tuple[ChecklistItem, ...]

    def plain(self) -> str:
        lines = [self.title]
        for number, item in enumerate(self.items, 1):
            detail = ",".join(part for part in (item.necessity, item.form, item.note) if part)
            lines.append(f"{number}. {item.name}" + (f"({detail})" if detail else ""))
        return "\n".join(lines)


class SlotChoice(BaseModel):
    """A time that can be picked; `id` and `payload` as with an option."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str
    weekday: str
    start: str
    end: str
    left: int
    id: str = ""
    payload: Payload | None = None


class Slots(Block):
    """Times to pick at a window, grouped by day in the widget."""

    type: Literal["slots"] = "slots"
    text: str = ""
    window: str
    slots: tuple[SlotChoice, ...]

    def plain(self) -> str:
        lines = [self.text or f"{self.window}可约时间:"]
        for number, slot in enumerate(self.slots, 1):
            lines.append(f"{number}. {slot.date} {slot.weekday} {slot.start}—{slot.end}(余{slot.left})")
        return "\n".join(lines)


class Appointment(Block):
    """A visit: code, time, place, what to bring, calendar file, and a page to print, whose address `web` sets."""

    type: Literal["appointment"] = "appointment"
    code: str
    status: str
    service: str
    case: str = ""
    hall: str
    window: str
    address: str
    date: str
    weekday: str
    start: str
    end: str
    telephone: str = ""
    materials: tuple[ChecklistItem, ...] = ()
    calendar: str | None = None
    page: str | None = None

    def plain(self) -> str:
        lines = [
            f"预约号:{self.code}({self.status})",
            f"事项:{self.service}" + (f"({self.case})" if self.case else ""),
            f"时间:{self.date} {self.weekday} {self.start}—{self.end}",
            f"地点:{self.hall} {self.window},{self.address}",
        ]
        lines += [f"{number}. {item.name}" for number, item in enumerate(self.materials, 1)]
        return "\n".join(lines)


class Notice(Block):
    """Something the applicant must know of the answer: example data, expired, provisional calendar."""

    type: Literal["notice"] = "notice"
    kind: NoticeKind
    text: str

    def plain(self) -> str:
        return f"【{self.text}】"


AnyBlock = Annotated[
    Text | Choices | Citation | Facts | Comparison | Checklist | Slots | Form | Appointment | File | Notice,
    Field(discriminator="type"),
]


class Reply(BaseModel):
    """What an action sends as `json_message` and `web` returns: the outcome and the blocks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Outcome
    blocks: tuple[AnyBlock, ...]
    trace: Trace = Trace()

    def shown(self) -> dict[str, Any]:
        """Return what may be shown, as JSON data: the trace stays in the office."""
        return self.model_dump(mode="json", exclude={"trace"})

    def plain(self) -> str:
        """Return all blocks as plain text, for channels without cards."""
        return "\n".join(block.plain() for block in self.blocks)
