"""What the worker does by the clock: the queue at closing time, and the alarm of tickets that are late."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text

from knowledge.conversations import begin
from knowledge.database import session_factory
from knowledge.handover.queue import ask_for_person
from knowledge.models import Event, Handover, HandoverStep
from knowledge.office import Office
from knowledge.tickets import open_ticket
from tests.conftest import NOW
from worker.handovers import look_after_handovers


def test_at_closing_time_and_when_tickets_are_late(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    writing = session_factory(engine, writes=True)
    with writing() as session, session.begin():
        office = Office(session, NOW)
        waits, asks = begin(session, "web", NOW), begin(session, "web", NOW)
        session.flush()
        ask_for_person(office, waits, "asked")
        late = open_ticket(office, "consultation", asks, "能养狗吗").number
    night = NOW + timedelta(days=2, hours=12)
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            look_after_handovers(engine, lambda: night, show_examples=True)
    with session_factory(engine)() as session:
        assert [row.state for row in session.scalars(select(Handover))] == ["ticket"]
        assert [row.conversation_id for row in session.scalars(select(Event))] == [waits]
        assert session.scalars(select(HandoverStep.ticket).where(HandoverStep.what == "overdue")).all() == [late]
    alarms = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert alarms == [f"tickets overdue: {late}"]
    assert "能养狗吗" not in caplog.text


def test_in_office_hours_nobody_is_sent_away(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        name = begin(session, "web", NOW)
        session.flush()
        ask_for_person(Office(session, NOW), name, "asked")
    look_after_handovers(engine, lambda: NOW + timedelta(hours=1), show_examples=True)
    with session_factory(engine)() as session:
        assert [row.state for row in session.scalars(select(Handover))] == ["waiting"]


def test_the_alarm_is_raised_although_the_queue_cannot_be_looked_at(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        asks = begin(session, "web", NOW)
        session.flush()
        late = open_ticket(Office(session, NOW), "consultation", asks, "能养狗吗").number
        session.execute(text("DROP TABLE handover"))
    with caplog.at_level(logging.WARNING):
        look_after_handovers(engine, lambda: NOW + timedelta(days=2, hours=12), show_examples=True)
    assert f"tickets overdue: {late}" in caplog.text
    assert "failed: " in caplog.text
