"""What may fit: a person, an employer, a team; at most three questions, then every programme with what decides."""

from __future__ import annotations

from knowledge.blocks import Comparison
from tests.actions.talk import Talk, named


def _rows(talk: Talk) -> dict[str, tuple[str, ...]]:
    [table] = [block for block in talk.reply.blocks if isinstance(block, Comparison)]
    return {row[0]: row[1:] for row in table.rows}


def test_what_one_can_claim_is_looked_through_after_three_questions(talk: Talk) -> None:
    text = "测一下我能领什么补贴"
    told = talk.say(text, "eligibility_check", named(text, "领什么补贴", "topic:subsidy"))
    assert talk.reply.status == "clarify"
    assert "不替代审核" in told
    talk.say("两年合同", "oos")
    talk.say("跳过", "dialog_ctrl")
    talk.say("跳过", "dialog_ctrl")
    assert talk.reply.status == "answered"
    rows = _rows(talk)
    reason = "与引进企业签订3年以上劳动合同或落户协议：合同年限还差1年"
    assert rows["鸿雁计划"] == ("暂不符合", reason, "《鸿雁计划办事要点》适用条件")
    assert rows["【示例】安家补助"][0] == "暂不符合"
    assert rows["【示例】安家补助"][2] == "《【示例】两江人才服务办法》第十九条"
    assert rows["留创计划"][0] == "待补充"


def test_a_programme_of_the_list_is_checked_with_what_is_known(talk: Talk) -> None:
    talk.say("哪些政策适合我", "policy_recommend")
    talk.say("三年合同", "oos")
    talk.choose("不清楚，跳过")
    talk.choose("不清楚，跳过")
    assert talk.reply.status == "answered"
    told = talk.choose("【示例】安家补助") if "【示例】安家补助" in talk.labels() else talk.choose(talk.labels()[0])
    assert "合同年限3年" in told


def test_an_employer_is_told_what_is_reported_and_no_limit(talk: Talk) -> None:
    talk.say("我们公司想引进一个首席科学家有啥支持", "policy_recommend")
    told = talk.say("骨干企业", "oos")
    rows = _rows(talk)
    assert {"经济贡献奖励", "鸿雁计划用人单位引才补助"} <= set(rows)
    assert "累计兑现超14亿元" in rows["经济贡献奖励"][1]
    assert rows["经济贡献奖励"][2] == "重庆日报（2022年3月2日）"
    assert "未载明" in rows["经济贡献奖励"][1]
    assert "4.24" not in told


def test_finance_is_for_companies_that_need_it_and_loans_abroad_for_high_tech(talk: Talk) -> None:
    talk.say("我们公司是高企，想贷款，有什么支持", "policy_recommend")
    talk.say("初创", "oos")
    rows = _rows(talk)
    assert {"科技跨境贷", "科技创新股权投资引导基金", "明月湖科创基金", "两江新区种子基金", "科技成长贷款"} <= set(rows)
    assert "未载明" in rows["科技跨境贷"][1]
    assert "经济贡献奖励" not in rows
    assert "4.24" not in talk.reply.plain()


def test_a_company_without_the_certificate_gets_no_loan_for_high_tech(talk: Talk) -> None:
    talk.say("我们公司不是高企，想贷款，有什么支持", "policy_recommend")
    while talk.reply.status == "clarify":
        talk.choose("不清楚，跳过")
    assert "科技跨境贷" not in _rows(talk)


def test_a_team_is_led_to_the_park_that_fits_it(talk: Talk) -> None:
    text = "留创园适合我们团队吗"
    told = talk.say(text, "policy_recommend", named(text, "留创园", "entry:liuchuangyuan", kind="platform"))
    assert "团队属于哪一种" in told
    told = talk.choose("主要成员还在海外")
    assert list(_rows(talk)) == ["国家海外人才离岸创新创业基地"]
    assert "可以先问国家海外人才离岸创新创业基地" in told
    assert "要问清" in told


def test_a_team_of_no_known_kind_sees_whom_each_place_is_for(talk: Talk) -> None:
    text = "留创园适合我们团队吗"
    talk.say(text, "policy_recommend", named(text, "留创园", "entry:liuchuangyuan", kind="platform"))
    talk.say("做游戏的", "oos")
    assert len(_rows(talk)) == 4
    assert {row[0] for row in _rows(talk).values()} == {"对象不同"}


def test_a_named_field_is_still_listed(talk: Talk) -> None:
    text = "博士后这块有适合我的政策吗"
    talk.say(text, "policy_recommend", named(text, "博士后", "topic:postdoc"))
    assert talk.reply.status in ("answered", "clarify")


def test_who_hires_for_a_company_asks_for_the_company(talk: Talk) -> None:
    told = talk.say("我是公司HR，想问招博士有什么补贴", "policy_recommend")
    assert "贵单位" in told or "企业处在哪个阶段" in told
