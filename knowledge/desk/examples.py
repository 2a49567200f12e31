"""The worklist of example rows 示例数据 that the office has yet to replace, and the share that is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from knowledge.desk.changes import name_of
from knowledge.desk.fields import kinds
from knowledge.models import ApplicationWindow, Document, Entry, Hall, NewsFact, Service, StaffChange
from knowledge.office import Office
from knowledge.subjects import EXAMPLE

_TABLES: tuple[Any, ...] = (Service, Hall, Document, ApplicationWindow, Entry, NewsFact)


@dataclass(frozen=True)
class ExampleRow:
    """A row to replace: its reference, the label of its kind, its name, and whether a change of it waits already."""

    reference: str
    kind: str
    label: str
    name: str
    proposed: bool


@dataclass(frozen=True)
class Worklist:
    """The rows that are left, and how many of all rows that is, in all and by kind (label, left, all)."""

    rows: tuple[ExampleRow, ...]
    left: int
    of: int
    by_kind: tuple[tuple[str, int, int], ...]

    @property
    def share(self) -> float:
        """The share that is left, 0 to 1; 0 when there are no rows at all."""
        return self.left / self.of if self.of else 0.0


def worklist(office: Office, kind: str = "") -> Worklist:
    """Return the example rows that are left, those of one kind if it is named; the counts are always of all."""
    session = office.session
    proposed = set(
        session.scalars(
            select(StaffChange.reference).where(StaffChange.status == "waiting", StaffChange.kind == "confirm")
        )
    )
    rows: list[ExampleRow] = []
    left: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for table in _TABLES:
        name = table.__tablename__
        label = kinds()[name].label
        of[label] = session.scalar(select(func.count()).select_from(table)) or 0
        for row in session.scalars(select(table).where(table.provenance == EXAMPLE).order_by(table.id)):
            left[label] += 1
            reference = f"{name}:{row.code}"
            if kind in ("", name):
                rows.append(ExampleRow(reference, name, label, name_of(row), reference in proposed))
    counts = tuple((label, left[label], of[label]) for label in of)
    return Worklist(tuple(rows), sum(left.values()), sum(of.values()), counts)
