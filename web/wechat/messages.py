"""Texts for a user that no passive reply carried: due, kept for the next message, or the rest behind 继续.

Every function takes a session for writing; the caller commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge import events
from knowledge.models import Event, WechatMessage
from knowledge.office import Office
from knowledge.personal.wechat_seal import Seal
from web.wechat.parts import unmarked

# The kinds that belong to no event; of others the event may be taken back before it was told.
ANSWERS = ("answer", "parked")
# What was kept longer is of no use to anybody.
_PATIENCE = timedelta(hours=48)
# An answer that the user did not come for within half an hour is not told before the next one.
_PARKED = timedelta(minutes=30)


def put(session: Session, seal: Seal, user: int, state: str, parts: list[str], now: datetime, **more: object) -> None:
    """Keep texts for a user; `more` are columns of the row (kind, sent, event_id, notice)."""
    values = {"kind": "answer", **more}
    row = WechatMessage(user_id=user, state=state, parts=seal.close(parts), due_at=now, created_at=now, **values)
    session.add(row)


def take_kept(session: Session, seal: Seal, user: int, now: datetime) -> list[str]:
    """Return the texts that wait for the user's next message, and note that they are shown with it."""
    texts = []
    for row in _rows(session, user, ("kept", "failed")):
        event = session.get(Event, row.event_id) if row.event_id is not None else None
        gone = row.event_id is None and row.kind not in ANSWERS
        over = gone or (event is not None and event.until is not None and event.until <= now)
        old = now - row.created_at
        if over or old > _PATIENCE or (row.kind == "parked" and old > _PARKED):
            row.state = "unreached"
            continue
        row.state = "shown"
        texts.append("\n".join(unmarked(part) for part in seal.open(row.parts)))
        if row.event_id is not None:
            events.delivered(Office(session, now), [row.event_id])
    return texts


def take_rest(session: Session, seal: Seal, user: int, now: datetime) -> list[str]:
    """Return the parts that wait behind 继续, the newest answer's; older ones are dropped."""
    rows = [row for row in _rows(session, user, ("rest",)) if now - row.created_at <= _PATIENCE]
    for row in rows:
        row.state = "shown"
    return list(seal.open(rows[-1].parts)) if rows else []


def has_rest(session: Session, user: int, now: datetime) -> bool:
    """Tell whether parts wait behind 继续."""
    return any(now - row.created_at <= _PATIENCE for row in _rows(session, user, ("rest",)))


def has_kept(session: Session, user: int) -> bool:
    """Tell whether texts wait for the user's next message."""
    return bool(_rows(session, user, ("kept", "failed")))


def drop_rest(session: Session, user: int) -> None:
    """Drop what waits behind 继续: a newer long answer takes its place."""
    session.execute(delete(WechatMessage).where(WechatMessage.user_id == user, WechatMessage.state == "rest"))


def forget_messages(session: Session, before: datetime) -> int:
    """Delete texts that nobody waits for any more; return how many."""
    over = delete(WechatMessage).where(
        WechatMessage.created_at < before, WechatMessage.state.not_in(("due", "sending"))
    )
    return int(session.execute(over).rowcount)  # type: ignore[attr-defined]


def notice_failed(session: Session, user: int, number: str) -> None:
    """Note that a notice did not reach the user after all: its text comes with his next message."""
    query = select(WechatMessage).where(WechatMessage.user_id == user, WechatMessage.notice == f"number:{number}")
    row = session.scalar(query)
    if row is None:
        return
    row.state = "failed"
    if row.event_id is not None:
        session.execute(update(Event).where(Event.id == row.event_id).values(delivered_at=None))


def _rows(session: Session, user: int, states: tuple[str, ...]) -> list[WechatMessage]:
    query = select(WechatMessage).where(WechatMessage.user_id == user, WechatMessage.state.in_(states))
    return list(session.scalars(query.order_by(WechatMessage.id).with_for_update()))
