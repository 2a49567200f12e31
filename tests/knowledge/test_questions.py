"""A greeting shows what staff pinned, then what many ask, and never what one person wrote."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from knowledge.blocks import Outcome, Reply, Text
from knowledge.conversations import begin, keep_turn
from knowledge.database import session_factory
from knowledge.office import Office
from knowledge.questions import Listed, greeting_questions, listed, most_asked
from knowledge.trace import Trace
from tests.conftest import NOW

LISTS = Listed(
    pinned=("钉住的问题是什么",), usual=("平常问题一是什么", "平常问题二是什么", "平常问题三是什么"),
    never=("不要显示的问题",),
    english=("Where is the hall?",), conversations=10, days=2, shown=4,
)  # fmt: skip
OFTEN = "人才公寓能住几年"
_numbers = itertools.count()


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


def ask(
    office: Office,
    *texts: str,
    times: int = 10,
    days: int = 2,
    status: Outcome = "answered",
    confidence: float = 0.9,
    rows: bool = True,
) -> None:
    """Let so many conversations say these texts one after another, spread over some days."""
    trace = Trace(rows={"fact:example": "0" * 16} if rows else {}, confidence=confidence)
    reply = Reply(status=status, blocks=(Text(text="示例答复"),), trace=trace)
    for number in range(times):
        conversation = begin(office.session, "web", office.now)
        office.session.flush()
        for text in texts:
            at = office.now - timedelta(days=number % days)
            keep_turn(office.session, conversation, f"m{next(_numbers)}", text, reply, at, 5)
    office.session.flush()


def test_pinned_come_first_then_the_most_asked_then_the_usual(office: Office) -> None:
    ask(office, OFTEN)
    assert greeting_questions(office, LISTS) == (
        "钉住的问题是什么", OFTEN, "平常问题一是什么", "平常问题二是什么",
    )  # fmt: skip


def test_without_turns_the_usual_are_shown(office: Office) -> None:
    assert greeting_questions(office, LISTS) == ("钉住的问题是什么", *LISTS.usual)


def test_usual_questions_are_ordered_by_how_often_they_are_asked(office: Office) -> None:
    ask(office, "平常问题三是什么", times=3)
    assert greeting_questions(office, LISTS)[1] == "平常问题三是什么"


def test_spellings_count_together_and_the_commonest_is_shown(office: Office) -> None:
    ask(office, "人才公寓能住几年？", times=4)
    ask(office, OFTEN, times=5)
    ask(office, "人才公寓能住幾年", times=1)
    assert most_asked(office, LISTS) == [(OFTEN, 10)]


@pytest.mark.parametrize(
    "more",
    [
        {"times": 9},
        {"days": 1},
        {"status": "not_found"},
        {"status": "clarify"},
        {"confidence": 0.5},
        {"rows": False},
    ],
    ids=str,
)
def test_what_too_few_ask_or_the_office_cannot_answer_is_not_shown(office: Office, more: dict[str, object]) -> None:
    ask(office, OFTEN, **more)  # type: ignore[arg-type]
    assert most_asked(office, LISTS) == []


@pytest.mark.parametrize(
    "text",
    [
        "我的电话[电话]能约吗",
        "13800000000能约吗",
        "编号20261124能查吗",
        "a" * 12,
        "公寓",
        "长" * 31,
        "<b>公寓</b>能住几年",
        "不要显示的问题",
        "你们能保证我通过审核吗",
    ],
)
def test_what_may_be_personal_or_must_be_declined_is_not_shown(office: Office, text: str) -> None:
    ask(office, text)
    assert text not in greeting_questions(office, LISTS)


def test_one_person_who_asks_often_does_not_make_it_often_asked(office: Office) -> None:
    ask(office, *[OFTEN] * 20, times=1)
    assert most_asked(office, LISTS) == []


def test_what_rests_on_the_question_before_is_no_question_of_its_own(office: Office) -> None:
    ask(office, "平常问题一是什么", "那要带什么材料")
    assert [text for text, _ in most_asked(office, LISTS)] == ["平常问题一是什么"]


def test_english_questions_are_listed(office: Office) -> None:
    assert greeting_questions(office, LISTS, "en") == ("Where is the hall?",)


def test_the_lists_of_the_office_hold_six_questions_of_each_language() -> None:
    lists = listed()
    assert lists.shown == 6 and lists.conversations >= 10
    assert len({*lists.pinned, *lists.usual}) >= 6 and len(lists.english) >= 6
