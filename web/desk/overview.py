"""The overview: figures of a period with charts and tables, as CSV, and as a report of a month."""

from __future__ import annotations

import calendar
import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from knowledge.desk.anonymous import published
from knowledge.desk.overview import STATUSES, Overview, overview
from knowledge.models import PublishedWeek
from web.desk.call import PREFIX, Call, not_there
from web.desk.charts import columns
from web.desk.month_report import month_report
from web.desk.overview_words import group_name, overview_words
from web.desk.table import Table

table = Table()
_DAYS = 7
_MOST_DAYS = 366
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Rows = list[tuple[Any, ...]]


@table.get("/overview", least="viewer")
def overview_page(call: Call) -> Response:
    """Show the figures of a period, the last seven days unless others are asked for."""
    first, last, problem = _period(call)
    found = overview(call.office, first, last)
    words = overview_words()
    rows = []
    for day in found.days:
        missed, whole = found.not_found_on(day)
        rows.append((f"{day:%m-%d}", whole, missed, words["charts"]["day"].format(day=day, whole=whole, part=missed)))
    weeks = published(call.office)
    return call.page(
        "overview.html", 422 if problem else 200, found=found, o=words, chart=columns(words["charts"]["days"], rows),
        parts={part: rows_of(part, found, weeks) for part in words["parts"]}, problem=problem,
        month=f"{last:%Y-%m}",
    )  # fmt: skip


@table.get("/overview/export", least="viewer")
def overview_export(call: Call) -> Response:
    """Give one of the tables as CSV."""
    part, words = call.asked("part", 20), overview_words()
    if part not in words["parts"]:
        raise not_there()
    first, last, _ = _period(call)
    rows = rows_of(part, overview(call.office, first, last), published(call.office))
    name = f"{words['parts'][part]}-{first:%Y%m%d}-{last:%Y%m%d}.csv"
    return _file(csv_of(words["columns"][part], rows), "text/csv; charset=utf-8", name)


@table.get("/overview/report", least="viewer")
def overview_report(call: Call) -> Response:
    """Give the report of a month as docx."""
    first = _month(call.asked("month", 7))
    if first is None or first > call.office.today:
        raise not_there()
    last = min(date(first.year, first.month, calendar.monthrange(first.year, first.month)[1]), call.office.today)
    base = f"{str(call.request.base_url).rstrip('/').removesuffix(PREFIX)}{PREFIX}"
    content = month_report(overview(call.office, first, last), base, call.office.now)
    return _file(content, _DOCX, f"{first:%Y-%m}.docx")


def rows_of(part: str, found: Overview, weeks: Sequence[PublishedWeek]) -> Rows:
    """Return the rows of a table, with names for codes."""
    words = overview_words()
    if part == "days":
        return [(day.isoformat(), *reversed(found.not_found_on(day))) for day in found.days]
    if part == "topics":
        return [(group_name("topic", code), number) for code, number in found.topics.most_common()]
    if part == "channels":
        return [(group_name("channel", code), number) for code, number in found.channels.most_common()]
    if part == "statuses":
        return [(words["statuses"][code], found.statuses[code]) for code in STATUSES]
    if part == "top":
        return [(top.text, top.times, top.conversations) for top in found.top]
    if part == "visits":
        numbers = {
            "held": found.funnel.held, "confirmed": found.funnel.confirmed, "checked_in": found.funnel.checked_in,
            "served": found.funnel.served, "came": found.came, "missed": found.missed,
        }  # fmt: skip
        return [(words["visits"][name], number) for name, number in numbers.items()]
    if part == "looks":
        return [(look.name, words["kinds"][look.kind], look.day) for look in found.looks]
    return [
        (week.monday.isoformat(), words["dimensions"][dimension], group_name(dimension, code), number)
        for week in weeks
        for dimension in words["dimension_order"]
        for code, number in sorted(week.figures.get(dimension, {}).items(), key=lambda item: (-item[1], item[0]))
    ]


def csv_of(header: Sequence[str], rows: Rows) -> bytes:
    """Return rows as CSV that a spreadsheet opens as UTF-8; what would be a formula there becomes text."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return kept.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _period(call: Call) -> tuple[date, date, str]:
    """Return first and last day; a period that is none is told and the last seven days are shown."""
    today = call.office.today
    usual = today - timedelta(days=_DAYS - 1), today
    first, last = call.asked("from", 10), call.asked("to", 10)
    if not first and not last:
        return *usual, ""
    try:
        begin = date.fromisoformat(first) if first else usual[0]
        end = date.fromisoformat(last) if last else today
    except ValueError:
        return *usual, "period"
    if begin > end or (end - begin).days >= _MOST_DAYS:
        return *usual, "period"
    return begin, end, ""


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=kind, headers=headers)
