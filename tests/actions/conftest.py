"""A turn as the bot would send it, without the bot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from actions.context import Context
from actions.turn import Turn
from knowledge.retrieval import Retriever
from language.segment import Segmenter
from tests.actions.talk import Talk
from tests.conftest import NOW

MakeTurn = Callable[..., Turn]


@pytest.fixture
def context(sqlite_engine: Engine) -> Context:
    """The office on a SQLite database with the whole content, at a fixed time."""
    return Context(sqlite_engine, lambda: NOW, True, Retriever(Segmenter().words), b"k" * 32)


@pytest.fixture
def turn() -> MakeTurn:
    """Make a turn: text, intent, ids of what is named; slots and metadata as keywords."""

    def make(text: str = "", intent: str = "appt_book", *subjects: str, **more: Any) -> Turn:
        values: dict[str, Any] = {
            "conversation": "cv_test", "ranking": ((intent, 0.9),), "spans": (), "previous": "", "previous_aspect": "",
            "talent_class": "", "metadata": {}, "slots": {},
        }  # fmt: skip
        return Turn(text=text, intent=intent, subjects=subjects, **{**values, **more})

    return make


@pytest.fixture
def talk(context: Context) -> Talk:
    """A conversation that begins."""
    return Talk(context)
