"""Open event streams: one query a second of this process serves them all, each reads what it was told is there."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
# A browser comes back with its token, which may have run out meanwhile.
LONGEST_SECONDS = 3600.0
OF_A_CONVERSATION = 3
# Ids are given before a transaction ends: for so long an id below the newest may still come to light.
_GRACE_SECONDS = 30.0
_LOOK_BACK = 200
_BATCH = 1000

Frames = Callable[[int], Awaitable[list[tuple[int, bytes]]]]
Since = Callable[[int], Awaitable[list[tuple[int, str]]]]
Delivered = Callable[[list[int]], Awaitable[None]]


class TooManyStreams(Exception):
    """This process, or this address, has as many open streams as it may have."""


@dataclass(eq=False)
class _Stream:
    conversation: str
    address: str
    news: asyncio.Event = field(default_factory=asyncio.Event)
    over: str = ""  # why it ends
    taken: float = field(default_factory=time.monotonic)
    begun: bool = False


class Streams:
    """The open streams of this process.

    `newest` returns the id of the newest event, `since` id and conversation of the events above an id (at most 1,000);
    `most` streams are open at once, half of them from one address; `heartbeat` is in seconds.
    """

    def __init__(
        self, newest: Callable[[], Awaitable[int]], since: Since, most: int, heartbeat: float = HEARTBEAT_SECONDS
    ) -> None:
        self._newest, self._since, self._most, self._heartbeat = newest, since, most, heartbeat
        self._open: dict[str, list[_Stream]] = {}
        self._addresses: Counter[str] = Counter()
        self._poller: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._wake = asyncio.Event()
        self._closed = False

    @property
    def count(self) -> int:
        """How many streams are open."""
        return sum(self._addresses.values())

    def wake(self) -> None:
        """Look for new events at once; for whoever writes one in this process."""
        self._wake.set()

    def close(self) -> None:
        """End all streams, and let no new one begin: the process stops."""
        self._closed = True
        self._end_all("closing")
        if self._poller is not None:
            self._poller.cancel()

    def take(self, conversation: str, address: str) -> _Stream:
        """Return a place for a stream; the oldest of a conversation with too many gives way. Raises `TooManyStreams`.

        The place is free again when `run` ends.
        """
        own = self._open.setdefault(conversation, [])
        while len(own) >= OF_A_CONVERSATION:
            self._end(own[0], "replaced")
        if self._full(address):
            self._drop_unbegun()
        if self._closed or self._full(address):
            self._tidy(conversation)
            raise TooManyStreams
        stream = _Stream(conversation, address)
        self._open.setdefault(conversation, own).append(stream)
        self._addresses[address] += 1
        return stream

    def _full(self, address: str) -> bool:
        # One address may be a hall's own Wi-Fi, but not everybody.
        return self.count >= self._most or self._addresses[address] >= max(self._most // 2, 1)

    def _drop_unbegun(self) -> None:
        """Free the places of browsers that had gone before their stream began."""
        for stream in [stream for own in self._open.values() for stream in own]:
            if not stream.begun and time.monotonic() - stream.taken > HEARTBEAT_SECONDS:
                self._end(stream, "left")

    async def run(self, stream: _Stream, after: int, frames: Frames, delivered: Delivered) -> AsyncIterator[bytes]:
        """Yield what goes over the wire: the events above `after` as `frames(after)` gives them, and heartbeats.

        What was sent is noted with `delivered`. Ends after an hour, when the process stops, when another stream took
        its place, and when the database fails: a client comes back with the last id that it saw.
        """
        stream.begun = True
        sent: set[int] = set()
        until = time.monotonic() + LONGEST_SECONDS
        try:
            yield b"retry: 3000\n\n"
            await self._started()
            while not stream.over and time.monotonic() < until:
                stream.news.clear()
                fresh = [(number, frame) for number, frame in await frames(after) if number not in sent]
                for number, frame in fresh:
                    yield frame
                    sent.add(number)
                    after = max(after, number)
                if fresh:
                    await delivered([number for number, _ in fresh])
                if not stream.over and not await self._news(stream):
                    yield b": \n\n"
            if stream.over == "replaced":
                yield b"event: replaced\ndata: {}\n\n"
        except SQLAlchemyError as error:
            logger.error("a stream ends: %s", type(error).__name__)
        finally:
            self._end(stream, stream.over or "left")

    async def _news(self, stream: _Stream) -> bool:
        try:
            await asyncio.wait_for(stream.news.wait(), self._heartbeat)
        except TimeoutError:
            return False
        return True

    def _end(self, stream: _Stream, why: str) -> None:
        own = self._open.get(stream.conversation, [])
        if stream in own:
            own.remove(stream)
            self._addresses[stream.address] -= 1
            self._addresses += Counter()  # drops what is zero
        self._tidy(stream.conversation)
        stream.over = stream.over or why
        stream.news.set()

    def _end_all(self, why: str) -> None:
        for stream in [stream for own in self._open.values() for stream in own]:
            self._end(stream, why)

    def _tidy(self, conversation: str) -> None:
        if not self._open.get(conversation):
            self._open.pop(conversation, None)

    async def _started(self) -> None:
        """Wait until events of now on are seen; what was before each stream reads itself."""
        if self._poller is None or self._poller.done():
            self._ready.clear()
            self._poller = asyncio.create_task(self._poll())
        await self._ready.wait()

    async def _poll(self) -> None:
        low, seen = 0, dict[int, float]()
        while not self._closed:
            try:
                if not self._ready.is_set():
                    low = max(await self._newest() - _LOOK_BACK, 0)
                    seen = {number: time.monotonic() for number, _ in await self._since(low)}
                    self._ready.set()
                rows = await self._since(low)
            except SQLAlchemyError as error:
                logger.error("events are not seen: %s", type(error).__name__)
                self._ready.set()
                self._end_all("failed")
                return
            now = time.monotonic()
            for number, conversation in rows:
                if number not in seen:
                    seen[number] = now
                    for stream in self._open.get(conversation, []):
                        stream.news.set()
            low = max([low, *(number for number, at in seen.items() if at < now - _GRACE_SECONDS)])
            if len(rows) >= _BATCH:
                low = max(low, rows[-1][0])
                continue
            seen = {number: at for number, at in seen.items() if number > low}
            if not self._open:
                return
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), EVERY_SECONDS)
