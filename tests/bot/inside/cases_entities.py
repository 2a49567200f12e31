"""Names and values in a sentence: the longest wins, twins all count, places are those of the original text."""

import functools
import json
import logging
import tempfile
import unittest
import warnings
from pathlib import Path
from typing import Any

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

import yaml  # noqa: E402
from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.components.entity_linker import EntityLinker  # noqa: E402
from bot.components.lexicon import Lexicon, LexiconError, read_lexicon  # noqa: E402
from bot.components.mentions import MentionFinder  # noqa: E402
from bot.components.patterns import find_patterns  # noqa: E402
from language.normalise import normalised  # noqa: E402

logging.disable(logging.WARNING)
ROOT = Path(__file__).resolve().parents[3]
LEXICON = ROOT / "data" / "lexicon"
NAMES = [
    {"id": "policy:hongyan", "type": "policy", "name": "鸿雁计划", "aliases": ["鸿雁"]},
    {"id": "policy:ten-articles", "type": "policy", "name": "《“两江人才”十条》", "aliases": ["两江人才十条", "十条"]},
    {"id": "policy:yc-plan", "type": "policy", "name": "重庆英才计划", "aliases": ["英才计划"]},
    {"id": "topic:yc-card", "type": "topic", "name": "英才卡", "aliases": ["work permit"]},
    {"id": "entry:hui", "type": "platform", "name": "两江英才荟", "aliases": ["英才荟"]},
    {"id": "hall:hall", "type": "hall", "name": "【示例】英才荟大厅", "aliases": []},
    {"id": "topic:flat", "type": "topic", "name": "小屋", "aliases": []},
    {"id": "service:flat", "type": "service", "name": "小屋申请", "aliases": ["小屋"]},
]


@functools.cache
def _finder() -> MentionFinder:
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / "names.json"
        names.write_text(json.dumps(NAMES), encoding="utf-8")
        return MentionFinder(read_lexicon(names, LEXICON))


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.json"
        self.names.write_text(json.dumps(NAMES), encoding="utf-8")

    def found(self, text: str) -> list[tuple[str, str, str]]:
        finder = _finder()
        return [(m.kind, m.value, text[m.start : m.end]) for m in finder.find(text)]


class Mentions(Case):
    def test_names_values_and_misspellings(self) -> None:
        for text, expected in {
            "鸿雁计划B类最高多少": [("policy", "policy:hongyan", "鸿雁计划"), ("talent_class", "B", "B类")],
            "红雁还有吗": [("policy", "policy:hongyan", "红雁")],
            "英才汇是什么": [("platform", "entry:hui", "英才汇")],
            "請問 鴻\u200b雁計畫": [("policy", "policy:hongyan", "鴻\u200b雁計畫")],
            "“两江人才”十条第三条": [
                ("policy", "policy:ten-articles", "“两江人才”十条"),
                ("clause_number", "3", "第三条"),
            ],
            "去英才荟大厅": [("hall", "hall:hall", "英才荟大厅")],
            "ＷＯＲＫ ＰＥＲＭＩＴ": [("topic", "topic:yc-card", "ＷＯＲＫ ＰＥＲＭＩＴ")],
            "networks permit": [],
            "我是博士": [("education", "博士", "博士")],
            "博士后": [("topic", "name:博士后", "博士后")],
        }.items():
            with self.subTest(text):
                self.assertEqual(self.found(text), expected)

    def test_a_name_with_two_meanings_gives_two_entities(self) -> None:
        self.assertEqual({value for _, value, _ in self.found("小屋")}, {"topic:flat", "service:flat"})
        self.assertEqual([value for _, value, _ in self.found("小屋申请")], ["service:flat"])

    def test_a_name_the_database_does_not_hold_is_known_all_the_same(self) -> None:
        self.assertEqual(self.found("就医绿色通道"), [("service", "name:就医绿色通道", "就医绿色通道")])
        self.assertEqual(self.found("想给娃儿办转学"), [("service", "name:转学", "办转学")])

    def test_all_68_services_and_the_standard_names_are_found(self) -> None:
        finder = _finder()
        counted = 0
        for kind, file in (("service", "services"), ("policy", "policies"), ("topic", "topics")):
            for entry in yaml.safe_load((LEXICON / f"{file}.yml").read_text(encoding="utf-8")):
                counted += kind == "service"
                with self.subTest(entry["name"]):
                    shown = [name for m in finder.find(f"请问{entry['name']}") for name in m.standards]
                    self.assertIn(f"{kind}:{entry['name']}", shown)
        self.assertEqual(counted, 68)


