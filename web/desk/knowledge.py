"""Lists of the office's rows: examples to replace, services, halls, calendar, what to look at."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from knowledge.desk.changes import find_row, waiting
from knowledge.desk.examples import worklist
from knowledge.desk.fields import kinds
from knowledge.models import CalendarDay, Entry, Hall, NewsFact, Service
from knowledge.versions.warnings import KINDS, warnings_of
from web.desk.call import Call
from web.desk.table import Table

table = Table()
_RECORDS: dict[str, Any] = {"entry": Entry, "news_fact": NewsFact}


@table.get("/knowledge", least="viewer")
def examples(call: Call) -> Response:
    """Show the worklist of example rows with the share that is left."""
    kind = call.asked("kind")
    kind = kind if kind in kinds() else ""
    return call.page(
        "examples.html", list=worklist(call.office, kind), kind=kind, kinds=kinds(), waiting=len(waiting(call.office))
    )


@table.get("/knowledge/services", least="viewer")
def services(call: Call) -> Response:
    """List the services, by words of their names."""
    sought = call.asked("q", 60)
    rows = call.office.session.scalars(select(Service).order_by(Service.category, Service.id))
    found = [row for row in rows if sought in row.name or any(sought in alias for alias in row.aliases)]
    return call.page("services.html", rows=found, q=sought)


@table.get("/knowledge/halls", least="viewer")
def halls(call: Call) -> Response:
    """Show the halls with their windows."""
    rows = list(call.office.session.scalars(select(Hall).order_by(Hall.id)))
    return call.page("halls.html", halls=rows)


@table.get("/knowledge/records", least="viewer")
def records(call: Call) -> Response:
    """List organisations, platforms and terms, or news facts."""
    kind = call.asked("kind") if call.asked("kind") in _RECORDS else "entry"
    rows = list(call.office.session.scalars(select(_RECORDS[kind]).order_by(_RECORDS[kind].id)))
    return call.page("records.html", rows=rows, kind=kinds()[kind], tabs=[kinds()[name] for name in _RECORDS])


@table.get("/knowledge/calendar", least="viewer")
def calendar_page(call: Call) -> Response:
    """Show a month of the office's calendar."""
    today = call.office.today
    try:
        first = date.fromisoformat(f"{call.asked('month', 7)}-01")
    except ValueError:
        first = today.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    wanted = select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    before, after = _month(first, -1), _month(first, 1)
    days = list(call.office.session.scalars(wanted))
    return call.page("calendar.html", days=days, first=first, before=before, after=after, today=today)


@table.get("/knowledge/warnings", least="viewer")
def warnings(call: Call) -> Response:
    """List what to look at: texts that ended or end soon, reviews that are overdue."""
    rows = [row for row in warnings_of(call.office) if row.kind != "example"]
    linked = {row.reference for row in rows if find_row(call.office, row.reference) is not None}
    return call.page("warnings.html", rows=rows, linked=linked, order=KINDS)


def _month(first: date, step: int) -> str:
    year, month = divmod(first.year * 12 + first.month - 1 + step, 12)
    return f"{year:04}-{month + 1:02}" if 1 <= year <= 9999 else f"{first:%Y-%m}"
