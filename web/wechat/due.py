"""Messages that are due, in the database: claimed by one courier, in order for each user, and how each ended.

Every function takes a session for writing; the caller commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from knowledge import events
from knowledge.blocks import Reply
from knowledge.models import Conversation, Event, WechatDelivery, WechatMessage, WechatUser
from knowledge.office import Office
from knowledge.personal.wechat_seal import Seal
from web.sessions import Sessions, with_calendar_keys
from web.wechat.finish import BURST
from web.wechat.messages import ANSWERS, put
from web.wechat.notices import notice_of
from web.wechat.parts import in_parts
from web.wechat.render import render
from web.wechat.users import exhausted, spend
from web.wechat.words import words

# A courier that stopped in the middle leaves its messages for the user's next message: perhaps they were sent.
_CLAIM = timedelta(minutes=2)
_AT_ONCE = 16


@dataclass(frozen=True)
class Due:
    """A message to send: `user` is the OpenID, `parts` what is still to go, `sent` how many went."""

    id: int
    adapter: str
    account: str
    user_id: int
    user: str
    kind: str
    parts: tuple[str, ...]
    sent: int
    attempts: int
    notice: str
    consents: tuple[str, ...]


def collect(session: Session, seal: Seal, now: datetime, base: str, sessions: Sessions) -> int:
    """Make messages of the events that wait in WeChat conversations; return how many."""
    query = (
        select(Event, WechatUser)
        .join(Conversation, Conversation.id == Event.conversation_id)
        .join(WechatUser, WechatUser.conversation_id == Conversation.id)
        .where(Event.delivered_at.is_(None), Conversation.channel == "wechat")
        .where(or_(Event.until.is_(None), Event.until > now))
        .where(~exists().where(WechatMessage.event_id == Event.id))
        .order_by(Event.id)
        .limit(_AT_ONCE)
    )
    count = 0
    for event, user in session.execute(query):
        reply = Reply.model_validate(event.reply)
        notice = notice_of(event.kind, reply)
        shown = render(with_calendar_keys(sessions, reply), "numbers", base)
        if shown.text:
            parts = in_parts(shown.text, words()["more"], BURST)
            put(session, seal, user.id, "due", parts, now, kind=event.kind, event_id=event.id, notice=notice)
            user.offered, user.offered_at = shown.offered.dump(), now
        else:
            events.delivered(Office(session, now), [event.id])
        count += 1
    return count


def claim_due(session: Session, seal: Seal, now: datetime) -> list[Due]:
    """Claim messages whose time has come, of each user the oldest alone."""
    lost = update(WechatMessage).where(WechatMessage.state == "sending", WechatMessage.due_at < now - _CLAIM)
    session.execute(lost.values(state="kept"))
    other = aliased(WechatMessage)
    earlier = exists().where(
        other.user_id == WechatMessage.user_id, other.id < WechatMessage.id, other.state.in_(("due", "sending"))
    )
    query = (
        select(WechatMessage, WechatUser)
        .join(WechatUser, WechatUser.id == WechatMessage.user_id)
        .where(WechatMessage.state == "due", WechatMessage.due_at <= now, ~earlier)
        .order_by(WechatMessage.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=WechatMessage)
    )
    found = []
    for row, user in session.execute(query):
        if row.event_id is None and row.kind not in ANSWERS:  # the event was taken back
            row.state = "unreached"
            continue
        row.state, row.due_at = "sending", now
        found.append(
            Due(
                row.id, user.adapter, user.account, user.id, str(seal.open(user.sealed)), row.kind,
                tuple(seal.open(row.parts)), row.sent, row.attempts, row.notice, tuple(user.consents),
            )
        )  # fmt: skip
    return found


def may_send(session: Session, due: Due, now: datetime) -> bool:
    """Take one from the user's quota: an answer leaves one of the five for a reminder or a person of the office."""
    return spend(session, due.user_id, now, leave=1 if due.kind == "answer" else 0)


def sent_one(session: Session, seal: Seal, due: Due, remaining: list[str], now: datetime) -> None:
    """Note that one part went out and what is left of the message."""
    row = session.get(WechatMessage, due.id)
    if row is None:
        return
    row.sent, row.attempts, row.due_at = row.sent + 1, 0, now
    if remaining:
        row.parts = seal.close(remaining)
        if row.sent >= BURST:
            row.state = "rest"
    else:
        row.state = "sent"
    if row.event_id is not None and row.state in ("rest", "sent"):
        events.delivered(Office(session, now), [row.event_id])


def ended(session: Session, due: Due, state: str, now: datetime) -> None:
    """Note that a message will not be sent: `kept` for the next message, `failed`, or `unreached`."""
    row = session.get(WechatMessage, due.id)
    if row is not None:
        row.state, row.due_at = state, now


def notified(session: Session, due: Due, number: str, now: datetime) -> None:
    """Note that a notice took the place of the message; the platform's `number` of it comes back with the outcome."""
    row = session.get(WechatMessage, due.id)
    if row is not None:
        row.state, row.notice = "sent", f"number:{number}" if number else ""
        if row.event_id is not None:
            events.delivered(Office(session, now), [row.event_id])


def again(session: Session, due: Due, at: datetime) -> None:
    """Send a message again later."""
    row = session.get(WechatMessage, due.id)
    if row is not None:
        row.state, row.attempts, row.due_at = "due", row.attempts + 1, at


def unreachable(session: Session, due: Due, now: datetime) -> None:
    """Note that the user cannot be reached any more."""
    user = session.get(WechatUser, due.user_id)
    if user is not None:
        user.reachable = False
    exhausted(session, due.user_id)
    ended(session, due, "unreached", now)


def no_consent(session: Session, due: Due, template: str) -> None:
    """Note that the user's consent to a notice is gone."""
    user = session.get(WechatUser, due.user_id)
    if user is not None:
        user.consents = [kept for kept in user.consents if kept != template]


def sweep(session: Session, seal: Seal, now: datetime, before: datetime, apology: str, *, customer: bool) -> int:
    """Tell the users whose message nobody works on any more that it failed; return how many."""
    query = select(WechatDelivery).where(
        WechatDelivery.state.in_(("running", "parked")), WechatDelivery.created_at < before
    )
    rows = list(session.scalars(query.limit(_AT_ONCE).with_for_update(skip_locked=True)))
    for row in rows:
        row.state = "failed"
        if row.user_id is not None:
            put(session, seal, row.user_id, "due" if customer else "kept", [apology], now)
    return len(rows)
