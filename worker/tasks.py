"""The tasks by the clock: holds are freed, reminders of deadlines written, the calendar kept ahead."""

from __future__ import annotations

import logging

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.appointments.calendar import calendar_shortage, keep_ahead
from knowledge.appointments.visits import release_expired
from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.desk.sessions import forget_sessions
from knowledge.office import Office
from knowledge.reminders import write_due
from web.wechat.retention import forget_wechat

logger = logging.getLogger(__name__)


def register(queue: Huey, engine: Engine, clock: Clock) -> None:
    """Register the periodic tasks with a queue."""
    sessions = session_factory(engine, writes=True)

    def free_holds() -> None:
        with sessions() as session, session.begin():
            freed = release_expired(Office(session, clock()))
        if freed:
            logger.info("holds that ran out: %s", freed)

    def remind() -> None:
        with sessions() as session, session.begin():
            written = write_due(Office(session, clock()))
        if written:
            logger.info("reminders written: %s", written)

    def forget_channel() -> None:
        with sessions() as session, session.begin():
            forget_wechat(session, clock())

    def forget_sign_ins() -> None:
        with sessions() as session, session.begin():
            gone = forget_sessions(Office(session, clock()))
        if gone:
            logger.info("sign-ins of staff forgotten: %s", gone)

    def keep_calendar() -> None:
        with sessions() as session, session.begin():
            written = keep_ahead(session, clock().date())
            ahead = calendar_shortage(Office(session, clock()))
        if written:
            logger.info("days of the calendar written: %s", written)
        if ahead is not None:
            logger.warning("only %s days of the calendar ahead are published or set by staff, 60 are wanted", ahead)

    queue.periodic_task(crontab(minute="*"))(free_holds)
    # Every hour of the office's day, so that a standstill in the morning costs an hour and not a day.
    queue.periodic_task(crontab(minute="7", hour="0-12"))(remind)
    queue.periodic_task(crontab(minute="22", hour="19"))(forget_channel)
    queue.periodic_task(crontab(minute="32", hour="19"))(forget_sign_ins)
    # The queue counts in UTC: 19:27 is 03:27 in Chongqing.
    queue.periodic_task(crontab(minute="27", hour="19"))(keep_calendar)
