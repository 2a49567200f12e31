"""Users of an account in the database: found by digest, their window for customer messages, forgotten when they leave.

Every function takes a session for writing; the caller commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge import conversations
from knowledge.appointments.waiting import leave, waiting_of
from knowledge.handover.steps import forget_words
from knowledge.models import Conversation, WechatUser
from knowledge.office import Office
from knowledge.personal.dialogues import forget_later
from knowledge.personal.wechat_seal import Seal
from web.wechat.incoming import Incoming

# What the platform allows (specification, section 7).
_MESSAGES, _MESSAGE_WINDOW = 5, timedelta(hours=48)
_TAPS, _TAP_WINDOW = 3, timedelta(minutes=1)
_TAP_EVENTS = ("CLICK", "SCAN", "subscribe", "scancode_push", "scancode_waitmsg")


def user_of(session: Session, seal: Seal, incoming: Incoming, now: datetime) -> WechatUser:
    """Return the user who sent this, with a conversation and a window for answers; a new one is kept."""
    digests = seal.digests(incoming.adapter, incoming.account, incoming.user)
    row = session.scalar(select(WechatUser).where(WechatUser.digest.in_(digests)))
    if row is None:
        row = _new(session, seal, incoming, digests[0], now)
    elif row.digest != digests[0]:  # kept under a key of before
        row.digest, row.sealed = digests[0], seal.close(incoming.user)
    if row.conversation_id is None or not conversations.exists(session, row.conversation_id):
        row.conversation_id = conversations.begin(session, "wechat", now)
        row.offered, row.form = [], None
    row.reachable, row.updated_at = True, now
    _open_window(row, incoming, now)
    session.flush()
    return row


def forget(session: Session, seal: Seal, incoming: Incoming, now: datetime) -> None:
    """Delete a user who unfollowed, with the conversation and what was written about it; he waits for nothing more.

    Visits stay and are found by their code.
    """
    digests = seal.digests(incoming.adapter, incoming.account, incoming.user)
    row = session.scalar(select(WechatUser).where(WechatUser.digest.in_(digests)))
    if row is None:
        return
    conversation, office = row.conversation_id, Office(session, now)
    session.delete(row)
    session.flush()
    if conversation is None:
        return
    for place in waiting_of(office, conversation):
        leave(office, place.id, conversation)
    forget_words(session, [conversation])
    forget_later(office, [conversation])
    session.execute(delete(Conversation).where(Conversation.id == conversation))


def spend(session: Session, user: int, now: datetime, leave: int) -> bool:
    """Take one customer message from what is allowed, keeping `leave` of the five; False if there is none."""
    taps = update(WechatUser).where(WechatUser.id == user, WechatUser.tap_left > 0, WechatUser.tap_until > now)
    messages = update(WechatUser).where(
        WechatUser.id == user, WechatUser.message_left > leave, WechatUser.message_until > now
    )
    for statement in (
        taps.values(tap_left=WechatUser.tap_left - 1),
        messages.values(message_left=WechatUser.message_left - 1),
    ):
        if session.execute(statement).rowcount:  # type: ignore[attr-defined]
            return True
    return False


def exhausted(session: Session, user: int) -> None:
    """Note that the platform allows no more, whatever the ledger said."""
    session.execute(update(WechatUser).where(WechatUser.id == user).values(message_left=0, tap_left=0))


def forget_resting(session: Session, before: datetime) -> int:
    """Delete users without a conversation who were not heard of since; return how many."""
    resting = delete(WechatUser).where(WechatUser.updated_at < before, WechatUser.conversation_id.is_(None))
    return int(session.execute(resting).rowcount)  # type: ignore[attr-defined]


def _new(session: Session, seal: Seal, incoming: Incoming, digest: str, now: datetime) -> WechatUser:
    row = WechatUser(
        adapter=incoming.adapter,
        account=incoming.account,
        digest=digest,
        sealed=seal.close(incoming.user),
        offered=[],
        consents=[],
        created_at=now,
        updated_at=now,
        reachable=True,
        message_left=0,
        tap_left=0,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another replica took the first message of this user at the same time
        return session.scalars(select(WechatUser).where(WechatUser.digest == digest)).one()
    return row


def _open_window(row: WechatUser, incoming: Incoming, now: datetime) -> None:
    if incoming.event in _TAP_EVENTS or "bizmsgmenuid" in incoming.more:
        row.tap_left, row.tap_until = _TAPS, now + _TAP_WINDOW
    elif not incoming.is_event:
        row.message_left, row.message_until = _MESSAGES, now + _MESSAGE_WINDOW
