"""Names and values in a sentence: the longest wins, twins all count, places are those of the original text."""

import json
import logging
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

from benchmarks import entities  # noqa: E402
from bot.components.entity_linker import EntityLinker  # noqa: E402
from bot.components.lexicon import Lexicon, LexiconError, read_lexicon  # noqa: E402
from bot.components.patterns import find_patterns  # noqa: E402
from language.normalise import normalised  # noqa: E402
from tests.bot.inside.office import LEXICON, NAMES, Case, finder  # noqa: E402

logging.disable(logging.WARNING)


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
        finds = finder()
        counted = 0
        for kind, file in (("service", "services"), ("policy", "policies"), ("topic", "topics")):
            for entry in yaml.safe_load((LEXICON / f"{file}.yml").read_text(encoding="utf-8")):
                counted += kind == "service"
                with self.subTest(entry["name"]):
                    shown = [name for m in finds.find(f"请问{entry['name']}") for name in m.standards]
                    self.assertIn(f"{kind}:{entry['name']}", shown)
        self.assertEqual(counted, 68)


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
            "渝府办发二零一九第十二号": [("doc_number", "渝府办发〔2019〕12号")],
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


class Benchmark(Case):
    def figures(self, *rows: dict[str, Any]) -> dict[str, Any]:
        path = self.folder / "cases.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        return entities.measure(path, finder())

    def test_a_hit_needs_type_value_and_an_overlap(self) -> None:
        gold = {"type": "policy", "value": "鸿雁计划", "text": "鸿雁", "start": 0, "end": 2}
        self.assertEqual(self.figures({"text": "鸿雁", "entities": [gold]})["entity_f1"], 1)
        elsewhere = {**gold, "start": 2, "end": 4}
        self.assertEqual(self.figures({"text": "鸿雁如何", "entities": [elsewhere]})["recall"], 0)
        self.assertEqual(self.figures({"text": "鸿雁", "entities": []})["precision"], 0)

    def test_optional_negated_and_ambiguous_gold(self) -> None:
        place = {"text": "鸿雁", "start": 2, "end": 4}
        policy = {"type": "policy", "value": "鸿雁计划", **place}
        denied = self.figures({"text": "不要鸿雁", "entities": [{**policy, "negated": True}]})
        self.assertEqual(denied["entity_f1"], 1)
        self.assertEqual(self.figures({"text": "不要鸿雁", "entities": [policy]})["recall"], 0)
        self.assertEqual(self.figures({"text": "不要鸿雁", "entities": [{**policy, "optional": True}]})["gold"], 0)
        bare = {"type": "policy", "value": "?", "text": "英才", "start": 0, "end": 2, "candidates": ["英才卡"]}
        self.assertEqual(self.figures({"text": "英才呢", "entities": [bare]})["recall"], 1)
        self.assertEqual(self.figures({"text": "英才卡呢", "entities": [bare]})["recall"], 0)

    def test_times_are_read_against_the_reference(self) -> None:
        time = {"type": "time", "value": "2026-11-24 am", "text": "明天上午", "start": 0, "end": 4}
        self.assertEqual(self.figures({"text": "明天上午", "entities": [time]})["entity_f1"], 1)
        later = {"text": "明天上午", "entities": [time], "reference": "2026-11-24T10:00+08:00"}
        self.assertEqual(self.figures(later)["recall"], 0)


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
