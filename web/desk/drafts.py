"""Ingest of documents: upload, preview with warnings, approve by a second person, turn down."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from sqlalchemy import select
from starlette.responses import Response

from knowledge.ingest.approve import CannotApprove, approve
from knowledge.ingest.drafts import NoSuchDraft, find_draft, keep_draft, open_drafts, reject
from knowledge.ingest.limits import MOST_BYTES
from knowledge.ingest.parse import ParsedDocument, parse_file
from knowledge.ingest.refusal import DocumentRefused
from knowledge.models import AuditEntry, Draft, Policy
from knowledge.models.policies import LEVELS
from web.desk.call import Call, Upload, not_there
from web.desk.table import Table

table = Table()
logger = logging.getLogger(__name__)
_KEPT = "draft_kept"


@table.get("/knowledge/drafts", least="viewer")
def drafts(call: Call) -> Response:
    """List the drafts and offer an upload."""
    return _listed(call)


@table.post("/knowledge/drafts", least="editor", largest=MOST_BYTES)
def upload(call: Call) -> Response:
    """Read a document and keep it as a draft; nothing of it is answered from before it is approved."""
    given = call.form.files.get("file")
    if given is None or not given.content:
        return _listed(call, 422, "no_file")
    try:
        parsed = _parsed(given)
    except DocumentRefused as refused:
        return _listed(call, 422, "refused_file", str(refused))
    except Exception as error:  # whatever a hostile file makes a parser raise
        logger.error("ingest at the desk failed: %s", type(error).__name__)
        return _listed(call, 422, "unreadable")
    kept = keep_draft(call.office.session, parsed, call.office.now)
    if kept.outcome == "created":
        call.audit(_KEPT, f"draft:{kept.draft.reference}")
    return call.go(
        f"/knowledge/drafts/{kept.draft.reference}", "draft_kept" if kept.outcome == "created" else "draft_known"
    )


@table.get("/knowledge/drafts/{draft}", least="viewer")
def draft(call: Call) -> Response:
    """Show a draft: what was read, clause by clause, with warnings."""
    return _shown(call, _found(call))


@table.post("/knowledge/drafts/{draft}/approve", least="publisher")
def approve_draft(call: Call) -> Response:
    """Publish a draft that another person brought in."""
    found = _found(call)
    if _brought_by(call, found) == call.me.name:
        return _shown(call, found, "same_person")
    try:
        with call.office.session.begin_nested():
            approve(
                call.office.session, found.reference, call.me.name, call.office.now,
                policy=call.form.text("policy", 60), level=call.form.text("level", 10),
            )  # fmt: skip
    except (CannotApprove, NoSuchDraft) as problem:
        call.office.session.refresh(found)
        return _shown(call, found, "cannot_approve", str(problem))
    call.audit("draft_approved", f"draft:{found.reference}", document=found.document_code)
    return call.go(f"/knowledge/drafts/{found.reference}", "published")


@table.post("/knowledge/drafts/{draft}/reject", least="editor")
def reject_draft(call: Call) -> Response:
    """Turn a draft down."""
    found = _found(call)
    try:
        reject(call.office.session, found.reference, call.me.name, call.office.now, call.form.text("reason"))
    except NoSuchDraft as problem:
        return _shown(call, found, "cannot_approve", str(problem))
    call.audit("draft_rejected", f"draft:{found.reference}")
    return call.go("/knowledge/drafts", "saved")


def _parsed(given: Upload) -> ParsedDocument:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(given.name).name or "file")
        path.write_bytes(given.content)
        return parse_file(path)


def _found(call: Call) -> Draft:
    try:
        return find_draft(call.office.session, call.part("draft"), undecided=False)
    except NoSuchDraft:
        raise not_there() from None


def _brought_by(call: Call, found: Draft) -> str | None:
    """Who brought a draft in at the desk, from the log; None for those of the command line."""
    wanted = select(AuditEntry.actor).where(AuditEntry.action == _KEPT, AuditEntry.object == f"draft:{found.reference}")
    return call.office.session.scalar(wanted.limit(1))


def _listed(call: Call, status: int = 200, problem: str = "", detail: str = "") -> Response:
    session = call.office.session
    past = select(Draft).where(Draft.status != "draft").order_by(Draft.decided_at.desc()).limit(30)
    return call.page(
        "drafts.html", status, rows=open_drafts(session), past=list(session.scalars(past)), problem=problem,
        detail=detail, megabytes=MOST_BYTES // 1_000_000,
    )  # fmt: skip


def _shown(call: Call, found: Draft, problem: str = "", detail: str = "") -> Response:
    known = list(call.office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id)))
    return call.page(
        "draft.html", 422 if problem else 200, draft=found, policies=known, levels=LEVELS, problem=problem,
        detail=detail, brought_by=_brought_by(call, found),
    )  # fmt: skip