class Standards(Case):
    def shown(self, text: str) -> list[str]:
        finder = _finder()
        return [name for m in finder.find(text) for name in m.standards]

    def test_the_policy_in_the_name_of_a_service_is_told(self) -> None:
        self.assertEqual(self.shown("英才卡补领"), ["service:重庆英才服务卡换领/补领", "policy:重庆英才服务卡"])

    def test_two_pieces_of_one_clause_name_a_service(self) -> None:
        self.assertIn("service:人才公寓续租", self.shown("人才房到日子了还想续租"))
        self.assertIn("service:外国人工作许可注销", self.shown("员工要回国，工作许可去哪里注销"))
        self.assertNotIn("service:人才公寓续租", self.shown("人才房在哪。续租合同是别处的"))

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

    def test_another_right_word_is_no_slip(self) -> None:
        for text in ("博士资助", "人才公园", "办公时间", "国家级", "女人才有", "wo men"):
            with self.subTest(text):
                self.assertEqual([m for m in self.found(text) if m[2] != "博士"], [])


class Ambiguous(Case):
    def of(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        finder = _finder()
        return [(m.value, m.candidates) for m in finder.find(text) if m.kind == "ambiguous"]

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
            [("ambiguous", "两江新区"), ("place", "两江新区")],
        )


