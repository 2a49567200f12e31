"""Rasa component: what is asked of the office, with a calibrated confidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.entity_linker import LONGEST, MENTIONS, EntityLinker
from bot.components.features import CHARACTERS, SOUNDS, WORDS, Pieces, Sentence
from bot.components.intent_model import IntentModel
from bot.components.intent_training import Knobs, Quality, train_model
from bot.components.lexicon import read_lexicon
from bot.components.parts import Splitter, as_output
from bot.components.pinyin import sounds_of
from bot.components.tongue import Tongue
from language.embed import Embedder
from language.normalise import normalise, normalised
from language.segment import Segmenter

_WORDS_FILE = "words.json"
# Small talk and yes or no beside a question are no second question.
_ALONE = frozenset({"oos", "meta", "dialog_ctrl", "lang_access"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Stands behind the EntityLinker, whose mentions it masks.

    Emits `intent` and `intent_ranking`; `language` (`en` or `zh`); and for a message of two questions `parts`, a list
    of `{"start", "end", "intent", "confidence"}` in the original text.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Need the mentions."""
        return [EntityLinker]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the knobs; each was chosen between writers of training sentences, never on the held-out ones."""
        return {
            # Empty: no lexicon, as for training data of another office.
            "names": "build/lexicon/names.json",
            "lexicon": "data/lexicon",
            # Weights of the blocks: characters with names masked, sounds (typos 0.81 -> 0.88), words. Words add nothing
            # to the other two, and without them jieba is not loaded.
            "characters": 1.0,
            "sounds": 1.0,
            "words": 0.0,
            # Weight of the sentence embedding, 0 to do without; 0.5 to 1 differ by less than chance.
            "meaning": 0.7,
            # Inverse of the regularisation; 10 to 30 differ by less than chance.
            "strength": 20.0,
            # The intent that stands for what is no matter of the office, and which share of our own sentences may be
            # lost to it.
            "outside": "oos",
            "refused": 0.04,
            # How many intents the ranking holds. All of them would be kept in the tracker with every turn.
            "ranking": 5,
            # Where embeddings are kept between trainings.
            "embeddings": "build/embeddings",
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make training start anew when a file of the lexicon or the code has changed."""
        return EntityLinker.fingerprint_addon({key: config[key] for key in ("names", "lexicon") if key in config})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Start untrained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **options: Any,
    ) -> IntentClassifier:
        """Read the model; fail loudly if anything is missing. What loads slowly loads now, not at the first message."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._use(json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8")))
            classifier._model = IntentModel.load(folder)
        if classifier._model.full is not None:
            classifier._embedder.warm()
        return classifier

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._pieces: Pieces | None = None
        self._model: IntentModel | None = None
        self._tongue: Tongue | None = None
        self._splitter: Splitter | None = None
        self._embedder = Embedder()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all sentences that have an intent, and put the model into the store."""
        words = _words(self._config)
        self._use(words)
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        _refuse_contradictions(examples)
        blocks = {CHARACTERS: "characters", SOUNDS: "sounds", WORDS: "words"}
        knobs = Knobs(
            weights={block: float(self._config[name]) for block, name in blocks.items() if self._config[name]},
            meaning=float(self._config["meaning"]),
            strength=float(self._config["strength"]),
            outside=self._config["outside"],
            refused=float(self._config["refused"]),
        )
        texts = [self._plain(message) for message in examples]
        self._model, quality = train_model(
            [self._cut(message) for message in examples],
            [message.get(INTENT) for message in examples],
            Embedder(Path(self._config["embeddings"])).many(texts) if knobs.meaning else None,
            knobs,
        )
        _report(quality, len(examples), len(self._model.intents))
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _WORDS_FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message; a text without a single letter gets no intent and confidence 0."""
        for message in messages:
            ranking = self._rank(message)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            if ranking and self._tongue is not None:
                message.set("language", self._tongue.of(_text(message)), add_to_output=True)
                self._set_parts(message)
        return messages

    def _set_parts(self, message: Message) -> None:
        if self._splitter is None or self._model is None:
            return
        plain = normalise(message.get(TEXT)[:LONGEST])
        model, mentions = self._model, message.get(MENTIONS) or []

        def judge(start: int, end: int) -> tuple[str, float]:
            return model.glance(self._cut_part(plain.text, mentions, start, end))

        def named(start: int, end: int) -> frozenset[str]:
            return frozenset(plain.text[s:e] for _, s, e, name in mentions if name and start <= s and e <= end)

        parts = self._splitter.parts(plain.text, judge, named, _ALONE)
        if parts:
            message.set("parts", as_output(parts, plain.original_span), add_to_output=True)

    def _use(self, words: dict[str, Any]) -> None:
        segmenter = Segmenter(words["words"]) if self._config["words"] else None
        self._tongue = Tongue(words["syllables"])
        self._pieces = Pieces(segmenter, words["dialect"], words["types"], words["sounds"], self._tongue)
        self._splitter = Splitter(words["joints"], words["asks"]) if words["asks"] else None

    def _plain(self, message: Message) -> str:
        """Give the text whose meaning is asked for: the embedding knows no dialect."""
        if self._pieces is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        return self._pieces.standard(_text(message))

    def _cut(self, message: Message) -> Any:
        if self._pieces is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        names = tuple((kind, start, end) for kind, start, end, name in message.get(MENTIONS) or () if name)
        return self._pieces.of(Sentence(_text(message), names))

    def _cut_part(self, text: str, mentions: list[list[Any]], start: int, end: int) -> Any:
        if self._pieces is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        names = tuple((kind, s - start, e - start) for kind, s, e, name in mentions if name and start <= s and e <= end)
        return self._pieces.of(Sentence(text[start:end], names))

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        text = message.get(TEXT)
        if not text or not any(character.isalnum() for character in text):
            return []
        probabilities = self._model.predict(self._cut(message), lambda: self._embedder.one(self._plain(message)))
        best = probabilities.argsort(kind="stable")[::-1][: int(self._config["ranking"])]
        return [{"name": self._model.intents[i], "confidence": float(probabilities[i])} for i in best]


def _text(message: Message) -> str:
    return normalised(message.get(TEXT)[:LONGEST])


def _words(config: dict[str, Any]) -> dict[str, Any]:
    """Give what the model keeps of the lexicon, as plain data."""
    folder = Path(config["lexicon"])
    readings = _read(folder / "pinyin.yml")["first"]
    heard = {"sounds": sounds_of(readings), "syllables": sorted(readings)}
    if not config["names"]:
        return {"words": [], "dialect": {}, "types": [], "joints": [], "asks": [], **heard}
    lexicon = read_lexicon(Path(config["names"]), folder)
    asking = _read(folder / "asking.yml")
    return {
        "words": sorted({*lexicon.names, *lexicon.values, *lexicon.words}),
        "dialect": dict(lexicon.dialect),
        "types": sorted({kind for meanings in lexicon.names.values() for kind, _ in meanings}),
        "joints": asking["joints"],
        "asks": asking["asks"],
        **heard,
    }


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _refuse_contradictions(examples: list[Message]) -> None:
    """Stop when one sentence stands under two intents: no model could learn both."""
    intents: dict[str, str] = {}
    for message in examples:
        text, intent = normalised(message.get(TEXT)), message.get(INTENT)
        if intents.setdefault(text, intent) != intent:
            raise ValueError(f"the sentence “{message.get(TEXT)}” stands under {intents[text]} and under {intent}")


def _report(quality: Quality, sentences: int, intents: int) -> None:
    print(
        f"Intents: {sentences} sentences, {intents} intents; held out: accuracy {quality.accuracy:.3f}, calibration "
        f"error {quality.calibration_error:.3f}, decided by pieces alone {quality.cheap:.2f}.",
        flush=True,
    )
