"""Events: what is to reach an applicant without being asked; a channel delivers them and says when it did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


class Event(Base):
    """Something to tell in a conversation; `key` is unique, so that nothing is told twice.

    `reply` is a reply of blocks, as the channels render it; after `until` it is of no use and not told any more.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    reply: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
