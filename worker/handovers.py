"""The clock of handovers: the queue at closing time, silent conversations, tickets that are late."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from huey import Huey, crontab
from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.handover.clockwork import close_the_queue, give_back_idle
from knowledge.handover.ticket_desk import raise_alarms
from knowledge.office import Office
from web.failures import reference_of

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


def register(queue: Huey, engine: Engine, clock: Clock, *, show_examples: bool) -> None:
    """Register the task that looks after handovers and tickets once a minute."""

    def look_after() -> None:
        look_after_handovers(engine, clock, show_examples=show_examples)

    queue.periodic_task(crontab(minute="*"))(look_after)


def look_after_handovers(engine: Engine, clock: Clock, *, show_examples: bool) -> None:
    """Do what the clock asks for; each of the three is done even if another one fails."""

    def done(work: Callable[[Office], Result]) -> Result | None:
        try:
            with session_factory(engine, writes=True)() as session, session.begin():
                return work(Office(session, clock(), show_examples))
        except Exception as problem:  # whatever it is, the other two and the next minute go on
            reference_of(problem)
            return None

    moved = done(close_the_queue)
    returned = done(give_back_idle)
    late = done(_alarmed)
    if moved or returned:
        logger.info("handovers: %s made tickets at closing time, %s given back", moved or 0, returned or 0)
    if late:
        logger.warning("tickets overdue: %s", ", ".join(late))


def _alarmed(office: Office) -> tuple[str, ...]:
    return tuple(ticket.number for ticket in raise_alarms(office))
