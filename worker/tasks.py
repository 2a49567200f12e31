"""The tasks by the clock: holds that ran out are freed, old conversations are forgotten."""

from __future__ import annotations

import logging

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.appointments.visits import release_expired
from knowledge.clock import Clock
from knowledge.conversations import forget_old
from knowledge.database import session_factory
from knowledge.office import Office

logger = logging.getLogger(__name__)
# Days that an anonymous conversation is kept after its last turn (domain notes 06, PIPL Art. 19).
CONVERSATION_DAYS = 7


def register(queue: Huey, engine: Engine, clock: Clock) -> None:
    """Register the periodic tasks with a queue."""
    sessions = session_factory(engine, writes=True)

    def free_holds() -> None:
        with sessions() as session, session.begin():
            freed = release_expired(Office(session, clock()))
        if freed:
            logger.info("holds that ran out: %s", freed)

    def forget() -> None:
        with sessions() as session, session.begin():
            gone = forget_old(session, clock(), CONVERSATION_DAYS)
        logger.info("conversations forgotten: %s", gone)

    queue.periodic_task(crontab(minute="*"))(free_holds)
    queue.periodic_task(crontab(minute="17", hour="3"))(forget)
