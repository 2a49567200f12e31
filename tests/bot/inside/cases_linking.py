"""What names and values mean together: standard names, typos, schemes of classes, ambiguous words, negation."""

import random
import unittest

from tests.bot.inside.office import Case, finder


class Standards(Case):
    def shown(self, text: str) -> list[str]:
        return [name for m in finder().find(text) for name in m.standards]

    def test_the_policy_in_the_name_of_a_service_is_told(self) -> None:
        self.assertEqual(self.shown("英才卡补领"), ["service:重庆英才服务卡换领/补领", "policy:重庆英才服务卡"])

    def test_two_pieces_of_one_clause_name_a_service(self) -> None:
        self.assertIn("service:人才公寓续租", self.shown("人才房到日子了还想续租"))
        self.assertIn("service:外国人工作许可注销", self.shown("员工要回国，工作许可去哪里注销"))
        self.assertIn("service:租房补贴", self.shown("租房那个补贴怎么报"))
        self.assertNotIn("service:留创园入园", self.shown("留创园在哪。入驻别的园区了"))
        self.assertNotIn("service:签证/停居留协办", self.shown("我延期了工作许可,签证还早"))

    def test_a_title_in_the_name_of_a_service_is_a_title(self) -> None:
        self.assertIn(("job_title", "副高", "副高职称"), self.found("评副高职称要啥"))

    def test_a_wife_alone_is_no_topic(self) -> None:
        self.assertEqual(self.shown("我老婆帮我去交"), [])
        self.assertEqual(self.shown("我老婆想找工作"), ["service:配偶就业推荐"])

    def test_a_topic_that_is_a_service_too_says_both(self) -> None:
        self.assertEqual(self.shown("落户"), ["topic:落户", "service:人才落户"])

    def test_what_an_ambiguous_word_means_in_any_case_is_told(self) -> None:
        self.assertEqual(self.shown("公寓"), [])
        self.assertEqual(self.shown("十条"), ["policy:“两江人才”十条"])

    def test_a_weak_word_yields_to_anything_else_of_its_topic(self) -> None:
        self.assertEqual(self.shown("房租好高"), ["topic:安居"])
        self.assertEqual(self.shown("租房补贴够不够交房租"), ["service:租房补贴"])


class Misspelt(Case):
    def test_one_slip_is_forgiven(self) -> None:
        for text, value in {
            "红艳计划还发不发": "policy:hongyan",
            "重庆应才计划": "policy:yc-plan",
            "岗位津帖": "name:岗位津贴",
            "就医绿色通到": "name:就医绿色通道",
            "教育优秀人奖励": "name:教育优秀人才奖励",
            "工作许可的延期手续": "name:外国人工作许可延期",
            "我是硕土": "硕士",
            "服务专源": "name:服务专员联系",
            "英材卡补领": "name:重庆英才服务卡换领/补领",
            "租房捕贴": "name:租房补贴",
            "高技能人才的奖励": "name:高技能人才奖励",
        }.items():
            with self.subTest(text):
                self.assertEqual({v for _, v, _ in self.found(text)}, {value})

    def test_pinyin_is_read(self) -> None:
        for text, value in {
            "hongyan jihua": "policy:hongyan",
            "yingcaihui在哪": "entry:hui",
            "英才hui": "entry:hui",
            "gangwei jintie": "name:岗位津贴",
            "zhuanxue": "name:转学",
        }.items():
            with self.subTest(text):
                self.assertEqual({v for _, v, _ in self.found(text)}, {value})

    def test_no_text_breaks_the_speller(self) -> None:
        chance = random.Random(0)  # noqa: S311
        letters = "啊对大西安昂鸿雁英才卡公寓落户a n。,永居许可"
        for _ in range(3000):
            finder().find("".join(chance.choices(letters, k=12)))

    def test_another_right_word_is_no_slip(self) -> None:
        for text in ("博士资助", "人才公园", "办公时间", "国家级", "女人才有", "wo men"):
            with self.subTest(text):
                self.assertEqual([m for m in self.found(text) if m[2] != "博士"], [])


class Ambiguous(Case):
    def of(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(m.value, m.candidates) for m in finder().find(text) if m.kind == "ambiguous"]

    def test_a_bare_word_lists_what_it_may_mean(self) -> None:
        self.assertEqual(self.of("英才怎么弄"), [("英才", ("policy:yc-plan", "topic:yc-card", "entry:hui"))])
        self.assertEqual(self.of("补贴怎么拿")[0][1][:2], ("name:高层次人才安家资助", "name:租房补贴"))

    def test_a_longer_word_settles_it(self) -> None:
        for text in ("英才卡怎么弄", "人才公寓", "租房补贴", "高新技术企业认定", "生活补贴", "两江人才十条"):
            with self.subTest(text):
                self.assertEqual(self.of(text), [])

    def test_the_meaning_said_elsewhere_settles_it(self) -> None:
        self.assertEqual(self.of("我说的英才是英才卡"), [])

    def test_a_class_without_a_scheme_is_asked(self) -> None:
        self.assertEqual([word for word, _ in self.of("我算A类吗")], ["A类"])

    def test_a_place_keeps_its_meaning(self) -> None:
        self.assertEqual(
            [(kind, value) for kind, value, _ in self.found("两江新区")],
            [("ambiguous", "两江新区"), ("area", "两江新区")],
        )


