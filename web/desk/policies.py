"""Policies: versions, clauses, what changed from one version to another, and what a document touches."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response

from knowledge.models import Document, Policy
from knowledge.validity import validity_on
from knowledge.versions.difference import difference_of
from knowledge.versions.in_force import begins_on, current_document, version_before, versions_of
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()


@table.get("/knowledge/policies", least="viewer")
def policies(call: Call) -> Response:
    """List the policies with the version that counts today."""
    rows = list(call.office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.level, Policy.id)))
    today = call.office.today
    listed = [(row, present, validity_on(present, today)) for row in rows if (present := current_document(row, today))]
    return call.page("policies.html", rows=listed)


@table.get("/knowledge/policies/{policy}", least="viewer")
def policy(call: Call) -> Response:
    """Show a policy with its versions and the clauses of one."""
    found = _policy(call)
    held = versions_of(found)
    shown = (
        _named(found, call.asked("version")) if call.asked("version") else current_document(found, call.office.today)
    )
    validities = {row.code: validity_on(row, call.office.today).label for row in held}
    begins = {row.code: begins_on(row) for row in held}
    return call.page(
        "policy.html", policy=found, versions=held, shown=shown, validities=validities, begins=begins,
        present=current_document(found, call.office.today),
    )  # fmt: skip


@table.get("/knowledge/policies/{policy}/difference", least="viewer")
def difference(call: Call) -> Response:
    """Show what changed from one version to another; without names from the one before to the present one."""
    found = _policy(call)
    newer = _named(found, call.asked("after")) if call.asked("after") else current_document(found, call.office.today)
    older = _named(found, call.asked("before")) if call.asked("before") else version_before(found, newer)
    told = difference_of(older, newer) if older is not None else None
    return call.page("difference.html", policy=found, versions=versions_of(found), older=older, newer=newer, told=told)


def _policy(call: Call) -> Policy:
    found = call.office.session.scalar(select(Policy).where(Policy.code == call.part("policy")))
    if found is None or not found.documents:
        raise not_there()
    return found


def _named(policy: Policy, code: str) -> Document:
    found = next((row for row in versions_of(policy) if row.code == code), None)
    if found is None:
        raise not_there()
    return found
