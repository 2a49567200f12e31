"""Sessions of staff, kept by the server: a token in the browser, its digest here; each can be ended."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from knowledge.models.desk import StaffAccount, StaffSession
from knowledge.office import Office

_TOKEN_BYTES = 32
_SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: without being used, and at all."""

    idle: timedelta
    at_all: timedelta


def begin_session(office: Office, account: StaffAccount) -> str:
    """Begin a session and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    office.session.add(
        StaffSession(
            digest=_digest(token), account_id=account.id, csrf=secrets.token_urlsafe(_TOKEN_BYTES),
            created_at=office.now, seen_at=office.now,
        )
    )  # fmt: skip
    account.signed_in_at = office.now
    office.session.flush()
    return token


def find_session(office: Office, token: str, limits: Limits) -> StaffSession | None:
    """Return the session of a token; None when it ended, ran out, or its account was stopped."""
    found = office.session.scalar(select(StaffSession).where(StaffSession.digest == _digest(token)))
    if found is None or found.ended_at is not None or not found.account.active:
        return None
    fresh = found.seen_at > office.now - limits.idle and found.created_at > office.now - limits.at_all
    return found if fresh else None


def wants_seeing(office: Office, session: StaffSession) -> bool:
    """Tell whether the use of a session should be written down (at most once a minute)."""
    return session.seen_at <= office.now - _SEEN_EVERY


def see(office: Office, session_id: int) -> None:
    """Write down that a session was used."""
    office.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=office.now))


def open_sessions(office: Office, account: StaffAccount, limits: Limits) -> list[StaffSession]:
    """Return the sessions of an account that still hold, the latest first."""
    wanted = (
        select(StaffSession)
        .where(
            StaffSession.account_id == account.id,
            StaffSession.ended_at.is_(None),
            StaffSession.seen_at > office.now - limits.idle,
            StaffSession.created_at > office.now - limits.at_all,
        )
        .order_by(StaffSession.created_at.desc())
    )
    return list(office.session.scalars(wanted))


def end_session(office: Office, session: StaffSession) -> None:
    """End one session."""
    session.ended_at = office.now


def end_sessions(office: Office, account: StaffAccount, but: int | None = None) -> None:
    """End all sessions of an account, or all but one."""
    ending = update(StaffSession).where(StaffSession.account_id == account.id, StaffSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(StaffSession.id != but)
    office.session.execute(ending.values(ended_at=office.now))


def forget_sessions(office: Office) -> int:
    """Delete the sessions that began more than a week ago, longer than any may last; return how many."""
    over = StaffSession.created_at <= office.now - _KEPT
    return len(list(office.session.scalars(delete(StaffSession).where(over).returning(StaffSession.id))))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
