"""How a message ends: its answer goes into the open delivery, to the worker, or waits; decided in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.models import WechatDelivery, WechatUser
from knowledge.personal.wechat_seal import Seal
from web.wechat import messages
from web.wechat.answers import Said
from web.wechat.parts import in_parts
from web.wechat.words import words

# Of the five customer messages one question uses at most three (a passive reply counts as one).
BURST = 3


@dataclass(frozen=True)
class Ending:
    """The end of a message: the text of the passive reply, or None where the answer goes another way."""

    text: str | None


def finish(
    session: Session, seal: Seal, key: str, user: int, said: Said, *, open_now: bool, customer: bool, now: datetime
) -> Ending:
    """Keep what was said and where it goes; `open_now`: a delivery waits for it; `customer`: the worker may send."""
    row = session.get(WechatDelivery, key, with_for_update=True)
    passive = open_now and row is not None and row.state == "running"
    if session.get(WechatUser, user) is None:  # the user left in the meantime
        if row is not None:
            row.state = "handed_over"
        return Ending("" if passive else None)
    parts = _parts(session, seal, user, said, customer=customer, passive=passive, now=now)
    _remember(session, seal, user, said, now)
    if passive:
        first, following = (parts[0], parts[1:]) if parts else ("", [])
        if following:
            messages.put(session, seal, user, "due" if customer else "rest", following, now, sent=1)
        if row is not None:
            row.state, row.replied_at = "answered", int(now.timestamp())
            row.reply = seal.close(first) if first else None
        return Ending(first)
    if row is not None:
        row.state = "handed_over"
    if parts:
        kind = "answer" if customer else "parked"
        messages.put(session, seal, user, "due" if customer else "kept", parts, now, kind=kind)
    return Ending(None)


def note_answered(session: Session, seal: Seal, key: str, user: int, said: Said, now: datetime) -> None:
    """Note afterwards what a delivery was answered with, when the database could not be written at the time."""
    row = session.get(WechatDelivery, key, with_for_update=True)
    if row is None or session.get(WechatUser, user) is None:
        return
    first, *rest = in_parts(said.text, words()["more"], 1)
    row.state, row.replied_at, row.reply = "answered", int(now.timestamp()), seal.close(first)
    if rest:
        messages.put(session, seal, user, "rest", rest, now, sent=1)
    _remember(session, seal, user, said, now)


def hand_over(session: Session, seal: Seal, key: str, user: int, text: str, *, customer: bool, now: datetime) -> None:
    """Send an answer another way whose delivery was given up while it was being kept."""
    row = session.get(WechatDelivery, key, with_for_update=True)
    if row is not None:
        row.state = "handed_over"
    kind = "answer" if customer else "parked"
    messages.put(session, seal, user, "due" if customer else "kept", [text], now, kind=kind)


def _parts(
    session: Session, seal: Seal, user: int, said: Said, *, customer: bool, passive: bool, now: datetime
) -> list[str]:
    """The answer in parts, after what was kept for this user; 继续 alone brings the rest as it was cut."""
    if said.waiting and not passive:
        return []  # nobody sees it: what waits goes on waiting
    takes = (passive or customer) and bool(said.text or said.waiting)
    kept = messages.take_kept(session, seal, user, now) if takes else []
    if said.waiting and not kept:
        return messages.take_rest(session, seal, user, now) or [words()["nothing_yet"]]
    text = "\n\n".join(part for part in [*kept, said.text] if part)
    if not text:
        return []
    parts = in_parts(text, words()["more"], BURST if customer else 1)
    if len(parts) > 1:
        messages.drop_rest(session, user)
    return parts


def _remember(session: Session, seal: Seal, user: int, said: Said, now: datetime) -> None:
    row = session.get(WechatUser, user)
    if row is None or said.aside:
        return
    row.offered, row.offered_at = said.offered.dump(), now
    row.form = seal.close(said.form.dump()) if said.form is not None else None
    row.form_at = now if said.form is not None else None
