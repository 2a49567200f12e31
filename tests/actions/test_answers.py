"""Replies as applicants read them: the conclusion first, nothing beside the question, every offer answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from actions.answer import joined
from actions.answers import answer_turn
from actions.context import Context
from actions.wording import wording
from knowledge.blocks import Choices, Citation, Facts, Notice, Option, Reply, Text
from knowledge.models import Hall, Service
from tests.actions.conftest import MakeTurn
from tests.actions.talk import Talk

LONGEST_CONCLUSION = 60


def _answer(context: Context, turn: MakeTurn, text: str, intent: str, *subjects: str, **more: Any) -> Reply:
    return answer_turn(context, turn(text, intent, *subjects, **more)).reply


def _options(reply: Reply) -> list[Option]:
    return [option for block in reply.blocks if isinstance(block, Choices) for option in block.options]


def _labels(reply: Reply) -> list[str]:
    return [option.label for option in _options(reply)]


def _lines(reply: Reply) -> list[str]:
    return [line for block in reply.blocks if isinstance(block, Text) for line in (block.text, *block.items)]


@pytest.fixture
def without_examples(context: Context) -> Context:
    """The office as it is in production before it has content of its own."""
    return replace(context, show_examples=False)


@pytest.mark.parametrize(
    ("text", "intent", "subject"),
    [
        ("人才公寓要什么材料", "service_material", "service:talent-apartment"),
        ("安家补助多少", "policy_amount", "policy:example-talent-measures"),
        ("大厅在哪", "service_location", ""),
    ],
)
def test_example_data_is_marked_before_it_is_shown(
    context: Context, turn: MakeTurn, text: str, intent: str, subject: str
) -> None:
    blocks = _answer(context, turn, text, intent, *filter(None, [subject])).blocks
    assert isinstance(blocks[0], Text)
    assert blocks[0].role == "conclusion"
    assert isinstance(blocks[1], Notice)
    assert blocks[1].kind == "example"


def test_a_notice_of_both_replies_of_a_turn_stands_once(context: Context, turn: MakeTurn) -> None:
    first = _answer(context, turn, "人才公寓要什么材料", "service_material", "service:talent-apartment")
    second = _answer(context, turn, "停车方便吗", "service_location")
    notices = Counter(block.text for block in joined(first, second).blocks if isinstance(block, Notice))
    assert set(notices.values()) == {1}


@pytest.mark.parametrize("subject", ["policy:work-permit", "service:work-permit-new"])
def test_an_important_change_is_told_with_its_source(context: Context, turn: MakeTurn, subject: str) -> None:
    reply = _answer(context, turn, "外国人来华工作许可要带什么材料", "service_material", subject)
    assert any(isinstance(block, Notice) and "2024年12月1日起不再发实体证" in block.text for block in reply.blocks)
    sources = [block for block in reply.blocks if isinstance(block, Citation) and block.provenance == "verified_public"]
    assert [source.clause for source in sources] == ["社保卡融合"]
    assert sources[0].as_of == "2024年12月1日"


def test_an_important_change_is_told_even_where_the_rest_is_not_known(
    without_examples: Context, turn: MakeTurn
) -> None:
    reply = _answer(without_examples, turn, "工作许可要带什么材料", "service_material", "policy:work-permit")
    assert reply.status == "not_found"
    assert any(isinstance(block, Notice) and block.kind == "important" for block in reply.blocks)


def test_an_amount_is_not_told_twice_in_one_line(context: Context, turn: MakeTurn) -> None:
    lines = _lines(_answer(context, turn, "英才计划奖励多少", "policy_amount", "policy:yc-plan"))
    assert "研究支持：最高200万元" in lines
    assert "团队支持：最高30万元" in lines


def test_the_basis_of_a_doubtful_validity_is_told_once(context: Context, turn: MakeTurn) -> None:
    reply = _answer(context, turn, "科技成长贷的文号", "policy_source", "policy:tech-growth-loan")
    assert reply.plain().count("施行日期和有效期没有见到") == 1


@pytest.mark.parametrize("service", ["title-review", "child-school", "talent-apartment"])
def test_a_promised_limit_is_a_whole_sentence(context: Context, turn: MakeTurn, service: str) -> None:
    reply = _answer(context, turn, "要多久", "service_time", f"service:{service}")
    with context.office() as office:
        promised = office.session.scalar(select(Service.promised_limit).where(Service.code == service))
    assert _lines(reply)[0].endswith(f"的承诺时限：{promised}。")


@pytest.mark.parametrize("days", [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]])
def test_weekends_are_called_free_only_if_they_are(context: Context, turn: MakeTurn, days: list[int]) -> None:
    with context.office(writes=True) as office:
        hall = office.session.scalars(select(Hall).order_by(Hall.id)).first()
        assert hall is not None
        hall.hours = [{"days": days, "open": "09:00", "close": "17:00"}]
    assert ("周末" in _lines(_answer(context, turn, "几点上班", "service_hours"))[0]) is (6 not in days)


def test_thanks_are_not_answered_with_a_greeting(context: Context, turn: MakeTurn) -> None:
    for intent in ("meta", "dialog_ctrl"):
        assert "不客气" in _lines(_answer(context, turn, "谢谢", intent))[0]
    assert "人才服务助手" in _lines(_answer(context, turn, "你好", "meta"))[0]


def test_a_ticket_promises_nobody_at_once(context: Context, turn: MakeTurn) -> None:
    reply = _answer(context, turn, "转人工", "handoff")
    assert "已为您登记留言" in _lines(reply)[0]
    assert "1个工作日，到2026年11月25日" in reply.plain()
    assert "出现在这个对话里" in reply.plain()


def test_all_policies_are_listed_and_examples_last(context: Context, turn: MakeTurn) -> None:
    labels = _labels(_answer(context, turn, "有哪些人才政策", "policy_overview"))
    assert len(labels) == 16
    assert [label.startswith("【示例】") for label in labels] == [False] * 13 + [True] * 3
    assert labels[:2] == ["两江新区“1+4”人才政策体系", "重庆两江新区科技成长贷款实施办法"]


def test_an_answer_is_no_dead_end(context: Context, turn: MakeTurn) -> None:
    assert _labels(_answer(context, turn, "有多少家世界500强", "news_fact", "fact:s024"))
    assert _labels(_answer(context, turn, "科技成长贷是什么", "policy_overview", "policy:tech-growth-loan"))


@pytest.mark.parametrize(
    "subject",
    [
        "policy:hongyan", "policy:liuchuang", "policy:tech-growth-loan", "policy:ten-articles", "policy:yc-plan",
        "policy:one-plus-four", "policy:work-permit", "topic:yc-card", "topic:talent-apartment", "topic:hukou",
        "topic:child-school", "topic:title",
    ],
)  # fmt: skip
@pytest.mark.parametrize("examples", [True, False])
def test_what_is_offered_for_a_name_is_answered(context: Context, turn: MakeTurn, subject: str, examples: bool) -> None:
    context = replace(context, show_examples=examples)
    offered = _answer(context, turn, "名字", "nlu_fallback", subject, spans=((0, 2),))
    for option in _options(offered):
        assert option.payload is not None
        if option.payload.intent in ("appt_book", "handoff"):
            continue
        entities = option.payload.entities
        reply = _answer(context, turn, "", str(option.payload.intent), str(entities["subject"]))
        assert reply.status in ("answered", "clarify"), option.label
        for further in _options(reply) if reply.status == "clarify" else []:
            assert further.payload is not None
            named = str(further.payload.entities["subject"])
            told = _answer(context, turn, "", str(further.payload.intent), named)
            assert told.status == "answered", (option.label, further.label)


@pytest.mark.parametrize(
    "text",
    ["两江新区面积多大", "有多少院士", "跨境贷放了多少钱", "有多少个博士后工作站", "两江新区的人才有多少"],
)
def test_a_figure_that_is_not_there_is_not_replaced_by_another(context: Context, turn: MakeTurn, text: str) -> None:
    assert _answer(context, turn, text, "news_fact").status == "not_found"


@pytest.mark.parametrize(
    ("text", "figure"),
    [("有多少家高新技术企业", "高新技术企业"), ("创新创业人才多少人", "创新创业"), ("引进了多少博士", "博士")],
)
def test_a_figure_is_found_by_its_words(context: Context, turn: MakeTurn, text: str, figure: str) -> None:
    reply = _answer(context, turn, text, "news_fact")
    assert reply.status == "answered"
    assert figure in _lines(reply)[0]


def test_how_much_of_a_service_that_grants_nothing_is_its_fee(context: Context, turn: MakeTurn) -> None:
    reply = _answer(context, turn, "多少钱", "policy_amount", previous="service:child-school")
    assert reply.status == "answered"
    assert "不收费" in _lines(reply)[0]
    reply = _answer(context, turn, "能领多少钱", "policy_amount", previous="service:child-school")
    assert reply.status == "not_found"


def test_a_class_after_a_bare_name_asks_for_its_amount(context: Context, turn: MakeTurn) -> None:
    reply = _answer(
        context, turn, "那B类呢", "eligibility_revise", previous="policy:hongyan", talent_class="B", spans=((1, 3),)
    )
    assert "100万元" in _lines(reply)[0]


def test_another_name_after_a_bare_name_is_asked_what_is_wanted(context: Context, turn: MakeTurn) -> None:
    reply = _answer(context, turn, "那公寓呢", "nlu_fallback", "topic:talent-apartment", spans=((1, 3),))
    assert reply.status == "clarify"
    assert "人才公寓" in _lines(reply)[0]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("大厅在哪", "service_location"),
        ("几点上班", "service_hours"),
        ("预约规则", "appt_rule"),
        ("有号吗", "appt_slots"),
    ],
)
def test_without_a_hall_it_is_said_so_with_a_person(
    without_examples: Context, turn: MakeTurn, text: str, intent: str
) -> None:
    reply = _answer(without_examples, turn, text, intent)
    assert reply.status == "not_found"
    assert wording()["choices"]["handoff"] in _labels(reply)


def test_a_class_of_one_known_policy_is_still_asked_back(without_examples: Context, turn: MakeTurn) -> None:
    reply = _answer(without_examples, turn, "A类人才能拿多少钱", "policy_amount", talent_class="A")
    assert reply.status == "clarify"
    assert _labels(reply) == ["鸿雁计划"]


def test_no_offers_are_announced_where_there_are_none(without_examples: Context, turn: MakeTurn) -> None:
    reply = _answer(without_examples, turn, "人才公寓有什么条件", "policy_condition", "topic:talent-apartment")
    assert [block.text for block in reply.blocks if isinstance(block, Choices)] == [""]


def test_dates_of_a_guide_are_words(context: Context, turn: MakeTurn) -> None:
    with context.office(writes=True) as office:
        service = office.session.scalars(select(Service).where(Service.code == "talent-apartment")).one()
        service.as_of = date(2026, 1, 2)
    reply = _answer(context, turn, "要什么材料", "service_material", "service:talent-apartment")
    assert [block.as_of for block in reply.blocks if isinstance(block, Citation)] == ["2026年1月2日"]


@pytest.mark.parametrize(
    "intent", ["service_howto", "service_time", "service_fee", "service_location", "service_channel", "service_result"]
)
def test_conclusions_of_all_services_are_short(context: Context, turn: MakeTurn, intent: str) -> None:
    with context.office() as office:
        codes = office.session.scalars(select(Service.code)).all()
    for code in codes:
        told = _lines(_answer(context, turn, "", intent, f"service:{code}"))[0]
        assert len(told) <= LONGEST_CONCLUSION, told


def test_a_hall_is_described_by_facts(context: Context, turn: MakeTurn) -> None:
    assert any(isinstance(block, Facts) for block in _answer(context, turn, "大厅在哪", "service_location").blocks)


def test_what_is_not_told_is_named_by_a_noun(context: Context, turn: MakeTurn) -> None:
    told = _lines(_answer(context, turn, "鸿雁计划怎么申请", "service_howto", "policy:hongyan"))[0]
    assert told == "资料里没有载明“鸿雁计划”的办理方法。"


def test_the_telephone_of_an_organisation_is_not_replaced_by_what_it_is(context: Context, turn: MakeTurn) -> None:
    reply = _answer(context, turn, "人才办电话多少", "service_contact", "entry:rencaiban")
    assert reply.status == "not_found"
    assert "咨询电话" in _lines(reply)[0]


def test_nothing_is_called_near_that_shares_no_word(context: Context, turn: MakeTurn) -> None:
    assert _labels(_answer(context, turn, "两江新区面积多大", "news_fact")) == ["转人工"]


def test_the_size_of_a_fund_is_not_what_one_gets(context: Context, turn: MakeTurn) -> None:
    told = _lines(_answer(context, turn, "1+4政策能给我多少钱", "policy_amount", "policy:one-plus-four"))[0]
    assert "具体金额没有公开" in told


def test_what_retrieval_rejected_goes_with_the_reply(talk: Talk) -> None:
    talk.say("食堂的饭卡怎么充值", "service_howto")
    assert talk.reply.status == "not_found"
    considered = talk.reply.trace.considered
    assert considered
    assert all(one.reason for one in considered)
