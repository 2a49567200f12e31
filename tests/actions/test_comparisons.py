"""Comparisons stand side by side in the words of the rows; nothing is chosen for the applicant."""

from __future__ import annotations

from knowledge.blocks import Comparison
from tests.actions.talk import Talk, named


def _table(talk: Talk) -> dict[str, tuple[str, ...]]:
    block = next(block for block in talk.reply.blocks if isinstance(block, Comparison))
    return {row[0]: row[1:] for row in (block.columns, *block.rows)}


def _class(text: str, word: str, value: str, scheme: str) -> dict[str, object]:
    return named(text, word, value, kind="talent_class", scheme=scheme)


def test_two_policies_stand_side_by_side_and_silence_is_told(talk: Talk) -> None:
    said = talk.say(
        "鸿雁计划和英才计划有啥区别", "policy_compare", ("鸿雁计划", "policy:hongyan"), ("英才计划", "policy:yc-plan")
    )
    table = _table(talk)
    assert talk.reply.status == "answered"
    assert table["项目"] == ("鸿雁计划", "重庆英才计划")
    assert "200万元" in table["奖励标准"][0]
    assert "团队支持最高30万元" in table["奖励标准"][1]
    assert table["兑现方式"] == ("分3年兑现", "文件未载明")
    assert table["层级"] == ("市级", "市级")
    assert said.startswith("在")
    assert "选哪一项由您决定" in said
    assert len({block.policy for block in talk.reply.blocks if block.type == "citation"}) == 2


def test_two_cards_are_told_apart_by_the_text_on_cards(talk: Talk) -> None:
    text = "英才卡A卡和B卡有啥区别"
    said = talk.say(
        text,
        "policy_compare",
        ("英才卡A卡", "service:yc-card-a"),
        _class(text, "A卡", "A", "service:yc-card-a"),
        ("B卡", "service:yc-card-b"),
        _class(text, "B卡", "B", "service:yc-card-b"),
    )
    table = _table(talk)
    assert table["项目"] == ("重庆英才服务管理办法（试行）A卡", "重庆英才服务管理办法（试行）B卡")
    assert "A卡由市级发放" in table["适用对象"][0]
    assert "B卡由区县发放" in table["适用对象"][1]
    assert "转载，待官方核对" in said


def test_two_classes_of_foreigners(talk: Talk) -> None:
    text = "外国人A类和B类有什么区别"
    talk.say(
        text,
        "policy_compare",
        ("外国人", "topic:foreign-talent"),
        _class(text, "A类", "A", "topic:foreign-talent"),
        _class(text, "B类", "B", "topic:foreign-talent"),
    )
    table = _table(talk)
    assert table["项目"] == ("外国人来华工作许可A类", "外国人来华工作许可B类")
    assert "不限数量" in table["适用对象"][0]
    assert "市场需求" in table["适用对象"][1]
    assert "85分" in table["申报条件"][0]
    assert "60周岁" in table["申报条件"][1]
    assert table["奖励标准"] == ("文件未载明", "文件未载明")


def test_classes_without_a_scheme_are_those_of_what_is_talked_about(talk: Talk) -> None:
    talk.say("鸿雁计划是什么", "policy_overview", ("鸿雁计划", "policy:hongyan"))
    text = "A类和B类有什么区别"
    talk.say(text, "policy_compare", _class(text, "A类", "A", ""), _class(text, "B类", "B", ""))
    assert _table(talk)["项目"] == ("鸿雁计划A类", "鸿雁计划B类")
    assert "：B类60万至120万元" in _table(talk)["申报条件"][1]
    assert "A类" not in _table(talk)["申报条件"][1]


def test_classes_of_nothing_are_asked_for_and_the_answer_keeps_both(talk: Talk) -> None:
    text = "A类和B类有什么区别"
    talk.say(text, "policy_compare", _class(text, "A类", "A", ""), _class(text, "B类", "B", ""))
    assert talk.reply.status == "clarify"
    talk.choose("鸿雁计划")
    assert _table(talk)["项目"] == ("鸿雁计划A类", "鸿雁计划B类")


def test_how_much_each_class_gets_is_answered_with_amounts(talk: Talk) -> None:
    text = "鸿雁计划A类和B类分别多少"
    for intent in ("policy_compare", "policy_amount"):
        said = talk.say(
            text,
            intent,
            ("鸿雁计划", "policy:hongyan"),
            _class(text, "A类", "A", "policy:hongyan"),
            _class(text, "B类", "B", "policy:hongyan"),
        )
        assert said.startswith("有效性待核实：鸿雁计划：A类奖励最高200万元、B类奖励最高100万元。")
        assert not any(isinstance(block, Comparison) for block in talk.reply.blocks)


def test_what_is_not_recorded_cannot_be_compared(talk: Talk) -> None:
    talk.say(
        "人才公寓和蓉漂计划哪个好",
        "policy_compare",
        ("人才公寓", "topic:talent-apartment"),
        named("人才公寓和蓉漂计划哪个好", "蓉漂计划", "name:蓉漂计划", kind="policy"),
    )
    assert talk.reply.status == "not_found"
    assert "资料里没有收录“蓉漂计划”" in talk.reply.plain()


def test_one_thing_alone_is_asked_for_its_other(talk: Talk) -> None:
    said = talk.say("鸿雁计划有什么区别", "policy_compare", ("鸿雁计划", "policy:hongyan"))
    assert talk.reply.status == "clarify"
    assert "“鸿雁计划”要和哪一项对比？" in said


def test_a_card_and_a_record_have_only_what_they_are(talk: Talk) -> None:
    text = "英才卡和天府英才卡有什么不同"
    talk.say(text, "policy_compare", ("英才卡", "topic:yc-card"), ("天府英才卡", "entry:tianfu-yingcaika"))
    assert talk.reply.status in ("answered", "clarify")


def test_a_word_with_one_record_is_that_record_beside_another(talk: Talk) -> None:
    text = "十条和外籍人才办法哪个给得多"
    ambiguous = {
        "entity": "ambiguous", "value": "十条", "text": "十条", "start": 0, "end": 2,
        "candidates": ["policy:ten-articles", "name:其他“十条”"],
    }  # fmt: skip
    said = talk.say(text, "policy_compare", ambiguous, ("外籍人才办法", "policy:example-foreign-talent"))
    assert "示例数据" in said
    table = _table(talk)
    assert set(table["项目"]) == {"《“两江人才”十条》", "【示例】两江外籍人才服务办法"}
    assert table["奖励标准"][table["项目"].index("《“两江人才”十条》")] == "文件未载明"
    assert said.startswith("在奖励标准上，《“两江人才”十条》的文件未载明，比不出高低。")


def test_a_policy_is_found_by_a_long_stretch_of_its_name(talk: Talk) -> None:
    text = "鸿雁计划和外籍人才服务办法哪个给得多"
    talk.say(text, "policy_compare", ("鸿雁计划", "policy:hongyan"))
    assert set(_table(talk)["项目"]) == {"鸿雁计划", "【示例】两江外籍人才服务办法"}
