"""Nobody speaks in a conversation that is not theirs."""

from __future__ import annotations

import time

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import Engine, delete

from knowledge.database import session_factory
from knowledge.models import Conversation
from knowledge.secret import secret
from tests.web.conftest import CONTACT_FORM, Site, Visitor, choices, reply

DAY = 24 * 3600


class _EightDaysAgo(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(time.time()) - 8 * DAY


class _SixDaysAgo(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(time.time()) - 6 * DAY


def _conversation(site: Site, visitor: Visitor) -> str:
    named = site.app.state.desk.sessions.conversation(visitor.token)
    assert isinstance(named, str)
    return named


def _status_of(visitor: Visitor, token: str) -> int:
    return Visitor(visitor.client, token).post("messages", {"id": "1", "text": "你好"}).status_code


def test_a_session_greets_with_questions_to_choose_from(site: Site) -> None:
    begun = site.client.post("/api/chat/sessions").json()
    assert begun["token"]
    assert [block["type"] for block in begun["greeting"]] == ["text", "text", "choices"]


def test_a_greeting_shows_no_payload(site: Site) -> None:
    options = site.client.post("/api/chat/sessions").json()["greeting"][2]["options"]
    assert all(option["id"] and option["payload"] is None for option in options)


def test_a_question_of_the_greeting_can_be_chosen(site: Site) -> None:
    begun = site.client.post("/api/chat/sessions").json()
    option = begun["greeting"][2]["options"][0]
    Visitor(site.client, begun["token"]).choose(option["id"])
    assert site.bot.texts == [option["label"]]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "Bearer \x00", "Bearer é"])
def test_without_a_token_nothing_is_taken(site: Site, header: str) -> None:
    headers = {b"Authorization": header.encode("latin-1")}
    answer = site.client.post("/api/chat/messages", json={"id": "1", "text": "你好"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorised")


@pytest.mark.parametrize("place", [0, 10, -1])
def test_an_altered_token_is_refused(visitor: Visitor, place: int) -> None:
    # The last character of a signature has bits to spare: take one that changes it for certain.
    letters = list(visitor.token)
    letters[place] = "A" if letters[place] not in "ABCD" else "z"
    assert _status_of(visitor, "".join(letters)) == 401


def test_a_token_signed_with_another_key_is_refused(site: Site, visitor: Visitor) -> None:
    forged = URLSafeTimedSerializer(b"another key", salt="chat session").dumps(_conversation(site, visitor))
    assert _status_of(visitor, forged) == 401


def test_the_key_of_a_calendar_file_is_no_token(site: Site, visitor: Visitor) -> None:
    named = _conversation(site, visitor)
    assert _status_of(visitor, site.app.state.desk.sessions.calendar_key(named)) == 401


@pytest.mark.parametrize(("signer", "status"), [(_SixDaysAgo, 200), (_EightDaysAgo, 401)])
def test_a_token_holds_for_seven_days(site: Site, visitor: Visitor, signer: type[TimestampSigner], status: int) -> None:
    key = secret(site.settings, "secret_key")
    old = URLSafeTimedSerializer(key, salt="chat session", signer=signer).dumps(_conversation(site, visitor))
    assert _status_of(visitor, old) == status


def test_the_token_of_a_conversation_that_was_deleted_is_refused(site: Site, visitor: Visitor, kept: Engine) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        session.execute(delete(Conversation).where(Conversation.id == _conversation(site, visitor)))
    assert _status_of(visitor, visitor.token) == 401


@pytest.mark.parametrize("path", ["messages", "forms/f_1", "feedback"])
def test_every_way_in_wants_a_token(site: Site, path: str) -> None:
    assert site.client.post(f"/api/chat/{path}", json={}).status_code in (401, 422)
    body = {"messages": {"id": "1", "text": "好"}, "feedback": {"turn": "t", "helpful": True}}.get(path, {"id": "1"})
    assert site.client.post(f"/api/chat/{path}", json=body).status_code == 401


def test_the_option_of_another_conversation_cannot_be_chosen(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(choices(("甲", {"text": "甲是什么"}))))
    option = visitor.say("有哪些")["blocks"][0]["options"][0]["id"]
    site.bot.heard.clear()
    assert "已经失效" in site.visitor().choose(option)["blocks"][0]["text"]
    assert not site.bot.heard


def test_the_form_of_another_conversation_cannot_be_posted(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(CONTACT_FORM))
    form = visitor.say("我要预约")["blocks"][0]["id"]
    site.bot.heard.clear()
    body = {"id": "1", "name": "张三示例", "phone": "13800000000", "consent": True}
    answer = site.visitor().post(f"forms/{form}", body).json()
    assert "表单已经失效" in answer["blocks"][0]["text"]
    assert not site.bot.heard


def test_the_turn_of_another_conversation_cannot_be_rated(site: Site, visitor: Visitor) -> None:
    turn = visitor.say("你好")["turn"]
    assert site.visitor().post("feedback", {"turn": turn, "helpful": True}).status_code == 404


def test_the_message_id_of_another_conversation_is_a_message_of_its_own(site: Site, visitor: Visitor) -> None:
    first = visitor.say("第一位的问题", "same-id")
    second = site.visitor().say("第二位的问题", "same-id")
    assert first["turn"] != second["turn"]
    assert site.bot.texts == ["第一位的问题", "第二位的问题"]
