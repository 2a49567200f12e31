"""The intent classifier: learns the form, is sure only of what it knows, and gives the same answer every time."""

import json
import logging
import tempfile
import unittest
import warnings
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

import numpy as np  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.components.calibration import calibration_error, fit_temperature, softmax  # noqa: E402
from bot.components.descent import minimise  # noqa: E402
from bot.components.entity_linker import EntityLinker  # noqa: E402
from bot.components.features import Pieces, Sentence  # noqa: E402
from bot.components.intent_classifier import IntentClassifier  # noqa: E402
from bot.components.parts import Splitter  # noqa: E402
from bot.components.pinyin import sounds_of  # noqa: E402
from bot.components.tongue import Tongue  # noqa: E402

logging.disable(logging.WARNING)
ROOT = Path(__file__).resolve().parents[3]
NAMES = [
    {"id": "policy:hongyan", "type": "policy", "name": "鸿雁计划", "aliases": []},
    {"id": "policy:growth", "type": "policy", "name": "科技成长贷款", "aliases": []},
    {"id": "service:card", "type": "service", "name": "英才卡", "aliases": []},
]
SENTENCES = {
    "amount": "鸿雁计划给多少钱|鸿雁计划最高奖励多少|能拿多少补贴|奖励是多少|补贴有好多|英才卡给多少钱|一次给多少",
    "condition": "申请鸿雁计划要什么条件|需要什么条件|条件有哪些|哪些人能申请|英才卡要啥条件|对年龄有要求吗|要符合啥",
    "place": "在哪里办|去哪个窗口|地址在哪|大厅怎么走|英才卡在哪办|你们在什么地方|哪个地方能办|窗口在几楼",
    "greet": "你好|您好|早上好|在吗|哈喽|hello|你好呀|有人吗",
}
FOREIGN = "放首歌|今天天气怎么样|讲个笑话|附近有没有好吃的|我刚到家|股票涨了没有|晚上一起看电影吗|给妈妈打电话"


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "names.json").write_text(json.dumps(NAMES), encoding="utf-8")
        self.paths = {"names": str(self.folder / "names.json"), "lexicon": str(ROOT / "data" / "lexicon")}
        self.embeddings = str(ROOT / "build" / "embeddings-of-tests")

    def trained(
        self, name: str = "store", sentences: dict[str, str] = SENTENCES, **knobs: object
    ) -> tuple[EntityLinker, IntentClassifier]:
        (self.folder / name).mkdir()
        store = LocalModelStorage.create(self.folder / name)
        linker = EntityLinker.create(self.paths, store, Resource("linker"), None)
        linker.train(TrainingData())
        config = {**IntentClassifier.get_default_config(), **self.paths, "embeddings": self.embeddings, **knobs}
        examples = [
            Message.build(text, intent=intent) for intent, all_ in sentences.items() for text in all_.split("|")
        ]
        data = linker.process_training_data(TrainingData(examples))
        IntentClassifier.create(config, store, Resource("intents"), None).train(data)
        return linker, IntentClassifier.load(config, store, Resource("intents"), None)

    def ask(self, parts: tuple[EntityLinker, IntentClassifier], text: str) -> dict:
        linker, classifier = parts
        return classifier.process(linker.process([Message(data={"text": text})]))[0].as_dict(True)


