"""Deliveries in the database: a message is claimed once by its key, whoever receives it; what it was answered with.

Every function takes a session; those that write leave the commit to their caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.models import WechatDelivery
from knowledge.personal.wechat_seal import Seal
from web.wechat.choices import NOTHING, Offered
from web.wechat.forms import Pending
from web.wechat.incoming import Incoming
from web.wechat.users import forget, user_of


@dataclass(frozen=True)
class Claimed:
    """A message that this process works on: whose it is, and what was sent to the user last."""

    user: int
    conversation: str
    offered: Offered = NOTHING
    offered_at: datetime | None = None
    form: Pending | None = None
    form_at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """A message that was claimed before: how far it is, which delivery this is (from 1), its answer if any."""

    state: str
    delivery: int
    text: str = ""
    moment: int = 0


def claim(session: Session, seal: Seal, incoming: Incoming, now: datetime) -> Claimed | Known | None:
    """Claim a message before any work on it; None if there is nothing to do (the user left)."""
    row = WechatDelivery(key=incoming.key, state="running", deliveries=1, created_at=now)
    if session.get(WechatDelivery, incoming.key) is not None:
        return seen_again(session, seal, incoming.key)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another replica was faster
        return seen_again(session, seal, incoming.key)
    if incoming.event == "unsubscribe":
        forget(session, seal, incoming, now)
        row.state = "answered"
        return None
    user = user_of(session, seal, incoming, now)
    row.user_id = user.id
    form = Pending.load(seal.open(user.form)) if user.form is not None else None
    conversation = cast(str, user.conversation_id)
    return Claimed(user.id, conversation, Offered.load(user.offered), user.offered_at, form, user.form_at)


def seen_again(session: Session, seal: Seal, key: str) -> Known:
    """Count one more delivery of a message and return how far it is."""
    session.execute(
        update(WechatDelivery).where(WechatDelivery.key == key).values(deliveries=WechatDelivery.deliveries + 1)
    )
    found = look(session, seal, key)
    return found if found is not None else Known("failed", 1)


def look(session: Session, seal: Seal, key: str) -> Known | None:
    """Return how far a message is, without counting."""
    row = session.scalar(
        select(WechatDelivery).where(WechatDelivery.key == key).execution_options(populate_existing=True)
    )
    if row is None:
        return None
    text = str(seal.open(row.reply)) if row.reply is not None else ""
    return Known(row.state, row.deliveries, text, row.replied_at or 0)


def park(session: Session, key: str) -> bool:
    """Note that the last delivery said 正在查询; False if the answer is there after all."""
    parked = update(WechatDelivery).where(WechatDelivery.key == key, WechatDelivery.state == "running")
    return bool(session.execute(parked.values(state="parked")).rowcount)  # type: ignore[attr-defined]


def parked(session: Session, user: int) -> bool:
    """Tell whether an answer of this user is still on its way."""
    query = select(WechatDelivery.key).where(WechatDelivery.user_id == user, WechatDelivery.state == "parked")
    return session.scalar(query.limit(1)) is not None


def forget_deliveries(session: Session, before: datetime) -> int:
    """Delete the keys of messages that came before; return how many."""
    old = delete(WechatDelivery).where(WechatDelivery.created_at < before)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]
