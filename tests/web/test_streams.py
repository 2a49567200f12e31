"""Open streams: one query for all, each event once, places that are limited and given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy.exc import OperationalError

from web.streams import OF_A_CONVERSATION, Streams, TooManyStreams


@dataclass
class Table:
    """Events as rows (id, conversation); `queries` counts how often anybody looked for new ones."""

    rows: list[tuple[int, str]] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)
    queries: int = 0
    broken: bool = False

    async def newest(self) -> int:
        return max((number for number, _ in self.rows), default=0)

    async def since(self, after: int) -> list[tuple[int, str]]:
        self.queries += 1
        if self.broken:
            raise OperationalError("select", {}, Exception("gone"))
        return sorted(row for row in self.rows if row[0] > after)[:1000]

    def frames(self, conversation: str) -> Callable[[int], Awaitable[list[tuple[int, bytes]]]]:
        async def read(after: int) -> list[tuple[int, bytes]]:
            own = (number for number, name in sorted(self.rows) if name == conversation)
            return [(number, b"%d" % number) for number in own if number > after or number not in self.noted]

        return read

    async def delivered(self, ids: list[int]) -> None:
        self.noted += ids


def streams_of(table: Table, most: int = 100, heartbeat: float = 5.0) -> Streams:
    return Streams(table.newest, table.since, most, heartbeat)


def opened(
    streams: Streams, table: Table, conversation: str, after: int = 0, address: str = "a"
) -> AsyncIterator[bytes]:
    stream = streams.take(conversation, address)
    return streams.run(stream, after, table.frames(conversation), table.delivered)


async def next_of(frames: AsyncIterator[bytes], seconds: float = 3.0) -> bytes:
    return await asyncio.wait_for(anext(frames), seconds)


def test_what_waited_comes_first_and_what_is_written_later_follows_and_both_are_noted() -> None:
    async def scene() -> None:
        table = Table([(1, "甲"), (2, "乙")])
        streams = streams_of(table)
        frames = opened(streams, table, "甲")
        assert await next_of(frames) == b"retry: 3000\n\n"
        assert await next_of(frames) == b"1"
        later = asyncio.ensure_future(next_of(frames))
        await asyncio.sleep(0.05)
        table.rows += [(3, "乙"), (4, "甲")]
        streams.wake()
        assert await later == b"4"
        streams.close()
        with pytest.raises(StopAsyncIteration):
            await next_of(frames)
        assert table.noted == [1, 4]

    asyncio.run(scene())


def test_an_event_that_comes_to_light_below_a_newer_one_is_sent_too() -> None:
    async def scene() -> None:
        table = Table([(7, "甲")])
        streams = streams_of(table)
        frames = opened(streams, table, "甲")
        await next_of(frames)
        assert await next_of(frames) == b"7"
        later = asyncio.ensure_future(next_of(frames))
        await asyncio.sleep(0.05)
        table.rows.append((6, "甲"))  # its transaction took longer
        streams.wake()
        assert await later == b"6"
        streams.close()

    asyncio.run(scene())


def test_a_client_that_comes_back_gets_what_it_has_not_seen() -> None:
    async def scene() -> None:
        table = Table([(1, "甲"), (2, "甲"), (3, "甲")], noted=[1, 2])
        frames = opened(streams_of(table), table, "甲", after=2)
        await next_of(frames)
        assert await next_of(frames) == b"3"

    asyncio.run(scene())


def test_a_hundred_streams_cost_as_many_queries_as_one() -> None:
    async def scene() -> None:
        table = Table()
        streams = streams_of(table, most=1000)
        waiting = []
        for number in range(100):
            frames = opened(streams, table, f"会话{number}")
            await next_of(frames)
            waiting.append(asyncio.ensure_future(next_of(frames, 10)))
        await asyncio.sleep(2.2)
        assert table.queries <= 5
        table.rows += [(number, f"会话{number}") for number in range(1, 100)]
        streams.wake()
        done, _ = await asyncio.wait(waiting, timeout=1.5)
        assert len(done) == 99
        streams.close()

    asyncio.run(scene())


def test_a_quiet_stream_beats() -> None:
    async def scene() -> None:
        table = Table()
        frames = opened(streams_of(table, heartbeat=0.05), table, "甲")
        await next_of(frames)
        assert await next_of(frames) == b": \n\n"

    asyncio.run(scene())


def test_the_oldest_stream_of_a_conversation_gives_way_and_is_told_so() -> None:
    async def scene() -> None:
        table = Table()
        streams = streams_of(table)
        first = opened(streams, table, "甲")
        await next_of(first)
        waiting = asyncio.ensure_future(next_of(first))
        await asyncio.sleep(0.05)
        others = [opened(streams, table, "甲") for _ in range(OF_A_CONVERSATION)]
        for other in others:
            await next_of(other)
        assert (await waiting).startswith(b"event: replaced")
        assert streams.count == OF_A_CONVERSATION
        streams.close()

    asyncio.run(scene())


def test_places_are_limited_by_process_and_address_and_given_back() -> None:
    async def scene() -> None:
        table = Table()
        streams = streams_of(table, most=4)
        held = [opened(streams, table, f"会话{number}") for number in range(2)]
        for frames in held:
            await next_of(frames)
        with pytest.raises(TooManyStreams):
            opened(streams, table, "会话9")
        elsewhere = opened(streams, table, "会话3", address="b")
        await next_of(elsewhere)
        await held[0].aclose()  # type: ignore[attr-defined]  # an async generator
        assert streams.count == 2
        again = opened(streams, table, "会话4")
        await next_of(again)
        streams.close()
        assert streams.count == 0
        with pytest.raises(TooManyStreams):
            opened(streams, table, "会话5", address="c")

    asyncio.run(scene())


def test_a_database_that_fails_ends_the_streams_and_the_next_one_begins_anew() -> None:
    async def scene() -> None:
        table = Table()
        streams = streams_of(table)
        frames = opened(streams, table, "甲")
        await next_of(frames)
        waiting = asyncio.ensure_future(next_of(frames))
        await asyncio.sleep(0.05)
        table.broken = True
        streams.wake()
        with pytest.raises(StopAsyncIteration):
            await waiting
        assert streams.count == 0
        table.broken = False
        table.rows.append((1, "甲"))
        again = opened(streams, table, "甲")
        await next_of(again)
        assert await next_of(again) == b"1"
        streams.close()

    asyncio.run(scene())
