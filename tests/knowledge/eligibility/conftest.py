"""The office with the whole content, and its programmes by code."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from knowledge.database import session_factory
from knowledge.eligibility.programme import Programme, programme_of
from knowledge.office import Office
from tests.conftest import NOW

Find = Callable[[str], Programme]


@pytest.fixture
def office(sqlite_engine: Engine) -> Iterator[Office]:
    """The office on a Tuesday morning."""
    with session_factory(sqlite_engine)() as session:
        yield Office(session, NOW)


@pytest.fixture
def programme(office: Office) -> Find:
    """Find a programme of the content."""

    def find(code: str) -> Programme:
        found = programme_of(office, code)
        assert found is not None, code
        return found

    return find
