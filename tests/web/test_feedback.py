"""A rating belongs to a turn and can be changed."""

from __future__ import annotations

from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import Turn
from tests.web.conftest import Visitor


def _ratings(kept: Engine) -> list[tuple[bool | None, str]]:
    with session_factory(kept)() as session:
        return [(row.helpful, row.reason) for row in session.scalars(select(Turn))]


def test_a_rating_is_kept_with_its_turn(visitor: Visitor, kept: Engine) -> None:
    turn = visitor.say("你好")["turn"]
    answer = visitor.post("feedback", {"turn": turn, "helpful": False, "reason": "没有写金额"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert _ratings(kept) == [(False, "没有写金额")]


def test_a_second_rating_replaces_the_first(visitor: Visitor, kept: Engine) -> None:
    turn = visitor.say("你好")["turn"]
    visitor.post("feedback", {"turn": turn, "helpful": False, "reason": "没有写金额"})
    visitor.post("feedback", {"turn": turn, "helpful": True})
    assert _ratings(kept) == [(True, "")]


def test_a_long_reason_is_cut(visitor: Visitor, kept: Engine) -> None:
    turn = visitor.say("你好")["turn"]
    visitor.post("feedback", {"turn": turn, "helpful": False, "reason": "长" * 2000})
    assert _ratings(kept) == [(False, "长" * 500)]


def test_an_unknown_turn_cannot_be_rated(visitor: Visitor) -> None:
    answer = visitor.post("feedback", {"turn": "t_unknown", "helpful": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_rating_of_another_shape_is_refused(visitor: Visitor) -> None:
    answer = visitor.post("feedback", {"turn": "t_unknown", "helpful": "perhaps"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
