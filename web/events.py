"""What reached a conversation: its history after a reload, and its events as they go over an open stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge import events
from knowledge.blocks import Reply
from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.history import Past, history
from knowledge.models import Conversation
from knowledge.office import Office
from web.receipts import receipt_link
from web.sessions import Sessions, with_calendar_keys

Result = TypeVar("Result")
_MOST = 1000


class Events:
    """History and events of the web's conversations."""

    def __init__(self, engine: Engine, clock: Clock, sessions: Sessions) -> None:
        self._reading, self._writing = session_factory(engine), session_factory(engine, writes=True)
        self._clock, self._sessions = clock, sessions

    async def history(self, conversation: str) -> dict[str, Any]:
        """Return what was said and shown in a conversation, with the number of its last event and the office's time."""
        past = await self._read(lambda office: history(office.session, conversation))
        last = max((one.event for one in past), default=0)
        return {"entries": [self._shown(one) for one in past], "last_event": last, "now": self.now()}

    def now(self) -> str:
        """Return the office's time, against which a browser reckons what is left of a hold."""
        return stamp(self._clock())

    async def newest(self) -> int:
        """Return the id of the newest event of all conversations."""
        return await self._read(events.newest)

    async def since(self, after: int) -> list[tuple[int, str]]:
        """Return id and conversation of the events above `after`, at most 1,000."""
        return await self._read(lambda office: events.written_since(office, after, _MOST))

    async def frames(self, conversation: str, after: int) -> list[tuple[int, bytes]]:
        """Return the events of a conversation that it has not seen, each as a frame of a stream."""

        def work(office: Office) -> list[tuple[int, bytes]]:
            rows = events.unseen(office, conversation, after)
            return [(row.id, _frame(row.id, self._event(Past.of_event(row)))) for row in rows]

        return await self._read(work)

    async def delivered(self, conversation: str, ids: list[int]) -> None:
        """Note events as delivered; what WeChat is to deliver stays to be done, the page shows it besides."""

        def work(office: Office) -> None:
            row = office.session.get(Conversation, conversation)
            if row is not None and row.channel == "web":
                events.delivered(office, ids)

        await self._run(self._writing, work)

    def _shown(self, past: Past) -> dict[str, Any]:
        if past.kind == "event":
            return self._event(past)
        return {
            "id": past.message_id,
            "said": past.said,
            "turn": past.turn,
            "receipt": receipt_link(self._sessions, past.receipt),
            "rated": past.rated,
            "at": stamp(past.at),
            **past.reply.shown(),
        }

    def _event(self, past: Past) -> dict[str, Any]:
        reply: Reply = with_calendar_keys(self._sessions, past.reply)
        return {"event": past.event, "about": past.about, "at": stamp(past.at), **reply.shown()}

    async def _read(self, work: Callable[[Office], Result]) -> Result:
        return await self._run(self._reading, work)

    async def _run(self, factory: Callable[[], Session], work: Callable[[Office], Result]) -> Result:
        def run() -> Result:
            with factory() as session, session.begin():
                return work(Office(session, self._clock()))

        return await asyncio.to_thread(run)


def stamp(moment: datetime) -> str:
    """Return a moment as it is shown to programs, to the second, with its zone."""
    return moment.isoformat(timespec="seconds")


def _frame(number: int, data: dict[str, Any]) -> bytes:
    # One line: JSON holds no line break of its own.
    return f"id: {number}\nevent: told\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
