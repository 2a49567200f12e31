"""The intent classifier: learns the form, is sure only of what it knows, and gives the same answer every time."""

import json
import logging
import tempfile
import unittest
import warnings
from pathlib import Path

from bot import no_tensorflow

warnings.simplefilter("ignore")
no_tensorflow.install()

import numpy as np  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.components.entity_linker import EntityLinker  # noqa: E402
from bot.components.features import Pieces, Sentence  # noqa: E402
from bot.components.intent_classifier import IntentClassifier  # noqa: E402
from bot.components.intent_model import calibration_error, fit_temperature, softmax  # noqa: E402

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


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "names.json").write_text(json.dumps(NAMES), encoding="utf-8")
        self.paths = {"names": str(self.folder / "names.json"), "lexicon": str(ROOT / "data" / "lexicon")}

    def trained(
        self, name: str = "store", sentences: dict[str, str] = SENTENCES
    ) -> tuple[EntityLinker, IntentClassifier]:
        (self.folder / name).mkdir()
        store = LocalModelStorage.create(self.folder / name)
        linker = EntityLinker.create(self.paths, store, Resource("linker"), None)
        linker.train(TrainingData())
        config = {**IntentClassifier.get_default_config(), **self.paths}
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


class Features(unittest.TestCase):
    def test_names_are_masked_in_the_form_alone(self) -> None:
        pieces = Pieces(None, {}, ["policy"])
        one = pieces.of(Sentence("鸿雁计划多少", (("policy", 0, 4),)))
        two = pieces.of(Sentence("科技成长贷款多少", (("policy", 0, 6),)))
        self.assertEqual(one["f"], two["f"])
        self.assertNotEqual(one["c"], two["c"])


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
