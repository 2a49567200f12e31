"""Putting a reply together: the blocks, and the evidence for every number in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from knowledge.blocks import (
    GRAVEST_FIRST,
    AnyBlock,
    Choices,
    Citation,
    Form,
    Notice,
    NoticeKind,
    Option,
    Outcome,
    Payload,
    Reply,
    Slots,
    Text,
)
from knowledge.trace import Trace, digest_of, reference_of, row_texts
from knowledge.verify import unsupported_numbers

_UNCHECKED = (Choices, Form, Slots)
_URGENT: tuple[NoticeKind, ...] = ("important", "example")


class UnsupportedNumber(RuntimeError):
    """A reply held a number that stands in none of its rows; it must not leave."""


class Answer:
    """Collects blocks and evidence; `reply` checks that every number is supported."""

    def __init__(self, *said: str) -> None:
        self._evidence: list[str] = list(said)
        self._blocks: list[AnyBlock] = []
        self._notices: dict[tuple[NoticeKind, str], Notice] = {}
        self._rows: dict[str, str] = {}
        self.subject = ""

    def cite(self, *rows: object) -> None:
        """Take rows (or plain texts) as evidence."""
        for row in rows:
            if isinstance(row, str):
                self._evidence.append(row)
                continue
            # An English copy may say no number that its Chinese row does not have.
            original: Any = getattr(row, "original", row)
            reference = reference_of(original)
            if reference not in self._rows:
                self._rows[reference] = digest_of(original)
                self._evidence += row_texts(original)

    def conclude(self, text: str) -> None:
        """Say the conclusion, before everything else."""
        self._blocks.append(Text(role="conclusion", text=text))

    def points(self, items: list[str], text: str = "") -> None:
        """Add points, if there are any."""
        kept = tuple(item for item in items if item)
        if kept:
            self._blocks.append(Text(role="points", text=text, items=kept))

    def say(self, text: str) -> None:
        """Add a plain sentence."""
        self._blocks.append(Text(text=text))

    def add(self, block: AnyBlock) -> None:
        """Add any other block."""
        self._blocks.append(block)

    def notice(self, kind: NoticeKind, text: str) -> None:
        """Add a notice; the same one is shown once, and one notice of example data is enough for a reply."""
        self._notices.setdefault((kind, "" if kind == "example" else text), Notice(kind=kind, text=text))

    def choose(self, options: list[tuple[str, Payload]], text: str = "") -> None:
        """Offer options, each a label and what it stands for."""
        seen: dict[str, Payload] = {}
        for label, payload in options:
            seen.setdefault(label, payload)
        if seen:
            choices = tuple(Option(label=label, payload=payload) for label, payload in seen.items())
            self._blocks.append(Choices(text=text, options=choices))

    def reply(self, status: Outcome) -> Reply:
        """Return the reply; raise `UnsupportedNumber` if a number in it stands nowhere."""
        front = [block for block in self._blocks if not isinstance(block, Citation | Choices)]
        basis = [block for block in self._blocks if isinstance(block, Citation)]
        offers = [block for block in self._blocks if isinstance(block, Choices)]
        urgent = [notice for kind in _URGENT for notice in self._notices.values() if notice.kind == kind]
        other = [notice for notice in self._notices.values() if notice.kind not in _URGENT]
        # What must not be missed stands directly below the conclusion, which may be of more than one sentence.
        below = next((place for place, block in enumerate(front) if not _concludes(block)), len(front))
        blocks = (*front[:below], *urgent, *front[below:], *other, *basis, *offers)
        told = "\n".join(text for block in blocks if not isinstance(block, _UNCHECKED) for text in _texts(block))
        missing = unsupported_numbers(told, self._evidence)
        if missing:
            raise UnsupportedNumber(f"numbers without a row: {missing}")
        return Reply(status=status, blocks=blocks, trace=Trace(rows=self._rows))


def _texts(value: object) -> Iterator[str]:
    """Yield every string of a block: what is told, without the numbering of lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def _concludes(block: AnyBlock) -> bool:
    return isinstance(block, Text) and block.role == "conclusion"


def joined(first: Reply, second: Reply) -> Reply:
    """Join two replies of one turn; the graver outcome names the turn, and a notice of both stands once."""
    status = min((first.status, second.status), key=GRAVEST_FIRST.index)
    told = [block for block in first.blocks if isinstance(block, Notice)]
    blocks = (*first.blocks, *(block for block in second.blocks if block not in told))
    return Reply(status=status, blocks=blocks, trace=first.trace.with_rows_of(second.trace))


def with_notices(reply: Reply, sentences: tuple[str, ...]) -> Reply:
    """Put sentences that must not be missed below the conclusion."""
    notices = tuple(Notice(kind="important", text=sentence) for sentence in sentences)
    below = next((n for n, block in enumerate(reply.blocks) if not _concludes(block)), len(reply.blocks))
    return reply.model_copy(update={"blocks": (*reply.blocks[:below], *notices, *reply.blocks[below:])})


def with_offers(reply: Reply, offers: tuple[tuple[str, Payload], ...]) -> Reply:
    """Add next steps to those of a reply."""
    options = tuple(Option(label=label, payload=payload) for label, payload in offers)
    if not options:
        return reply
    blocks = list(reply.blocks)
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if isinstance(block, Choices):
            labels = {option.label for option in block.options}
            intents = {option.payload.intent for option in block.options if option.payload is not None}
            new = tuple(o for o in options if o.label not in labels and (o.payload and o.payload.intent) not in intents)
            blocks[place] = block.model_copy(update={"options": (*new, *block.options)})
            return reply.model_copy(update={"blocks": tuple(blocks)})
    return reply.model_copy(update={"blocks": (*blocks, Choices(options=options))})
