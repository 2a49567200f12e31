"""Progress of applications: taken in from the office's table, so that applicants can ask for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from starlette.responses import Response

from knowledge.models import CaseProgress
from knowledge.progress.importing import ImportRefused, columns, empty_table, read_table, take_in
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()
_LARGEST = 3_000_000
_ON_A_PAGE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@table.get("/progress", least="editor")
def progress(call: Call) -> Response:
    """List the applications, the newest first, or find one by its number; telephones are never shown."""
    return _shown(call)


@table.post("/progress", least="editor", largest=_LARGEST)
def take_in_progress(call: Call) -> Response:
    """Take in a table, all of it or nothing."""
    upload = call.form.files.get("file")
    if upload is None:
        return _shown(call, 422, "no_file")
    try:
        rows = read_table(call.office, upload.content)
    except ImportRefused as refused:
        return _shown(call, 422, str(refused), refused.place)
    done = take_in(call.office, call.house.keys, rows, call.me.id)
    call.audit("progress_imported", "", new=done.new, known=done.known)
    return call.go("/progress", "progress_imported")


@table.get("/progress/table", least="editor")
def progress_table(call: Call) -> Response:
    """Give the empty table."""
    headers = {"content-disposition": 'attachment; filename="progress.xlsx"'}
    return Response(empty_table(), media_type=_XLSX, headers=headers)


@table.post("/progress/{case}/remove", least="editor")
def remove_progress(call: Call) -> Response:
    """Take an application out."""
    found = call.office.session.get(CaseProgress, call.number("case"))
    if found is None:
        raise not_there()
    call.office.session.delete(found)
    call.audit("progress_removed", f"case:{found.number}")
    return call.go("/progress", "saved")


def _shown(call: Call, status: int = 200, problem: str = "", place: str = "") -> Response:
    session, sought = call.office.session, call.asked("q", 40).upper()
    query: Any = select(CaseProgress).order_by(CaseProgress.imported_at.desc(), CaseProgress.id.desc())
    query = query.where(CaseProgress.number == sought) if sought else query
    total = session.scalar(select(func.count(CaseProgress.id))) or 0
    return call.page(
        "progress.html", status, rows=list(session.scalars(query.limit(_ON_A_PAGE))), total=total, q=sought,
        problem=problem, place=place, columns=columns(), sms=call.house.settings.sms != "off",
    )  # fmt: skip
