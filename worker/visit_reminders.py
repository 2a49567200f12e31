"""The task that reminds of visits, every minute."""

from __future__ import annotations

import logging

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.appointments.reminding import retract_reminders, write_due_reminders
from knowledge.appointments.texting import send_waiting
from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.office import Office
from knowledge.personal.keys import Keys
from knowledge.progress.sending import send_codes
from knowledge.sms import Sms

logger = logging.getLogger(__name__)


def remind_of_visits(engine: Engine, clock: Clock, keys: Keys, sms: Sms | None) -> tuple[int, int]:
    """Write the reminders that are due and send the short messages that wait; return how many of each."""
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, clock())
        retract_reminders(office)
        written = write_due_reminders(office, sms=sms is not None)
    sent = send_waiting(engine, keys, sms, clock) if sms is not None else 0
    if written or sent:
        logger.info("reminders of visits: %s written, %s short messages sent", written, sent)
    return written, sent


def register(queue: Huey, engine: Engine, clock: Clock, keys: Keys, sms: Sms | None) -> None:
    """Register the task with a queue."""

    def remind() -> None:
        remind_of_visits(engine, clock, keys, sms)

    def codes() -> None:
        sent = send_codes(engine, keys, sms, clock)
        if sent:
            logger.info("codes for progress sent: %s", sent)

    queue.periodic_task(crontab(minute="*"))(codes)
    queue.periodic_task(crontab(minute="*"))(remind)
