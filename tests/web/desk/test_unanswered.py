"""The pages of what could not be answered: groups, and what can be done about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from knowledge.blocks import Reply, Text
from knowledge.conversations import begin, keep_turn
from knowledge.database import session_factory
from knowledge.desk.bot import BotLink
from knowledge.models import OpenQuestion, StaffChange, TrainingChange
from knowledge.trace import Trace
from tests.conftest import NOW
from tests.web.conftest import MakeSite, Site
from tests.web.desk.conftest import NewPerson
from tests.web.desk.fake_bot import fake_bot
from web.desk import unanswered as pages
from worker.lab import replay_questions

ASKED = ("人才公寓可以养猫吗", "人才公寓能不能养猫")


@pytest.fixture
def site(make_site: MakeSite, kept: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(pages, "_PATIENCE", 60.0)
    with session_factory(kept, writes=True)() as session, session.begin():
        for text in ASKED:
            reply = Reply(status="not_found", blocks=(Text(text="示例"),), trace=Trace(intent="service_howto"))
            keep_turn(session, begin(session, "web", NOW), "m", text, reply, NOW - timedelta(days=1), 5)
    with make_site() as made:
        yield made


def _path(page: str) -> str:
    return "/unanswered/" + page.split("/desk/unanswered/")[1].split('"')[0]


def test_a_group_is_listed_and_opened_and_a_viewer_may_only_look(new_person: NewPerson) -> None:
    viewer = new_person("viewer")
    page = viewer.get("/unanswered").text
    assert ASKED[0] in page or ASKED[1] in page
    assert "共2种说法" in page
    opened = viewer.get(_path(page))
    assert all(text in opened.text for text in ASKED) and "作为训练语句归入意图" not in opened.text
    assert viewer.post(_path(page), {"do": "not_ours"}).status_code == 403


def test_its_sentences_are_taught_and_it_waits_to_be_asked_again(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    path = _path(editor.get("/unanswered").text)
    sent = {"do": "sentence", "intent": "service_howto", "said": list(ASKED), "more": "公寓里让养猫不\n"}
    assert editor.post(path, sent).status_code == 303
    with session_factory(kept)() as session:
        assert set(session.scalars(select(TrainingChange.text))) == {*ASKED, "公寓里让养猫不"}
        question = session.scalars(select(OpenQuestion)).one()
        assert (question.status, question.reference) == ("sentence", "service_howto")
    assert "已加训练语句（1）" in editor.get("/unanswered").text


def test_a_refused_sentence_leaves_nothing_half_done(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    path = _path(editor.get("/unanswered").text)
    answer = editor.post(
        path, {"do": "sentence", "intent": "service_howto", "said": [ASKED[0]], "more": "[坏](x)的句子"}
    )
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    with session_factory(kept)() as session:
        assert session.scalars(select(TrainingChange)).all() == [] and session.scalars(select(OpenQuestion)).all() == []


def test_an_answer_on_a_clause_is_proposed_and_published_by_another(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    path = _path(editor.get("/unanswered").text)
    sent = {
        "do": "clause",
        "basis": "policy:example-talent-measures|第七条",
        "conclusion": "办法里没有写，请向公寓核实。",
    }
    assert editor.post(path, sent).status_code == 303
    with session_factory(kept)() as session:
        change = session.scalars(select(StaffChange)).one()
    assert "审定答复" in editor.get(f"/knowledge/changes/{change.id}").text
    answer = new_person("publisher").post(f"/knowledge/changes/{change.id}/publish", {"note": "同意"})
    assert answer.status_code == 303
    with session_factory(kept)() as session:
        assert session.get_one(StaffChange, change.id).status == "published"


def test_a_question_is_asked_again_by_the_worker_and_told_as_solved(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    path = _path(editor.get("/unanswered").text)
    editor.post(path, {"do": "question", "note": "等公寓答复"})
    with fake_bot("invented-token-16") as bot:
        assert replay_questions(kept, lambda: NOW, BotLink(f"http://127.0.0.1:{bot.port}", "invented-token-16")) == 1
    page = editor.get(path).text
    assert "解决用时" in page and "24.0小时" in page
    assert editor.post(path, {"do": "replay"}).status_code == 303
    with session_factory(kept)() as session:
        assert session.scalars(select(OpenQuestion.replayed_at)).one() is None


def test_a_bot_that_is_down_leaves_the_question_waiting(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    editor.post(_path(editor.get("/unanswered").text), {"do": "question"})
    assert replay_questions(kept, lambda: NOW, BotLink("http://127.0.0.1:9", "t")) == 0
    with session_factory(kept)() as session:
        assert session.scalars(select(OpenQuestion.replayed_at)).one() is None


def test_what_is_not_there_or_not_known_is_told(new_person: NewPerson) -> None:
    editor = new_person("editor")
    path = _path(editor.get("/unanswered").text)
    assert editor.get("/unanswered/nothing").status_code == 404
    for what in ("", "delete", "replay"):
        assert editor.post(path, {"do": what}).status_code == 404, what
