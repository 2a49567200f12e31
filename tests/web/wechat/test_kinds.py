"""What is no text (case 27), events, the menu, QR codes, and a user who leaves (case 30)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge import events
from knowledge.appointments.waiting import WaitFor, join
from knowledge.blocks import Reply, Text
from knowledge.handover.desk import note
from knowledge.handover.queue import ask_for_person
from knowledge.models import (
    Contact,
    Conversation,
    ForgottenDialogue,
    HandoverStep,
    Service,
    Turn,
    Waiting,
    WechatDelivery,
    WechatUser,
)
from knowledge.office import Office
from tests.web.conftest import CONTACT_FORM, reply, text
from tests.web.wechat.conftest import RunScene, World
from web.wechat.menu import MenuRefused, platform_menu
from web.wechat.retention import forget_wechat
from web.wechat.words import menu

PICTURE = {"PicUrl": "http://pictures.example/1", "MediaId": "m1"}


@pytest.mark.parametrize(
    ("kind", "more", "shown"),
    [
        ("image", PICTURE, "看不了图片"),
        ("video", {"MediaId": "m1", "ThumbMediaId": "t1"}, "看不了图片"),
        ("shortvideo", {"MediaId": "m1", "ThumbMediaId": "t1"}, "看不了图片"),
        ("link", {"Title": "标题", "Description": "说明", "Url": "http://pages.example/"}, "看不了图片"),
        ("voice", {"MediaId": "m1", "Format": "amr"}, "改用文字"),
        ("voice", {"MediaId": "m1", "Format": "amr", "Recognition": ""}, "改用文字"),
        ("something_new", {"What": "ever"}, ""),
    ],
)
def test_what_is_no_text_is_answered_without_the_bot(
    run_here: RunScene, kind: str, more: dict[str, str], shown: str
) -> None:
    async def scene(world: World) -> None:
        said = await world.phone().message(kind, more)
        assert shown in said
        assert bool(said) == bool(shown)
        assert world.bot.heard == []
        assert world.platform.calls == {}

    run_here(scene)


def test_recognised_speech_is_read_back_and_answered(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        more = {"MediaId": "m1", "Format": "amr", "Recognition": "人才公寓怎么申请，我电话13800000000"}
        said = await world.phone().message("voice", more)
        assert said == "您说的是：人才公寓怎么申请，我电话[电话]\n\n好的"
        assert "13800000000" not in str(world.bot.heard)

    run_here(scene)


def test_a_place_asks_for_the_nearest_hall_and_is_not_kept(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        more = {"Location_X": "29.71", "Location_Y": "106.55", "Scale": "16", "Label": "示例地址"}
        assert await world.phone().message("location", more) == "好的"
        assert world.bot.texts == ["离您最近的人才服务大厅在哪里"]

    run_here(scene)


@pytest.mark.parametrize("event", ["LOCATION", "VIEW", "scancode_push", "pic_weixin", "TEMPLATESENDJOBFINISH", "what"])
def test_other_events_are_accepted_in_silence(run_here: RunScene, event: str) -> None:
    async def scene(world: World) -> None:
        assert await world.phone().event(event, {"EventKey": "x", "Latitude": "29.7"}) == ""
        assert world.bot.heard == []

    run_here(scene)


def test_a_new_follower_is_greeted_with_questions_to_choose_from(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        greeting = await phone.event("subscribe", {"EventKey": ""})
        assert "1. " in greeting
        assert "回复数字" in greeting
        second = next(line for line in greeting.splitlines() if line.startswith("2. ")).removeprefix("2. ")
        await phone.say("2")
        assert world.bot.texts == [second]

    run(scene)


@pytest.mark.parametrize(
    ("event", "key", "asked"),
    [
        ("subscribe", "qrscene_hall_liangjiang-hall", "在哪里"),
        ("SCAN", "hall_liangjiang-hall", "在哪里"),
        ("SCAN", "service_talent-apartment", "怎么办理"),
        ("CLICK", "MENU_BOOK", "我想预约窗口"),
    ],
)
def test_codes_and_menu_entries_ask_what_stands_behind_them(
    run_here: RunScene, event: str, key: str, asked: str
) -> None:
    async def scene(world: World) -> None:
        assert "好的" in await world.phone().event(event, {"EventKey": key, "Ticket": "t"})
        assert len(world.bot.texts) == 1
        assert asked in world.bot.texts[0]

    run_here(scene)


def test_unknown_codes_greet_and_unknown_entries_say_so(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        assert "人才服务助手" in await phone.event("SCAN", {"EventKey": "poster_7"})
        assert "已经更新" in await phone.event("CLICK", {"EventKey": "MENU_OLD"})
        assert world.bot.heard == []

    run_here(scene)


def test_the_menu_fits_the_platform() -> None:
    body: dict[str, Any] = platform_menu(menu(), "https://office.example.cn")
    assert {entry["type"] for button in body["button"] for entry in button["sub_button"]} == {"click", "view"}
    without: dict[str, Any] = platform_menu(menu(), "")
    assert {entry["type"] for button in without["button"] for entry in button["sub_button"]} == {"click"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"buttons": []},
        {"buttons": [{"name": "甲", "entries": [{"name": "乙", "key": "K", "text": "丙"}]}] * 4},
        {"buttons": [{"name": "甲" * 6, "entries": [{"name": "乙", "key": "K", "text": "丙"}]}]},
        {"buttons": [{"name": "甲", "entries": [{"name": "乙", "key": "K", "text": "丙"}] * 6}]},
        {"buttons": [{"name": "甲", "entries": []}]},
    ],
)
def test_a_menu_beyond_the_bounds_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MenuRefused, match=r"menu\.yml"):
        platform_menu(wrong, "")


def test_who_leaves_is_forgotten_and_greeted_anew(run: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        world.bot.says(reply(text("请填写"), CONTACT_FORM, status="clarify"))
        for said in ("我想预约", "张女士", "13800000000"):
            await phone.say(said)
        world.bot.says(reply(text("预约成功")))
        assert await phone.say("1") == "预约成功"
        conversation = world.look(lambda s: s.scalar(select(WechatUser.conversation_id)))
        sealed = Reply(status="answered", blocks=(Text(text="提醒"),))
        now = world.store.clock()
        world.look(lambda s: events.tell(Office(s, now), conversation, "reminder", "k1", sealed))
        assert await phone.event("unsubscribe") == ""
        assert world.look(lambda s: s.scalar(select(func.count()).select_from(WechatUser))) == 0
        assert world.look(lambda s: s.scalar(select(func.count()).select_from(Conversation))) == 0
        assert world.look(lambda s: s.scalar(select(func.count()).select_from(Turn))) == 0
        # The visit was agreed to: its contact data goes when retention says so.
        assert world.look(lambda s: s.scalar(select(func.count()).select_from(Contact))) == 1
        before = len(phone.shown)
        await world.settle()
        assert len(phone.shown) == before
        assert "人才服务助手" in await phone.event("subscribe", {"EventKey": ""}, moment=1795651999)
        assert len(phone.shown) == before + 1

    run(scene)


def test_who_leaves_waits_for_nothing_and_what_staff_wrote_of_him_goes(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        phone = world.phone()
        await phone.say("你好")
        conversation = world.look(lambda s: s.scalar(select(WechatUser.conversation_id)))

        def waits(session: Session) -> None:
            office = Office(session, world.store.clock())
            row = ask_for_person(office, conversation, "asked")
            assert row is not None
            note(office, row.id, "zhang", "张三在等答复")
            service = session.scalars(select(Service).where(Service.code == "yc-card-a")).one()
            join(office, service, conversation, WaitFor(tuple(service.windows), office.today, office.today))

        world.look(waits)
        await phone.event("unsubscribe")
        assert world.look(lambda s: s.scalars(select(HandoverStep.text).where(HandoverStep.what == "noted")).all()) == [
            ""
        ]
        assert world.look(lambda s: s.scalars(select(Waiting.status)).all()) == ["left"]
        assert world.look(lambda s: s.scalars(select(ForgottenDialogue.conversation_id)).all()) == [conversation]

    run_here(scene)


def test_keys_of_messages_are_kept_a_day(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        await world.phone().say("你好")
        count = select(func.count()).select_from(WechatDelivery)
        now = world.store.clock()
        world.look(lambda s: forget_wechat(s, now + timedelta(hours=23)))
        assert world.look(lambda s: s.scalar(count)) == 1
        world.look(lambda s: forget_wechat(s, now + timedelta(hours=25)))
        assert world.look(lambda s: s.scalar(count)) == 0

    run_here(scene)
