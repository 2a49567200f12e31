"""The fields of a row that staff may change (fields.yml): read as plain values, checked, written back."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import inspect

from knowledge.models import Base

Values = dict[str, Any]
_LONGEST = {"text": 500, "long": 5000, "url": 1000, "lines": 5000, "hours": 1000}
_MOST_ROWS = 400
_HOURS = re.compile(r"([1-7]{1,7})\s+([0-2][0-9]:[0-5][0-9])\s*[-—~至]\s*([0-2][0-9]:[0-5][0-9])")


class FieldRefused(ValueError):
    """A value that cannot be: the label of the field, and the key of the sentence that says why."""

    def __init__(self, label: str, why: str) -> None:
        super().__init__(f"{label}: {why}")
        self.label, self.why = label, why


@dataclass(frozen=True)
class Field:
    """One field of a form; `columns` are those of a table, whose rows are `fixed` when none may be added or removed."""

    name: str
    label: str
    type: str = "text"
    required: bool = False
    fixed: bool = False
    options: tuple[str, ...] = ()
    shown: dict[str, str] = field(default_factory=dict)
    columns: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of rows: its table's name, its label, its fields."""

    name: str
    label: str
    fields: tuple[Field, ...]


@functools.cache
def kinds() -> dict[str, Kind]:
    """Return every kind of rows that staff may change."""
    read = yaml.safe_load((Path(__file__).parent / "fields.yml").read_text("utf-8"))
    return {name: Kind(name, told["label"], tuple(map(_field, told["fields"]))) for name, told in read.items()}


def values_of(row: Base, fields: tuple[Field, ...]) -> Values:
    """Return the fields of a row as plain JSON values."""
    return {one.name: _plain(getattr(row, one.name), one) for one in fields}


def checked(values: Values, fields: tuple[Field, ...]) -> Values:
    """Return plain values as they may be kept; raise `FieldRefused`."""
    return {one.name: _check_of(one)(values.get(one.name), one) for one in fields}


def write(row: Base, values: Values, fields: tuple[Field, ...]) -> None:
    """Write plain values into a row; tables replace the rows below it, fixed ones change them."""
    for one in fields:
        if one.name not in values:
            continue
        value = values[one.name]
        if one.type == "table":
            _write_table(row, one, value)
        elif one.type == "date":
            setattr(row, one.name, date.fromisoformat(value) if value else None)
        else:
            mapper: Any = inspect(type(row))
            nullable = mapper.columns[one.name].nullable
            setattr(row, one.name, None if value == "" and nullable else value)


def _write_table(row: Base, one: Field, rows: list[Values]) -> None:
    if one.fixed:
        for below, values in zip(getattr(row, one.name), rows, strict=True):
            write(below, {column.name: values[column.name] for column in one.columns if not column.fixed}, one.columns)
        return
    mapper: Any = inspect(type(row))
    made = mapper.relationships[one.name].mapper.class_
    setattr(row, one.name, [made(position=number, **values) for number, values in enumerate(rows)])


def _field(told: dict[str, Any]) -> Field:
    columns = tuple(_field(column) for column in told.get("columns", ()))
    kind = told.get("type") or ("choice" if "options" in told else "text")
    return Field(
        told["name"], told["label"], kind, told.get("required", False), told.get("fixed", False),
        tuple(told.get("options", ())), told.get("shown", {}), columns,
    )  # fmt: skip


def _plain(value: Any, one: Field) -> Any:
    if one.type == "table":
        return [values_of(below, one.columns) for below in value]
    if one.type == "date":
        return value.isoformat() if value is not None else ""
    if one.type in ("lines", "list"):
        return list(value or [])
    return "" if value is None else value


def _line(value: Any, one: Field) -> str:
    text = str(value or "").strip()
    if one.required and not text:
        raise FieldRefused(one.label, "missing")
    if len(text) > _LONGEST.get(one.type, _LONGEST["long"]):
        raise FieldRefused(one.label, "long")
    return text


def _url(value: Any, one: Field) -> str:
    text = _line(value, one)
    if text and not re.fullmatch(r"https?://[^\s\"'<>]+", text):
        raise FieldRefused(one.label, "url")
    return text


def _lines(value: Any, one: Field) -> list[str]:
    given = value if isinstance(value, list) else str(value or "").splitlines()
    lines = [str(line).strip() for line in given if str(line).strip()]
    _line("\n".join(lines), one)
    return lines


def _list(value: Any, one: Field) -> list[str]:
    given = value if isinstance(value, list) else re.split(r"[、,，;；\s]+", str(value or ""))
    return [part for part in given if part]


def _date(value: Any, one: Field) -> str:
    text = _line(value, one)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise FieldRefused(one.label, "date") from None


def _number(value: Any, one: Field) -> int:
    text = str(value if value is not None else "").strip() or "0"
    if not (text.isascii() and text.isdecimal()) or len(text) > 6:
        raise FieldRefused(one.label, "number")
    return int(text)


def _choice(value: Any, one: Field) -> str:
    if value not in one.options:
        raise FieldRefused(one.label, "choice")
    return str(value)


def _yes(value: Any, _one: Field) -> bool:
    return value in (True, "yes")


def _hours(value: Any, one: Field) -> list[Values]:
    if isinstance(value, list):
        return value
    found = []
    for line in filter(None, (line.strip() for line in str(value or "").splitlines())):
        match = _HOURS.fullmatch(line)
        if match is None or match[2] >= match[3] or match[3] > "24:00":
            raise FieldRefused(one.label, "hours")
        found.append(
            {"days": sorted({int(day) for day in match[1]}), "open": f"{match[2]}:00", "close": f"{match[3]}:00"}
        )
    if not found:
        raise FieldRefused(one.label, "missing")
    return found


def _table(value: Any, one: Field) -> list[Values]:
    rows = value if isinstance(value, list) else []
    if len(rows) > _MOST_ROWS:
        raise FieldRefused(one.label, "long")
    typed = [column.name for column in one.columns if not column.options]
    filled = [row for row in rows if any(str(row.get(name) or "") for name in typed)]
    return [checked(row, one.columns) for row in filled]


_CHECKS: dict[str, Callable[[Any, Field], Any]] = {
    "lines": _lines, "list": _list, "date": _date, "number": _number, "choice": _choice, "hours": _hours,
    "table": _table, "url": _url, "yes": _yes,
}  # fmt: skip


def _check_of(one: Field) -> Callable[[Any, Field], Any]:
    return _CHECKS.get(one.type, _line)
