"""Taking in the progress of applications: from xlsx, or from any source of `CaseRow`s (an adapter)."""

from __future__ import annotations

import functools
import io
import re
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.utils.exceptions import InvalidFileException
from sqlalchemy import select

from knowledge.models import CaseProgress
from knowledge.office import Office
from knowledge.personal.keys import Keys, seal
from knowledge.progress.numbers import is_case_number
from language.personal_data import mask

MOST = 5000
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_LONGEST = {"matter": 100, "status": 60, "note": 300}


class ImportRefused(ValueError):
    """A table that is not taken in; the message is the key of a sentence, `place` the row or column."""

    def __init__(self, key: str, place: str = "") -> None:
        super().__init__(key)
        self.place = place


@dataclass(frozen=True)
class CaseRow:
    """One application as its source tells it; `phone` is the registered telephone (11 digits)."""

    number: str
    matter: str
    status: str
    note: str
    as_of: date
    phone: str


@dataclass(frozen=True)
class Imported:
    """How many applications were new, and how many were known before."""

    new: int
    known: int


@functools.cache
def columns() -> dict[str, str]:
    """Return the headings of the table: field and heading."""
    return dict(_words()["columns"])


@functools.cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return loaded


def read_table(office: Office, content: bytes) -> list[CaseRow]:
    """Return the rows of an xlsx; raise `ImportRefused` at the first thing that is wrong."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST + 2, max_col=30))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise ImportRefused("unreadable") from None
    header = [str(cell or "").strip() for cell in (rows[0] if rows else ())]
    for heading in columns().values():
        if header.count(heading) != 1:
            raise ImportRefused("column", heading)
    found: dict[str, CaseRow] = {}
    for place, row in enumerate(rows[1:], 2):
        held = dict(zip(header, row, strict=False))
        if any(cell not in (None, "") for cell in row):
            made = _row(office, str(place), {field: held.get(heading) for field, heading in columns().items()})
            if made.number in found:
                raise ImportRefused("twice", str(place))
            found[made.number] = made
    if not found:
        raise ImportRefused("nobody")
    if len(found) > MOST:
        raise ImportRefused("many")
    return list(found.values())


def take_in(office: Office, keys: Keys, rows: Iterable[CaseRow], by: int) -> Imported:
    """Keep the rows, each in the place of what was known under its number; the caller commits.

    `by` is the id of the account. A row that is older than what is known changes nothing.
    """
    session = office.session
    listed = list(rows)
    known = {row.number: row for row in session.scalars(select(CaseProgress))}
    new = 0
    for row in listed:
        kept = known.get(row.number)
        if kept is None:
            kept, new = CaseProgress(number=row.number, ref=f"pg_{secrets.token_urlsafe(12)}"), new + 1
            session.add(kept)
        elif kept.as_of > row.as_of:
            continue
        sealed = seal(keys, phone_place(kept.ref), row.phone.encode())
        kept.matter, kept.status, kept.note, kept.as_of = row.matter, row.status, row.note, row.as_of
        kept.sealed, kept.key_id, kept.imported_by_id, kept.imported_at = sealed.data, sealed.key_id, by, office.now
    session.flush()
    return Imported(new, len(listed) - new)


def empty_table() -> bytes:
    """Return an xlsx with the headings."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(columns().values()))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def phone_place(ref: str) -> str:
    """Return the place to which a registered telephone is bound."""
    return f"{ref}|phone"


def _row(office: Office, place: str, held: dict[str, Any]) -> CaseRow:
    texts = {field: _text(held[field]) for field in ("number", "matter", "status", "note", "phone")}
    number = texts["number"].upper()
    if not is_case_number(number) or mask(number)[0] != number:
        raise ImportRefused("number", place)
    if not _PHONE.fullmatch(texts["phone"]):
        raise ImportRefused("phone", place)
    for field, longest in _LONGEST.items():
        if len(texts[field]) > longest or (not texts[field] and field != "note"):
            raise ImportRefused(field, place)
        if mask(texts[field])[0] != texts[field]:
            raise ImportRefused("personal", place)
    as_of = _date(held["as_of"])
    if as_of is None or as_of > office.today:
        raise ImportRefused("as_of", place)
    return CaseRow(number, texts["matter"], texts["status"], texts["note"], as_of, texts["phone"])


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _date(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return date.fromisoformat(_text(cell))
    except ValueError:
        return None
