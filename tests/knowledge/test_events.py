"""Events are written once, in order, and noted as delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from knowledge.blocks import Choices, Option, Payload, Reply, Text
from knowledge.conversations import begin, offered
from knowledge.database import session_factory
from knowledge.events import delivered, newest, tell, unseen, waiting, written_since
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


def test_what_was_never_delivered_is_unseen_below_the_last_id_too(office: Office) -> None:
    conversation = begin(office.session, "web", office.now)
    office.session.flush()
    for key in ("a", "b", "c"):
        tell(office, conversation, "reminder", key, REPLY)
    first, second, third = (event.id for event in waiting(office, conversation))
    delivered(office, [first, third])
    assert [event.id for event in unseen(office, conversation, after=third)] == [second]


def test_new_events_of_all_conversations_are_found_in_order(office: Office) -> None:
    one, other = (begin(office.session, "web", office.now) for _ in range(2))
    office.session.flush()
    before = newest(office)
    tell(office, one, "reminder", "a", REPLY)
    tell(office, other, "reminder", "b", REPLY)
    found = written_since(office, before, 10)
    assert [conversation for _, conversation in found] == [one, other]
    assert newest(office) == found[-1][0]
    assert written_since(office, before, 1) == found[:1]


def test_what_an_event_offers_has_ids_that_can_be_chosen(office: Office) -> None:
    conversation = begin(office.session, "web", office.now)
    office.session.flush()
    offer = Choices(options=(Option(label="接受", payload=Payload(text="接受候补")),))
    tell(office, conversation, "offer", "offer:1", Reply(status="clarify", blocks=(offer,)))
    (event,) = waiting(office, conversation)
    (block,) = Reply.model_validate(event.reply).blocks
    assert isinstance(block, Choices) and block.options[0].payload is None
    assert offered(office.session, conversation, block.options[0].id) == ("接受", Payload(text="接受候补"))
