"""Catalogues of services: rows of a table whose head names the fields of a service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.ingest.characters import squeezed
from knowledge.ingest.rules import RULES
from knowledge.models import Draft, Service, ServiceMaterial, ServiceStep

_FIELD = {squeezed(head): field for field, heads in RULES["service_columns"].items() for head in heads}
_FEWEST_FIELDS = 3
_SUMMARY = 60
_SPLIT = re.compile(r"[；;\n]|(?<=[^0-9])(?=\d{1,2}[.．、](?!\d))|(?=[①-⑳])")
_LABEL = re.compile(r"^(?:\d{1,2}[.．、]|[①-⑳]|[（(]\d{1,2}[）)])\s*")
_ARROWS = re.compile(r"\s*(?:→|—>|->|➔|－＞|；|;)\s*")
_PLAIN = (
    "item_type",
    "audience",
    "legal_limit",
    "promised_limit",
    "fee",
    "telephone",
    "complaint_telephone",
    "basis",
    "result",
)


def is_catalogue(clauses: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the tables of a document are catalogues of services: one column is the name, others are known."""
    return any(_columns(clause["rows"]) for clause in clauses if clause["rows"])


def items_of(clauses: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield the services of a catalogue, field by field; a row without a name, or that repeats the head, is none."""
    for clause in clauses:
        columns = _columns(clause["rows"] or [])
        if not columns:
            continue
        head = next(row for row in clause["rows"] if _named(row))
        for row in clause["rows"][clause["rows"].index(head) + 1 :]:
            item = {field: row[place] for place, field in columns.items() if place < len(row)}
            if item.get("name") and squeezed(item["name"]) not in _FIELD:
                yield item


def publish_services(session: Session, draft: Draft, by: str, now: datetime) -> list[str]:
    """Write the services of a catalogue; one that is held by name gets the columns that the catalogue fills."""
    subjects = []
    known = {squeezed(row.name): row for row in session.scalars(select(Service))}
    for number, item in enumerate(items_of(draft.clauses), 1):
        row = known.get(squeezed(item["name"]))
        if row is None:
            row = _new_service(f"item-{draft.reference}-{number}", item["name"])
            session.add(row)
            known[squeezed(item["name"])] = row
        _fill(row, item)
        row.provenance, row.wording = "office_confirmed", "original"
        row.source, row.source_url = draft.title, draft.source_url
        row.source_locator, row.as_of, row.updated_by, row.updated_at = f"第{number}项", now.date(), by, now
        subjects.append(f"service:{row.code}")
    draft.document_code = f"item-{draft.reference}"
    return subjects


def _columns(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return the field of each column that the head names; empty if it is no head of a catalogue."""
    head = next((row for row in rows[:3] if _named(row)), None)
    if head is None:
        return {}
    columns: dict[int, str] = {}
    for place, cell in enumerate(head):
        field = _FIELD.get(_plain_head(cell))
        if field is not None and field not in columns.values():
            columns[place] = field
    return columns


def _named(row: Sequence[str]) -> bool:
    fields = {_FIELD.get(_plain_head(cell)) for cell in row} - {None}
    return "name" in fields and len(fields) >= _FEWEST_FIELDS


def _plain_head(cell: str) -> str:
    return re.sub(r"[（(].*[）)]|[：:*]", "", squeezed(cell))


def _new_service(code: str, name: str) -> Service:
    return Service(
        code=code, name=name, aliases=[], category="", item_type="", summary=f"{name}。"[:_SUMMARY], audience="",
        conditions=[], legal_limit="", promised_limit="", fee="", onsite_times=0, channels=[], windows=[],
        bookable=False, minutes=30, policies=[], active=True, en={}, owner="", review_due=None,
        provenance="office_confirmed", wording="original",
    )  # fmt: skip


def _fill(row: Service, item: Mapping[str, str]) -> None:
    for field in _PLAIN:
        if item.get(field):
            setattr(row, field, item[field])
    if item.get("category"):
        row.category = item["category"]
    if item.get("conditions"):
        row.conditions = _pieces(item["conditions"])
    if item.get("channels"):
        row.channels = [piece for piece in re.split(r"[、，,；;/\s]+", item["channels"]) if piece]
    times = re.search(r"\d", item.get("onsite_times", ""))
    if times:
        row.onsite_times = int(times.group())
    if item.get("materials"):
        row.materials = [
            ServiceMaterial(position=n, name=name, necessity="必要", form=_form(name), copies=1, cases=[])
            for n, name in enumerate(_pieces(item["materials"]))
        ]
    if item.get("steps"):
        steps = [piece for piece in _ARROWS.split(item["steps"]) if piece]
        row.steps = [ServiceStep(position=n, name=_LABEL.sub("", step)) for n, step in enumerate(steps)]


def _pieces(cell: str) -> list[str]:
    return [whole for piece in _SPLIT.split(cell) if (whole := _LABEL.sub("", piece.strip()).strip("；;。 \u3000"))]


def _form(material: str) -> str:
    return "复印件" if "复印件" in material else "电子" if "电子" in material or "扫描件" in material else "原件"
