"""How long the channel keeps what it keeps (specification, section 5; docs/operations.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from web.wechat.deliveries import forget_deliveries
from web.wechat.links import forget_links
from web.wechat.messages import forget_messages
from web.wechat.users import forget_resting

_KEYS = timedelta(hours=24)
_MESSAGES = timedelta(days=3)
_USERS = timedelta(days=30)


def forget_wechat(session: Session, now: datetime) -> None:
    """Delete keys of messages, texts, links and users that nothing needs any more."""
    forget_deliveries(session, now - _KEYS)
    forget_messages(session, now - _MESSAGES)
    forget_links(session, now)
    forget_resting(session, now - _USERS)
