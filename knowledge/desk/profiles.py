"""Profiles for 政策找人: what staff typed or a company's table holds, read into facts; anonymous, and never kept."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.eligibility.fields import NUMBERS, Field
from knowledge.eligibility.values import Span, Value, parse_written
from language.personal_data import mask

MOST_PEOPLE = 200
_LONGEST = 60
_LONGEST_LABEL = 20
_NUMBER = re.compile(r"[0-9][0-9,.]*")
_NO_FRACTION = re.compile(r"\.0+$")


class ProfileRefused(ValueError):
    """A value or table that cannot be read; the message is the key of a sentence, `place` the field, row or column."""

    def __init__(self, key: str, place: str = "") -> None:
        super().__init__(key)
        self.place = place


@functools.cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "profiles.yml").read_text("utf-8"))
    return loaded


def unit_of(field: Field) -> str:
    """Return the unit in which a bare number of a field counts; empty for what is no number."""
    return str(_words()["units"].get(field.kind, ""))


def heading(field: Field) -> str:
    """Return the heading of a field in a table: its name, with the unit of its numbers."""
    unit = unit_of(field)
    return _words()["heading"].format(label=field.label, unit=unit) if unit else field.label


def read_profile(fields: Iterable[Field], typed: Mapping[str, str]) -> dict[str, Value]:
    """Return what is known by what was typed for each field; empty is not known. Raise `ProfileRefused`."""
    known: dict[str, Value] = {}
    for field in fields:
        text = typed.get(field.code, "").strip()
        if text:
            known[field.code] = _value(field, text)
    return known


def read_people(fields: Sequence[Field], content: bytes) -> list[tuple[str, dict[str, Value]]]:
    """Return the people of an xlsx: label and what is known of each. Raise `ProfileRefused`.

    The first row holds the headings (the names of the fields, with or without units, and a column of labels). A column
    of another name is refused, so that names and numbers of persons are not sent along; so is a label that is one.
    """
    rows = _rows(content)
    by_heading = {name: field for field in fields for name in (field.label, heading(field))}
    header = [str(cell or "").strip() for cell in (rows[0] if rows else ())]
    while header and not header[-1]:
        header.pop()
    label = _words()["label"]
    for place, name in enumerate(header, 1):
        if name != label and name not in by_heading:
            raise ProfileRefused("column", mask(name)[0][:_LONGEST_LABEL] or str(place))
    columns = [by_heading[name].code for name in header if name != label]
    if not columns:
        raise ProfileRefused("no_columns")
    if len(set(columns)) < len(columns) or header.count(label) > 1:
        raise ProfileRefused("column_twice")
    people = []
    for number, row in enumerate(rows[1:], 2):
        cells = [_text(cell) for cell in row]
        if any(cells[len(header) :]):
            raise ProfileRefused("row_wide", _words()["row"].format(number=number))
        if any(cells):
            people.append(_person(number, dict(zip(header, cells, strict=False)), by_heading, label))
    if not people:
        raise ProfileRefused("nobody")
    if len(people) > MOST_PEOPLE:
        raise ProfileRefused("many")
    return people


def empty_table(fields: Sequence[Field]) -> bytes:
    """Return an xlsx with the headings and, on a second sheet, what may stand under each."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([_words()["label"], *(heading(field) for field in fields)])
    sheet.freeze_panes = "B2"
    told = book.create_sheet(_words()["help"]["title"])
    for field in fields:
        said = "、".join(_shown(field)) or _words()["help"]["number"].format(unit=unit_of(field))
        told.append([heading(field), said])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _shown(field: Field) -> list[str]:
    if field.kind == "yesno":
        return [_words()["yes"][0], _words()["no"][0]]
    return [option.value for option in field.options]


def _person(
    number: int, held: dict[str, str], by_heading: Mapping[str, Field], label: str
) -> tuple[str, dict[str, Value]]:
    name = held.pop(label, "") or _words()["row"].format(number=number)
    # Whoever reads the result needs a label, not the person behind it.
    if len(name) > _LONGEST_LABEL or mask(name)[0] != name:
        raise ProfileRefused("label", _words()["row"].format(number=number))
    try:
        known = read_profile(
            (by_heading[column] for column in held), {by_heading[column].code: text for column, text in held.items()}
        )
    except ProfileRefused as refused:
        raise ProfileRefused(str(refused), _words()["place"].format(number=number, field=refused.place)) from None
    return name, known


def _value(field: Field, text: str) -> Value:
    if len(text) > _LONGEST:
        raise ProfileRefused("value", field.label)
    if field.kind in NUMBERS:
        plain = text.replace("，", ",").replace(" ", "")
        plain = plain + unit_of(field) if _NUMBER.fullmatch(plain) else plain
        try:
            return Span.exactly(parse_written(plain, field.kind))
        except ValueError:
            raise ProfileRefused("value", field.label) from None
    if field.kind == "yesno":
        if text.lower() in _words()["yes"]:
            return True
        if text.lower() in _words()["no"]:
            return False
        raise ProfileRefused("value", field.label)
    for option in field.options:
        if text in (option.value, option.label, *option.words):
            return option.value
    raise ProfileRefused("value", field.label)


def _rows(content: bytes) -> list[tuple[Any, ...]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
        # A table may claim a million empty rows: no more is read than is needed to see that there are too many.
        return list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_PEOPLE * 2, max_col=60))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise ProfileRefused("unreadable") from None


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(_words()["yes" if cell else "no"][0])
    if cell is None:
        return ""
    return _NO_FRACTION.sub("", str(cell)) if isinstance(cell, float) else str(cell).strip()
