"""The task that counts: closed days and the closed week, before the nightly job deletes what they are counted from."""

from __future__ import annotations

import logging

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.desk.anonymous import keep_weeks
from knowledge.desk.day_figures import keep_days
from knowledge.office import Office

logger = logging.getLogger(__name__)


def count(engine: Engine, clock: Clock) -> tuple[int, int]:
    """Keep what is not kept yet; return how many days and weeks."""
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, clock())
        return keep_days(office), keep_weeks(office)


def register(queue: Huey, engine: Engine, clock: Clock) -> None:
    """Register the task with a queue."""

    def counted() -> None:
        days, weeks = count(engine, clock)
        if days or weeks:
            logger.info("figures kept: %s days, %s weeks", days, weeks)

    # The queue counts in UTC: from 00:41 to 02:41 in Chongqing; what is deleted is deleted at 03:17.
    queue.periodic_task(crontab(minute="41", hour="16-18"))(counted)
