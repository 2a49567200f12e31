"""The database of the channel, off the event loop: one transaction a step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.database import session_factory
from knowledge.personal.wechat_seal import Seal
from web.wechat import messages
from web.wechat.deliveries import Claimed, Known, claim, look, park, parked, seen_again
from web.wechat.incoming import Incoming

Result = TypeVar("Result")


@dataclass(frozen=True)
class Store:
    """Reads and writes; `clock` tells the office's time."""

    engine: Engine
    seal: Seal
    clock: Callable[[], datetime]

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Run a function with a session for reading."""
        return await asyncio.to_thread(self.within, work, False)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run a function with a session for writing, and commit."""
        return await asyncio.to_thread(self.within, work, True)

    def within(self, work: Callable[[Session], Result], writes: bool) -> Result:
        """Run a function with a session here and now."""
        with session_factory(self.engine, writes=writes)() as session, session.begin():
            return work(session)

    async def claim(self, incoming: Incoming) -> Claimed | Known | None:
        """Claim a message."""
        return await self.write(lambda session: claim(session, self.seal, incoming, self.clock()))

    async def seen_again(self, key: str) -> Known:
        """Count one more delivery."""
        return await self.write(lambda session: seen_again(session, self.seal, key))

    async def look(self, key: str) -> Known | None:
        """Return how far a message is."""
        return await self.read(lambda session: look(session, self.seal, key))

    async def park(self, key: str) -> bool:
        """Note that the last delivery said 正在查询."""
        return await self.write(lambda session: park(session, key))

    async def waiting(self, user: int) -> bool:
        """Tell whether something waits for this user's 继续 or 结果, or is still on its way."""

        def work(session: Session) -> bool:
            return (
                messages.has_kept(session, user)
                or messages.has_rest(session, user, self.clock())
                or parked(session, user)
            )

        return await self.write(work)

    async def on_its_way(self, user: int) -> bool:
        """Tell whether an answer of this user that was asked for before is still being worked on."""
        return await self.read(lambda session: parked(session, user))
