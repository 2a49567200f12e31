"""The clock of handovers: the queue at closing time, silent conversations, tickets that are late."""

from __future__ import annotations

import logging

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.handover.clockwork import close_the_queue, give_back_idle
from knowledge.handover.ticket_desk import raise_alarms
from knowledge.office import Office

logger = logging.getLogger(__name__)


def register(queue: Huey, engine: Engine, clock: Clock, *, show_examples: bool) -> None:
    """Register the task that looks after handovers and tickets once a minute."""

    def look_after() -> None:
        look_after_handovers(engine, clock, show_examples=show_examples)

    queue.periodic_task(crontab(minute="*"))(look_after)


def look_after_handovers(engine: Engine, clock: Clock, *, show_examples: bool) -> None:
    """Do what the clock asks for; each of the three is kept even if another one fails."""
    sessions = session_factory(engine, writes=True)
    with sessions() as session, session.begin():
        moved = close_the_queue(Office(session, clock(), show_examples))
    with sessions() as session, session.begin():
        returned = give_back_idle(Office(session, clock(), show_examples))
    with sessions() as session, session.begin():
        late = [ticket.number for ticket in raise_alarms(Office(session, clock(), show_examples))]
    if moved or returned:
        logger.info("handovers: %s made tickets at closing time, %s given back", moved, returned)
    if late:
        logger.warning("tickets overdue: %s", ", ".join(late))
