"""Events of the office reach WeChat conversations: as customer messages within the quota, or as notices, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from knowledge import events
from knowledge.blocks import Appointment, Choices, Option, Payload, Reply, Text
from knowledge.models import Event, WechatMessage, WechatUser
from knowledge.office import Office
from tests.web.wechat.conftest import RunScene, World

VISIT = Appointment(
    code="LJ20261125-0001-0", status="已确认", service="【示例】人才公寓申请", hall="两江人才服务大厅",
    window="1号窗口", address="示例路1号", date="2026-11-25", weekday="周三", start="09:00", end="09:30",
)  # fmt: skip


def _tell(world: World, kind: str, *blocks: Any, key: str = "k1", until: timedelta | None = None) -> None:
    def work(session: Any) -> None:
        office = Office(session, world.store.clock())
        conversation = session.scalar(select(WechatUser.conversation_id))
        assert events.tell(office, conversation, kind, key, Reply(status="answered", blocks=blocks))
        if until is not None:
            session.execute(update(Event).values(until=office.now + until))

    world.look(work)


def _delivered(world: World) -> list[bool]:
    found: list[bool] = world.look(lambda s: [at is not None for at in s.scalars(select(Event.delivered_at))])
    return found


def _close_window(world: World) -> None:
    world.look(lambda s: s.execute(update(WechatUser).values(message_left=0, tap_left=0)))
    world.platform.left.clear()


def test_a_staff_reply_is_sent_once_and_marked(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("转人工")
        _tell(world, "staff", Text(text="您好，我是示例工作人员。"))
        await world.settle()
        await world.settle()
        assert world.platform.texts(phone.user, "customer") == ["您好，我是示例工作人员。"]
        assert _delivered(world) == [True]

    run(scene)


def test_what_an_event_offers_can_be_chosen_by_number(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("候补")
        take = Option(label="接受", payload=Payload(text="接受候补"))
        _tell(world, "offer", Text(text="有号了"), Choices(options=(take, Option(label="放弃"))))
        await world.settle()
        assert "1. 接受" in phone.shown[-1]
        await phone.say("1")
        assert world.bot.texts[-1] == "接受候补"

    run_here(scene)


def test_outside_the_window_an_event_waits_for_the_next_message(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        _close_window(world)
        _tell(world, "answer", Text(text="工单答复"))
        await world.settle()
        assert _delivered(world) == [False]
        assert await phone.say("在吗") == "工单答复\n\n好的"
        assert _delivered(world) == [True]

    run(scene)


def test_what_is_of_no_use_any_more_is_not_told(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        _tell(world, "offer", Text(text="来不及了"), until=timedelta(seconds=-1))
        await world.settle()
        assert phone.shown == ["好的"]

    run_here(scene)


def test_an_event_that_was_taken_back_is_not_told(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        _close_window(world)
        _tell(world, "visit", Text(text="明天到访"))
        await world.settle()
        world.look(lambda s: s.execute(delete(Event)))
        assert await phone.say("在吗") == "好的"

    run_here(scene)


def _state(world: World) -> str:
    found: str = world.look(lambda s: s.scalar(select(WechatMessage.state)))
    return found


def test_a_reminder_goes_as_a_notice_with_consent_then_as_a_template(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        consent = "<List><TemplateId><![CDATA[SUB1]]></TemplateId><SubscribeStatusString><![CDATA[accept]]>"
        consent += "</SubscribeStatusString><PopupScene>2</PopupScene></List>"
        document = phone.document({"MsgType": "event", "Event": "subscribe_msg_popup_event"})
        await phone.post(
            document.replace("</xml>", f"<SubscribeMsgPopupEvent>{consent}</SubscribeMsgPopupEvent></xml>")
        )
        assert world.look(lambda s: s.scalar(select(WechatUser.consents))) == ["SUB1"]
        _close_window(world)
        _tell(world, "visit", Text(text="明天到访"), VISIT)
        await world.settle()
        assert world.platform.calls["/cgi-bin/message/subscribe/bizsend"] == 1
        notice = json.loads(phone.shown[-1])
        assert {part["value"] for part in notice.values()} == {
            "LJ20261125-0001-0", "2026-11-25 09:00", "两江人才服务大厅 1号窗口",
        }  # fmt: skip
        assert _delivered(world) == [True]
        _tell(world, "visit", Text(text="明天到访"), VISIT, key="k2")
        await world.settle()
        # The consent was for once: now the template.
        assert world.platform.calls["/cgi-bin/message/subscribe/bizsend"] == 1
        assert world.platform.calls["/cgi-bin/message/template/send"] == 1

    run_here(scene, wechat_subscription_id="SUB1", wechat_template_id="TPL1", public_url="https://office.example.cn")


@pytest.mark.parametrize("code", [43101, 45009])
def test_a_refused_notice_falls_back_to_a_customer_message(run_here: RunScene, code: int) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        world.platform.always["/cgi-bin/message/template/send"] = code
        _tell(world, "visit", Text(text="明天到访"), VISIT)
        await world.settle()
        assert "明天到访" in phone.shown[-1]
        assert _delivered(world) == [True]

    run_here(scene, wechat_template_id="TPL1")


@pytest.mark.parametrize(("status", "reached"), [("success", True), ("failed:user block", False)])
def test_the_outcome_of_a_template_is_heard(run_here: RunScene, status: str, reached: bool) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        _tell(world, "visit", Text(text="明天到访"), VISIT)
        await world.settle()
        await phone.event("TEMPLATESENDJOBFINISH", {"MsgID": "1", "Status": status})
        assert _delivered(world) == [reached]
        assert ("明天到访" in await phone.say("在吗")) is not reached

    run_here(scene, wechat_template_id="TPL1")


def test_a_reminder_that_no_way_reaches_is_kept_as_unreached(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        await world.phone().say("你好")
        _close_window(world)
        _tell(world, "visit", Text(text="明天到访"), VISIT)
        await world.settle()
        assert _state(world) == "unreached"
        assert _delivered(world) == [False]

    run_here(scene)
