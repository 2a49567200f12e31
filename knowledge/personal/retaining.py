"""The retention job: what is over is deleted, and a report says what was and that nothing is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete, func, select

from knowledge.appointments.retention import forget_contacts, forget_id_numbers, overdue_contacts
from knowledge.conversations import forget_old
from knowledge.models import (
    CaseProgress,
    Consent,
    Contact,
    Conversation,
    Deletion,
    ExportRequest,
    PartnerConsent,
    Restriction,
    RetentionRun,
    Ticket,
    Turn,
    Waiting,
)
from knowledge.office import Office
from knowledge.personal.periods import periods

# What came to its end since the last run is no lapse.
_OVERDUE_AFTER_DAYS = 1


def retain(office: Office) -> RetentionRun:
    """Delete what is over and keep a report of it; the session must be one for writing, the caller commits."""
    deleted = {
        "conversations": forget_old(office.session, office.now, periods()["conversation"]),
        "contacts": forget_contacts(office),
        "id_numbers": forget_id_numbers(office),
    }
    deleted |= {name: _run(office, statement) for name, statement in _statements(office).items()}
    office.session.flush()
    run = RetentionRun(at=office.now, deleted=deleted, overdue=overdue_now(office))
    office.session.add(run)
    office.session.flush()
    return run


def last_runs(office: Office, most: int = 10) -> list[RetentionRun]:
    """Return the newest reports, newest first."""
    return list(office.session.scalars(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(most)))


def overdue_now(office: Office) -> dict[str, int]:
    """Count what should be gone: more than nothing for a day means that the job does not run."""
    before = Conversation.updated_at < office.now - timedelta(days=periods()["conversation"] + _OVERDUE_AFTER_DAYS)
    speaking = select(func.count(Conversation.id)).where(before, Conversation.id.in_(select(Turn.conversation_id)))
    return {**overdue_contacts(office), "conversations": office.session.scalar(speaking) or 0}


def _statements(office: Office) -> dict[str, Delete]:
    def before(kind: str) -> Any:
        return office.now - timedelta(days=periods()[kind])

    contacts = select(Contact.ref)
    return {
        "tickets": delete(Ticket).where(Ticket.closed_at < before("ticket")),
        "consents": delete(Consent).where(Consent.given_at < before("consent"), Consent.contact_ref.not_in(contacts)),
        "partner_consents": delete(PartnerConsent).where(PartnerConsent.asked_at < before("consent")),
        "deletions": delete(Deletion).where(Deletion.at < before("deletion")),
        "waiting_list": delete(Waiting).where(
            Waiting.status.not_in(("waiting", "offered")), Waiting.changed_at < before("waiting")
        ),
        "restrictions": delete(Restriction).where(Restriction.until < before("restriction").date()),
        "progress": delete(CaseProgress).where(CaseProgress.as_of < before("progress").date()),
        "exports": delete(ExportRequest).where(ExportRequest.created_at < before("export")),
        "retention_runs": delete(RetentionRun).where(RetentionRun.at < before("retention_run")),
    }


def _run(office: Office, statement: Delete) -> int:
    return cast(CursorResult[Any], office.session.execute(statement)).rowcount
