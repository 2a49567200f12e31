"""One row of the office: what it says, where it comes from, and the form to propose a change of it."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from knowledge.desk.changes import find_row, name_of, propose, waiting
from knowledge.desk.fields import Field, FieldRefused, Kind, kinds, values_of
from knowledge.desk.refusal import ChangeRefused
from knowledge.desk.words import phrases_in
from knowledge.models import Base
from knowledge.subjects import EXAMPLE
from web.desk.call import Call, Form, not_there
from web.desk.table import Table

table = Table()
_LARGEST = 4_000_000
_CELL = re.compile(r"(\w+)\.(\d{1,4})\.(\w+)")
_SPARE_ROWS = 3


@table.get("/knowledge/rows/{kind}/{code}", least="viewer")
def row(call: Call) -> Response:
    """Show a row and, to editors, the form."""
    kind, reference, found = _found(call)
    return _shown(call, kind, reference, found, values_of(found, kind.fields))


@table.post("/knowledge/rows/{kind}/{code}", least="editor", largest=_LARGEST)
def propose_change(call: Call) -> Response:
    """Propose what the form says; a second person publishes it."""
    kind, reference, found = _found(call)
    wished = _wished(call.form, kind)
    evidence, as_of = call.form.text("evidence"), call.form.text("confirmed_as_of", 20)
    try:
        made = propose(call.office, call.me.id, reference, wished, evidence, confirm_as_of=as_of)
    except FieldRefused as refused:
        return _shown(call, kind, reference, found, wished, refused.why, refused.label, 422)
    except ChangeRefused as refused:
        return _shown(call, kind, reference, found, wished, str(refused), "", 422)
    call.audit("change_proposed", reference, change=made.id, fields=sorted(made.after))
    return call.go(f"/knowledge/changes/{made.id}", "proposed")


def _found(call: Call) -> tuple[Kind, str, Base]:
    kind, reference = kinds().get(call.part("kind")), f"{call.part('kind')}:{call.part('code')}"
    found = find_row(call.office, reference)
    if kind is None or found is None:
        raise not_there()
    return kind, reference, found


def _shown(
    call: Call, kind: Kind, reference: str, found: Base, values: dict[str, Any], problem: str = "", label: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    texts = "\n".join(str(value) for value in values.values())
    return call.page(
        "row.html", status, kind=kind, reference=reference, row=found, name=name_of(found), values=values,
        example=getattr(found, "provenance", "") == EXAMPLE, problem=problem, problem_label=label,
        waiting=waiting(call.office, reference), phrases=phrases_in(call.office, texts), spare=_SPARE_ROWS,
        evidence=call.form.text("evidence"), as_of=call.form.text("confirmed_as_of", 20),
    )  # fmt: skip


def _wished(form: Form, kind: Kind) -> dict[str, Any]:
    """Return what was typed, by field; the cells of tables are named field.row.column."""
    cells: dict[str, dict[int, dict[str, str]]] = {}
    for name, values in form.fields.items():
        match = _CELL.fullmatch(name)
        if match:
            cells.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = values[0].replace("\r\n", "\n")
    return {one.name: _typed(form, one, cells) for one in kind.fields}


def _typed(form: Form, one: Field, cells: dict[str, dict[int, dict[str, str]]]) -> Any:
    if one.type == "table":
        return [row for _, row in sorted(cells.get(one.name, {}).items())]
    return form.text(one.name, 20_000)
