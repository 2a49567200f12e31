"""Choosing from a list (case 29): by number in every way of writing it, by words, as long as the list is fresh."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from knowledge.models import WechatUser
from tests.web.conftest import choices, reply, text
from tests.web.wechat.conftest import RunScene, World

LIST = reply(
    text("您想问哪一项？"), choices(*((f"第{n}项内容", {"text": f"问题{n}"}) for n in "甲乙丙丁")), status="clarify"
)
BANDS = reply(
    text("合同还有几年？"),
    choices(
        ("不满3年", {"intent": "eligibility_check", "slot": "check", "value": "contract_years=,3,0,1"}),
        ("3年以上", {"intent": "eligibility_check", "slot": "check", "value": "contract_years=3,,0,0"}),
    ),
    status="clarify",
)


@pytest.mark.parametrize("said", ["2", "２", "②", "二", "第二个", "选2", " 2。", "第乙项内容"])
def test_an_entry_is_chosen_by_its_number_or_its_words(run_here: RunScene, said: str) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(LIST)
        assert "2. 第乙项内容" in await phone.say("你好")
        await phone.say(said)
        assert world.bot.texts == ["你好", "问题乙"]

    run_here(scene)


def test_a_number_outside_the_list_shows_it_again(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(LIST)
        await phone.say("你好")
        assert "4. 第丁项内容" in await phone.say("9")
        await phone.say("4")
        assert world.bot.texts == ["你好", "问题丁"]

    run(scene)


def test_a_number_after_half_an_hour_is_a_turn_of_its_own(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(LIST)
        await phone.say("你好")
        old = world.store.clock() - timedelta(minutes=31)
        world.look(lambda s: s.execute(update(WechatUser).values(offered_at=old)))
        await phone.say("2")
        assert world.bot.texts == ["你好", "2"]

    run_here(scene)


def test_a_number_is_the_answer_when_no_list_was_sent(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(LIST)
        await phone.say("你好")
        world.bot.says(reply(text("几年合同？"), status="clarify"))
        await phone.say("算了，问别的")
        await phone.say("3")
        assert world.bot.texts[-1] == "3"

    run_here(scene)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("3", "3"),
        ("2", "2"),
        ("B", "/eligibility_check"),
        ("b", "/eligibility_check"),
        ("第二个", "/eligibility_check"),
    ],
)
def test_where_a_number_is_the_answer_the_list_has_letters(run_here: RunScene, said: str, heard: str) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(BANDS)
        assert "B. 3年以上" in await phone.say("我符合吗")
        await phone.say(said)
        assert world.bot.texts[-1] == heard

    run_here(scene)


def test_a_picture_in_between_leaves_the_list(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(LIST)
        await phone.say("你好")
        await phone.message("image", {"PicUrl": "http://pictures.example/1", "MediaId": "m"})
        await phone.say("1")
        assert world.bot.texts[-1] == "问题甲"

    run_here(scene)


def test_who_writes_too_fast_is_told_so(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone, other = world.phone(), world.phone("oDemoUser0002")
        said = [await phone.say("你好") for _ in range(4)]
        assert "太快" in said[-1]
        assert len(world.bot.heard) == 3
        assert await other.say("你好") == "好的"

    run_here(scene, rate_limit="3/minute")
