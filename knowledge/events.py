"""Events: told in a conversation without being asked, each once; a channel delivers them and says when it did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.blocks import Reply
from knowledge.conversations import prepare
from knowledge.models import Event
from knowledge.office import Office


def tell(
    office: Office, conversation: str, kind: str, key: str, reply: Reply, *, until: datetime | None = None
) -> bool:
    """Write an event for a conversation, which must be kept; False if one with this `key` was written before.

    `kind` (at most 20 characters) says what it is about; after `until` it is of no use and not told any more. What the
    reply offers gets its ids here, as in a turn, so that every channel shows the same ones. The session must be one for
    writing; the caller commits.
    """
    if office.session.scalar(select(Event.id).where(Event.key == key)) is not None:
        return False
    try:
        with office.session.begin_nested():
            ready = prepare(office.session, conversation, reply, office.now)
            office.session.add(
                Event(
                    conversation_id=conversation,
                    kind=kind,
                    key=key,
                    reply=ready.model_dump(mode="json"),
                    created_at=office.now,
                    until=until,
                )
            )
    except IntegrityError:  # another process was faster
        return False
    return True


def waiting(office: Office, conversation: str, after: int = 0) -> list[Event]:
    """Return the events of a conversation with an id above `after`, in order, delivered or not, that are of use."""
    chosen = (Event.conversation_id == conversation, Event.id > after, of_use(office.now))
    return list(office.session.scalars(select(Event).where(*chosen).order_by(Event.id)))


def of_use(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an event is of use at this moment."""
    return or_(Event.until.is_(None), Event.until > now)


def unseen(office: Office, conversation: str, after: int = 0) -> list[Event]:
    """Return the events of a conversation with an id above `after`, and those that were never delivered, in order.

    Ids are given before a transaction ends: one that was written longer may come to light below `after`.
    """
    new = or_(Event.id > after, Event.delivered_at.is_(None))
    chosen = (Event.conversation_id == conversation, new, of_use(office.now))
    query = select(Event).where(*chosen).order_by(Event.id)
    return list(office.session.scalars(query))


def newest(office: Office) -> int:
    """Return the id of the newest event, 0 if there is none."""
    return office.session.scalar(select(func.max(Event.id))) or 0


def written_since(office: Office, after: int, most: int) -> list[tuple[int, str]]:
    """Return id and conversation of the events of all conversations above `after`, in order, at most `most`."""
    query = select(Event.id, Event.conversation_id).where(Event.id > after).order_by(Event.id).limit(most)
    return [(number, conversation) for number, conversation in office.session.execute(query)]


def delivered(office: Office, events: Iterable[int]) -> None:
    """Note that these events (ids) reached the applicant; one that was noted before keeps its time."""
    ids = list(events)
    office.session.execute(
        update(Event).where(Event.id.in_(ids), Event.delivered_at.is_(None)).values(delivered_at=office.now)
    )
