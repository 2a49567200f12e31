"""An office on both databases with a conversation that said something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge import conversations
from knowledge.blocks import Reply, Text
from knowledge.database import session_factory
from knowledge.office import Office
from tests.conftest import NOW

REPLY = Reply(status="not_found", blocks=(Text(role="conclusion", text="资料里没有查到。"),))
Begin = Callable[..., str]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session for writing, rolled back at the end."""
    with session_factory(engine, writes=True)() as session:
        yield session


@pytest.fixture
def office(session: Session) -> Office:
    """The office on Tuesday 2026-11-24 at ten, a hall being open."""
    return Office(session, NOW)


@pytest.fixture
def begin(session: Session) -> Begin:
    """Begin a conversation in which these things were said."""

    def make(*said: str, channel: str = "web", at: datetime = NOW) -> str:
        name = conversations.begin(session, channel, at)
        session.flush()
        for number, text in enumerate(said):
            conversations.keep_turn(session, name, f"m{number}", text, REPLY, at, 1)
        session.flush()
        return name

    return make
