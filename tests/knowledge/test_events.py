"""Events are written once, in order, and noted as delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from knowledge.blocks import Reply, Text
from knowledge.conversations import begin
from knowledge.database import session_factory
from knowledge.events import delivered, tell, waiting
from knowledge.office import Office
from tests.conftest import NOW

REPLY = Reply(status="answered", blocks=(Text(text="明天上午请来外籍人才窗口。"),))


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


def test_an_event_is_written_once(office: Office) -> None:
    conversation = begin(office.session, "web", office.now)
    office.session.flush()
    assert tell(office, conversation, "reminder", "visit:1:day", REPLY)
    assert not tell(office, conversation, "reminder", "visit:1:day", REPLY)
    assert tell(office, conversation, "reminder", "visit:1:hours", REPLY)
    first, second = waiting(office, conversation)
    assert [event.id for event in waiting(office, conversation, after=first.id)] == [second.id]


def test_the_first_delivery_counts(office: Office) -> None:
    conversation = begin(office.session, "web", office.now)
    office.session.flush()
    tell(office, conversation, "reminder", "visit:1:day", REPLY)
    (event,) = waiting(office, conversation)
    delivered(office, [event.id])
    later = Office(office.session, office.now + timedelta(hours=1))
    delivered(later, [event.id])
    office.session.refresh(event)
    assert event.delivered_at == office.now
