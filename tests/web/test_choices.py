"""An option is an opaque id that stands for a message; those who type answer with its number."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.web.conftest import CONTACT_FORM, Site, Visitor, choices, reply, text

INTENT = {"intent": "service_material", "entities": {"subject": "service:yc-card-a"}}
SLOT = {"slot": "case", "value": "renew"}
BOTH = {"intent": "appt_book", "slot": "window", "value": "window:2"}
THREE = choices(("换领", SLOT), ("材料", INTENT), ("办理地点", {"text": "英才卡在哪里办"}))


def _options(site: Site, visitor: Visitor, *blocks: dict[str, Any]) -> list[str]:
    """Show blocks to the visitor and return the ids of their options; the bot then forgets what it heard."""
    site.bot.says(reply(*blocks))
    turn = visitor.say("有哪些")
    site.bot.says(reply(text("好的")))
    site.bot.heard.clear()
    return [option["id"] for block in turn["blocks"] for option in (block.get("options") or block.get("slots") or [])]


def test_the_browser_sees_no_payload(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply(choices(("材料", INTENT))))
    answer = visitor.post("messages", {"id": "1", "text": "有哪些"})
    assert "service_material" not in answer.text
    assert "yc-card-a" not in answer.text


def test_every_showing_of_an_option_has_an_id_of_its_own(site: Site, visitor: Visitor) -> None:
    assert not set(_options(site, visitor, THREE)) & set(_options(site, visitor, THREE))


def test_an_option_with_an_intent_calls_it_with_its_entities(site: Site, visitor: Visitor) -> None:
    option = _options(site, visitor, choices(("材料", INTENT)))[0]
    visitor.choose(option)
    name, _, entities = site.bot.texts[0].partition("{")
    assert name == "/service_material"
    assert json.loads("{" + entities) == {"subject": "service:yc-card-a"}
    assert site.bot.heard[0]["metadata"] == {}


def test_an_entity_with_quotation_marks_stays_one_entity(site: Site, visitor: Visitor) -> None:
    value = '甲"},{"code":"乙\\'
    option = _options(site, visitor, choices(("材料", {"intent": "policy_detail", "entities": {"subject": value}})))[0]
    visitor.choose(option)
    assert json.loads(site.bot.texts[0].removeprefix("/policy_detail")) == {"subject": value}


def test_an_option_with_a_slot_goes_as_metadata(site: Site, visitor: Visitor) -> None:
    visitor.choose(_options(site, visitor, choices(("换领", SLOT)))[0])
    assert site.bot.texts == ["/EXTERNAL_case"]
    assert site.bot.heard[0]["metadata"] == {"choice": {"slot": "case", "value": "renew"}}


def test_an_option_with_an_intent_and_a_slot_sends_both(site: Site, visitor: Visitor) -> None:
    visitor.choose(_options(site, visitor, choices(("二号窗口", BOTH)))[0])
    assert site.bot.texts == ["/appt_book"]
    assert site.bot.heard[0]["metadata"] == {"choice": {"slot": "window", "value": "window:2"}}


@pytest.mark.parametrize("payload", [{"text": "英才卡在哪里办"}, {}, {"text": "/restart"}])
def test_an_option_with_a_sentence_is_said_and_cannot_call(site: Site, visitor: Visitor, payload: Any) -> None:
    visitor.choose(_options(site, visitor, choices(("英才卡在哪里办", payload)))[0])
    assert site.bot.texts == ["／restart" if "/restart" in payload.values() else "英才卡在哪里办"]


def test_a_time_that_was_shown_can_be_chosen(site: Site, visitor: Visitor) -> None:
    time = {"date": "2026-12-02", "weekday": "周三", "start": "15:00", "end": "15:30", "left": 2}
    slot = {**time, "payload": {"slot": "time", "value": "1@15:00"}}
    option = _options(site, visitor, {"type": "slots", "window": "一号窗口", "slots": [slot]})[0]
    visitor.choose(option)
    assert site.bot.heard[0]["metadata"] == {"choice": {"slot": "time", "value": "1@15:00"}}


def test_an_option_chosen_twice_under_one_id_is_sent_once(site: Site, visitor: Visitor) -> None:
    option = _options(site, visitor, THREE)[0]
    assert visitor.choose(option, "m1") == visitor.choose(option, "m1")
    assert len(site.bot.heard) == 1


@pytest.mark.parametrize("option", ["c_unknown", "", "/restart", "service_material", "1"])
def test_an_unknown_option_is_called_stale(site: Site, visitor: Visitor, option: str) -> None:
    answer = visitor.post("messages", {"id": "1", "choice": option})
    assert answer.json()["status"] == "clarify"
    assert "这个选项已经失效" in answer.json()["blocks"][0]["text"]
    assert not site.bot.heard


@pytest.mark.parametrize(
    "said",
    [
        "2",
        "２",
        "二",
        " 2 ",
        "2.",
        "2。",
        "2个",
        "第2个",
        "第2项",
        "第二个",
        "第二项",
        "第 二 个",
        "选2",
        "选二",
        "选第二个",
        "选择2",
    ],
)
def test_a_number_chooses_from_the_last_options(site: Site, visitor: Visitor, said: str) -> None:
    _options(site, visitor, THREE)
    visitor.say(said)
    assert site.bot.texts[0].startswith("/service_material")


def test_the_number_counts_in_the_newest_options(site: Site, visitor: Visitor) -> None:
    _options(site, visitor, THREE)
    _options(site, visitor, choices(("甲", {"text": "甲"}), ("乙", {"text": "乙"})))
    visitor.say("第二个")
    assert site.bot.texts == ["乙"]


@pytest.mark.parametrize("said", ["4", "0", "第四个", "99", "2026", "23", "二三", "第二条是什么", "2个月"])
def test_a_number_that_names_no_option_is_said_as_it_is(site: Site, visitor: Visitor, said: str) -> None:
    _options(site, visitor, THREE)
    visitor.say(said)
    assert site.bot.texts == [said]


def test_a_number_without_options_is_said_as_it_is(site: Site, visitor: Visitor) -> None:
    visitor.say("你好")
    visitor.say("2")
    assert site.bot.texts == ["你好", "2"]


def test_a_number_after_a_form_is_said_as_it_is(site: Site, visitor: Visitor) -> None:
    _options(site, visitor, THREE)
    _options(site, visitor, CONTACT_FORM)
    visitor.say("2")
    assert site.bot.texts == ["2"]


def test_a_number_still_chooses_when_the_turn_before_failed(site: Site, visitor: Visitor) -> None:
    _options(site, visitor, THREE)
    site.bot.responds(httpx.Response(500))
    assert visitor.say("2", "m1")["status"] == "failed"
    site.bot.says(reply(text("好的")))
    site.bot.heard.clear()
    assert visitor.say("2", "m1")["status"] == "answered"
    assert site.bot.texts[0].startswith("/service_material")
