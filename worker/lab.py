"""What the desk asks of the worker beside the queue: questions asked again; a thread looks every few seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.desk.bot import BotLink, BotUnreachable
from knowledge.desk.case_run import next_run, run_cases
from knowledge.desk.questions import replayed, to_replay
from knowledge.models.lab import OpenQuestion
from knowledge.office import Office
from knowledge.rehearsal import new_rehearsal
from knowledge.secret import bot_token
from knowledge.settings import Settings
from web.failures import reference_of
from worker.releasing import Releasing

logger = logging.getLogger(__name__)
_EVERY_SECONDS = 3.0


def replay_questions(engine: Engine, clock: Clock, bot: BotLink) -> int:
    """Ask every question again that something was done about; return how many were answered somehow."""
    with session_factory(engine)() as session:
        wanted = [(row.id, row.text) for row in to_replay(Office(session, clock()))]
    done = 0
    for number, text in wanted:
        try:
            model, reply = bot.model(), bot.reply(new_rehearsal(), text)
        except BotUnreachable as problem:
            # The next look tries again; nothing is noted about a question that was not asked.
            logger.warning("questions are not asked again: %s", problem)
            break
        with session_factory(engine, writes=True)() as session, session.begin():
            row = session.get(OpenQuestion, number)
            if row is not None:
                replayed(Office(session, clock()), row, reply.status, reply.plain(), model)
                done += 1
    return done


def run_tests(engine: Engine, clock: Clock, bot: BotLink) -> int:
    """Do the runs of test sets that staff asked for; return how many."""
    done = 0
    while (number := next_run(engine, clock)) is not None:
        logger.info("run %s of a test set: %s", number, run_cases(engine, clock, bot, number))
        done += 1
    return done


def keep_working(works: Iterable[Callable[[], object]], over: threading.Event, every: float = _EVERY_SECONDS) -> None:
    """Do these works every so many seconds until it is over; one that fails is logged and tried again."""
    while not over.wait(every):
        for work in works:
            try:
                work()
            except Exception as problem:  # the last net: a thread that ends is missed by nobody
                reference_of(problem)


@contextmanager
def at_the_desk(settings: Settings, engine: Engine, clock: Clock) -> Iterator[None]:
    """Do what the desk asks for, in a thread, while the block runs."""
    bot = BotLink(settings.bot_url, bot_token(settings), settings.bot_timeout)
    releasing = Releasing(settings, engine, clock, bot)
    works: tuple[Callable[[], object], ...] = (
        lambda: replay_questions(engine, clock, bot),
        lambda: run_tests(engine, clock, bot),
        releasing.serve,
    )
    # A training takes minutes: tests and questions do not wait for it.
    makes: tuple[Callable[[], object], ...] = (releasing.work,)
    over = threading.Event()
    threads = [
        threading.Thread(target=keep_working, args=(each, over), name="desk", daemon=True) for each in (works, makes)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        releasing.over.set()
        for thread in threads:
            thread.join(5)
        bot.close()
