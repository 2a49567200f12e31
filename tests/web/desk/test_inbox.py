"""The inbox: a conversation is taken, answered and given back; tickets; canned replies with their clauses."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import Engine, select

from knowledge.conversations import begin
from knowledge.database import session_factory
from knowledge.handover.queue import ask_for_person
from knowledge.models import AuditEntry, Clause, Event, Handover, Ticket
from knowledge.office import Office
from knowledge.tickets import open_ticket
from knowledge.trace import reference_of
from tests.conftest import NOW
from tests.web.desk.conftest import NewPerson, Person


@pytest.fixture
def waiting(kept: Engine) -> int:
    """A conversation that waits for a person."""
    with session_factory(kept, writes=True)() as session, session.begin():
        conversation = begin(session, "web", NOW)
        session.flush()
        row = ask_for_person(Office(session, NOW), conversation, "asked")
        assert row is not None
        return row.id


@pytest.fixture
def ticket(kept: Engine) -> str:
    """A complaint."""
    with session_factory(kept, writes=True)() as session, session.begin():
        conversation = begin(session, "web", NOW)
        session.flush()
        return open_ticket(Office(session, NOW), "complaint", conversation, "示例：等了很久").number


def _told(kept: Engine) -> str:
    with session_factory(kept)() as session:
        return str([event.reply for event in session.scalars(select(Event).order_by(Event.id))])


def _reply(person: Person, handover: int, text: str, **more: str) -> httpx.Response:
    key = re.search(r'name="key" value="([^"]+)"', person.get(f"/inbox/{handover}").text)
    assert key
    return person.post(f"/inbox/{handover}/reply", {"text": text, "key": key[1], **more})


def test_who_waits_is_listed_live(new_person: NewPerson, waiting: int) -> None:
    person = new_person("viewer")
    assert "1 人等候" in person.get("/inbox").text
    part = person.get("/inbox/list").text
    assert "1 人等候" in part and "<html" not in part


def test_a_conversation_is_taken_answered_and_given_back(new_person: NewPerson, waiting: int, kept: Engine) -> None:
    person = new_person("editor")
    assert person.post(f"/inbox/{waiting}/take").status_code == 303
    assert _reply(person, waiting, "请您带身份证件到窗口办理。").status_code == 303
    assert "请您带身份证件到窗口办理。" in _told(kept)
    assert "请您带身份证件到窗口办理。" in person.get(f"/inbox/{waiting}/lines").text
    assert person.post(f"/inbox/{waiting}/hand-back").status_code == 303
    with session_factory(kept)() as session:
        assert session.get_one(Handover, waiting).state == "returned"
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)))
    assert actions[-3:] == ["handover_taken", "handover_replied", "handover_returned"]


def test_the_same_form_sent_twice_tells_once(new_person: NewPerson, waiting: int, kept: Engine) -> None:
    person = new_person("editor")
    person.post(f"/inbox/{waiting}/take")
    for _ in range(2):
        person.post(f"/inbox/{waiting}/reply", {"text": "请您稍等。", "key": "same"})
    assert _told(kept).count("请您稍等。") == 1


def test_of_two_people_the_second_is_told_that_it_is_taken(new_person: NewPerson, waiting: int) -> None:
    new_person("editor").post(f"/inbox/{waiting}/take")
    answer = new_person("editor2").post(f"/inbox/{waiting}/take")
    assert answer.status_code == 422 and "不在您手里" in answer.text
    assert new_person("editor2").post(f"/inbox/{waiting}/reply", {"text": "您好", "key": "k"}).status_code == 422


def test_words_that_the_office_should_not_say_are_shown_before_they_are_sent(
    new_person: NewPerson, waiting: int, kept: Engine
) -> None:
    person = new_person("editor")
    person.post(f"/inbox/{waiting}/take")
    answer = _reply(person, waiting, "保证通过。")
    assert "不宜的说法" in answer.text and "保证通过。" in answer.text and "保证通过" not in _told(kept)
    assert _reply(person, waiting, "保证通过。", sure="yes").status_code == 303
    assert "保证通过" in _told(kept)


@pytest.mark.parametrize("to", ["team:nowhere", "staff:nobody", "staff:viewer", ""])
def test_a_conversation_goes_only_where_somebody_is(new_person: NewPerson, waiting: int, to: str) -> None:
    person = new_person("editor")
    person.post(f"/inbox/{waiting}/take")
    answer = person.post(f"/inbox/{waiting}/transfer", {"to": to})
    assert answer.status_code == 422 and "请选择要转交的" in answer.text


def test_a_conversation_is_passed_to_a_colleague(new_person: NewPerson, waiting: int, kept: Engine) -> None:
    person = new_person("editor")
    person.post(f"/inbox/{waiting}/take")
    assert person.post(f"/inbox/{waiting}/transfer", {"to": "staff:editor2"}).status_code == 303
    with session_factory(kept)() as session:
        assert session.get_one(Handover, waiting).staff == "editor2"
    # Applicants read the names that colleagues have for each other, never those that they sign in with.
    assert "示例editor2" in _told(kept) and "工作人员editor" not in _told(kept)


def test_a_note_is_for_the_staff_alone(new_person: NewPerson, waiting: int, kept: Engine) -> None:
    person = new_person("editor")
    person.post(f"/inbox/{waiting}/note", {"text": "内部：已电话联系"})
    assert "内部：已电话联系" in person.get(f"/inbox/{waiting}").text and "内部" not in _told(kept)


def test_a_ticket_is_answered_and_closed(new_person: NewPerson, ticket: str, kept: Engine) -> None:
    person = new_person("editor")
    assert ticket in person.get("/tickets").text
    person.post(f"/tickets/{ticket}/take")
    assert person.post(f"/tickets/{ticket}/answer", {"text": "已向窗口核实，向您致歉。"}).status_code == 303
    assert "已向窗口核实，向您致歉。" in _told(kept)
    assert person.post(f"/tickets/{ticket}/close").status_code == 303
    assert person.post(f"/tickets/{ticket}/take").status_code == 422
    with session_factory(kept)() as session:
        assert session.scalars(select(Ticket)).one().state == "closed"
    assert ticket not in person.get("/tickets").text and ticket in person.get("/tickets?state=closed").text


@pytest.mark.parametrize("text", ["", " ", "长" * 2001])
def test_an_answer_that_cannot_be_is_told_and_kept_in_the_form(new_person: NewPerson, ticket: str, text: str) -> None:
    answer = new_person("editor").post(f"/tickets/{ticket}/answer", {"text": text})
    assert answer.status_code == 422 and "不超过2000个字" in answer.text and text.strip() in answer.text


def test_a_canned_reply_carries_its_clauses(new_person: NewPerson, waiting: int, kept: Engine) -> None:
    person = new_person("editor")
    with session_factory(kept)() as session:
        clause = session.scalars(select(Clause).order_by(Clause.id)).first()
        assert clause is not None
        reference, path = reference_of(clause), clause.path
    form = {"code": "materials", "title": "示例：材料", "text": "请您看依据。", "clauses": reference}
    assert person.post("/canned", form).status_code == 303
    person.post(f"/inbox/{waiting}/take")
    assert _reply(person, waiting, "请您看依据。", canned="materials").status_code == 303
    assert "citation" in _told(kept) and path in _told(kept)
    assert person.post("/canned/materials/retire").status_code == 303
    assert "请您看依据" not in person.get("/canned").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": "大写"}, "代码为小写字母"),
        ({"text": ""}, "请填写标题和内容"),
        ({"title": "长" * 121}, "请填写标题和内容"),
        ({"clauses": "clause:no/such"}, "没有这一条"),
    ],
)
def test_a_canned_reply_that_cannot_be_is_refused(new_person: NewPerson, changed: dict[str, str], told: str) -> None:
    form = {"code": "materials", "title": "示例", "text": "请看依据。", "clauses": "", **changed}
    answer = new_person("editor").post("/canned", form)
    assert answer.status_code == 422 and told in answer.text
