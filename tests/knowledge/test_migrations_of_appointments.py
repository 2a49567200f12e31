"""What was booked survives the migration to the whole life of an appointment, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, column, func, select, table, text, update
from sqlalchemy.exc import IntegrityError

from knowledge.database import MIGRATIONS, session_factory
from knowledge.models import Appointment
from knowledge.models.appointments import APPOINTMENT_STATES
from knowledge.office import Office
from tests.conftest import NOW
from tests.knowledge.appointments.test_visits import book


def _migrated(engine: Engine, act: Callable[[Config], Any]) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(office_writes=True).begin() as connection:
        config.attributes["connection"] = connection
        act(config)


def _count(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count(column("id"))).select_from(table(name))).scalar_one())


def test_visits_and_their_events_survive_down_and_up(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        code = book(Office(session, NOW), "one").code
    events = _count(engine, "appointment_event")
    assert events == 2
    _migrated(engine, lambda config: command.downgrade(config, "0006"))
    assert (_count(engine, "appointment"), _count(engine, "appointment_event")) == (1, events)
    _migrated(engine, lambda config: command.upgrade(config, "head"))
    assert (_count(engine, "appointment"), _count(engine, "appointment_event")) == (1, events)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT code, status, needs FROM appointment")).one()
    assert (row.code, row.status) == (code, "confirmed")


def test_the_database_knows_every_state_of_a_visit_and_no_other(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        visit = book(Office(session, NOW), "one")
        for state in APPOINTMENT_STATES:
            visit.status = state
            session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(Appointment).values(status="lost"))
