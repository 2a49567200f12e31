"""Policies for anybody: the versions of a text, and what changed from one to another (shapes: docs/api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.models import Document, Policy
from knowledge.office import Office
from knowledge.subjects import EXAMPLE, find_subject
from knowledge.validity import validity_on
from knowledge.versions.difference import Callout, ClauseChange, Difference, difference_of
from knowledge.versions.in_force import begins_on, current_document, version_before, versions_of
from web.api import Refused, desk_of

Result = TypeVar("Result")


def policies_router(engine: Engine, clock: Clock, *, show_examples: bool) -> APIRouter:
    """Return the paths; example data that may not be shown is not found."""
    router = APIRouter(prefix="/api/policies")

    async def read(request: Request, work: Callable[[Office], Result]) -> Result:
        def within() -> Result:
            with session_factory(engine)() as session, session.begin():
                return work(Office(session, clock(), show_examples))

        address = request.client.host if request.client else ""
        wait = await asyncio.to_thread(desk_of(request).limits.wait_for_address, address)
        if wait:
            raise Refused(429, "too_fast", {"Retry-After": str(wait)})
        return await asyncio.to_thread(within)

    @router.get("/{policy}/versions")
    async def versions(request: Request, policy: str) -> dict[str, Any]:
        return await read(request, lambda office: _versions(office, policy))

    @router.get("/{policy}/difference")
    async def difference(request: Request, policy: str, before: str = "", after: str = "") -> dict[str, Any]:
        return await read(request, lambda office: _difference(office, policy, before, after))

    @router.get("/{policy}/documents/{document}")
    async def document(request: Request, policy: str, document: str) -> dict[str, Any]:
        return await read(request, lambda office: _text(office, policy, document))

    return router


def _text(office: Office, policy_code: str, document_code: str) -> dict[str, Any]:
    """The whole text of a document, or our points of it."""
    policy = _policy(office, policy_code)
    document = next((row for row in policy.documents if row.code == document_code), None)
    if document is None or (document.provenance == EXAMPLE and not office.show_examples):
        raise Refused(404, "not_found")
    clauses = [{"path": row.path, "heading": row.heading, "text": row.text} for row in document.clauses]
    return {**_version(office, document), "policy": policy_code, "name": policy.name, "clauses": clauses}


def _versions(office: Office, code: str) -> dict[str, Any]:
    policy = _policy(office, code)
    return {"policy": code, "name": policy.name, "versions": [_version(office, row) for row in versions_of(policy)]}


def _difference(office: Office, code: str, before: str, after: str) -> dict[str, Any]:
    """The difference of two versions; without names that of the present one and the one before it."""
    policy = _policy(office, code)
    newer = _named(policy, after) if after else current_document(policy, office.today)
    older = _named(policy, before) if before else version_before(policy, newer)
    if older is None:
        raise Refused(404, "not_found")
    return {"policy": code, "name": policy.name, **_told(office, difference_of(older, newer))}


def _policy(office: Office, code: str) -> Policy:
    subject = find_subject(office, f"policy:{code}")
    if not isinstance(subject, Policy):
        raise Refused(404, "not_found")
    return subject


def _named(policy: Policy, code: str) -> Document:
    found = next((row for row in versions_of(policy) if row.code == code), None)
    if found is None:
        raise Refused(404, "not_found")
    return found


def _version(office: Office, document: Document) -> dict[str, Any]:
    begins = begins_on(document)
    return {
        "code": document.code,
        "title": document.title,
        "number": document.number,
        "begins": begins.isoformat() if begins is not None else None,
        "ends": document.effective_to.isoformat() if document.effective_to is not None else None,
        "validity": validity_on(document, office.today).label,
        "current": document is current_document(document.policy, office.today),
        "wording": document.wording,
        "provenance": document.provenance,
        "link": document.source_url,
    }


def _told(office: Office, difference: Difference) -> dict[str, Any]:
    return {
        "before": _version(office, difference.before),
        "after": _version(office, difference.after),
        "same": difference.same,
        "changes": [_change(change) for change in difference.changes],
        "callouts": [_callout(callout) for callout in difference.callouts],
    }


def _change(change: ClauseChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "before": change.before.path if change.before is not None else None,
        "after": change.after.path if change.after is not None else None,
        "heading": change.heading,
        "text": (change.after or change.before).text,  # type: ignore[union-attr]  # a change has one of both
        "parts": [{"kind": part.kind, "text": part.text} for part in change.parts],
        "callouts": [_callout(callout) for callout in change.callouts],
    }


def _callout(callout: Callout) -> dict[str, Any]:
    return {
        "point": callout.point,
        "name": callout.name,
        "before": callout.before,
        "after": callout.after,
        "before_amount": callout.before_amount,
        "after_amount": callout.after_amount,
        "unit": callout.unit if callout.point == "amount" else "",
    }
