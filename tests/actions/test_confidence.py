"""How sure is sure enough: answer, answer and offer, ask back, a person after two failures."""

from __future__ import annotations

import pytest
import yaml

from actions.confidence import thresholds
from knowledge.settings import ROOT
from tests.actions.talk import Talk

APARTMENT = ("人才公寓", "topic:talent-apartment")
CARD_A = ("A卡", "service:yc-card-a")


def test_the_thresholds_are_those_of_the_house() -> None:
    limits = thresholds()
    assert (limits.ask, limits.sure, limits.high_risk) == (0.45, 0.75, 0.85)
    assert limits.needed("policy_amount") == 0.85
    assert limits.needed("service_fee") == 0.75
    domain = yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text("utf-8"))
    assert limits.high_risk_intents <= {next(iter(item)) for item in domain["intents"]}


def test_at_the_threshold_it_is_answered(talk: Talk) -> None:
    told = talk.say("人才公寓多久能办好", "service_time", APARTMENT, sure=0.75)
    assert talk.reply.status == "answered"
    assert "15个工作日" in told


def test_between_two_near_readings_it_asks_and_the_choice_keeps_the_subject(talk: Talk) -> None:
    ranking = [("service_time", 0.5), ("service_fee", 0.4), ("service_location", 0.05)]
    told = talk.say("人才公寓那个怎么样的", "service_time", APARTMENT, ranking=ranking)
    assert talk.reply.status == "clarify"
    assert "您是想问" in told
    assert len(talk.labels()) == 3
    assert talk.labels()[-1] == "都不是，转人工"
    assert "人才公寓" in talk.labels()[0]
    told = talk.choose("交费")
    assert "人才公寓申请" in told
    assert "不收费" in told


def test_a_reading_far_ahead_is_answered_and_the_second_offered(talk: Talk) -> None:
    ranking = [("service_time", 0.6), ("service_fee", 0.25)]
    told = talk.say("人才公寓要好久哦", "service_time", APARTMENT, ranking=ranking)
    assert talk.reply.status == "answered"
    assert "15个工作日" in told
    assert "要不要交费" in talk.labels()


def test_a_high_risk_reading_far_ahead_is_still_asked(talk: Talk) -> None:
    ranking = [("policy_amount", 0.8), ("service_fee", 0.1)]
    talk.say("鸿雁计划给的钱", "policy_amount", ("鸿雁计划", "policy:hongyan"), ranking=ranking)
    assert talk.reply.status == "clarify"
    assert "鸿雁计划：奖励或补贴标准" in talk.labels()
    told = talk.choose("奖励或补贴标准")
    assert "200万" in told


def test_two_readings_with_the_same_answer_are_answered(talk: Talk) -> None:
    ranking = [("service_howto", 0.48), ("service_process", 0.46)]
    told = talk.say("人才公寓咋个弄", "service_howto", APARTMENT, ranking=ranking)
    assert talk.reply.status == "answered"
    assert "人才公寓" in told
    assert "办理流程" in talk.labels()


def test_below_the_lower_threshold_nothing_is_answered(talk: Talk) -> None:
    ranking = [("nlu_fallback", 0.45), ("service_time", 0.3), ("service_fee", 0.25)]
    told = talk.say("那个事情搞起来啷个说", "nlu_fallback", ranking=ranking)
    assert talk.reply.status == "clarify"
    assert "您是想问" in told


def test_two_failures_in_a_row_hand_over(talk: Talk) -> None:
    ranking = [("nlu_fallback", 0.45), ("service_time", 0.3), ("service_fee", 0.25)]
    talk.say("那个事情搞起来啷个说", "nlu_fallback", ranking=ranking)
    assert talk.reply.status == "clarify"
    talk.say("人才公寓多久能办好", "service_time", APARTMENT)
    talk.say("就是那个撒", "nlu_fallback", ranking=ranking)
    assert talk.reply.status == "clarify", "an answer in between begins the count anew"
    told = talk.say("就是那个撒嘛", "nlu_fallback", ranking=ranking)
    assert talk.reply.status == "handed_over"
    assert "没有弄明白您的意思" in told
    talk.say("那个事情搞起来啷个说", "nlu_fallback", ranking=ranking)
    assert talk.reply.status == "clarify", "what was handed over is counted no more"


def test_a_booking_that_is_asked_back_costs_one_tap_and_keeps_the_time(talk: Talk) -> None:
    ranking = [("appt_book", 0.7), ("service_howto", 0.25)]
    talk.say("下周三下午三点办A卡可不可以", "appt_book", CARD_A, ranking=ranking)
    assert talk.reply.status == "clarify"
    assert talk.slots.get("booking") is None
    told = talk.choose("预约办理")
    assert "哪种情形" in told
    told = talk.choose("个人申请")
    assert "2026年12月2日" in told
    assert "15:00" in told


def test_booking_or_free_times_is_no_doubt(talk: Talk) -> None:
    ranking = [("appt_book", 0.5), ("appt_slots", 0.45)]
    told = talk.say("A卡下周有号的话约一个", "appt_book", CARD_A, ranking=ranking)
    assert "哪种情形" in told


def test_a_record_is_explained_whatever_is_asked(talk: Talk) -> None:
    ranking = [("nlu_fallback", 0.45), ("oos", 0.2), ("meta", 0.2)]
    talk.say("明月湖那个啥子", "nlu_fallback", ("明月湖", "entry:mingyuehu"), ranking=ranking)
    assert talk.reply.status == "answered"


def test_out_of_scope_is_decided_by_the_bot(talk: Talk) -> None:
    talk.say("今天股票涨了没有", "oos", ranking=[("oos", 0.5), ("news_fact", 0.4)])
    assert talk.reply.status == "out_of_scope"


@pytest.mark.parametrize(("text", "intent"), [("对", "dialog_ctrl"), ("好", "dialog_ctrl"), ("嗯", "dialog_ctrl")])
def test_a_short_yes_counts_only_when_something_is_open(talk: Talk, text: str, intent: str) -> None:
    told = talk.say(text, intent)
    assert talk.reply.status == "clarify"
    assert "没有等待确认" in told


def test_a_yes_that_is_not_quite_sure_is_not_asked_back(talk: Talk) -> None:
    told = talk.say("好嘞", "dialog_ctrl", ranking=[("dialog_ctrl", 0.5), ("meta", 0.4)])
    assert "没有等待确认" in told


def test_none_of_them_is_a_wish_for_a_person(talk: Talk) -> None:
    ranking = [("service_time", 0.5), ("service_fee", 0.4)]
    talk.say("人才公寓那个怎么样的", "service_time", APARTMENT, ranking=ranking)
    told = talk.say("不是", "dialog_ctrl")
    assert talk.reply.status == "handed_over"
    assert "工单号" in told
