"""The bot's memory of conversations: one row each, cut down when long, so that turn 200 costs what turn 1 costs.

Rasa replays a conversation's events on every message and sends all of them with every action call. When a conversation
has grown to `most_turns` turns, its older part is replaced here by the events that lead to the same state: session
start, slots, active form, waiting. The last `kept_turns` turns stay as they were.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

_SECONDS_A_DAY = 86_400
_HOUR = 3_600
_CREATE = sa.text(
    "CREATE TABLE IF NOT EXISTS bot_tracker "
    "(sender_id VARCHAR(255) PRIMARY KEY, saved_at DOUBLE PRECISION NOT NULL, tracker TEXT NOT NULL)"
)
_READ = sa.text("SELECT tracker FROM bot_tracker WHERE sender_id = :sender_id")
_WRITE = sa.text(
    "INSERT INTO bot_tracker (sender_id, saved_at, tracker) VALUES (:sender_id, :saved_at, :tracker) "
    "ON CONFLICT (sender_id) DO UPDATE SET saved_at = excluded.saved_at, tracker = excluded.tracker"
)
_KEYS = sa.text("SELECT sender_id FROM bot_tracker ORDER BY sender_id")
_FORGET = sa.text("DELETE FROM bot_tracker WHERE saved_at < :before")


class BoundedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keeps trackers in SQLite or PostgreSQL (`url` in endpoints.yml)."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any = None,
        most_turns: int = 12,
        kept_turns: int = 4,
        days: float = 7,
        **options: Any,
    ) -> None:
        if not host:
            raise ValueError("the tracker store needs a url in endpoints.yml (BOT_TRACKER_URL)")
        if not 0 < kept_turns < most_turns:
            raise ValueError(f"kept_turns ({kept_turns}) must lie between 0 and most_turns ({most_turns})")
        super().__init__(domain, event_broker, **options)
        self._most_turns = most_turns
        self._kept_turns = kept_turns
        self._keep_seconds = days * _SECONDS_A_DAY
        self._forgot_at = 0.0
        self._engine = open_engine(host)
        # A local file answers within a tenth of a millisecond, less than a thread costs; a server is waited for in one.
        self._local = self._engine.dialect.name == "sqlite"
        with self._engine.begin() as connection:
            connection.execute(_CREATE)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the conversation, cut down if it has become long."""
        await self.stream_events(tracker)
        events = compact(list(tracker.events), self._most_turns, self._kept_turns, self.init_tracker(tracker.sender_id))
        kept = self.init_tracker(tracker.sender_id)
        kept.events.extend(events)
        await self._run(self._write, tracker.sender_id, self.serialise_tracker(kept))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Give the conversation, or None if there is none."""
        stored = await self._run(self._read, sender_id)
        return self.deserialise_tracker(sender_id, stored) if stored is not None else None

    async def keys(self) -> Iterable[str]:
        """Give the ids of all conversations."""
        found: list[str] = await self._run(self._read_keys)
        return found

    async def _run(self, function: Any, *arguments: Any) -> Any:
        return function(*arguments) if self._local else await asyncio.to_thread(function, *arguments)

    def _write(self, sender_id: str, serialised: str) -> None:
        now = time.time()
        with self._engine.begin() as connection:
            connection.execute(_WRITE, {"sender_id": sender_id, "saved_at": now, "tracker": serialised})
            if now - self._forgot_at > _HOUR:
                self._forgot_at = now
                connection.execute(_FORGET, {"before": now - self._keep_seconds})

    def _read(self, sender_id: str) -> str | None:
        with self._engine.connect() as connection:
            stored: str | None = connection.execute(_READ, {"sender_id": sender_id}).scalar()
        return stored

    def _read_keys(self) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(_KEYS).scalars())


def compact(events: Sequence[Event], most_turns: int, kept_turns: int, blank: DialogueStateTracker) -> Sequence[Event]:
    """Give the events themselves, or, if they hold `most_turns` turns, fewer that lead to the same state.

    `blank` is a new tracker of the same conversation; it is used to replay the part that goes.
    """
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) < most_turns:
        return events
    cut = turns[-kept_turns]
    initial = {name: slot.value for name, slot in blank.slots.items()}
    blank.events.extend(events[:cut])
    blank.replay_events()
    return [*_leading_to(blank, initial, events[cut - 1].timestamp), *events[cut:]]


def _leading_to(tracker: DialogueStateTracker, initial: dict[str, Any], moment: float) -> list[Event]:
    """Give the events that lead from nothing to the state of a tracker that waits for a message."""
    start: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=moment), SessionStarted(timestamp=moment)]
    loop = tracker.active_loop
    if loop is not None and loop.name:
        start += [ActionExecuted(loop.name, timestamp=moment), ActiveLoop(loop.name, timestamp=moment)]
        if loop.is_interrupted:
            start.append(LoopInterrupted(True, timestamp=moment))
    start += [
        SlotSet(name, slot.value, timestamp=moment)
        for name, slot in tracker.slots.items()
        if slot.value != initial[name]
    ]
    return [*start, ActionExecuted(ACTION_LISTEN_NAME, timestamp=moment)]


def open_engine(url: str) -> sa.engine.Engine:
    """Open a database by URL: SQLite in WAL mode, or PostgreSQL by psycopg2 (the driver of this environment)."""
    if url.startswith("sqlite"):
        path = url.partition("///")[2]
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        # Kept open: closing the last connection of a file in WAL mode writes all of it back, at every message.
        pool = {"poolclass": sa.pool.QueuePool} if path else {}
        engine = sa.create_engine(url, connect_args={"timeout": 3, "check_same_thread": False}, **pool)
        sa.event.listen(engine, "connect", _tune_sqlite)
        return engine
    if url.startswith(("postgresql", "postgres")):
        # The other processes speak psycopg 3, which SQLAlchemy 1.4 does not know.
        plain = sa.engine.make_url("postgresql" + url[url.index(":") :]).set(drivername="postgresql+psycopg2")
        return sa.create_engine(plain, pool_pre_ping=True, connect_args={"connect_timeout": 3})
    raise ValueError(f"the tracker store knows sqlite and postgresql, not {url.partition(':')[0]}")


def _tune_sqlite(connection: Any, _record: Any) -> None:
    """Let readers and the writer work side by side; a power cut may cost the last turn, never the file."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