class Classes(Case):
    def classes(self, text: str) -> list[tuple[str, str | None]]:
        finder = _finder()
        return [(m.standards[0], m.scheme) for m in finder.find(text) if m.kind in {"talent_class"}]

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
        finder = _finder()
        return {text[m.start : m.end] for m in finder.find(text) if m.negated}

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
        }.items():
            with self.subTest(text):
                self.assertEqual(self.denied(text), expected)

    def test_questions_and_dialect_deny_nothing(self) -> None:
        for text in (
            "是不是博士才行", "要不要公寓", "有没有租房补贴", "有没得公寓", "能不能办落户", "不晓得鸿雁计划是啥",
            "不用带学位证吗，办落户", "公寓不要钱吗", "你们不是有鸿雁计划吗", "落户不需要社保吧", "没得租房补贴哇",
            "LJ20261124-0031-7不要了",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(self.denied(text), set())


class Patterns(unittest.TestCase):
    def test_values_that_follow_a_form(self) -> None:
        for text, expected in {
            "取消LJ20261202-001-7": [("appointment_code", "LJ20261202-001-7")],
            "DEMO-000123到哪了": [("case_number", "DEMO-000123")],
            "DEMO杠零零零一二三": [("case_number", "DEMO-000123")],
            "lj20261124-0031-7": [("appointment_code", "LJ20261124-0031-7")],
            "尾号1234": [("code_tail", "1234")],
            "请问渝府发﹝2022﹞ 6号": [("doc_number", "渝府发〔2022〕6号")],
            "帮我查渝人社发〔2020〕53号": [("doc_number", "渝人社发〔2020〕53号")],
            "麻烦找一下渝府办发[2021] 12 号": [("doc_number", "渝府办发〔2021〕12号")],
            "渝两江管发（２０２５）７号": [("doc_number", "渝两江管发〔2025〕7号")],
            "渝人社发【2020】53号": [("doc_number", "渝人社发〔2020〕53号")],
            "渝人社发二零二零五十三号": [("doc_number", "渝人社发〔2020〕53号")],
            "第十二条": [("clause_number", "12")],
            "十二条第二款": [("clause_number", "12"), ("ordinal", "2")],
            "三号窗口": [("window_number", "3")],
            "A卡跟B卡": [("talent_class", "A"), ("talent_class", "B")],
            "算甲类吗": [("talent_class", "A")],
            "A型血": [],
            "45岁以内": [("age", "45")],
            "满三年": [("duration", "3年")],
            "2026年": [],
            "年薪30万": [("amount", "300000元")],
            "年薪30个": [("amount", "300000元")],
            "我们来30个": [],
            "七十来万": [("amount", "700000元")],
            "填哪一个": [],
            "这一块": [],
            "AI公司": [],
            "第二个": [("ordinal", "2")],
            "最后一个": [("ordinal", "-1")],
            "第三天": [],
            "第一批": [],
        }.items():
            with self.subTest(text):
                self.assertEqual([(item.kind, item.value) for item in find_patterns(normalised(text))], expected)


class Files(Case):
    def test_a_missing_export_is_named(self) -> None:
        with self.assertRaisesRegex(LexiconError, "export the names"):
            read_lexicon(self.folder / "nothing.json", LEXICON)

    def test_a_broken_export_is_named(self) -> None:
        self.names.write_text('[{"id": 1}]', encoding="utf-8")
        with self.assertRaisesRegex(LexiconError, r"names\.json"):
            read_lexicon(self.names, LEXICON)

    def test_every_word_has_one_home(self) -> None:
        homes: dict[str, str] = {}
        for file in ("services", "policies", "topics", "spellings", "values", "ambiguous", "dialect", "words"):
            for word in _words(file, yaml.safe_load((LEXICON / f"{file}.yml").read_text(encoding="utf-8"))):
                self.assertIsNone(homes.get(word), f"{word} stands in {homes.get(word)} and in {file}")
                homes[word] = file

    def test_words_that_name_something_twice_stand_elsewhere(self) -> None:
        lexicon = read_lexicon(self.names, LEXICON)
        known = {*lexicon.names, *lexicon.values}
        for entry in yaml.safe_load((LEXICON / "services.yml").read_text(encoding="utf-8")):
            for word in entry.get("topic_words", []):
                with self.subTest(word):
                    self.assertTrue(word.lower() in known)

    def test_a_lexicon_survives_its_file(self) -> None:
        lexicon = read_lexicon(self.names, LEXICON)
        self.assertEqual(Lexicon.from_json(json.loads(json.dumps(lexicon.to_json()))), lexicon)


class Component(Case):
    def test_the_running_bot_needs_no_file(self) -> None:
        store = _made(self.folder / "store")
        context = ExecutionContext(GraphSchema({}))
        config = {**EntityLinker.get_default_config(), "names": str(self.names), "lexicon": str(LEXICON)}
        EntityLinker.create(config, store, Resource("linker"), context).train(TrainingData())
        self.names.unlink()
        linker = EntityLinker.load({**config, "lexicon": "nowhere"}, store, Resource("linker"), context)
        message = linker.process([Message.build("我的鴻雁計畫")])[0]
        self.assertEqual(
            message.get("entities"),
            [
                {
                    "entity": "policy",
                    "value": "policy:hongyan",
                    "start": 2,
                    "end": 6,
                    "text": "鴻雁計畫",
                    "extractor": "EntityLinker",
                    "standards": ["policy:鸿雁计划"],
                }
            ],
        )

    def test_a_changed_lexicon_changes_the_fingerprint(self) -> None:
        config = {"names": str(self.names), "lexicon": str(LEXICON)}
        before = EntityLinker.fingerprint_addon(config)
        self.names.write_text(json.dumps(NAMES[:1]), encoding="utf-8")
        self.assertNotEqual(EntityLinker.fingerprint_addon(config), before)

    def test_training_sentences_keep_their_annotations(self) -> None:
        linker = EntityLinker.create(
            {"names": str(self.names), "lexicon": str(LEXICON)}, _made(self.folder / "s"), Resource("x"), None
        )
        linker.train(TrainingData())
        data = linker.process_training_data(TrainingData([Message.build("鸿雁计划", intent="ask")]))
        self.assertIsNone(data.training_examples[0].get("entities"))
        self.assertEqual(data.training_examples[0].get("mentions"), [["policy", 0, 4, True]])


def _made(path: Path) -> LocalModelStorage:
    path.mkdir(exist_ok=True)
    return LocalModelStorage.create(path)


def _words(file: str, data: Any) -> list[str]:
    """Give the words that have their home in a file; the words of `ambiguous.yml` that keep one elsewhere have not."""
    if file == "values":
        return [str(w).lower() for values in data.values() for value, words in values.items() for w in [value, *words]]
    if file in ("dialect", "words"):
        return [str(word) for word in data]
    if file == "ambiguous":
        return [entry["word"] for entry in data if not entry.get("also")]
    return [str(word).lower() for entry in data for word in (*entry["words"], *entry.get("weak", ()))]


if __name__ == "__main__":
    unittest.main()
