"""Changes that wait for a second person: list, look at, publish, turn down, take back."""

from __future__ import annotations

from starlette.responses import Response

from knowledge.desk import changes
from knowledge.desk.refusal import ChangeRefused
from knowledge.models import StaffAccount, StaffChange
from web.desk.call import Call, Turned, not_there
from web.desk.table import Table

table = Table()


@table.get("/knowledge/changes", least="viewer")
def list_changes(call: Call) -> Response:
    """List what waits and what was decided last."""
    return call.page("changes.html", waiting=changes.waiting(call.office), decided=changes.decided(call.office))


@table.get("/knowledge/changes/{change}", least="viewer")
def change(call: Call) -> Response:
    """Show one change, before and after."""
    return _shown(call, _found(call))


@table.post("/knowledge/changes/{change}/publish", least="publisher")
def publish(call: Call) -> Response:
    """Publish a change that another person proposed."""
    found = _found(call)
    try:
        # A refusal that is found half-way must leave nothing of the change behind.
        with call.office.session.begin_nested():
            changes.publish(call.office, found, _me(call), call.form.text("note"))
    except ChangeRefused as refused:
        call.office.session.refresh(found)
        return _shown(call, found, str(refused))
    call.audit("change_published", found.reference, change=found.id, fields=sorted(found.after))
    return call.go(f"/knowledge/changes/{found.id}", "published")


@table.post("/knowledge/changes/{change}/refuse", least="publisher")
def refuse(call: Call) -> Response:
    """Turn a change down."""
    found = _found(call)
    try:
        changes.refuse(call.office, found, _me(call), call.form.text("note"))
    except ChangeRefused as refused:
        return _shown(call, found, str(refused))
    call.audit("change_refused", found.reference, change=found.id)
    return call.go(f"/knowledge/changes/{found.id}", "saved")


@table.post("/knowledge/changes/{change}/withdraw", least="editor")
def withdraw(call: Call) -> Response:
    """Take one's own proposal back."""
    found = _found(call)
    try:
        changes.withdraw(call.office, found, _me(call))
    except ChangeRefused as refused:
        return _shown(call, found, str(refused))
    call.audit("change_withdrawn", found.reference, change=found.id)
    return call.go(f"/knowledge/changes/{found.id}", "saved")


def _found(call: Call) -> StaffChange:
    found = call.office.session.get(StaffChange, call.number("change"))
    if found is None:
        raise not_there()
    return found


def _me(call: Call) -> StaffAccount:
    found = call.office.session.get(StaffAccount, call.me.id)
    if found is None:
        raise Turned(401, "sign_in")
    return found


def _shown(call: Call, found: StaffChange, problem: str = "") -> Response:
    fields = {name: changes.field_of(found.reference, name) for name in found.after}
    return call.page("change.html", 422 if problem else 200, change=found, fields=fields, problem=problem)
