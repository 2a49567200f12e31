"""Two people of the office, and a look at the office for each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge.database import session_factory
from knowledge.models import StaffAccount
from knowledge.office import Office
from tests.conftest import NOW


@dataclass
class Room:
    """A session for writing with two accounts: one proposes, the other publishes."""

    session: Session
    office: Office
    one: StaffAccount
    other: StaffAccount


@pytest.fixture
def room(engine: Engine) -> Iterator[Room]:
    with session_factory(engine, writes=True)() as session, session.begin():
        people = [
            StaffAccount(name=name, shown_name=f"示例{name}", role="publisher", password="", created_at=NOW)
            for name in ("one", "other")
        ]
        session.add_all(people)
        session.flush()
        yield Room(session, Office(session, NOW), *people)
