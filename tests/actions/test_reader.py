"""What applicants asked and read wrong: each sentence as it was typed."""

from __future__ import annotations

import pytest

from actions.context import Context
from tests.actions.talk import Talk, named

GROWTH_LOAN = "渝两江管发〔2025〕7号"


@pytest.fixture
def talk(context: Context) -> Talk:
    """A conversation with the whole content."""
    return Talk(context)


def test_one_side_of_a_comparison_is_asked_for_the_other_one(talk: Talk) -> None:
    told = talk.say(
        "鸿雁A类和哪个比", "policy_compare", named("鸿雁A类和哪个比", "鸿雁", "policy:hongyan"),
        {"entity": "talent_class", "value": "A", "text": "A类", "start": 2, "end": 4},
    )  # fmt: skip
    assert talk.reply.status == "clarify"
    assert "“鸿雁计划A类”要和哪一项对比？" in told


def test_a_document_number_names_its_policy(talk: Talk) -> None:
    text = f"{GROWTH_LOAN}是什么文件"
    told = talk.say(text, "policy_source", named(text, GROWTH_LOAN, GROWTH_LOAN, kind="doc_number"))
    assert "重庆两江新区科技成长贷款实施办法" in told
    assert talk.reply.status == "answered"


@pytest.mark.parametrize("written", ["渝两江管发[2025]7号", "渝两江管发（2025） 7号", "渝两江管发﹝2025﹞7号"])
def test_its_brackets_may_be_any(talk: Talk, written: str) -> None:
    text = f"{written}还有效吗"
    ranking = [("oos", 0.6), ("policy_validity", 0.3)]
    told = talk.say(text, "oos", named(text, written, written, kind="doc_number"), ranking=ranking)
    assert "科技成长贷款" in told and "有效性待核实" in told


def test_a_number_that_no_document_bears_is_said_to_be_unknown(talk: Talk) -> None:
    number = "示例〔2031〕99号"
    text = f"{number}讲什么"
    told = talk.say(text, "policy_detail", named(text, number, number, kind="doc_number"))
    assert talk.reply.status == "not_found"
    assert f"资料里没有收录“{number}”" in told


def test_the_number_of_an_older_version_is_said_to_be_one(talk: Talk) -> None:
    number = "示例〔2021〕04号"
    text = f"{number}还有效吗"
    talk.say(text, "policy_validity", named(text, number, number, kind="doc_number"))
    notices = [block.text for block in talk.reply.blocks if block.type == "notice"]
    assert any(number in notice and "不是现在适用的版本" in notice for notice in notices)


def test_a_clause_that_is_not_held_is_told_with_those_that_are(talk: Talk) -> None:
    text = "鸿雁计划第三十条讲什么"
    told = talk.say(text, "policy_detail", ("鸿雁计划", "policy:hongyan"))
    assert talk.reply.status == "not_found"
    assert "“鸿雁计划”的第三十条没有收录" in told
    assert "奖励标准" in told


def test_a_question_of_a_past_year_for_a_service_is_answered_from_its_articles(talk: Talk) -> None:
    text = "2023年的时候高层次人才安家补助怎么规定的"
    told = talk.say(text, "policy_detail", ("安家补助", "service:settling-grant"))
    assert "A类90万元" in told
    assert "不限户籍" not in told


def test_the_clause_that_was_found_answers_and_not_all_amounts_of_the_policy(talk: Talk) -> None:
    told = talk.say("租金多少", "policy_amount")
    assert "A类免交" in told
    assert "安家补助A类" not in told


def test_an_amount_by_the_month_says_so(talk: Talk) -> None:
    text = "岗位津贴多少钱"
    told = talk.say(text, "policy_amount", ("岗位津贴", "service:post-allowance"))
    assert "A类岗位津贴：最高8000元/月" in told


def test_a_service_named_in_a_question_for_services_is_told(talk: Talk) -> None:
    text = "健康档案是什么服务"
    told = talk.say(text, "service_list", ("健康档案", "service:health-record"))
    assert "为人才建立个人健康档案" in told


def test_what_is_reported_of_a_field_answers_a_question_for_figures(talk: Talk) -> None:
    text = "政策实施两年累计兑现多少"
    told = talk.say(text, "news_fact", ("兑现", "topic:redemption"))
    assert "据《重庆日报》2022年3月2日报道" in told and "3亿元" in told


def test_other_cities_are_told_apart_from_other_matters(talk: Talk) -> None:
    text = "成都的人才绿卡怎么办"
    told = talk.say(text, "oos", named(text, "成都", "成都", kind="area"), ("人才绿卡", "topic:yc-card"))
    assert "请以当地公布的为准" in told
    text = "成都天气怎么样"
    assert "当地公布" not in talk.say(text, "oos", named(text, "成都", "成都", kind="area"))


def test_who_names_nothing_is_led_to_the_check_of_everything(talk: Talk) -> None:
    talk.say("我是大专，能拿多少钱", "policy_amount")
    assert talk.reply.status == "clarify"
    assert "不确定，看看我能领什么" in talk.labels()
    assert "不替代审核" in talk.choose("不确定，看看我能领什么")


