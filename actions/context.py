"""What every action is given: the office's database, clock, retriever and keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Engine

from knowledge.clock import Clock, office_clock
from knowledge.database import connect, session_factory
from knowledge.office import Office
from knowledge.personal.keys import Keys, keyring
from knowledge.rehearsal import is_rehearsal
from knowledge.retrieval import Retriever
from knowledge.settings import Settings
from language.embed import Embedder
from language.segment import Segmenter

_REHEARSING: ContextVar[bool] = ContextVar("rehearsing", default=False)


@contextmanager
def rehearsing(conversation: str) -> Iterator[None]:
    """Answer as always, but keep nothing in the database, if staff only try the assistant out in this conversation."""
    token = _REHEARSING.set(is_rehearsal(conversation))
    try:
        yield
    finally:
        _REHEARSING.reset(token)


@dataclass(frozen=True)
class Context:
    """The office as the actions see it."""

    engine: Engine
    clock: Clock
    show_examples: bool
    retriever: Retriever
    contact_key: Keys
    short_messages: bool = True

    @contextmanager
    def office(self, *, writes: bool = False) -> Iterator[Office]:
        """Open one session; with `writes` it is committed at the end, or rolled back if anything is raised."""
        with session_factory(self.engine, writes=writes)() as session, session.begin() as transaction:
            yield Office(session, self.clock(), self.show_examples)
            if writes and _REHEARSING.get():
                session.flush()
                # What was read or made stays readable: a rollback alone would forget the values of all rows.
                session.expunge_all()
                transaction.rollback()


def make_context(settings: Settings) -> Context:
    """Return the context of a running action server."""
    return Context(
        engine=connect(settings.database),
        clock=office_clock(settings),
        show_examples=settings.examples_visible,
        retriever=Retriever(Segmenter().words, Embedder(), settings.var_dir / "vectors"),
        contact_key=keyring(settings),
        short_messages=settings.sms != "off",
    )
