"""What every action is given: the office's database, clock, retriever and keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from knowledge.clock import Clock, office_clock
from knowledge.database import connect, session_factory
from knowledge.office import Office
from knowledge.personal.keys import Keys, keyring
from knowledge.retrieval import Retriever
from knowledge.settings import Settings
from language.embed import Embedder
from language.segment import Segmenter


@dataclass(frozen=True)
class Context:
    """The office as the actions see it."""

    engine: Engine
    clock: Clock
    show_examples: bool
    retriever: Retriever
    contact_key: Keys

    @contextmanager
    def office(self, *, writes: bool = False) -> Iterator[Office]:
        """Open one session; with `writes` it is committed at the end, or rolled back if anything is raised."""
        with session_factory(self.engine, writes=writes)() as session, session.begin():
            yield Office(session, self.clock(), self.show_examples)


def make_context(settings: Settings) -> Context:
    """Return the context of a running action server."""
    return Context(
        engine=connect(settings.database),
        clock=office_clock(settings),
        show_examples=settings.examples_visible,
        retriever=Retriever(Segmenter().words, Embedder(), settings.var_dir / "vectors"),
        contact_key=keyring(settings),
    )
