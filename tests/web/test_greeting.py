"""The greeting shows the office's questions, counted now and then, not for every visitor."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Engine, text

from knowledge.database import session_factory
from knowledge.office import Office
from knowledge.questions import listed
from tests.conftest import NOW
from tests.knowledge.test_questions import OFTEN, ask
from tests.web.conftest import Site, Visitor
from web.greeting import Greeting


def _questions(begun: dict[str, Any]) -> list[str]:
    return [option["label"] for option in begun["greeting"][2]["options"]]


def test_what_is_asked_most_stands_before_the_usual_questions(site: Site, kept: Engine) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        ask(Office(session, NOW), OFTEN)
    begun = site.client.post("/api/chat/sessions").json()
    assert _questions(begun) == [OFTEN, *listed().usual[:5]]
    option = begun["greeting"][2]["options"][0]
    Visitor(site.client, begun["token"]).choose(option["id"])
    assert site.bot.texts == [OFTEN]


def test_a_page_in_english_is_greeted_in_english(site: Site) -> None:
    begun = site.client.post("/api/chat/sessions", json={"language": "en"}).json()
    assert begun["greeting"][0]["text"].startswith("Hello")
    assert _questions(begun) == list(listed().english[:6])


@pytest.mark.parametrize("body", [{"language": "fr"}, {"language": 1}, {"more": "x"}, [], "zh"])
def test_a_beginning_that_makes_no_sense_is_refused(site: Site, body: object) -> None:
    assert site.client.post("/api/chat/sessions", json=body).status_code == 422


def test_many_visitors_at_once_cost_one_count(kept: Engine) -> None:
    counted = 0

    def reading() -> Any:
        nonlocal counted
        counted += 1
        return session_factory(kept)()

    async def scene() -> None:
        greeting = Greeting(reading, lambda: NOW)
        replies = await asyncio.gather(*(greeting.reply() for _ in range(50)))
        assert len({reply.plain() for reply in replies}) == 1

    asyncio.run(scene())
    assert counted == 1


def test_a_database_that_fails_leaves_the_usual_questions(kept: Engine) -> None:
    def reading() -> Any:
        session = session_factory(kept)()
        session.execute(text("DROP TABLE turn"))
        return session

    async def scene() -> str:
        return (await Greeting(reading, lambda: NOW).reply()).plain()

    assert listed().usual[0] in asyncio.run(scene())