class Classifier(Case):
    def test_it_knows_what_it_was_told_and_what_is_like_it(self) -> None:
        parts = self.trained()
        for text, intent in {
            "奖励是多少": "amount",
            "科技成长贷款给多少钱": "amount",
            "申请科技成长贷款要什么条件": "condition",
            "科技成长贷款在哪办": "place",
            "你好": "greet",
        }.items():
            with self.subTest(text):
                self.assertEqual(self.ask(parts, text)["intent"]["name"], intent)

    def test_the_ranking_is_a_probability_and_falls(self) -> None:
        answer = self.ask(self.trained(), "奖励是多少")
        confidences = [item["confidence"] for item in answer["intent_ranking"]]
        self.assertEqual(confidences, sorted(confidences, reverse=True))
        self.assertAlmostEqual(sum(confidences), 1.0, places=5)
        self.assertEqual(answer["intent_ranking"][0], answer["intent"])

    def test_what_it_has_never_seen_makes_it_unsure(self) -> None:
        parts = self.trained()
        known, unknown = (self.ask(parts, text)["intent"]["confidence"] for text in ("奖励是多少", "xqzzv kjwpf"))
        self.assertLess(unknown, known)

    def test_a_text_without_letters_has_no_intent(self) -> None:
        parts = self.trained()
        for text in ("", "  ", "！？。", "🙂"):
            self.assertEqual(self.ask(parts, text)["intent"], {"name": None, "confidence": 0.0})

    def test_ten_thousand_characters_do_no_harm(self) -> None:
        self.assertIn("intent", self.ask(self.trained(), "奖励" * 5000))

    def test_training_twice_gives_the_same_model(self) -> None:
        one, two = self.trained("one"), self.trained("two")
        for text in ("英才卡多少钱", "在吗", "条件"):
            self.assertEqual(self.ask(one, text)["intent_ranking"], self.ask(two, text)["intent_ranking"])

    def test_dialect_is_read_as_the_standard_word(self) -> None:
        parts = self.trained()
        self.assertEqual(self.ask(parts, "好多钱")["intent"], self.ask(parts, "多少钱")["intent"])

    def test_a_sentence_under_two_intents_stops_training(self) -> None:
        with self.assertRaisesRegex(ValueError, "stands under"):
            self.trained(sentences={"a": "你好|好的", "b": "你 好|行"})

    def test_no_file_of_the_model_can_run_code(self) -> None:
        self.trained()
        kinds = {path.suffix for path in (self.folder / "store").rglob("*") if path.is_file()}
        self.assertEqual(kinds, {".json", ".npz"})

    def test_a_broken_model_fails_loudly(self) -> None:
        self.trained()
        next((self.folder / "store").rglob("intents.json")).unlink()
        store = LocalModelStorage(self.folder / "store")
        with self.assertRaises(FileNotFoundError):
            IntentClassifier.load(IntentClassifier.get_default_config(), store, Resource("intents"), None)


class Outside(Case):
    def test_what_is_far_from_all_training_is_no_matter_of_ours(self) -> None:
        parts = self.trained(sentences={**SENTENCES, "oos": FOREIGN})
        self.assertEqual(self.ask(parts, "明天会不会下雨")["intent"]["name"], "oos")
        self.assertNotEqual(self.ask(parts, "鸿雁计划奖励多少钱")["intent"]["name"], "oos")

    def test_without_such_sentences_there_is_no_such_intent(self) -> None:
        names = {item["name"] for item in self.ask(self.trained(), "明天会不会下雨")["intent_ranking"]}
        self.assertEqual(names, set(SENTENCES))


class Cascade(Case):
    def test_meaning_is_asked_only_when_pieces_leave_doubt(self) -> None:
        _, classifier = self.trained()
        asked = []
        model = classifier._model

        def embed() -> np.ndarray:
            asked.append(1)
            return np.ones(384, np.float32)

        pieces = classifier._pieces.of(Sentence("奖励是多少"))
        replace(model, sure=0.0).predict(pieces, embed)
        self.assertEqual(asked, [])
        replace(model, sure=1.01).predict(pieces, embed)
        self.assertEqual(asked, [1])

    def test_without_meaning_pieces_decide_alone(self) -> None:
        parts = self.trained(meaning=0.0)
        self.assertIsNone(parts[1]._model.full)
        self.assertEqual(self.ask(parts, "奖励是多少")["intent"]["name"], "amount")

    def test_any_data_can_be_learnt_without_a_lexicon(self) -> None:
        store = LocalModelStorage.create(self.folder)
        config = {**IntentClassifier.get_default_config(), "names": "", "lexicon": self.paths["lexicon"]}
        config["embeddings"] = self.embeddings
        examples = [Message.build(text, intent=name) for name, some in SENTENCES.items() for text in some.split("|")]
        IntentClassifier.create(config, store, Resource("intents"), None).train(TrainingData(examples))
        classifier = IntentClassifier.load(config, store, Resource("intents"), None)
        answer = classifier.process([Message(data={"text": "窗口在哪里"})])[0].as_dict(True)
        self.assertEqual(answer["intent"]["name"], "place")


