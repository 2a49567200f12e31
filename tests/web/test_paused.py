"""The switch of the whole bot: a sentence and the telephone for applicants, while staff go on."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from knowledge.database import session_factory
from knowledge.events import waiting
from knowledge.handover import desk
from knowledge.handover.switch import pause, resume
from knowledge.models import Event, Handover
from knowledge.office import Office
from tests.conftest import NOW
from tests.web.conftest import MakeSite, Site, Visitor


def test_a_paused_bot_says_so_with_the_telephone_and_the_same_message_may_come_again(
    site: Site, visitor: Visitor, kept: Engine
) -> None:
    writing = session_factory(kept, writes=True)
    with writing() as session, session.begin():
        assert pause(Office(session, NOW), "zhang", "系统升级，下午恢复。")
    told = visitor.say("能养狗吗", "m1")
    plain = "".join(str(block) for block in told["blocks"])
    assert (told["status"], told["receipt"]) == ("failed", None)
    assert "系统升级" in plain and "12345" in plain
    assert site.bot.heard == []
    greeting = site.client.post("/api/chat/sessions").json()["greeting"]
    assert "系统升级" in greeting[0]["text"]
    with writing() as session, session.begin():
        assert resume(Office(session, NOW), "zhang")
    assert visitor.say("能养狗吗", "m1")["blocks"][0]["text"] == "好的"


def test_a_conversation_with_a_person_goes_on_while_the_bot_is_paused(
    site: Site, visitor: Visitor, kept: Engine
) -> None:
    conversation = str(site.app.state.desk.sessions.conversation(visitor.token))
    with session_factory(kept, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        row = desk.take_over(office, conversation, "zhang")
        pause(office, "zhang")
    assert visitor.say("在吗")["status"] == "handed_over"
    with session_factory(kept, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        assert desk.reply(office, row.id, "zhang", "您好，请讲。", "k1")
        assert [event.kind for event in waiting(office, conversation)] == ["staff", "staff"]


def test_a_pause_at_the_first_question_is_told_by_both_ways(make_site: MakeSite, kept: Engine) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        pause(Office(session, NOW), "zhang")
    with make_site() as site:
        visitor = site.visitor()
        assert "maintenance" in visitor.say("hello there")["blocks"][0]["text"]
        with session_factory(kept)() as session:
            assert session.scalar(select(func.count(Event.id))) == 0
            assert session.scalar(select(func.count(Handover.id))) == 0
