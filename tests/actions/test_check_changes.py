"""Amounts by the formula, and counting anew: what changes, what is asked again, what is missing and why."""

from __future__ import annotations

from knowledge.blocks import Comparison, Notice
from tests.actions.talk import Talk, named

TEXT = "鸿雁A类一年能拿多少，年薪150万个税40万"


def _priced(talk: Talk, text: str = TEXT) -> str:
    letter = named(text, "A类", "A", kind="talent_class", scheme="policy:hongyan")
    return talk.say(text, "policy_amount", named(text, "鸿雁", "policy:hongyan"), letter)


def _changes(talk: Talk) -> dict[str, tuple[str, ...]]:
    [table] = [block for block in talk.reply.blocks if isinstance(block, Comparison) and len(block.columns) == 3]
    return {row[0]: row[1:] for row in table.rows}


def test_an_amount_with_figures_asks_the_industry_alone(talk: Talk) -> None:
    told = _priced(talk)
    assert talk.reply.status == "clarify"
    assert "已记下：年薪150万元、年缴个人所得税40万元" in told
    assert "哪一档行业" in told
    assert "签了几年" not in told


def test_the_formula_is_shown_and_split_by_years(talk: Talk) -> None:
    _priced(talk)
    told = talk.choose("第一档")
    assert "按个税口径，鸿雁计划A类奖励估算80万元" in told
    assert "2×年缴个人所得税40万元=80万元，不超过上限200万元" in told
    assert "第1年32万元、第2年28万元、第3年20万元" in told
    assert "仅按个税口径示意" in told
    assert "定额的标准在公开摘录中没有见到" in told


def test_the_limit_cuts_the_product(talk: Talk) -> None:
    _priced(talk, "鸿雁A类一年能拿多少，年薪500万个税180万")
    told = talk.choose("第一档")
    assert "=360万元，超过上限200万元，按200万元算" in told
    assert "第1年80万元" in told


def test_an_amount_without_figures_is_answered_as_before(talk: Talk) -> None:
    text = "鸿雁计划A类最高奖励多少"
    letter = named(text, "A类", "A", kind="talent_class", scheme="policy:hongyan")
    told = talk.say(text, "policy_amount", named(text, "鸿雁计划", "policy:hongyan"), letter)
    assert talk.reply.status == "answered"
    assert "200万元" in told


def test_a_class_that_the_figures_do_not_bear_is_pointed_out(talk: Talk) -> None:
    _priced(talk, "鸿雁A类一年能拿多少，年薪50万个税8万")
    told = talk.choose("第一档")
    notices = [block.text for block in talk.reply.blocks if isinstance(block, Notice)]
    assert "您说的是A类，但按您说的数字是C类，请核对。" in notices
    assert "C类奖励估算9.6万元" in told


def test_other_pay_asks_the_tax_again_and_shows_what_changed(talk: Talk) -> None:
    _priced(talk)
    talk.choose("第一档")
    told = talk.say("要是年薪80万呢", "eligibility_revise")
    assert talk.reply.status == "clarify"
    assert "一年缴多少个人所得税" in told
    told = talk.say("个税18万", "oos")
    assert "B类奖励估算27万元" in told
    assert _changes(talk) == {
        "年薪": ("150万元", "80万元"),
        "年缴个人所得税": ("40万元", "18万元"),
        "结论": ("符合", "符合"),
        "类别": ("A类", "B类"),
        "估算奖励": ("80万元", "27万元"),
    }


def test_without_the_tax_the_class_is_told_and_no_sum(talk: Talk) -> None:
    text = "鸿雁A类一年能拿多少，年薪150万"
    letter = named(text, "A类", "A", kind="talent_class", scheme="policy:hongyan")
    talk.say(text, "policy_amount", named(text, "鸿雁", "policy:hongyan"), letter)
    talk.choose("第一档")
    told = talk.choose("不清楚，跳过")
    assert "属于鸿雁计划的A类" in told
    assert "估算" not in told.split("\n", 1)[0]


def _checked(talk: Talk, *answers: str) -> str:
    text = "我符合鸿雁计划吗"
    told = talk.say(text, "eligibility_check", named(text, "鸿雁计划", "policy:hongyan"))
    for answer in answers:
        told = talk.say(answer, "oos")
    return told


def test_one_fact_changed_counts_anew(talk: Talk) -> None:
    _checked(talk, "五年", "制造业", "年薪80万", "有")
    told = talk.say("不是五年合同，是两年", "eligibility_revise")
    assert "合同年限还差1年" in told
    assert _changes(talk)["合同年限"] == ("5年", "2年")
    assert _changes(talk)["结论"] == ("符合", "暂不符合")


def test_a_fact_that_is_no_condition_changes_nothing(talk: Talk) -> None:
    _checked(talk, "五年", "制造业", "年薪80万", "有")
    text = "要是我是博士呢"
    told = talk.say(text, "eligibility_revise", named(text, "博士", "博士", kind="education"))
    assert "“学历”不在“鸿雁计划”的条件里，结果不变" in told


def test_a_field_named_without_a_value_is_asked_anew(talk: Talk) -> None:
    _checked(talk, "五年", "制造业", "年薪80万", "有")
    told = talk.say("把行业档次改一下", "eligibility_revise")
    assert "哪一档行业" in told


def test_why_names_the_condition_the_gap_and_the_clause(talk: Talk) -> None:
    _checked(talk, "五年", "制造业", "年薪20万")
    told = talk.say("差哪一条", "eligibility_why")
    assert "年薪还差10万元（年薪档次）" in told
    assert "还差100万元" not in told
    assert "年薪还差10万元" in talk.say("那要怎么才能符合", "eligibility_why")


def test_why_without_a_result_begins_none(talk: Talk) -> None:
    told = talk.say("我到底是差了哪一条", "eligibility_why")
    assert talk.reply.status == "clarify"
    assert "没有预审结果" in told
    assert "申请复核" in told


def test_what_was_said_can_be_deleted_after_the_result(talk: Talk) -> None:
    _checked(talk, "五年", "制造业", "年薪80万", "有")
    assert "已经删除" in talk.choose("删除我填的情况")
    assert talk.slots["memory"]["check"] == {}


def test_another_question_after_the_result_is_no_change(talk: Talk) -> None:
    _checked(talk, "五年", "制造业", "年薪80万", "有")
    text = "科技成长贷的文号是多少"
    told = talk.say(text, "policy_source", named(text, "科技成长贷", "policy:tech-growth-loan"))
    assert "渝两江管发〔2025〕7号" in told
    assert "变化" not in told


def test_starting_over_forgets_the_check(talk: Talk) -> None:
    _checked(talk, "五年")
    talk.say("重新开始吧", "dialog_ctrl")
    assert talk.slots["memory"]["check"] == {}


def test_a_grant_is_a_fixed_sum_of_its_class(talk: Talk) -> None:
    text = "我能领安家补助吗，全职，签了三年合同，社保交了8个月，到区工作1年，我今年40岁"
    talk.say(text, "eligibility_check", named(text, "安家补助", "service:settling-grant"))
    talk.say("没有", "dialog_ctrl")
    for _ in range(6):
        if talk.reply.status == "answered":
            break
        label = next((label for label in talk.labels() if label in ("博士", "以上都没有")), "不清楚，跳过")
        talk.choose(label)
    told = talk.reply.plain()
    assert talk.reply.status == "answered"
    assert "示例数据" in told
    assert "D类安家补助：最高9万元" in told
    assert "第1年3.6万元、第2年2.7万元、第3年2.7万元" in told
