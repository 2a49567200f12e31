"""政策找人: a profile, or a table of anonymous rows, against every programme; nothing that was sent is kept."""

from __future__ import annotations

import functools
import io
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import yaml
from starlette.responses import Response

from knowledge.desk.matching import Fit, Matrix, asked_fields, match, matrix
from knowledge.desk.profiles import ProfileRefused, empty_table, heading, read_people, read_profile, unit_of
from knowledge.eligibility.gaps import Gap
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.values import FEN, MONTHS
from knowledge.models.eligibility import AUDIENCES
from web.desk.call import Call
from web.desk.table import Table

table = Table()
_LARGEST = 2_000_000
_TEN_THOUSAND = 10_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@functools.cache
def matching_words() -> dict[str, Any]:
    """Return the wording file of these pages."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "matching.yml").read_text("utf-8"))
    return loaded


@table.get("/matching", least="editor")
def matching(call: Call) -> Response:
    """Show the form for a person, an employer or a team."""
    return _shown(call)


@table.post("/matching", least="editor")
def match_profile(call: Call) -> Response:
    """Show what fits the profile that was typed."""
    audience, fields = _audience(call), asked_fields(call.office, _audience(call))
    typed = {field.code: call.form.text(field.code, 60) for field in fields}
    try:
        known = read_profile(fields, typed)
    except ProfileRefused as refused:
        return _shown(call, 422, str(refused), refused.place, typed=typed)
    if not known:
        return _shown(call, 422, "nothing")
    return _shown(call, typed=typed, fits=match(call.office, audience, known))


@table.post("/matching/people", least="editor", largest=_LARGEST)
def match_people(call: Call) -> Response:
    """Show, or give as xlsx, the matrix of a company's people by programmes."""
    upload, fields = call.form.files.get("file"), asked_fields(call.office, "person")
    if upload is None:
        return _shown(call, 422, "no_file")
    try:
        people = read_people(fields, upload.content)
    except ProfileRefused as refused:
        return _shown(call, 422, str(refused), refused.place)
    found = matrix(call.office, "person", people)
    call.audit("people_matched", "", people=len(people))
    if call.form.text("as", 10) == "xlsx":
        return _file(_as_table(found), f"{matching_words()['matrix']['title']}.xlsx")
    return _shown(call, found=found)


@table.get("/matching/table", least="editor")
def matching_table(call: Call) -> Response:
    """Give the empty table with the headings."""
    return _file(empty_table(asked_fields(call.office, "person")), "people.xlsx")


def why(fit: Fit) -> str:
    """Say what decides: what is missing, what bars and by how much, or why a person decides."""
    words = matching_words()["whys"]
    text = fit.criterion.text if fit.criterion is not None else ""
    if fit.truth == Truth.YES:
        return str(words["met"])
    if fit.truth == Truth.UNKNOWN:
        return str(words["unknown"].format(labels="、".join(fit.missing))) if fit.missing else text
    if fit.truth == Truth.PERSON:
        return words["person"].format(text=text, reason="；".join(fit.reasons)) if fit.reasons else text
    way = fit.criterion.way if fit.criterion is not None else ""
    gap = way or "、".join(_gap_words(gap) for gap in fit.bars)
    return words["unmet"].format(text=text, gap=gap) if gap else text


def _gap_words(gap: Gap) -> str:
    words = matching_words()["gaps"]
    if gap.short == 0:
        return str(words["more_than"].format(label=gap.field.label))
    if gap.short is not None:
        return str(words["short"].format(label=gap.field.label, value=_number(gap.field.kind, gap.short)))
    if gap.over:
        return str(words["over"].format(label=gap.field.label, value=_number(gap.field.kind, gap.over)))
    return str(words["other"].format(label=gap.field.label))


def _number(kind: str, number: int) -> str:
    words = matching_words()["numbers"]
    if kind == "money":
        return str(words[kind].format(number=f"{(Decimal(number) / FEN / _TEN_THOUSAND).normalize():f}"))
    if kind == "months" and number % MONTHS:
        return str(words["months_left"].format(number=number))
    return str(words[kind].format(number=number // MONTHS if kind == "months" else number))


def _audience(call: Call) -> str:
    chosen = call.form.text("audience", 10) or call.asked("audience", 10)
    return chosen if chosen in AUDIENCES else AUDIENCES[0]


def _shown(
    call: Call, status: int = 200, problem: str = "", place: str = "", *, typed: dict[str, str] | None = None,
    fits: list[Fit] | None = None, found: Matrix | None = None,
) -> Response:  # fmt: skip
    audience = _audience(call)
    return call.page(
        "matching.html", status, m=matching_words(), audience=audience, problem=problem, place=place,
        fields=asked_fields(call.office, audience), typed=typed or {}, fits=fits, found=found, why=why,
        heading=heading, unit_of=unit_of, met=Truth.YES,
    )  # fmt: skip


def _as_table(found: Matrix) -> bytes:
    words = matching_words()
    m, truths = words["matrix"], words["truths"]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = m["title"]
    sheet.append([m["label"], *(programme.name for programme in found.programmes)])
    for label, fits in found.rows:
        sheet.append([label, *(truths[fit.truth.value] for fit in fits)])
    sheet.append([m["fits"], *(found.count(number, Truth.YES) for number in range(len(found.programmes)))])
    sheet.freeze_panes = "B2"
    each = book.create_sheet(m["condition"])
    each.append([m["label"], m["programme"], m["verdict"], m["condition"], m["basis"]])
    for label, fits in found.rows:
        for fit in fits:
            each.append([label, fit.programme.name, truths[fit.truth.value], why(fit), fit.basis])
    for row in (*sheet.iter_rows(), *each.iter_rows()):
        for cell in row:
            # What begins with = would be a formula for whoever opens the file.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _file(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=_XLSX, headers=headers)
