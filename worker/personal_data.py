"""The tasks that delete personal data: every night what is over, every minute what an applicant wished deleted."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.office import Office
from knowledge.personal.dialogues import forget_dialogues
from knowledge.personal.periods import periods
from knowledge.personal.retaining import retain
from knowledge.sms import forget_files

logger = logging.getLogger(__name__)


def forget(engine: Engine, clock: Clock, messages: Path) -> None:
    """Delete what is over, files of short messages included, and log the report."""
    with session_factory(engine, writes=True)() as session, session.begin():
        run = retain(Office(session, clock()))
        deleted, overdue = dict(run.deleted), dict(run.overdue)
    deleted["short_messages"] = forget_files(messages, clock(), periods()["short_message"])
    logger.info("forgotten: %s", ", ".join(f"{count} {name}" for name, count in deleted.items()))
    left = {name: count for name, count in overdue.items() if count}
    if left:
        logger.error("overdue for deletion: %s", ", ".join(f"{count} {name}" for name, count in left.items()))


def register(queue: Huey, engine: Engine, tracker: Engine, clock: Clock, messages: Path) -> None:
    """Register the tasks with a queue; `tracker` is the database of the bot's tracker store."""

    def nightly() -> None:
        forget(engine, clock, messages)

    def wished() -> None:
        done = forget_dialogues(engine, tracker, time.time())
        if done:
            logger.info("the bot's memory of conversations deleted: %s", done)

    # The queue counts in UTC: 19:17 is 03:17 in Chongqing.
    queue.periodic_task(crontab(minute="17", hour="19"))(nightly)
    queue.periodic_task(crontab(minute="*"))(wished)
