"""Putting a reply together: the blocks, and the evidence for every number in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from actions.wording import own_quotations
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
from knowledge.claims import Unsupported, stands_in, unsupported
from knowledge.formula import Formula
from knowledge.models import Clause
from knowledge.trace import Trace, digest_of, reference_of, row_texts

_UNCHECKED = (Choices, Form, Slots)
_URGENT: tuple[NoticeKind, ...] = ("important", "example")


class UnsupportedClaim(RuntimeError):
    """A reply held a number, date, document number or quotation that stands in none of its rows; it must not leave."""


class Answer:
    """Collects blocks and evidence; `reply` checks that every claim is supported."""

    def __init__(self, *said: str) -> None:
        self._evidence: list[str] = list(said)
        self._blocks: list[AnyBlock] = []
        self._notices: dict[tuple[NoticeKind, str], Notice] = {}
        self._rows: dict[str, str] = {}
        # By title, number and path: two versions of a text often bear one title.
        self._clauses: dict[tuple[str, str | None, str], str] = {}
        self._formulas: list[Formula] = []
        self._in_english: list[str] = []
        self.subject = ""

    def cite(self, *rows: object) -> None:
        """Take rows (or plain texts) as evidence."""
        for row in rows:
            if isinstance(row, str):
                self._evidence.append(row)
                continue
            # An English copy may say no number that its Chinese row does not have.
            original: Any = getattr(row, "original", row)
            if original is not row:
                self._in_english += row_texts(row)
            reference = reference_of(original)
            if reference not in self._rows:
                texts = list(row_texts(original))
                self._rows[reference] = digest_of(original, texts)
                self._evidence += texts
                if isinstance(original, Clause):
                    document = original.document
                    self._clauses[document.title, document.number, original.path] = original.text

    def follow(self, row: Any) -> None:
        """Note in the receipt a row that led to the answer and proves nothing itself (an approved answer)."""
        self._rows[reference_of(row)] = digest_of(row)

    def reckon(self, *formulas: Formula) -> None:
        """Take formulas that the reply shows: their results may be told if they follow from what is evidence."""
        self._formulas += formulas

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
        """Return the reply; raise `UnsupportedClaim` if something in it stands nowhere."""
        front = [block for block in self._blocks if not isinstance(block, Citation | Choices)]
        basis = [block for block in self._blocks if isinstance(block, Citation)]
        offers = [block for block in self._blocks if isinstance(block, Choices)]
        urgent = [notice for kind in _URGENT for notice in self._notices.values() if notice.kind == kind]
        other = [notice for notice in self._notices.values() if notice.kind not in _URGENT]
        # What must not be missed stands directly below the conclusion, which may be of more than one sentence.
        below = next((place for place, block in enumerate(front) if not _concludes(block)), len(front))
        blocks = (*front[:below], *urgent, *front[below:], *other, *basis, *offers)
        told = "\n".join(text for block in blocks if not isinstance(block, _UNCHECKED) for text in _texts(block))
        missing = [
            *unsupported(told, self._evidence, self._formulas, own_quotations() | frozenset(self._in_english)),
            *(Unsupported("quotation", block.clause or block.title) for block in basis if not self._quotes(block)),
        ]
        if missing:
            raise UnsupportedClaim(f"claims without support: {'; '.join(map(str, missing))}")
        return Reply(status=status, blocks=blocks, trace=Trace(rows=self._rows))

    def _quotes(self, block: Citation) -> bool:
        """Whether a citation quotes nothing, or what it quotes stands in its own clause."""
        if block.wording != "original" or not block.text:
            return True
        return stands_in(block.text, self._clauses.get((block.title, block.number, block.clause or ""), ""))


def _texts(value: object) -> Iterator[str]:
    """Yield every string of a block: what is told, without the numbering of lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        # An address of ours claims nothing.
        for name in (field for field in type(value).model_fields if field != "document"):
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
