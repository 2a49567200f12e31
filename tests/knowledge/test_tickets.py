"""Tickets: what a person of the office needs to take a matter up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from knowledge import conversations
from knowledge.blocks import Reply, Text
from knowledge.database import session_factory
from knowledge.office import Office
from knowledge.tickets import open_ticket
from tests.conftest import NOW

REPLY = Reply(status="not_found", blocks=(Text(role="conclusion", text="资料里没有查到。"),))


@pytest.fixture
def session(sqlite_engine: Engine) -> Iterator[Session]:
    """A session that may write."""
    with session_factory(sqlite_engine, writes=True)() as session, session.begin():
        yield session


def _said(session: Session, *texts: str) -> str:
    conversation = conversations.begin(session, "web", NOW)
    session.flush()
    for number, text in enumerate(texts):
        conversations.keep_turn(session, conversation, f"m{number}", text, REPLY, NOW, 1)
    session.flush()
    return conversation


def test_a_ticket_holds_what_was_asked_before_the_wish_for_a_person(session: Session) -> None:
    conversation = _said(session, "你好", "人才公寓", "能住几年", "能养狗吗")
    ticket = open_ticket(Office(session, NOW), "handoff", conversation, "转人工")
    assert ticket.text.splitlines() == ["人才公寓", "能住几年", "能养狗吗", "转人工"]


def test_a_second_wish_adds_only_what_is_new(session: Session) -> None:
    conversation = _said(session, "能养狗吗")
    first = open_ticket(Office(session, NOW), "handoff", conversation, "转人工")
    conversations.keep_turn(session, conversation, "m9", "能养猫吗", REPLY, NOW, 1)
    session.flush()
    second = open_ticket(Office(session, NOW), "handoff", conversation, "转人工")
    assert second.number == first.number
    assert second.text.splitlines() == ["能养狗吗", "转人工", "能养猫吗"]


def test_what_others_said_is_not_in_it(session: Session) -> None:
    _said(session, "别人的问题")
    assert open_ticket(Office(session, NOW), "complaint", _said(session), "我要投诉").text == "我要投诉"
