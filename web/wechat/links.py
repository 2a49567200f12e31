"""Links from WeChat to the full page: each opens the conversation there once, within a few minutes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.models import ChatLink

LINK_MINUTES = 15


def make_link(session: Session, conversation: str, base: str, now: datetime) -> str:
    """Return a link that carries a conversation to the page; the secret stands behind `#`, which no log sees."""
    ticket = secrets.token_urlsafe(24)
    session.add(ChatLink(digest=_digest(ticket), conversation_id=conversation, created_at=now))
    return f"{base}/carry#{ticket}"


def use_link(session: Session, ticket: str, now: datetime) -> str | None:
    """Return the conversation of a link and end the link; None if it was used before, is too old or never was."""
    row = session.scalar(select(ChatLink).where(ChatLink.digest == _digest(ticket)).with_for_update())
    if row is None:
        return None
    conversation, fresh = row.conversation_id, now - row.created_at <= timedelta(minutes=LINK_MINUTES)
    used = session.execute(delete(ChatLink).where(ChatLink.digest == row.digest)).rowcount  # type: ignore[attr-defined]
    return conversation if fresh and used else None


def forget_links(session: Session, now: datetime) -> None:
    """Delete links that open nothing any more."""
    session.execute(delete(ChatLink).where(ChatLink.created_at < now - timedelta(minutes=LINK_MINUTES)))


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
