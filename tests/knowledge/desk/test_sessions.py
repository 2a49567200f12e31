"""Sign-ins of staff are forgotten after a week."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from knowledge.desk.sessions import Limits, begin_session, find_session, forget_sessions
from knowledge.models import StaffSession
from knowledge.office import Office
from tests.conftest import NOW
from tests.knowledge.desk.conftest import Room

LIMITS = Limits(timedelta(minutes=30), timedelta(hours=10))


def test_sign_ins_of_more_than_a_week_ago_are_forgotten(room: Room) -> None:
    begin_session(Office(room.session, NOW - timedelta(days=8)), room.one)
    token = begin_session(room.office, room.one)
    assert forget_sessions(room.office) == 1
    assert find_session(room.office, token, LIMITS) is not None
    assert len(list(room.session.scalars(select(StaffSession)))) == 1
