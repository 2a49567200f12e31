"""The audit log, for administrators: read, searched, checked."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response

from knowledge.desk.audit import verify
from knowledge.models.desk import AuditEntry
from web.desk.call import Call
from web.desk.table import Table

table = Table()
_ON_A_PAGE = 50


@table.get("/audit", least="admin")
def audit_log(call: Call) -> Response:
    """Show the log, the latest first, by person, action or thing; with `check` read it through."""
    who, what, thing = call.asked("who", 60), call.asked("what", 60), call.asked("thing", 120)
    before = call.asked("before", 9)
    wanted = select(AuditEntry).order_by(AuditEntry.position.desc()).limit(_ON_A_PAGE + 1)
    for column, value in ((AuditEntry.actor, who), (AuditEntry.action, what), (AuditEntry.object, thing)):
        wanted = wanted.where(column == value) if value else wanted
    if before.isascii() and before.isdecimal():
        wanted = wanted.where(AuditEntry.position < int(before))
    rows = list(call.office.session.scalars(wanted))
    verdict = verify(call.office, call.house.secret_key) if call.asked("check") else None
    more = rows[_ON_A_PAGE - 1].position if len(rows) > _ON_A_PAGE else None
    return call.page(
        "audit_log.html", rows=rows[:_ON_A_PAGE], more=more, who=who, what=what, thing=thing, verdict=verdict
    )