class Language(Case):
    def test_english_is_told_from_pinyin_and_from_chinese_with_english_words(self) -> None:
        parts = self.trained()
        for text, language in {
            "what documents do I need for the work permit": "en",
            "woxiang yuyue mingtian xiawu": "zh",
            "work permit 要带什么材料": "zh",
            "你好": "zh",
        }.items():
            with self.subTest(text):
                self.assertEqual(self.ask(parts, text)["language"], language)


class Features(unittest.TestCase):
    def test_names_are_masked_in_the_characters_but_heard_in_the_sounds(self) -> None:
        pieces = Pieces(None, {}, ["policy"], {})
        one = pieces.of(Sentence("鸿雁计划多少", (("policy", 0, 4),)))
        two = pieces.of(Sentence("科技成长贷款多少", (("policy", 0, 6),)))
        self.assertEqual(one["c"], two["c"])
        self.assertNotEqual(one["s"], two["s"])

    def test_pinyin_sounds_like_characters_and_an_english_word_is_one_sign(self) -> None:
        tongue = Tongue(["zen", "me", "ban"])
        pieces = Pieces(None, {}, [], sounds_of({"zen": "怎", "me": "么", "ban": "办"}), tongue)
        self.assertEqual(pieces.of(Sentence("zenme ban"))["s"], pieces.of(Sentence("怎么办"))["s"])
        self.assertIn("work.permit", pieces.of(Sentence("work permit"))["s"])

    def test_homophones_sound_the_same(self) -> None:
        pieces = Pieces(None, {}, [], sounds_of({"cai": "材财", "liao": "料", "nan": "南", "lan": "兰"}))
        self.assertEqual(pieces.of(Sentence("材料"))["s"], pieces.of(Sentence("财料"))["s"])
        self.assertEqual(pieces.of(Sentence("南"))["s"], pieces.of(Sentence("兰"))["s"])
        self.assertNotEqual(pieces.of(Sentence("材料"))["c"], pieces.of(Sentence("财料"))["c"])


class Parts(unittest.TestCase):
    INTENTS: ClassVar = {"要带什么材料": "material", "在哪办": "place", "谢谢": "meta"}

    def split(self, text: str) -> list[tuple[str, str]]:
        splitter = Splitter(["还有", "另外"], ["什么", "哪", "谢"])

        def judge(start: int, end: int) -> tuple[str, float]:
            return next(((name, 0.9) for said, name in self.INTENTS.items() if said in text[start:end]), ("", 0.1))

        found = splitter.parts(text, judge, lambda start, end: frozenset(), frozenset({"meta"}))
        return [(text[part.start : part.end], part.intent) for part in found]

    def test_two_questions_are_two_parts(self) -> None:
        expected = [("要带什么材料", "material"), ("在哪办", "place")]
        self.assertEqual(self.split("要带什么材料,在哪办"), expected)
        self.assertEqual(self.split("要带什么材料还有在哪办"), expected)

    def test_what_stands_before_a_question_belongs_to_it(self) -> None:
        self.assertEqual(self.split("我是博士,要带什么材料,另外在哪办")[0], ("我是博士,要带什么材料", "material"))

    def test_one_question_has_no_parts(self) -> None:
        for text in ("要带什么材料", "我是博士,要带什么材料", "要带什么材料,谢谢", "要带什么材料,要带什么材料"):
            with self.subTest(text):
                self.assertEqual(self.split(text), [])


class Descent(unittest.TestCase):
    def test_the_least_value_is_found(self) -> None:
        scale = np.array([1.0, 10.0, 100.0], np.float32)
        aim = np.array([3.0, -2.0, 0.5], np.float32)
        found = minimise(
            lambda x: (float((scale * (x - aim) ** 2).sum()), 2 * scale * (x - aim)), np.zeros(3, np.float32)
        )
        np.testing.assert_allclose(found, aim, atol=1e-2)


class Calibration(unittest.TestCase):
    def test_a_model_that_is_too_sure_gets_a_high_temperature(self) -> None:
        random = np.random.default_rng(0)
        truth = random.integers(0, 3, 600)
        wrong = random.random(600) < 0.3
        scores = np.zeros((600, 3))
        scores[np.arange(600), np.where(wrong, (truth + 1) % 3, truth)] = 6.0
        temperature = fit_temperature(scores, truth)
        self.assertGreater(temperature, 2)
        self.assertLess(calibration_error(softmax(scores / temperature), truth), 0.1)


if __name__ == "__main__":
    unittest.main()
