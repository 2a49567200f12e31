"""Changes of the office's rows by two people: one proposes with evidence, another publishes (四眼原则)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from knowledge.desk import answers, words
from knowledge.desk.fields import Field, FieldRefused, Kind, checked, kinds, values_of, write
from knowledge.desk.refusal import ChangeRefused
from knowledge.models import Base, CalendarDay, StaffAccount, StaffChange, Window
from knowledge.office import Office
from knowledge.subjects import EXAMPLE
from knowledge.trace import row_of

MARK = "示例"
"""The mark of example data, which may stand in no text that somebody confirms."""
CONFIRMED = "office_confirmed"
_NAMES = ("name", "title", "batch")


def find_row(office: Office, reference: str) -> Base | None:
    """Return the row of a reference, of a kind that staff may change."""
    kind, _, code = reference.partition(":")
    if kind == "calendar_day":
        try:
            return office.session.get(CalendarDay, date.fromisoformat(code))
        except ValueError:
            return None
    return row_of(office.session, reference) if kind in kinds() else None


def name_of(row: Base) -> str:
    """Return the name under which a row is listed."""
    if isinstance(row, CalendarDay):
        return row.day.isoformat()
    return next((str(getattr(row, name)) for name in _NAMES if hasattr(row, name)), "")


def propose(
    office: Office, by: int, reference: str, wished: dict[str, Any], evidence: str, *, confirm_as_of: str = ""
) -> StaffChange:
    """Propose new values of a row, as plain values; with `confirm_as_of` (a day) an example becomes what is confirmed.

    Raises `ChangeRefused` and `knowledge.desk.fields.FieldRefused`. The caller commits.
    """
    row = find_row(office, reference)
    if row is None:
        raise ChangeRefused("gone")
    kind = kinds()[reference.partition(":")[0]]
    present, after = values_of(row, kind.fields), checked(wished, kind.fields)
    _unless_same_rows(kind, present, after)
    changed = {name: value for name, value in after.items() if value != _bare(present[name])}
    before = {name: present[name] for name in changed}
    if not evidence.strip():
        raise ChangeRefused("no_evidence")
    if getattr(row, "provenance", "") == EXAMPLE and confirm_as_of:
        if MARK in str(after):
            raise ChangeRefused("still_example")
        changed |= _confirmed(confirm_as_of, evidence, office)
        before |= {name: _source(row, name) for name in ("provenance", "source", "as_of")}
    elif not changed:
        raise ChangeRefused("nothing")
    made = StaffChange(
        kind="confirm" if "provenance" in changed else "edit", reference=reference, name=name_of(row), before=before,
        after=changed, evidence=evidence.strip(), proposed_by_id=by, proposed_at=office.now, status="waiting",
    )  # fmt: skip
    office.session.add(made)
    office.session.flush()
    return made


def publish(office: Office, change: StaffChange, by: StaffAccount, note: str = "") -> None:
    """Write a proposed change into its row; from now on loading leaves the row alone. Raise `ChangeRefused`."""
    _decide(office, change, by, "published", note)
    if change.kind == "words":
        words.publish(office, change)
        return
    if change.kind == answers.KIND:
        answers.publish_answer(office, change, by)
        return
    row = find_row(office, change.reference)
    if row is None:
        raise ChangeRefused("gone")
    office.session.flush()
    office.session.refresh(row, with_for_update=True)
    kind = kinds()[change.reference.partition(":")[0]]
    if any(_present(row, kind, name) != value for name, value in change.before.items()):
        raise ChangeRefused("stale")
    write(row, change.after, tuple(one for one in kind.fields if one.name in change.after))
    _write_source(row, change.after)
    _mark(row, by, office)
    office.session.flush()


def refuse(office: Office, change: StaffChange, by: StaffAccount, note: str) -> None:
    """Turn a proposed change down; raise `ChangeRefused`."""
    _decide(office, change, by, "refused", note)


def withdraw(office: Office, change: StaffChange, by: StaffAccount) -> None:
    """Take one's own proposal back; raise `ChangeRefused`."""
    if change.status != "waiting":
        raise ChangeRefused("decided")
    if change.proposed_by_id != by.id:
        raise ChangeRefused("not_yours")
    change.status, change.decided_at = "withdrawn", office.now


def waiting(office: Office, reference: str = "") -> list[StaffChange]:
    """Return the changes that wait for a second person, the oldest first; of one row if it is named."""
    wanted = select(StaffChange).where(StaffChange.status == "waiting").order_by(StaffChange.id)
    return list(office.session.scalars(wanted.where(StaffChange.reference == reference) if reference else wanted))


def decided(office: Office, most: int = 50) -> list[StaffChange]:
    """Return the changes that were decided last."""
    wanted = select(StaffChange).where(StaffChange.status != "waiting").order_by(StaffChange.decided_at.desc())
    return list(office.session.scalars(wanted.limit(most)))


def field_of(reference: str, name: str) -> Field | None:
    """Return the field of a change by its name, for showing it."""
    kind = kinds().get(reference.partition(":")[0])
    return next((one for one in kind.fields if one.name == name), None) if kind is not None else None


def _unless_same_rows(kind: Kind, present: dict[str, Any], after: dict[str, Any]) -> None:
    """The rows of a fixed table (clauses) are neither added nor removed here: that is what versions are for."""
    for one in kind.fields:
        if one.type == "table" and one.fixed:
            held = [column.name for column in one.columns if column.fixed]
            rows = [[[row[name] for name in held] for row in values[one.name]] for values in (present, after)]
            if rows[0] != rows[1]:
                raise FieldRefused(one.label, "missing")


def _bare(value: Any) -> Any:
    """A text as a form gives it back."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _decide(office: Office, change: StaffChange, by: StaffAccount, status: str, note: str) -> None:
    # What was written but not sent yet would be lost by reading again.
    office.session.flush()
    office.session.refresh(change, with_for_update=True)
    if change.status != "waiting":
        raise ChangeRefused("decided")
    if change.proposed_by_id == by.id:
        raise ChangeRefused("same_person")
    change.status, change.decided_by_id, change.decided_at, change.note = status, by.id, office.now, note.strip()


def _confirmed(as_of: str, evidence: str, office: Office) -> dict[str, str]:
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise ChangeRefused("no_date") from None
    if day > office.today:
        raise ChangeRefused("no_date")
    return {"provenance": CONFIRMED, "source": evidence.strip(), "as_of": day.isoformat()}


def _source(row: Base, name: str) -> str:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value or ""


def _present(row: Base, kind: Kind, name: str) -> Any:
    own = tuple(one for one in kind.fields if one.name == name)
    return values_of(row, own)[name] if own else _source(row, name)


def _write_source(row: Any, after: dict[str, Any]) -> None:
    if "provenance" in after:
        row.provenance, row.source, row.as_of = after["provenance"], after["source"], date.fromisoformat(after["as_of"])


def _mark(row: Any, by: StaffAccount, office: Office) -> None:
    """Mark a row as changed by staff, so that loading keeps it; a window by its hall, a day by being settled."""
    if isinstance(row, CalendarDay):
        row.provisional = False
        return
    marked = row.hall if isinstance(row, Window) else row
    marked.updated_by, marked.updated_at = by.name, office.now
