"""Names and values in a sentence: the longest wins, twins all count, places are those of the original text."""

import json
import logging
import tempfile
import unittest
import warnings
from pathlib import Path

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
    {"id": "policy:ten", "type": "policy", "name": "《“两江人才”十条》", "aliases": ["两江人才十条", "十条"]},
    {"id": "policy:plan", "type": "policy", "name": "重庆英才计划", "aliases": ["英才计划"]},
    {"id": "topic:card", "type": "topic", "name": "英才卡", "aliases": ["work permit"]},
    {"id": "entry:hui", "type": "platform", "name": "两江英才荟", "aliases": ["英才荟"]},
    {"id": "hall:hall", "type": "hall", "name": "【示例】英才荟大厅", "aliases": []},
    {"id": "topic:flat", "type": "topic", "name": "公寓", "aliases": []},
    {"id": "service:flat", "type": "service", "name": "公寓申请", "aliases": ["公寓"]},
]


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.json"
        self.names.write_text(json.dumps(NAMES), encoding="utf-8")

    def found(self, text: str) -> list[tuple[str, str, str]]:
        finder = MentionFinder(read_lexicon(self.names, LEXICON))
        return [(m.kind, m.value, text[m.start : m.end]) for m in finder.find(text)]


class Mentions(Case):
    def test_names_values_and_misspellings(self) -> None:
        for text, expected in {
            "鸿雁计划B类最高多少": [("policy", "policy:hongyan", "鸿雁计划"), ("talent_class", "B", "B类")],
            "红雁还有吗": [("policy", "policy:hongyan", "红雁")],
            "英才汇是什么": [("platform", "entry:hui", "英才汇")],
            "請問 鴻\u200b雁計畫": [("policy", "policy:hongyan", "鴻\u200b雁計畫")],
            "“两江人才”十条第三条": [("policy", "policy:ten", "“两江人才”十条"), ("clause_number", "3", "第三条")],
            "去英才荟大厅": [("hall", "hall:hall", "英才荟大厅")],
            "ＷＯＲＫ ＰＥＲＭＩＴ": [("topic", "topic:card", "ＷＯＲＫ ＰＥＲＭＩＴ")],
            "networks permit": [],
            "我是博士": [("education", "博士", "博士")],
            "博士后": [("education", "博士后", "博士后")],
        }.items():
            with self.subTest(text):
                self.assertEqual(self.found(text), expected)

    def test_a_name_with_two_meanings_gives_two_entities(self) -> None:
        self.assertEqual({value for _, value, _ in self.found("公寓")}, {"topic:flat", "service:flat"})
        self.assertEqual([value for _, value, _ in self.found("公寓申请")], ["service:flat"])

    def test_a_bare_word_gives_every_meaning_only_when_bare(self) -> None:
        self.assertEqual(
            {value for _, value, _ in self.found("英才怎么弄")}, {"policy:plan", "topic:card", "entry:hui"}
        )
        self.assertEqual([value for _, value, _ in self.found("英才卡怎么弄")], ["topic:card"])

    def test_a_class_is_bound_to_the_nearest_scheme(self) -> None:
        finder = MentionFinder(read_lexicon(self.names, LEXICON))
        schemes = [m.scheme for m in finder.find("英才卡不说，鸿雁B类呢") if m.kind == "talent_class"]
        self.assertEqual(schemes, ["policy:hongyan"])
        self.assertEqual([m.scheme for m in finder.find("我算A类吗")], [None])


class Patterns(unittest.TestCase):
    def test_values_that_follow_a_form(self) -> None:
        for text, expected in {
            "取消LJ20261202-001-7": [("appointment_code", "LJ20261202-001-7")],
            "DEMO-000123到哪了": [("case_number", "DEMO-000123")],
            "尾号1234": [("code_tail", "1234")],
            "请问渝府发﹝2022﹞ 6号": [("doc_number", "渝府发〔2022〕6号")],
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
        for path in sorted(LEXICON.glob("*.yml")):
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            for word in _words(path.stem, data):
                self.assertIsNone(homes.get(word), f"{word} stands in two files, one is {path.name}")
                homes[word] = path.name

    def test_a_lexicon_survives_its_file(self) -> None:
        lexicon = read_lexicon(self.names, LEXICON)
        self.assertEqual(Lexicon.from_json(json.loads(json.dumps(lexicon.to_json()))).names, lexicon.names)


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


def _words(file: str, data: object) -> list[str]:
    if file == "values":
        return [str(w).lower() for values in data.values() for value, words in values.items() for w in [value, *words]]
    if file == "dialect":
        return [str(word) for word in data]
    if file == "words":
        return [str(word) for word in data]
    return [str(word) for entry in data for word in entry.get("words", [entry.get("word")])]


if __name__ == "__main__":
    unittest.main()
