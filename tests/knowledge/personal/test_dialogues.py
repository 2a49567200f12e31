"""The bot's memory of a conversation is deleted once it rests, and not while it is spoken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from knowledge.database import connect, session_factory
from knowledge.models import ForgottenDialogue
from knowledge.office import Office
from knowledge.personal.dialogues import RESTS_SECONDS, forget_dialogues, forget_later
from tests.knowledge.personal.people import NOW

SAVED = 1_000_000.0


@pytest.fixture
def tracker(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/tracker.sqlite3")
    with engine.execution_options(office_writes=True).begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE bot_tracker (sender_id VARCHAR(255) PRIMARY KEY, saved_at DOUBLE PRECISION, tracker TEXT)"
            )
        )
        for name in ("cv_mine", "cv_other"):
            values = {"name": name, "saved": SAVED}
            connection.execute(text("INSERT INTO bot_tracker VALUES (:name, :saved, '我叫张三')"), values)
    return engine


def _note(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        forget_later(Office(session, NOW), ["cv_mine"])


def _noted(engine: Engine) -> list[str]:
    with session_factory(engine)() as session:
        return list(session.scalars(select(ForgottenDialogue.conversation_id)))


def _remembered(tracker: Engine) -> list[str]:
    with tracker.connect() as connection:
        return list(connection.execute(text("SELECT sender_id FROM bot_tracker ORDER BY 1")).scalars())


def test_a_conversation_that_rests_is_forgotten_and_no_other(engine: Engine, tracker: Engine) -> None:
    _note(engine)
    assert forget_dialogues(engine, tracker, SAVED + RESTS_SECONDS + 1) == 1
    assert (_remembered(tracker), _noted(engine)) == (["cv_other"], [])


def test_while_it_is_spoken_in_it_waits_for_the_next_time(engine: Engine, tracker: Engine) -> None:
    _note(engine)
    assert forget_dialogues(engine, tracker, SAVED + 1) == 0
    assert (_remembered(tracker), _noted(engine)) == (["cv_mine", "cv_other"], ["cv_mine"])


def test_without_a_tracker_there_is_nothing_to_forget(engine: Engine, tmp_path: Path) -> None:
    _note(engine)
    assert forget_dialogues(engine, connect(f"sqlite:///{tmp_path}/none.sqlite3"), SAVED) == 1
    assert _noted(engine) == []
