"""Events: told in a conversation without being asked, each once; a channel delivers them and says when it did."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from knowledge.blocks import Reply
from knowledge.models import Event
from knowledge.office import Office


def tell(office: Office, conversation: str, kind: str, key: str, reply: Reply) -> bool:
    """Write an event for a conversation, which must be kept; False if one with this `key` was written before.

    `kind` (at most 20 characters) says what it is about. The session must be one for writing; the caller commits.
    """
    if office.session.scalar(select(Event.id).where(Event.key == key)) is not None:
        return False
    event = Event(
        conversation_id=conversation,
        kind=kind,
        key=key,
        reply=reply.model_dump(mode="json"),
        created_at=office.now,
    )
    try:
        with office.session.begin_nested():
            office.session.add(event)
    except IntegrityError:  # another process was faster
        return False
    return True


def waiting(office: Office, conversation: str, after: int = 0) -> list[Event]:
    """Return the events of a conversation with an id above `after`, in order, delivered or not."""
    query = select(Event).where(Event.conversation_id == conversation, Event.id > after).order_by(Event.id)
    return list(office.session.scalars(query))


def delivered(office: Office, events: Iterable[int]) -> None:
    """Note that these events (ids) reached the applicant; one that was noted before keeps its time."""
    ids = list(events)
    office.session.execute(
        update(Event).where(Event.id.in_(ids), Event.delivered_at.is_(None)).values(delivered_at=office.now)
    )
