"""A check in conversation: it asks one thing a turn, takes answers and buttons, gives way, and ends in a result."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.check_state import KEPT, CheckState
from actions.context import Context
from knowledge.blocks import Citation, Comparison, Text
from tests.actions.talk import Talk, named
from tests.conftest import NOW

HONGYAN = ("鸿雁计划", "policy:hongyan")
ASK = "帮我看看我符不符合鸿雁计划"


def _answered(talk: Talk, *answers: str) -> str:
    """Begin the check of 鸿雁计划 and say these answers; the bot takes short ones for nothing of ours."""
    told = talk.say(ASK, "eligibility_check", HONGYAN)
    for answer in answers:
        told = talk.say(answer, "oos")
    return told


def _rows(talk: Talk) -> dict[str, tuple[str, ...]]:
    [table] = [block for block in talk.reply.blocks if isinstance(block, Comparison) and len(block.columns) == 4]
    return {row[0]: row[1:] for row in table.rows}


def test_a_check_begins_with_what_it_is_and_one_question(talk: Talk) -> None:
    told = talk.say(ASK, "eligibility_check", HONGYAN)
    assert talk.reply.status == "clarify"
    assert "不替代审核" in told
    assert "不收姓名、证件号、手机号" in told
    assert "有效性待核实" in told
    assert {"3年及以上", "不清楚，跳过", "先不测了"} <= set(talk.labels())


def test_the_result_lists_every_condition_with_its_clause(talk: Talk) -> None:
    told = _answered(talk, "三年", "制造业", "年薪80万", "有")
    assert talk.reply.status == "answered"
    assert "符合鸿雁计划的B类条件，以审核为准" in told
    assert _rows(talk) == {
        "与引进企业签订3年以上劳动合同或落户协议": ("符合", "适用条件", ""),
        "有世界500强企业、知名高校等学习或工作经历": ("符合", "经历要求", ""),
        "B类：第一档行业年薪60万元至120万元": ("符合", "年薪档次", ""),
    }
    assert {block.clause for block in talk.reply.blocks if isinstance(block, Citation)} >= {"适用条件", "年薪档次"}


def test_a_check_can_be_answered_with_buttons_alone(talk: Talk) -> None:
    talk.say(ASK, "eligibility_check", HONGYAN)
    talk.choose("3年及以上")
    talk.choose("第一档")
    talk.choose("30万元及以上、低于60万元")
    told = talk.choose("是")
    assert "C类" in told
    assert talk.reply.status == "answered"


def test_facts_in_the_sentence_are_taken_and_not_asked(talk: Talk) -> None:
    told = talk.say("我签了三年合同，年薪35万，符合鸿雁计划吗", "eligibility_check", HONGYAN)
    assert "已记下：合同年限3年、年薪35万元" in told
    assert "哪一档行业" in told


def test_an_unmet_condition_ends_the_questions_and_tells_the_nearest_way(talk: Talk) -> None:
    told = _answered(talk, "两年半")
    assert talk.reply.status == "answered"
    assert "暂不符合鸿雁计划：合同年限还差6个月" in told
    assert "您不符合" not in told


@pytest.mark.parametrize("salary", ["60万", "恰好120万元"])
def test_a_border_is_never_decided(talk: Talk, salary: str) -> None:
    told = _answered(talk, "三年", "制造业", salary)  # nothing more can change the outcome
    assert talk.reply.status == "answered"
    assert "需人工核定" in told
    assert "分界" in told
    assert "转人工" in talk.labels()


def test_an_exception_that_a_person_grants_is_no_refusal(talk: Talk) -> None:
    told = _answered(talk, "三年", "制造业", "年薪80万", "没有")
    assert "需人工核定" in told
    assert _rows(talk)["有世界500强企业、知名高校等学习或工作经历"][0] == "需人工核定"


def test_what_the_page_does_not_tell_of_an_industry_is_said(talk: Talk) -> None:
    # Neither pay nor experience can change that a person decides: they are not asked for.
    told = _answered(talk, "三年", "做软件的")
    assert talk.reply.status == "answered"
    assert "第三档）的年薪标准在公开摘录中没有见到" in told
    assert "鸿雁计划需人工核定" in told


def test_a_question_in_the_middle_is_answered_and_the_check_goes_on(talk: Talk) -> None:
    _answered(talk, "三年")
    text = "人才公寓要带什么材料"
    told = talk.say(text, "service_material", named(text, "人才公寓", "topic:talent-apartment"))
    assert talk.reply.status == "answered"
    assert "刚才的预审问到这里" in told
    assert "哪一档行业" in told
    assert "税前年薪" in talk.say("农业", "oos")


def test_after_three_other_questions_only_a_button_leads_back(talk: Talk) -> None:
    _answered(talk, "三年")
    for _ in range(3):
        told = talk.say("大厅在哪里", "service_location")
    assert "哪一档行业" not in told
    assert "继续预审" in talk.labels()
    assert "哪一档行业" in talk.choose("继续预审")


def test_an_answer_that_looks_like_a_figure_of_the_area_is_an_answer(talk: Talk) -> None:
    _answered(talk, "三年", "制造业", "年薪80万")
    told = talk.say("在世界500强干过", "news_fact", ("世界500强", "fact:s024"))
    assert "B类" in told


def test_a_person_is_called_in_the_middle(talk: Talk) -> None:
    _answered(talk, "三年")
    told = talk.say("转人工", "handoff")
    assert talk.reply.status == "handed_over"
    assert "哪一档行业" not in told


def test_what_cannot_be_read_is_asked_again(talk: Talk) -> None:
    told = _answered(talk, "嗯这个嘛看情况")
    assert talk.reply.status == "clarify"
    assert "没有读懂" in told
    assert "签了几年" in told


def test_everything_can_be_skipped_and_the_result_says_what_is_missing(talk: Talk) -> None:
    # Without contract and industry nothing else can settle it: two answers left out are enough.
    told = _answered(talk, "跳过", "不想说")
    assert talk.reply.status == "answered"
    assert "可能符合鸿雁计划，还缺：合同年限" in told


@pytest.mark.parametrize("word", ["算了", "不测了。", "退出"])
def test_leaving_deletes_what_was_said(talk: Talk, word: str) -> None:
    told = _answered(talk, "三年", word)
    assert "已经删除" in told
    assert talk.slots["memory"]["check"] == {}
    assert "没有预审结果" in talk.say("差哪一条", "eligibility_why")


def test_a_step_back_asks_the_question_before(talk: Talk) -> None:
    told = _answered(talk, "三年", "制造业", "上一步")
    assert "哪一档行业" in told


def test_a_months_pay_is_confirmed_before_it_counts(talk: Talk) -> None:
    told = talk.say("我能不能申请鸿雁计划，月薪8万", "eligibility_check", HONGYAN)
    assert "按12个月算是年薪96万元，对吗" in told
    assert "已记下：年薪96万元" in talk.say("对", "dialog_ctrl")


def test_a_months_pay_that_is_denied_is_asked_anew(talk: Talk) -> None:
    talk.say("我能不能申请鸿雁计划，月薪8万", "eligibility_check", HONGYAN)
    told = talk.choose("不对")
    assert "税前年薪" in told


def test_after_half_an_hour_a_check_is_gone(context: Context) -> None:
    now = [NOW]
    later = Context(context.engine, lambda: now[0], True, context.retriever, context.contact_key)
    talk = Talk(later)
    _answered(talk, "三年")
    now[0] = NOW + KEPT + timedelta(seconds=1)
    assert CheckState.load(talk.slots["memory"]["check"], now[0]) is None
    talk.say("制造业", "oos")
    assert talk.reply.status == "out_of_scope"


def test_an_expired_plan_says_so_first(talk: Talk) -> None:
    text = "我海外待了11个月，符合留创计划的要求吗"
    talk.say(text, "eligibility_check", named(text, "留创计划", "policy:liuchuang"))
    first = talk.reply.blocks[0]
    assert isinstance(first, Text)
    assert first.text.startswith("已过有效期")
    assert "海外经历还差1个月" in first.text


def test_a_policy_without_rules_offers_its_conditions(talk: Talk) -> None:
    text = "我符合英才计划的条件吗"
    told = talk.say(text, "eligibility_check", named(text, "英才计划", "policy:yc-plan"))
    assert talk.reply.status == "not_found"
    assert "还没有可以逐条对照的规则" in told
    assert "申报条件" in talk.labels()


def test_without_a_policy_it_is_asked_which_and_a_name_answers(talk: Talk) -> None:
    talk.say("帮我预审一下", "eligibility_check")
    assert "鸿雁计划" in talk.labels()
    told = talk.say("鸿雁计划", "policy_overview", HONGYAN)
    assert "签了几年" in told


def test_what_was_said_before_the_choice_is_kept(talk: Talk) -> None:
    talk.say("我签了三年合同，帮我预审一下", "eligibility_check")
    assert "已记下：合同年限3年" in talk.choose("鸿雁计划")


def test_the_class_of_a_foreigner_is_found(talk: Talk) -> None:
    text = "外国人来华工作许可我算哪一类，58岁，工作3年"
    told = talk.say(text, "category_identify", named(text, "外国人来华工作许可", "policy:work-permit"))
    assert "最高学位" in told
    talk.choose("本科")
    told = talk.choose("不清楚，跳过")
    assert "属于外国人来华工作许可的B类" in told or "B类" in told


def test_a_check_waits_for_the_end_of_a_booking(talk: Talk) -> None:
    text = "预约人才认定"
    talk.say(text, "appt_book", named(text, "人才认定", "service:talent-recognition"))
    assert talk.slots["requested_slot"]
    told = talk.say(ASK, "eligibility_check", HONGYAN)
    assert "签了几年" not in told


def test_english_is_told_that_checks_are_in_chinese(talk: Talk) -> None:
    talk.say("Am I eligible for the Hongyan plan?", "eligibility_check", language="en")
    assert talk.reply.status == "not_found"
    assert "Chinese only" in talk.reply.plain()


def test_a_button_of_a_check_that_is_over_breaks_nothing(talk: Talk) -> None:
    talk.say(ASK, "eligibility_check", HONGYAN)
    kept = talk.reply
    talk.say("算了", "dialog_ctrl")
    talk.reply = kept
    told = talk.choose("3年及以上")
    assert "没有您填写的预审情况" in told


def test_several_facts_in_one_message_are_one_answer(talk: Talk) -> None:
    _answered(talk)
    text = "五年合同，制造业，年薪80万，在500强干过"
    parts = [{"start": 0, "end": 5, "intent": "oos"}, {"start": 5, "end": len(text), "intent": "news_fact"}]
    told = talk.say(text, "oos", parts=parts)
    assert "符合鸿雁计划的B类条件" in told


def test_a_class_of_a_card_without_rules_is_not_guessed_from_other_schemes(talk: Talk) -> None:
    text = "副主任医师对应英才卡的哪一档"
    told = talk.say(text, "category_identify", named(text, "英才卡", "topic:yc-card"))
    assert talk.reply.status == "not_found"
    assert "还没有可以逐条对照的规则" in told


def test_in_the_middle_of_a_booking_the_check_waits(talk: Talk) -> None:
    _answered(talk, "三年")
    text = "预约人才认定"
    talk.say(text, "appt_book", named(text, "人才认定", "service:talent-recognition"))
    told = talk.say("制造业", "oos")
    assert "税前年薪" not in told
    talk.say("不约了", "dialog_ctrl")
    assert "哪一档行业" in talk.say("继续预审", "dialog_ctrl")


def test_a_value_of_the_bot_survives_the_choice_of_a_scheme(talk: Talk) -> None:
    text = "副高职称算哪一类人才"
    talk.say(text, "category_identify", named(text, "副高职称", "副高", kind="job_title"))
    assert "已记下：职称：副高" in talk.choose("【示例】两江人才分类")


def test_the_name_of_a_policy_tells_nothing_of_the_applicant(talk: Talk) -> None:
    text = "博士后出站留渝资助我能拿吗"
    told = talk.say(text, "eligibility_check", named(text, "博士后出站留渝资助", "policy:postdoc-stay"))
    assert talk.reply.status == "clarify"
    assert "已记下" not in told


def test_thanks_in_the_middle_are_no_answer(talk: Talk) -> None:
    _answered(talk, "三年")
    told = talk.say("谢谢", "meta")
    assert "没有读懂" not in told
    assert "哪一档行业" in told


def test_a_benefit_is_found_by_its_own_name(talk: Talk) -> None:
    told = talk.say("我能拿教育优秀人才引进补助吗", "eligibility_check")
    assert talk.reply.status == "clarify"
    assert "教师资格" in told or "哪一种教师" in told


def test_a_fact_that_is_no_condition_does_not_begin_the_check_anew(talk: Talk) -> None:
    _answered(talk, "三年", "制造业")
    text = "要是我是博士呢"
    told = talk.say(text, "eligibility_revise", named(text, "博士", "博士", kind="education"))
    assert "“学历”不在“鸿雁计划”的条件里" in told
    assert "年薪" in told
    talk.say("年薪80万", "oos")
    assert "B类条件" in talk.say("有", "oos")
