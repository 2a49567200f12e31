"""How an answer came about: the rows it read, with digests of their texts, and what the bot made of the question."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, object_session

from knowledge.models import (
    Base,
    Benefit,
    BenefitRule,
    Clause,
    Condition,
    Document,
    DocumentRelation,
    Service,
    ServiceCase,
    ServiceFaq,
    ServiceMaterial,
    ServiceStep,
)

# Columns that an applicant is never told, or (en) that are checked against the others: what they hold proves nothing.
_BOOKKEEPING = frozenset(
    {"position", "updated_at", "updated_by", "review_due", "created_at", "loaded_at", "digest", "en"}
    # Where an ingested clause stands in its file; what a table holds is in its text too.
    | {"level", "ordinal", "char_start", "char_end", "page", "table_rows"}
)
_DIGEST_LENGTH = 16
# Rows that are named within another one: by which column, whose, and by what of their own.
_WITHIN: dict[type[Base], tuple[str, type[Document | Service], str]] = {
    Clause: ("document_id", Document, "path"),
    Benefit: ("document_id", Document, "position"),
    Condition: ("document_id", Document, "position"),
    BenefitRule: ("document_id", Document, "position"),
    DocumentRelation: ("document_id", Document, "position"),
    ServiceCase: ("service_id", Service, "code"),
    ServiceMaterial: ("service_id", Service, "position"),
    ServiceStep: ("service_id", Service, "position"),
    ServiceFaq: ("service_id", Service, "position"),
}


class Considered(BaseModel):
    """A passage that was looked at: `score` orders them, `coverage` (0 to 1) is how much of the question it holds.

    `reason` tells why it was rejected; empty for one that was good enough.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str
    kind: str
    clause: str = ""
    score: float
    coverage: float
    reason: str = ""


class Trace(BaseModel):
    """What a reply rests on; it goes into the receipt and never to the browser.

    `rows` maps references (`clause:hongyan-2023/分年兑现`) to digests of what the rows held; `confidence` is 0 to 1;
    `model` is the id of the bot's model; `considered` are the passages that were looked at, best first; `handover` is
    the handover that the reply announces.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: dict[str, str] = Field(default_factory=dict)
    intent: str = ""
    confidence: float | None = None
    model: str = ""
    considered: tuple[Considered, ...] = ()
    handover: int | None = None

    def with_rows_of(self, other: Trace) -> Trace:
        """Return this trace with the rows of another, what was considered for it, and a handover, beside its own."""
        both = {
            "rows": {**self.rows, **other.rows},
            "considered": (*self.considered, *other.considered),
            "handover": self.handover if self.handover is not None else other.handover,
        }
        return self.model_copy(update=both)


def reference_of(row: Base) -> str:
    """Return the reference of a row: `service:yc-card-a`, `clause:hongyan-2023/分年兑现`, else table and id."""
    within = _WITHIN.get(type(row))
    session = object_session(row)
    if within is not None and session is not None:
        column, parent, name = within
        # The parent is in the session already: nothing is asked of the database.
        found: Any = session.get(parent, getattr(row, column))
        return f"{row.__tablename__}:{found.code if found is not None else '?'}/{getattr(row, name)}"
    code = getattr(row, "code", None)
    return f"{row.__tablename__}:{code or getattr(row, 'id', '?')}"


def digest_of(row: Base, texts: Sequence[str] | None = None) -> str:
    """Return a digest of what a row says: of a clause its conclusion and text, else all that may be told.

    `texts` are its `row_texts`, if they are at hand.
    """
    if isinstance(row, Clause):
        texts = (row.conclusion, row.text)
    elif texts is None:
        texts = tuple(row_texts(row))
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:_DIGEST_LENGTH]


def row_texts(row: Any) -> Iterator[str]:
    """Yield what the columns of a row hold, as text: what an answer that cites the row may say."""
    for key in _told_columns(type(row).__mapper__):
        value: Any = getattr(row, key)
        if value not in (None, "", [], {}):
            yield str(value)


@functools.cache
def _told_columns(mapper: Hashable) -> tuple[str, ...]:
    columns: Any = inspect(mapper).columns
    return tuple(c.key for c in columns if not (c.primary_key or c.foreign_keys or c.key in _BOOKKEEPING))


def row_of(session: Session, reference: str) -> Base | None:
    """Return the row that a reference names, or None if it is there no more."""
    table, _, name = reference.partition(":")
    model = next((each for each in _models() if each.__tablename__ == table), None)
    if model is None:
        return None
    within = _WITHIN.get(model)
    if within is not None:
        column, parent, own = within
        code, _, key = name.partition("/")
        held: Any = session.scalar(select(parent).where(parent.__table__.c["code"] == code))
        if held is None:
            return None
        columns = model.__table__.c
        if own == "position" and not key.isdecimal():
            return None
        value = int(key) if own == "position" else key
        query = select(model).where(columns[column] == held.id, columns[own] == value)
    elif "code" in model.__table__.c:
        query = select(model).where(model.__table__.c["code"] == name)
    elif name.isdecimal():
        return session.get(model, int(name))
    else:
        return None
    return session.scalar(query.limit(1))


def _models() -> Iterator[type[Base]]:
    return (mapper.class_ for mapper in Base.registry.mappers)
