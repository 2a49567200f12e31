"""The history of a conversation: its turns and events in the order in which they were shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.blocks import Reply
from knowledge.models import Event, Turn
from knowledge.settings import ZONE

# More than anybody scrolls through; the oldest are left out.
MOST = 200


@dataclass(frozen=True)
class Past:
    """A turn or an event as it was shown; `at` is the office's time.

    A turn has its reference, the id under which the message came, what was said (masked), the number of its receipt and
    whether it was rated; an event its number and kind.
    """

    kind: Literal["turn", "event"]
    at: datetime
    reply: Reply
    turn: str = ""
    message_id: str = ""
    said: str = ""
    receipt: str | None = None
    rated: bool = False
    event: int = 0
    about: str = ""

    @classmethod
    def of_event(cls, row: Event) -> Past:
        """Return an event as it is shown."""
        reply = Reply.model_validate(row.reply)
        return cls(kind="event", at=row.created_at.astimezone(ZONE), reply=reply, event=row.id, about=row.kind)


def history(session: Session, conversation: str, most: int = MOST) -> list[Past]:
    """Return the last turns and events of a conversation, oldest first; turns that failed are left out.

    A message that failed may be sent again and then stands here with its answer.
    """
    own = select(Turn).where(Turn.conversation_id == conversation, Turn.status != "failed")
    turns = session.scalars(own.order_by(Turn.id.desc()).limit(most))
    told = select(Event).where(Event.conversation_id == conversation).order_by(Event.id.desc()).limit(most)
    past = [_turn(row) for row in reversed(list(turns))] + [
        Past.of_event(row) for row in reversed(list(session.scalars(told)))
    ]
    return sorted(past, key=lambda one: one.at)[-most:]  # sorting keeps the order of what came at one moment


def _turn(row: Turn) -> Past:
    return Past(
        kind="turn",
        at=row.at.astimezone(ZONE),
        reply=Reply.model_validate(row.reply),
        turn=row.ref,
        message_id=row.message_id,
        said=row.text,
        receipt=row.receipt,
        rated=row.helpful is not None,
    )
