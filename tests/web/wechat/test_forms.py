"""Contact data typed into WeChat: asked for step by step, sealed, and never with the bot, in a log or in a turn."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from knowledge.appointments.contacts import open_contact
from knowledge.models import Contact, Turn, WechatUser
from tests.web.conftest import CONTACT_FORM, reply, text
from tests.web.wechat.conftest import RunScene, World
from tests.wechat_simulator.phone import Phone

FORM = reply(text("请留下联系方式"), CONTACT_FORM, status="clarify")
WITH_ID = reply(
    {
        **CONTACT_FORM,
        "fields": [*CONTACT_FORM["fields"], {"name": "id_number", "label": "身份证号"}],
        "id_consent": "单独同意使用身份证号",
    },
    status="clarify",
)
BOOKED = reply(text("预约成功"))
# Made up: the area code of a capital, a birthday, a sequence number and a check digit that fits.
ID_NUMBER = "110101190001010014"


async def _asked(world: World, form: Any = FORM) -> Phone:
    phone = world.phone()
    world.bot.says(form)
    assert "称呼" in await phone.say("我想预约")
    world.bot.says(BOOKED)
    return phone


def _people(world: World) -> list[tuple[str, str, str]]:
    def work(session: Any) -> list[tuple[str, str, str]]:
        people = [open_contact(b"k" * 40, row) for row in session.scalars(select(Contact))]
        return [(person.name, person.phone, person.id_number) for person in people]

    found: list[tuple[str, str, str]] = world.look(work)
    return found


@pytest.mark.parametrize("agree", ["1", "同意"])
def test_name_telephone_and_consent_are_asked_for_in_turn(run: RunScene, agree: str) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        assert "手机号码" in await phone.say("张女士")
        assert "138****0000" in (shown := await phone.say("138 0000 0000"))
        assert "同意用于本次预约" in shown
        assert await phone.say(agree) == "预约成功"
        assert world.bot.texts == ["我想预约", "/EXTERNAL_contact"]
        assert _people(world) == [("张女士", "13800000000", "")]

    run(scene)


def test_an_id_number_has_a_consent_of_its_own(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world, WITH_ID)
        for said, shown in (
            ("张女士", "手机"), ("13800000000", "身份证号"), ("123", "请核对"), (ID_NUMBER, "110***********0014"),
            ("1", "单独同意使用身份证号"),
        ):  # fmt: skip
            assert shown in await phone.say(said)
        assert await phone.say("1") == "预约成功"
        assert _people(world) == [("张女士", "13800000000", ID_NUMBER)]

    run_here(scene)


def test_nothing_that_is_typed_reaches_bot_log_turns_or_the_file_in_the_clear(
    run_here: RunScene, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(world: World) -> None:
        caplog.set_level(logging.DEBUG)
        phone = await _asked(world)
        for said in ("欧阳示例", "+86 13800000000", "1"):
            await phone.say(said)
        path = Path(world.engine.url.database or "")
        kept = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("asyncio", "httpcore")))
        for secret in ("欧阳示例", "13800000000", phone.user):
            assert secret not in str(world.bot.heard)
            assert secret not in ours.replace(f"openid={phone.user}", "")
            assert secret.encode() not in kept
        assert world.look(lambda s: list(s.scalars(select(Turn.text)))) == ["我想预约", "已提交联系方式"]

    run_here(scene)


@pytest.mark.parametrize(
    ("steps", "question"),
    [
        (["要带什么材料？"], "称呼"),
        (["换成十点"], "称呼"),
        (["张女士", "我没有手机"], "11位手机号码"),
        (["张女士", "138"], "11位手机号码"),
        (["张女士", "13800000000", "好像不对"], "1（同意并提交）"),
    ],
)
def test_what_cannot_be_read_is_asked_for_again(run_here: RunScene, steps: list[str], question: str) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        for said in steps:
            shown = await phone.say(said)
        assert question in shown
        assert world.bot.texts == ["我想预约"]

    run_here(scene)


@pytest.mark.parametrize("steps", [["退出"], ["张女士", "取消"], ["张女士", "13800000000", "3"]])
def test_the_form_can_be_left_at_every_step(run_here: RunScene, steps: list[str]) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        for said in steps:
            await phone.say(said)
        assert world.bot.texts == ["我想预约", "不约了"]
        assert _people(world) == []
        await phone.say("人才公寓")
        assert world.bot.texts[-1] == "人才公寓"

    run_here(scene)


def test_a_button_beside_the_form_is_chosen_by_its_words(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        times = {"label": "看其他时间", "payload": {"text": "还有哪些时间"}}
        phone = world.phone()
        world.bot.says(reply(CONTACT_FORM, {"type": "choices", "options": [times]}, status="clarify"))
        shown = await phone.say("我想预约")
        assert "· 看其他时间" in shown
        assert "回复数字" not in shown
        assert "11位" not in await phone.say("1")
        world.bot.says(reply(text("其他时间如下")))
        assert await phone.say("看其他时间") == "其他时间如下"
        assert world.bot.texts == ["我想预约", "还有哪些时间"]

    run_here(scene)


def test_the_fields_can_be_filled_in_anew(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        for said in ("张女士", "13800000000", "2", "李女士", "13800000001", "1"):
            await phone.say(said)
        assert _people(world) == [("李女士", "13800000001", "")]

    run_here(scene)


def test_a_form_that_waited_too_long_takes_nothing_and_passes_nothing_on(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        old = world.store.clock() - timedelta(hours=3)
        world.look(lambda s: s.execute(update(WechatUser).values(form_at=old)))
        assert "已过" in await phone.say("张女士")
        assert world.bot.texts == ["我想预约"]
        assert await phone.say("人才公寓") == "预约成功"

    run_here(scene)


def test_after_a_failure_the_consent_can_be_sent_again(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        world.bot.says([])
        for said in ("张女士", "13800000000"):
            await phone.say(said)
        assert "编号" in await phone.say("1")
        world.bot.says(BOOKED)
        assert await phone.say("1") == "预约成功"
        assert len(_people(world)) == 1

    run_here(scene)


def test_a_form_survives_pictures_and_recognised_speech_fills_it(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = await _asked(world)
        await phone.message("image", {"PicUrl": "http://pictures.example/1", "MediaId": "m"})
        said = await phone.message("voice", {"MediaId": "m", "Format": "amr", "Recognition": "张女士"})
        assert said.startswith("请回复您的11位手机号码")
        assert world.bot.texts == ["我想预约"]

    run_here(scene)