class Classes(Case):
    def classes(self, text: str) -> list[tuple[str, str | None]]:
        return [(m.standards[0], m.scheme) for m in finder().find(text) if m.kind in {"talent_class"}]

    def test_a_class_is_bound_to_its_scheme(self) -> None:
        for text, expected in {
            "英才卡不说，鸿雁B类呢": [("category:CQ_HY:B", "policy:hongyan")],
            "鸿雁的A、B类": [("category:CQ_HY:A", "policy:hongyan"), ("category:CQ_HY:B", "policy:hongyan")],
            "我算A类吗": [("category:?:A", None)],
            "算甲类吗": [("category:?:A", None)],
            "外籍专家评C类": [("category:CN_WORK_PERMIT:C", "topic:work-permit")],
            "英才卡A卡": [("category:CQ_YC_CARD:A", "topic:yc-card")],
            "有没有C卡": [("category:CQ_YC_CARD:C", "topic:yc-card")],
            "A卡Ⅱ类": [("category:CQ_YC_CARD:A-Ⅱ", "topic:yc-card")],
            "Ⅰ类": [("category:CQ_YC_CARD:A-Ⅰ", "topic:yc-card")],
            "英才卡的三类": [("category:CQ_YC_CARD:A-Ⅲ", "topic:yc-card")],
            "分为三类": [],
            "这一类人": [],
        }.items():
            with self.subTest(text):
                self.assertEqual([c for c, _ in self.classes(text)], [c for c, _ in expected])
        self.assertEqual(self.classes("鸿雁B类")[0][1], "policy:hongyan")

    def test_classes_with_names_of_their_own(self) -> None:
        self.assertIn(("talent_group", "LJ_1P4:高层次人才", "高层次人才"), self.found("我算高层次人才不"))
        self.assertIn(("talent_group", "CQ_YC_PLAN:青年拔尖", "青年拔尖"), self.found("青年拔尖要求"))


class Origins(Case):
    def test_people_from_hong_kong_macau_and_taiwan_are_no_foreigners(self) -> None:
        for text in ("我是香港人", "台湾同胞", "澳门居民", "我拿台胞证", "回乡证能用吗", "港澳台居民居住证"):
            with self.subTest(text):
                self.assertEqual({v for k, v, _ in self.found(text) if k == "origin"}, {"港澳台"})
        for text in ("我是外籍", "德国人", "美籍专家"):
            with self.subTest(text):
                self.assertEqual({v for k, v, _ in self.found(text) if k == "origin"}, {"外国"})


class Negations(Case):
    def denied(self, text: str) -> set[str]:
        return {text[m.start : m.end] for m in finder().find(text) if m.negated}

    def test_a_negator_stays_with_its_neighbour(self) -> None:
        for text, expected in {
            "不要公寓的，要租房补贴": {"公寓"},
            "除了鸿雁都说说": {"鸿雁"},
            "除了鸿雁和英才计划还有啥": {"鸿雁", "英才计划"},
            "我不是博士，是硕士": {"博士"},
            "我是硕士不是博士": {"博士"},
            "没有硕士只有本科": {"硕士"},
            "公寓就算了，说说落户": {"公寓"},
            "鸿雁计划以外的": {"鸿雁计划"},
            "岗位津贴我不要，我问租房补贴": {"岗位津贴"},
            "别说英才计划了，讲鸿雁": {"英才计划"},
            "我不办落户了": {"落户"},
            "公寓和租房补贴我都不要": {"公寓", "租房补贴"},
            "不用体检了": {"体检"},
        }.items():
            with self.subTest(text):
                self.assertEqual(self.denied(text), expected)

    def test_questions_and_dialect_deny_nothing(self) -> None:
        for text in (
            "是不是博士才行", "要不要公寓", "有没有租房补贴", "有没得公寓", "能不能办落户", "不晓得鸿雁计划是啥",
            "不用带学位证吗，办落户", "不用体检吗",
            "不约周三，约周四办落户", "公寓不要钱吗", "你们不是有鸿雁计划吗", "落户不需要社保吧", "没得租房补贴哇",
            "LJ20261124-0031-7不要了",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(self.denied(text), set())


if __name__ == "__main__":
    unittest.main()
