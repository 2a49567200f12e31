"""A receipt opens with its key, for as long as its turn is kept; without the key nothing is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func, select

from knowledge.conversations import forget_old
from knowledge.database import session_factory
from knowledge.models import Turn
from tests.conftest import NOW
from tests.web.conftest import Site, Visitor, reply, text

ROWS = {"clause:hongyan-2023/分年兑现": "0" * 16, "policy:gone": "1" * 16}


def _answers(site: Site, status: str = "answered", **trace: Any) -> None:
    body = reply(text("奖励分3年兑现，依次为40%、35%和25%。"), status=status)
    body[0]["custom"]["trace"] = {"rows": ROWS, "intent": "policy_payout", "confidence": 0.91, "model": "m1", **trace}
    site.bot.says(body)


def _open(site: Site, link: str, key: str | None = None) -> httpx.Response:
    path, _, own = link.partition("#")
    headers = {"Authorization": f"Bearer {own if key is None else key}"}
    client = site.client
    return client.portal.call(lambda: client.client.get(f"/api{path}", headers=headers))


def test_the_answer_carries_number_and_link_and_nothing_of_the_trace(site: Site, visitor: Visitor) -> None:
    _answers(site)
    turn = visitor.say("鸿雁奖励什么时候到账")
    assert set(turn) == {"turn", "receipt", "status", "blocks", "now"}
    assert turn["receipt"]["number"].startswith("PZ20261124-")
    assert turn["receipt"]["link"].startswith(f"/receipts/{turn['receipt']['number']}#")


def test_the_key_opens_question_answer_time_and_model(site: Site, visitor: Visitor) -> None:
    _answers(site)
    turn = visitor.say("我是13800000000，鸿雁奖励什么时候到账")
    opened = _open(site, turn["receipt"]["link"]).json()
    assert opened["number"] == turn["receipt"]["number"]
    assert "13800000000" not in opened["question"] and "鸿雁奖励什么时候到账" in opened["question"]
    assert (opened["status"], opened["blocks"]) == (turn["status"], turn["blocks"])
    assert (opened["at"], opened["model"]) == ("2026-11-24T10:00:00+08:00", "m1")
    # One row says something else than its digest, one is gone.
    assert (opened["rows"], opened["changed"]) == (2, 2)


def test_without_the_key_a_kept_number_answers_like_one_that_never_was(site: Site, visitor: Visitor) -> None:
    _answers(site)
    number = visitor.say("什么时候到账")["receipt"]["number"]
    other = visitor.say("什么时候到账")["receipt"]["link"].partition("#")[2]
    refused = [_open(site, f"/receipts/{number}", key) for key in ("", "x", other, "%E9")] + [
        _open(site, "/receipts/PZ20261124-22222222", key) for key in ("", other)
    ]
    assert {(answer.status_code, answer.text) for answer in refused} == {(404, refused[0].text)}
    assert number not in refused[0].text
    assert site.client.get(f"/receipts/{number}").text == site.client.get("/receipts/PZ20261124-22222222").text


@pytest.mark.parametrize(
    ("status", "expected"),
    [("answered", True), ("not_found", True), ("out_of_scope", True), ("handed_over", True), ("clarify", False),
     ("failed", False)],
)  # fmt: skip
def test_what_is_an_answer_has_a_receipt(site: Site, visitor: Visitor, status: str, expected: bool) -> None:
    _answers(site, status)
    assert (visitor.say("鸿雁")["receipt"] is not None) is expected


def test_a_message_sent_again_gets_the_same_receipt(site: Site, visitor: Visitor) -> None:
    _answers(site)
    assert visitor.say("鸿雁", "m1")["receipt"] == visitor.say("鸿雁", "m1")["receipt"]


def test_two_messages_of_one_turn_leave_the_rows_of_both(site: Site, visitor: Visitor, kept: Engine) -> None:
    first, second = reply(text("一")), reply(text("二"))
    first[0]["custom"]["trace"] = {"rows": {"policy:hongyan": "a"}, "intent": "policy_amount"}
    second[0]["custom"]["trace"] = {"rows": {"service:yc-card-a": "b"}}
    site.bot.says([*first, *second])
    visitor.say("鸿雁多少钱，再约个号")
    with session_factory(kept)() as session:
        row = session.scalars(select(Turn)).one()
        assert (row.read, row.intent) == ({"policy:hongyan": "a", "service:yc-card-a": "b"}, "policy_amount")


def test_a_receipt_goes_with_its_conversation(site: Site, visitor: Visitor, kept: Engine) -> None:
    _answers(site)
    link = visitor.say("鸿雁")["receipt"]["link"]
    with session_factory(kept, writes=True)() as session, session.begin():
        forget_old(session, NOW + timedelta(days=8), 7)
    assert _open(site, link).status_code == 404
    with session_factory(kept)() as session:
        assert session.scalar(select(func.count(Turn.id))) == 0


def test_keeping_a_turn_with_its_receipt_is_one_transaction(site: Site, visitor: Visitor) -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine as AnyEngine

    statements: list[str] = []

    def heard(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    _answers(site)
    event.listen(AnyEngine, "before_cursor_execute", heard)
    try:
        visitor.say("鸿雁")
    finally:
        event.remove(AnyEngine, "before_cursor_execute", heard)
    assert len([line for line in statements if line.startswith("INSERT INTO turn")]) == 1
    assert not [line for line in statements if line.startswith("INSERT") and "turn" not in line]
