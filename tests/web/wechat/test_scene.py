"""The whole booking in WeChat, in safe mode, against a bot that knows its part; a person of the office in between."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import select

from knowledge.handover import desk
from knowledge.models import WechatUser
from knowledge.office import Office
from tests.web.conftest import CONTACT_FORM, choices, reply, text
from tests.web.wechat.conftest import RunScene, World
from tests.wechat_simulator.play import booking, play

VISIT = {
    "type": "appointment", "code": "LJ20261202-0001-5", "status": "已预约", "service": "A卡申领", "hall": "示例大厅",
    "window": "二号窗口", "address": "示例路1号", "date": "2026-12-02", "weekday": "周三", "start": "15:00",
    "end": "15:30", "materials": [{"name": "申领表"}], "calendar": "/appointments/LJ20261202-0001-5.ics",
}  # fmt: skip
PART: dict[str, list[dict[str, Any]]] = {
    "我想预约下周三下午三点办英才卡": reply(text("办哪一项？"), choices(("A卡", {"text": "A卡"})), status="clarify"),
    "A卡": reply(text("属于哪种情形？"), choices(("个人申请", {"text": "个人申请"})), status="clarify"),
    "个人申请": reply(text("已为您暂留15:00的号"), CONTACT_FORM, status="clarify"),
    "/EXTERNAL_contact": reply(text("预约成功"), VISIT),
    "我约的是几点": reply(text("您的预约如下"), VISIT),
    "取消预约": reply(text("确认取消这个预约吗？"), status="clarify"),
    "确认": reply(text("已取消预约LJ20261202-0001-5")),
}


def test_a_visit_is_booked_looked_up_and_cancelled_in_safe_mode(run: RunScene) -> None:
    async def scene(world: World) -> None:
        async def answer() -> httpx.Response:
            return httpx.Response(200, json=PART[world.bot.heard[-1]["message"]])

        world.bot.answer = answer
        phone = world.phone()
        told = await play(phone, booking())
        assert world.bot.texts == list(PART)
        assert "https://office.example.cn/appointments/LJ20261202-0001-5?key=" in dict(told)["1"]
        assert phone.dropped == 0

    run(scene, mode="safe", public_url="https://office.example.cn")


def test_a_person_in_charge_is_heard_and_the_bot_is_silent(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")

        def take(session: Any) -> int:
            office = Office(session, world.store.clock())
            conversation = session.scalar(select(WechatUser.conversation_id))
            return desk.take_over(office, conversation, "示例工作人员").id

        number = world.look(take)
        await world.settle()
        before = len(world.bot.heard)
        await phone.say("我的材料齐了吗")
        assert len(world.bot.heard) == before
        shown = len(phone.shown)

        def answer(session: Any) -> None:
            office = Office(session, world.store.clock())
            assert desk.reply(office, number, "示例工作人员", "齐了，请按时到。", "k1")

        world.look(answer)
        await world.settle()
        await world.settle()
        assert [seen.way for seen in world.platform.seen[phone.user][shown:]] == ["customer"]
        assert "齐了，请按时到。" in phone.shown[-1]

    run(scene)


def test_what_is_said_to_a_person_is_no_field_of_a_form(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(reply(text("请填写"), CONTACT_FORM, status="clarify"))
        await phone.say("我想预约")

        def take(session: Any) -> None:
            conversation = session.scalar(select(WechatUser.conversation_id))
            desk.take_over(Office(session, world.store.clock()), conversation, "示例工作人员")

        world.look(take)
        assert "称呼" not in await phone.say("我先问一句")
        assert world.bot.texts == ["我想预约"]

    run_here(scene)
