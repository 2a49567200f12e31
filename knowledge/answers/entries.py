"""Records that changed on a day: which of them speaks of a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select

from knowledge.models import Entry
from knowledge.office import Office
from knowledge.subjects import visible


def entry_on(office: Office, entry: Entry, day: date) -> Entry:
    """Return the entry that speaks of a day: the one named, or one before or after it; itself where none does."""
    seen = {entry.code}
    found: Entry | None = entry
    while found is not None:
        if found.valid_from is not None and day < found.valid_from:
            found = _one(office, Entry.succeeded_by == found.code)
        elif found.valid_to is not None and day > found.valid_to:
            found = _one(office, Entry.code == found.succeeded_by)
        else:
            return found
        if found is None or found.code in seen:
            return entry
        seen.add(found.code)
    return entry


def _one(office: Office, condition: ColumnElement[bool]) -> Entry | None:
    rows = office.session.scalars(select(Entry).where(condition, Entry.active))
    return next((row for row in rows if visible(office, row)), None)
