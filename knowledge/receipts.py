"""Receipts 答复凭证: what was asked, what was answered, and from which rows; a receipt lives as long as its turn.

A receipt is the turn itself, by a number that an applicant can quote. Rows may have changed since the answer: their
digests tell, and what was shown stands in the reply that is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.blocks import Citation, Outcome, Reply
from knowledge.models import Turn
from knowledge.settings import ZONE
from knowledge.trace import Considered, digest_of, row_of, row_texts

# A question back and a step of a form are no answers; what failed has a reference number of its own.
RECEIPTED: frozenset[Outcome] = frozenset({"answered", "not_found", "out_of_scope", "handed_over"})
# Without 0, 1, I, L, O and U: nothing that is misread on paper or over the telephone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8

State = Literal["same", "changed", "gone"]


@dataclass(frozen=True)
class ReadRow:
    """A row that an answer read; `texts` is what it holds today, which is what was read if `state` is `same`."""

    reference: str
    state: State
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """An answer as it was given; `at` is the office's time, `confidence` 0 to 1, `helpful` what the applicant said."""

    number: str
    at: datetime
    question: str
    reply: Reply
    intent: str
    confidence: float | None
    model: str
    rows: tuple[ReadRow, ...]
    considered: tuple[Considered, ...]
    helpful: bool | None


def receipt_number(now: datetime) -> str:
    """Return a new number, such as PZ20261124-7K3M9QXT; two in a day are the same once in 10 thousand days."""
    return f"PZ{now.astimezone(ZONE):%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(_LENGTH))}"


def find_receipt(session: Session, number: str) -> Receipt | None:
    """Return the receipt with this number, or None if there is none (any more)."""
    turn = session.scalar(select(Turn).where(Turn.receipt == number))
    if turn is None:
        return None
    return Receipt(
        number=number,
        at=turn.at.astimezone(ZONE),
        question=turn.text,
        reply=Reply.model_validate(turn.reply),
        intent=turn.intent,
        confidence=turn.confidence,
        model=turn.model,
        rows=tuple(_row(session, reference, digest) for reference, digest in turn.read.items()),
        considered=tuple(Considered.model_validate(one) for one in turn.considered),
        helpful=turn.helpful,
    )


def _row(session: Session, reference: str, digest: str) -> ReadRow:
    row = row_of(session, reference)
    if row is None:
        return ReadRow(reference, "gone", ())
    return ReadRow(reference, "same" if digest_of(row) == digest else "changed", tuple(row_texts(row)))


def receipt_lines(receipt: Receipt) -> Iterator[str]:
    """Yield a receipt as staff read it: question, what the bot made of it, answer, basis, every row that was read."""
    sure = "-" if receipt.confidence is None else f"{receipt.confidence:.2f}"
    yield f"{receipt.number}\t{receipt.at:%Y-%m-%d %H:%M:%S}\t{receipt.reply.status}"
    yield f"question: {' '.join(receipt.question.split())}"
    yield f"understood as: {receipt.intent or '-'} ({sure}) by model {receipt.model or '-'}"
    if receipt.helpful is not None:
        yield f"helpful: {'yes' if receipt.helpful else 'no'}"
    yield "answer:"
    yield from (f"  {line}" for line in receipt.reply.plain().splitlines())
    yield "basis:"
    for block in receipt.reply.blocks:
        if isinstance(block, Citation):
            parts = (block.title or block.policy, block.number, block.clause, block.validity, block.as_of)
            yield f"  {' · '.join(part for part in parts if part)}"
    yield "rows read:"
    for row in receipt.rows:
        yield f"  {row.reference}\t{row.state}"
        yield from (f"    {' '.join(text.split())}" for text in row.texts)
    if receipt.considered:
        yield "passages looked at (score, share of the question, why rejected):"
    for one in receipt.considered:
        place = f"{one.subject} {one.clause}".strip()
        yield f"  {one.score:.3f}\t{one.coverage:.2f}\t{one.kind}\t{place}\t{one.reason or '-'}"
