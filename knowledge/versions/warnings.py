"""What staff should look at: texts that end soon, example data, reviews that are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select

from knowledge.models import ApplicationWindow, Document, Entry, Hall, NewsFact, Policy, Service
from knowledge.office import Office
from knowledge.subjects import EXAMPLE
from knowledge.trace import reference_of
from knowledge.validity import ENDING_SOON, validity_on
from knowledge.versions.in_force import current_document

Kind = Literal["ended", "ends", "review", "example"]
KINDS: tuple[Kind, ...] = ("ended", "ends", "review", "example")


@dataclass(frozen=True)
class Look:
    """One row to look at: why, which day it is about (none for example data), its reference and name."""

    kind: Kind
    day: date | None
    reference: str
    name: str


def warnings_of(office: Office) -> list[Look]:
    """Return all warnings: what ended, what ends within 90 days, overdue reviews, example data; by day."""
    found = [*_ending(office), *_reviews_and_examples(office)]
    return sorted(found, key=lambda row: (KINDS.index(row.kind), row.day or date.max, row.reference))


def _ending(office: Office) -> Iterator[Look]:
    for policy in office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id)):
        # A version that another took the place of may end in peace.
        document = current_document(policy, office.today)
        ends = document.effective_to
        if ends is None or validity_on(document, office.today).label not in ("已过有效期", "即将到期", "有效性待核实"):
            continue
        if ends < office.today:
            yield Look("ended", ends, reference_of(document), document.title)
        elif ends - office.today < ENDING_SOON:
            yield Look("ends", ends, reference_of(document), document.title)
    for window in office.session.scalars(select(ApplicationWindow).order_by(ApplicationWindow.id)):
        if window.closes is not None and office.today <= window.closes < office.today + ENDING_SOON:
            yield Look("ends", window.closes, reference_of(window), f"{window.policy.name} {window.batch}")


def _reviews_and_examples(office: Office) -> Iterator[Look]:
    for row, name in _sourced(office):
        if row.review_due is not None and row.review_due < office.today:
            yield Look("review", row.review_due, reference_of(row), name)
        if row.provenance == EXAMPLE:
            yield Look("example", None, reference_of(row), name)


def _sourced(
    office: Office,
) -> Iterator[tuple[Document | ApplicationWindow | Service | Entry | Hall | NewsFact, str]]:
    for document in office.session.scalars(select(Document).order_by(Document.id)):
        yield document, document.title
    for window in office.session.scalars(select(ApplicationWindow).order_by(ApplicationWindow.id)):
        yield window, f"{window.policy.name} {window.batch}"
    for service in office.session.scalars(select(Service).where(Service.active).order_by(Service.id)):
        yield service, service.name
    for entry in office.session.scalars(select(Entry).where(Entry.active).order_by(Entry.id)):
        yield entry, entry.name
    for hall in office.session.scalars(select(Hall).where(Hall.active).order_by(Hall.id)):
        yield hall, hall.name
    for fact in office.session.scalars(select(NewsFact).order_by(NewsFact.id)):
        yield fact, fact.name
