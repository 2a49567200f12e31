"""What was not answered is grouped by meaning; what staff did about it is kept, and whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from knowledge.blocks import Reply, Text
from knowledge.conversations import begin, keep_turn, rate_turn
from knowledge.database import session_factory
from knowledge.desk.grouping import Meanings, grouped
from knowledge.desk.questions import overview, replayed, take_up, to_replay, want_replay
from knowledge.models import StaffAccount
from knowledge.office import Office
from knowledge.trace import Trace
from tests.conftest import NOW

ASKED = ("人才公寓可以养猫吗", "人才公寓能不能养猫", "人才公寓可以养猫吗？")
OTHER = "明天天气怎么样"


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session, session.begin():
        session.add(StaffAccount(id=7, name="editor", shown_name="示例", role="editor", password="", created_at=NOW))
        session.flush()
        yield Office(session, NOW)


@pytest.fixture(scope="module")
def meanings(tmp_path_factory: pytest.TempPathFactory) -> Meanings:
    return Meanings(tmp_path_factory.mktemp("meanings"))


def _ask(office: Office, text: str, status: str = "not_found", days: int = 1, helpful: bool | None = None) -> None:
    conversation = begin(office.session, "web", NOW)
    trace = Trace(intent="service_howto", confidence=0.8)
    reply = Reply(status=status, blocks=(Text(text="示例"),), trace=trace)  # type: ignore[arg-type]
    kept = keep_turn(office.session, conversation, "m", text, reply, NOW - timedelta(days=days), 5)
    office.session.flush()
    if helpful is not None:
        rate_turn(office.session, conversation, kept.ref, helpful, "")


def test_questions_of_one_meaning_stand_together_with_counts_and_moments(office: Office, meanings: Meanings) -> None:
    for days, text in enumerate(ASKED, 1):
        _ask(office, text, days=days)
    _ask(office, OTHER)
    found = overview(office, meanings, 60.0)
    assert [(group.times, len(group.said)) for group in found.groups] == [(3, 2), (1, 1)]
    first = found.groups[0]
    assert first.text == ASKED[0] and first.why == {"not_found": 3} and first.intents == {"service_howto": 3}
    assert first.last - first.first == timedelta(days=2)
    assert found.missing == 0


def test_what_was_answered_and_helped_is_no_question_here(office: Office, meanings: Meanings) -> None:
    _ask(office, ASKED[0], "answered")
    _ask(office, OTHER, "answered", helpful=False)
    groups = overview(office, meanings, 60.0).groups
    assert [(group.text, dict(group.why)) for group in groups] == [(OTHER, {"unhelpful": 1})]


def test_a_group_that_was_taken_up_keeps_what_joins_it_later(office: Office, meanings: Meanings) -> None:
    _ask(office, ASKED[1], days=3)
    taken = overview(office, meanings, 60.0).groups[0]
    question = take_up(office, 7, taken, "question", "等资料")
    question.at = NOW - timedelta(days=2)
    for _ in range(3):
        _ask(office, ASKED[0])
    group = overview(office, meanings, 60.0).groups[0]
    assert (group.key, group.status, group.times, group.again) == (taken.key, "question", 4, 3)


def test_a_fix_counts_from_the_first_time_it_was_asked(office: Office, meanings: Meanings) -> None:
    _ask(office, ASKED[0], days=2)
    question = take_up(office, 7, overview(office, meanings, 60.0).groups[0], "sentence", "service_howto")
    assert to_replay(office) == [question]
    replayed(office, question, "not_found", "没有查到", "one")
    assert question.fixed_at is None and to_replay(office) == []
    want_replay(office)
    replayed(office, question, "answered", "可以", "two")
    assert question.fixed_at is not None and question.fixed_at - question.first_asked == timedelta(days=2)
    want_replay(office)
    replayed(office, question, "failed", "", "three")
    assert question.fixed_at is None, "what is broken again is not fixed"


def test_what_is_not_ours_is_not_asked_again(office: Office, meanings: Meanings) -> None:
    _ask(office, OTHER)
    take_up(office, 7, overview(office, meanings, 60.0).groups[0], "not_ours")
    assert to_replay(office) == []


def test_without_questions_there_are_no_groups(office: Office, meanings: Meanings) -> None:
    assert overview(office, meanings, 1.0).groups == ()


def test_texts_without_vectors_stand_alone() -> None:
    one = np.array([1.0, 0.0], np.float32)
    near = np.array([0.96, 0.28], np.float32)
    assert grouped([one, None, near, None], 0.9) == ((0, 2), (1,), (3,))
    assert grouped([one, near], 0.97) == ((0,), (1,))
    assert grouped([]) == ()


def test_a_folder_that_cannot_be_written_leaves_the_questions_listed_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    groups, missing = Meanings(tmp_path / "file").groups(["甲问题", "乙问题"], 60.0)
    assert groups == [[0], [1]] and missing == 2