def test_a_button_can_be_typed(talk: Talk) -> None:
    talk.say("看看我符不符合鸿雁计划", "eligibility_check", ("鸿雁计划", "policy:hongyan"))
    told = talk.say("不清楚，跳过", "dialog_ctrl")
    assert "哪一档行业" in told
    assert "预审已停止" in talk.say("先不测了", "oos")


def test_an_answer_that_fits_no_choice_is_said_to_be_taken_as_the_rest(talk: Talk) -> None:
    talk.say("看看我符不符合鸿雁计划", "eligibility_check", ("鸿雁计划", "policy:hongyan"))
    talk.say("3年", "oos")
    told = talk.say("阿斯顿飞过", "oos")
    assert "“阿斯顿飞过”没有对上列出的选项，先按“其他或不清楚”算" in told
    assert "哪一档行业" in talk.say("改行业档次", "eligibility_revise")


def test_a_name_in_a_new_fact_does_not_end_the_check(talk: Talk) -> None:
    talk.say("看看我符不符合鸿雁计划", "eligibility_check", ("鸿雁计划", "policy:hongyan"))
    for said in ("3年", "第一档", "年薪100万", "跳过"):
        talk.say(said, "oos")
    told = talk.say("我在世界500强干过5年", "eligibility_revise", ("世界500强", "fact:s024"))
    assert "符合鸿雁计划的B类条件" in told


def test_where_no_park_is_meant_for_a_team_that_is_said(talk: Talk) -> None:
    talk.say("留创园适合我们团队吗", "policy_recommend", ("留创园", "entry:liuchuangyuan"))
    told = talk.say("不清楚", "oos")
    assert "没有写明面向这类团队" in told
    assert "对象相符" not in told


def test_a_comparison_cites_every_clause_that_it_tells_from(talk: Talk) -> None:
    text = "鸿雁B类和C类有什么区别"
    talk.say(
        text, "policy_compare", ("鸿雁", "policy:hongyan"),
        {"entity": "talent_class", "value": "B", "text": "B类", "start": 2, "end": 4},
        {"entity": "talent_class", "value": "C", "text": "C类", "start": 5, "end": 7},
    )  # fmt: skip
    cited = {block.clause for block in talk.reply.blocks if block.type == "citation"}
    assert {"奖励标准", "适用对象", "适用条件", "经历要求", "年薪档次"} <= cited
    table = next(block for block in talk.reply.blocks if block.type == "comparison")
    amounts = next(row for row in table.rows if row[0] == "奖励标准")
    assert "1.5倍" in amounts[1] and "1.2倍" in amounts[2]


def test_both_cards_are_told_with_their_services(talk: Talk) -> None:
    text = "英才卡A卡和B卡有啥区别"
    told = talk.say(
        text, "policy_compare", ("英才卡", "topic:yc-card"),
        {"entity": "talent_class", "value": "A", "text": "A卡", "start": 3, "end": 5},
        {"entity": "talent_class", "value": "B", "text": "B卡", "start": 6, "end": 8},
    )  # fmt: skip
    assert "另有7项专属服务" in told
    assert "由各区县确定" in told


def test_the_table_of_all_programmes_names_the_documents(talk: Talk) -> None:
    talk.say("哪些政策我能享受", "policy_recommend")
    told = ""
    for _ in range(3):
        told = talk.say("跳过", "oos")
    assert "《鸿雁计划办事要点》适用条件" in told


def test_ten_articles_are_not_meant_by_a_clause_number(talk: Talk) -> None:
    talk.say("鸿雁计划有什么条件", "policy_condition", ("鸿雁计划", "policy:hongyan"))
    text = "第三十条讲什么"
    ten = {"entity": "ambiguous", "value": "十条", "text": "十条", "start": 2, "end": 4,
           "candidates": ["policy:ten-articles", "name:其他“十条”"]}  # fmt: skip
    assert "“鸿雁计划”的第三十条没有收录" in talk.say(text, "policy_detail", ten)


def test_a_question_of_a_past_year_for_one_matter_is_answered_from_its_clause(talk: Talk) -> None:
    text = "2023年的时候高层次人才引育办法的科研启动经费怎么规定的"
    told = talk.say(text, "policy_detail", ("高层次人才引育办法", "policy:example-high-level"))
    assert "领军人才81万元" in told
    assert "97.2万元" not in told


def test_two_versions_are_those_of_the_policy_talked_about(talk: Talk) -> None:
    talk.say("高层次人才引育办法还有效吗", "policy_validity", ("高层次人才引育办法", "policy:example-high-level"))
    told = talk.say("这两个版本有什么不一样", "policy_compare")
    assert "由81万元改为97.2万元" in told


def test_an_approved_answer_on_the_service_behind_a_topic_wins(talk: Talk) -> None:
    told = talk.say("人才公寓能住几年", "policy_condition", ("人才公寓", "topic:talent-apartment"))
    assert "每期两年，可以续租两次，累计不超过六年" in told
    assert "预约办理" in talk.labels()


def test_no_amount_is_told_of_a_grant_without_an_official_one(talk: Talk) -> None:
    text = "博士后在站每年补助多少"
    told = talk.say(text, "policy_amount", ("博士后", "topic:postdoc"), ("补助", "topic:subsidy"))
    assert "金额请以现行公布的为准" in told
    assert "15万" not in told
