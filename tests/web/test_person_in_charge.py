"""While a person is in charge the bot is silent, whatever it was still thinking; nothing that is said is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from knowledge.blocks import Reply, Text
from knowledge.database import session_factory
from knowledge.handover import desk
from knowledge.handover.queue import ask_for_person
from knowledge.models import Contact, Turn
from knowledge.office import Office
from knowledge.trace import Trace
from tests.conftest import NOW
from tests.web.conftest import CONTACT_FORM, Site, Visitor, reply, text
from web.bot import Bot
from web.chat import Chat
from web.metrics import Metrics
from web.sessions import Sessions

BOT_SAYS = "机器人的答复"
_RACES = 200


class SlowBot(Bot):
    """Answers after a moment, and counts how often it was asked; `before` runs while it thinks."""

    def __init__(self, delay: Callable[[], float], before: Callable[[str], Any] | None = None) -> None:
        super().__init__(httpx.AsyncClient())
        self.asked, self._delay, self._before = 0, delay, before
        self.trace = Trace()

    async def send(self, conversation: str, text: str, metadata: dict[str, Any] | None = None) -> Reply:
        self.asked += 1
        await asyncio.sleep(self._delay())
        if self._before is not None:
            await asyncio.to_thread(self._before, conversation)
        return Reply(status="answered", blocks=(Text(role="conclusion", text=BOT_SAYS),), trace=self.trace)


class Ticking:
    """A clock that moves a second each time it is read."""

    def __init__(self) -> None:
        self._reads = 0

    def __call__(self) -> Any:
        self._reads += 1
        return NOW + timedelta(seconds=self._reads)


def chat_on(engine: Engine, bot: Bot) -> Chat:
    return Chat(engine, bot, Ticking(), Sessions("s" * 40), b"k" * 32, 500, Metrics())


async def begun(chat: Chat) -> str:
    token, _greeting = await chat.begin()
    conversation = Sessions("s" * 40).conversation(token)
    assert conversation is not None
    return conversation


@pytest.fixture
def office(engine: Engine) -> Iterator[Callable[[], Any]]:
    """Open an office for writing, committed at the end."""
    maker = session_factory(engine, writes=True)

    class Opened:
        def __enter__(self) -> Office:
            self._session = maker()
            self._session.__enter__()
            return Office(self._session, NOW)

        def __exit__(self, *problem: object) -> None:
            if problem[0] is None:
                self._session.commit()
            self._session.close()

    yield Opened


def words(told: Any) -> str:
    return str(told.reply.plain())


def by_bot(session: Session, conversation: str) -> list[int]:
    query = select(Turn).where(Turn.conversation_id == conversation).order_by(Turn.id)
    return [turn.id for turn in session.scalars(query) if BOT_SAYS in Reply.model_validate(turn.reply).plain()]


def test_two_hundred_races_between_the_bot_and_a_take_over_end_without_a_word_of_the_bot(engine: Engine) -> None:
    chance = random.Random(20261124)  # noqa: S311
    writing = session_factory(engine, writes=True)

    def taken_over(conversation: str) -> int:
        """Take the conversation over; return the last turn that was kept before, as the same transaction sees it."""
        with writing() as session, session.begin():
            desk.take_over(Office(session, NOW), conversation, "zhang")
            newest = select(func.max(Turn.id)).where(Turn.conversation_id == conversation)
            return session.scalar(newest) or 0

    async def race(chat: Chat) -> tuple[str, int]:
        conversation = await begun(chat)

        async def staff() -> int:
            await asyncio.sleep(chance.uniform(0, 0.05))
            return await asyncio.to_thread(taken_over, conversation)

        said = [chat.text(conversation, f"m{number}", f"第{number}问") for number in range(3)]
        last, *_turns = await asyncio.gather(staff(), *said)
        await chat.text(conversation, "m9", "还在吗")
        return conversation, last

    async def all_races() -> list[tuple[str, int]]:
        chat = chat_on(engine, SlowBot(lambda: chance.uniform(0, 0.03)))
        found: list[tuple[str, int]] = []
        for _ in range(_RACES // 10):
            found += await asyncio.gather(*(race(chat) for _ in range(10)))
        return found

    raced = asyncio.run(all_races())
    assert len(raced) == _RACES
    with session_factory(engine)() as session:
        late = [(name, turn) for name, last in raced for turn in by_bot(session, name) if turn > last]
        early = [turn for name, last in raced for turn in by_bot(session, name) if turn <= last]
        kept = session.scalar(select(func.count(Turn.id)).where(Turn.text != ""))
    assert late == []
    assert early, "the bot never spoke before the take-over: nothing was raced"
    assert kept == _RACES * 4


def test_an_answer_that_was_being_made_when_a_person_took_over_is_not_shown(engine: Engine, office: Any) -> None:
    def take(conversation: str) -> None:
        with office() as opened:
            desk.take_over(opened, conversation, "zhang")

    async def scene() -> tuple[Any, Any]:
        chat = chat_on(engine, SlowBot(lambda: 0, take))
        conversation = await begun(chat)
        return await chat.text(conversation, "m1", "能养狗吗"), await chat.text(conversation, "m2", "还有猫")

    first, second = asyncio.run(scene())
    assert (first.reply.status, second.reply.status) == ("handed_over", "handed_over")
    assert "已收到" in words(first) and BOT_SAYS not in words(first)
    assert second.reply.blocks == ()
    assert (first.receipt, second.receipt) == (None, None)


def test_a_message_that_waited_while_staff_gave_back_is_answered_by_the_bot(engine: Engine, office: Any) -> None:
    async def scene() -> tuple[Any, int]:
        bot = SlowBot(lambda: 0)
        chat = chat_on(engine, bot)
        conversation = await begun(chat)
        with office() as opened:
            row = desk.take_over(opened, conversation, "zhang")
        settle = chat._settle

        async def given_back(*more: Any) -> Any:
            chat._settle = settle  # type: ignore[method-assign]
            with office() as opened:
                desk.hand_back(opened, row.id, "zhang")
            return await settle(*more)

        chat._settle = given_back  # type: ignore[method-assign]
        return await chat.text(conversation, "m1", "能养狗吗"), bot.asked

    told, asked = asyncio.run(scene())
    assert words(told) == BOT_SAYS
    assert asked == 1


def test_the_reply_that_announces_the_queue_is_shown_while_it_waits(engine: Engine, office: Any) -> None:
    async def scene(*, taken: bool) -> Any:
        bot = SlowBot(lambda: 0)

        def asks(conversation: str) -> None:
            with office() as opened:
                row = ask_for_person(opened, conversation, "asked")
                assert row is not None
                bot.trace = Trace(handover=row.id)
                if taken:
                    desk.take(opened, row.id, "zhang")

        bot._before = asks
        chat = chat_on(engine, bot)
        return await chat.text(await begun(chat), "m1", "转人工")

    assert words(asyncio.run(scene(taken=False))) == BOT_SAYS
    assert BOT_SAYS not in words(asyncio.run(scene(taken=True)))


def test_who_waits_may_leave_the_queue_and_the_bot_answers_again(engine: Engine, office: Any) -> None:
    async def scene(said: str) -> tuple[Any, Any]:
        chat = chat_on(engine, SlowBot(lambda: 0))
        conversation = await begun(chat)
        with office() as opened:
            ask_for_person(opened, conversation, "asked")
        return await chat.text(conversation, "m1", said), await chat.text(conversation, "m2", "能养狗吗")

    for said in ("不等了", "返回机器人", "不等了，返回机器人。", "back to the bot"):
        left, after = asyncio.run(scene(said))
        assert left.reply.status == "answered", said
        assert words(after) == BOT_SAYS, said


def test_who_is_attended_to_cannot_leave_by_a_word(engine: Engine, office: Any) -> None:
    async def scene() -> Any:
        chat = chat_on(engine, SlowBot(lambda: 0))
        conversation = await begun(chat)
        with office() as opened:
            desk.take_over(opened, conversation, "zhang")
        return await chat.text(conversation, "m1", "不等了")

    assert asyncio.run(scene()).reply.status == "handed_over"


def _conversation(site: Site, visitor: Visitor) -> str:
    return str(site.app.state.desk.sessions.conversation(visitor.token))


def test_what_is_said_to_a_person_is_kept_masked_and_acknowledged_once(
    site: Site, visitor: Visitor, kept: Engine
) -> None:
    conversation = _conversation(site, visitor)
    with session_factory(kept, writes=True)() as session, session.begin():
        desk.take_over(Office(session, NOW), conversation, "zhang")
    first = visitor.say("我的电话是13800000000", "m1")
    assert "已收到" in first["blocks"][0]["text"]
    assert visitor.say("我的电话是13800000000", "m1") == first
    assert visitor.say("就这些")["blocks"] == []
    assert site.bot.heard == []
    with session_factory(kept)() as session:
        texts = session.scalars(select(Turn.text).order_by(Turn.id)).all()
    assert texts[1] == "就这些"
    assert "13800000000" not in texts[0] and texts[0]


def test_a_message_too_long_for_a_person_too_is_asked_to_be_shortened(
    site: Site, visitor: Visitor, kept: Engine
) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        desk.take_over(Office(session, NOW), _conversation(site, visitor), "zhang")
    assert visitor.say("问" * 501)["status"] == "clarify"


def test_a_form_is_neither_sent_nor_kept_while_a_person_is_in_charge(
    site: Site, visitor: Visitor, kept: Engine
) -> None:
    site.bot.says(reply(text("请填写"), CONTACT_FORM, status="clarify"))
    form = visitor.say("预约")["blocks"][1]["id"]
    with session_factory(kept, writes=True)() as session, session.begin():
        row = desk.take_over(Office(session, NOW), _conversation(site, visitor), "zhang")
    body = {"id": "f1", "name": "张三示例", "phone": "13800000000", "consent": True}
    answer = visitor.post(f"forms/{form}", body).json()
    assert "没有提交" in answer["blocks"][0]["text"]
    assert len(site.bot.heard) == 1
    with session_factory(kept, writes=True)() as session, session.begin():
        assert session.scalar(select(func.count(Contact.id))) == 0
        desk.hand_back(Office(session, NOW), row.id, "zhang")
    site.bot.says(reply(text("预约成功")))
    assert visitor.post(f"forms/{form}", {**body, "id": "f2"}).json()["blocks"][0]["text"] == "预约成功"
