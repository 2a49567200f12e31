"""Sending to WeChat beside the queue: a thread with an event loop of its own, so that no answer waits for a minute."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.settings import Settings
from web.wechat.channel import make_courier, make_store

_PATIENCE_SECONDS = 20


@contextmanager
def sending(settings: Settings, engine: Engine, clock: Clock) -> Iterator[None]:
    """Send what is due while this lasts, if a WeChat channel is on; what is being sent at the end is sent."""
    if not (settings.wechat_on or settings.wecom_on):
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(settings, engine, clock, stop), name="courier", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_PATIENCE_SECONDS)


def _run(settings: Settings, engine: Engine, clock: Clock, stop: threading.Event) -> None:
    async def work() -> None:
        async with AsyncExitStack() as stack:
            courier = await make_courier(settings, make_store(settings, engine, clock), stack)
            await courier.run(stop)

    asyncio.run(work())
