"""Asking for the progress of an application: its number, then a code that is sent to the registered telephone.

Whoever asks learns nothing about numbers that are not his: an unknown number is answered like a known one, and a wrong
code like one of an unknown number.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import func, select

from knowledge.models import CaseProgress, ProgressCode
from knowledge.office import Office
from knowledge.personal.index import digest, index_key
from knowledge.personal.keys import Keys, seal

VALID = timedelta(minutes=10)
_WINDOW = timedelta(hours=1)
_MOST_CODES = 3
_MOST_TRIES = 5
_MOST_TRIES_OF_CASE = 10

Asked = Literal["sent", "often"]


@dataclass(frozen=True)
class Progress:
    """What is told of an application."""

    number: str
    matter: str
    status: str
    note: str
    as_of: date


def has_cases(office: Office) -> bool:
    """Tell whether any progress was imported."""
    return office.session.scalar(select(CaseProgress.id).limit(1)) is not None


def ask_code(office: Office, keys: Keys, conversation: str, number: str) -> Asked:
    """Have a code sent for an application; `often` when the conversation, or others for this number, asked too often.

    The session must be one for writing; the caller commits. An open code of the conversation is not valid any more.
    """
    session = office.session
    since = ProgressCode.created_at > office.now - _WINDOW
    mine = session.scalar(
        select(func.count(ProgressCode.id)).where(since, ProgressCode.conversation_id == conversation)
    )
    if (mine or 0) >= _MOST_CODES:
        return "often"
    case = session.scalar(select(CaseProgress).where(CaseProgress.number == number).with_for_update())
    for row in _open(office, conversation):
        row.used_at, row.sealed = office.now, None
        row.sms_state = "dropped" if row.sms_state == "waiting" else row.sms_state
    ref, code = f"pc_{secrets.token_urlsafe(12)}", f"{secrets.randbelow(1_000_000):06d}"
    sealed = seal(keys, code_place(ref), code.encode())
    wanted = case is not None and not _closed(office, case)
    session.add(
        ProgressCode(
            ref=ref, conversation_id=conversation, case_id=case.id if case is not None else None,
            digest=digest(index_key(session, keys, office.now), ref, code), sealed=sealed.data if wanted else None,
            key_id=sealed.key_id, sms_state="waiting" if wanted else "none", created_at=office.now,
        )
    )  # fmt: skip
    session.flush()
    return "sent"


def awaits_code(office: Office, conversation: str) -> bool:
    """Tell whether a conversation has an open code."""
    return bool(_open(office, conversation))


def progress_by_code(office: Office, keys: Keys, conversation: str, code: str) -> Progress | None:
    """Return the application of the conversation's open code if this is the code; a code counts once.

    The session must be one for writing; the caller commits, so that a wrong try counts.
    """
    found = _open(office, conversation)
    if not found:
        return None
    row = found[-1]
    row.tries += 1
    right = hmac.compare_digest(row.digest, digest(index_key(office.session, keys, office.now), row.ref, code))
    case = office.session.get(CaseProgress, row.case_id) if row.case_id is not None else None
    if not right or case is None or row.sms_state == "none":
        office.session.flush()
        return None
    row.used_at, row.sealed = office.now, None
    office.session.flush()
    return Progress(case.number, case.matter, case.status, case.note, case.as_of)


def code_place(ref: str) -> str:
    """Return the place to which a code is bound until it is sent."""
    return f"{ref}|code"


def _open(office: Office, conversation: str) -> list[ProgressCode]:
    query = select(ProgressCode).where(
        ProgressCode.conversation_id == conversation, ProgressCode.used_at.is_(None),
        ProgressCode.created_at > office.now - VALID, ProgressCode.tries < _MOST_TRIES,
    )  # fmt: skip
    return list(office.session.scalars(query.order_by(ProgressCode.id)))


def _closed(office: Office, case: CaseProgress) -> bool:
    """Whether so much was asked or tried for an application within the hour that no further code is sent."""
    count, tries = office.session.execute(
        select(func.count(ProgressCode.id), func.coalesce(func.sum(ProgressCode.tries), 0)).where(
            ProgressCode.case_id == case.id, ProgressCode.created_at > office.now - _WINDOW
        )
    ).one()
    return count >= _MOST_CODES or tries >= _MOST_TRIES_OF_CASE
