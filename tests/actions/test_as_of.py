"""Questions about another day are answered from the version of that day, and say so."""

from __future__ import annotations

from tests.actions.talk import Talk

PERMIT = ("外国人来华工作许可", "policy:work-permit")
GRANT = ("鸿雁", "policy:hongyan")


def test_the_version_of_the_year_answers_and_the_present_one_is_named(talk: Talk) -> None:
    said = talk.say("外国人来华工作许可2023年的时候要领证吗", "service_result", PERMIT)
    assert talk.reply.status == "answered"
    assert said.startswith("按2023年的文字答复，与现在可能不同。")
    assert "领取实体的工作许可证" in said
    assert "现在适用的是《外国人来华工作许可办事要点（2024年12月起）》" in said
    assert "现在怎么规定" in talk.labels()


def test_a_year_in_which_the_version_changed_names_both(talk: Talk) -> None:
    said = talk.say("2024年外国人来华工作许可怎么规定", "policy_detail", PERMIT)
    assert "2024年当中换过版本：2024年12月1日以前适用《外国人来华工作许可服务指南（暂行）要点》" in said


def test_no_version_of_the_day_is_said(talk: Talk) -> None:
    said = talk.say("鸿雁2015年的时候A类多少", "policy_amount", GRANT, ("A类", "talent_class:A"))
    assert talk.reply.status == "not_found"
    assert "资料里没有2015年的“鸿雁计划”文本" in said
    assert "200" not in said


def test_the_day_can_be_changed_alone_and_taken_back(talk: Talk) -> None:
    talk.say("外国人来华工作许可怎么领", "policy_detail", PERMIT)
    said = talk.say("那2023年呢", "eligibility_revise")
    assert said.startswith("按2023年的文字答复")
    said = talk.choose("现在怎么规定")
    assert "按2023年" not in said
    assert talk.reply.status == "answered"


def test_the_basis_of_an_answer_of_then_is_the_version_of_then(talk: Talk) -> None:
    talk.say("外国人来华工作许可2023年的分类怎么规定", "policy_detail", PERMIT)
    said = talk.say("你说的依据是哪条", "policy_source")
    assert "外国人来华工作许可服务指南（暂行）要点" in said


def test_a_future_day_is_answered_with_the_validity_of_that_day(talk: Talk) -> None:
    named = ("两江人才服务办法", "policy:example-talent-measures")
    said = talk.say("两江人才服务办法2027年6月还有效吗", "policy_validity", named)
    assert "【示例】两江人才服务办法在2027年6月已过有效期。" in said


def test_the_present_year_is_today(talk: Talk) -> None:
    named = ("两江人才服务办法", "policy:example-talent-measures")
    said = talk.say("今年两江人才服务办法的安家补助标准是多少", "policy_amount", named)
    assert "按2026年" not in said


def test_a_guide_has_no_versions_and_says_so(talk: Talk) -> None:
    named = ("人才公寓", "service:talent-apartment")
    said = talk.say("2023年的时候人才公寓要带什么材料", "service_material", named)
    assert "办事指南没有2023年的版本，下面是现在的指南。" in said


def test_who_tells_of_himself_asks_for_no_other_day(talk: Talk) -> None:
    said = talk.say("我2023年毕业的，鸿雁B类最高多少", "policy_amount", GRANT, ("B类", "talent_class:B"))
    assert "100万元" in said
    assert "按2023年" not in said


def test_a_day_that_makes_the_bot_unsure_does_not_lead_to_a_question_back(talk: Talk) -> None:
    ranking = [("nlu_fallback", 0.45), ("policy_detail", 0.41), ("policy_compare", 0.22)]
    said = talk.say("外国人来华工作许可2022年的时候怎么领", "nlu_fallback", PERMIT, ranking=ranking)
    assert said.startswith("按2022年的文字答复")


def test_a_record_of_before_the_change_answers_for_before(talk: Talk) -> None:
    text = "2025年10月的时候江北嘴算不算两江新区"
    ranking = [("nlu_fallback", 0.45), ("news_fact", 0.46), ("policy_validity", 0.41)]
    named = ("江北嘴算不算两江新区", "entry:quhua-tiaozheng")
    said = talk.say(text, "nlu_fallback", named, ranking=ranking)
    assert "2025年11月5日以前，两江新区是国家级开发开放新区。" in said
    assert "转人工" in talk.labels()
    said = talk.say("江北嘴算不算两江新区", "term_explain", named)
    assert "2025年11月6日起" in said
