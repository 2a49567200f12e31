"""Rasa component: what is asked of the office, with a calibrated confidence."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.entity_linker import LONGEST, MENTIONS, EntityLinker
from bot.components.features import Pieces, Sentence
from bot.components.intent_model import IntentModel, Quality, train_model
from bot.components.lexicon import read_lexicon
from language.normalise import normalised
from language.segment import Segmenter

logger = logging.getLogger(__name__)
_WORDS_FILE = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Stands behind the EntityLinker, whose mentions it masks; emits `intent` and `intent_ranking`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Need the mentions."""
        return [EntityLinker]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the knobs; each was chosen by cross-validation over data/nlu, never on the held-out sentences."""
        return {
            "names": "build/lexicon/names.json",
            "lexicon": "data/lexicon",
            # Weights of the blocks: characters, words, form (the sentence with its names masked). Words add nothing to
            # the other two (accuracy 0.744 with, 0.747 without), and without them jieba is not loaded.
            "characters": 1.0,
            "words": 0.0,
            "form": 1.5,
            # Inverse of the regularisation; 10 to 30 differ by less than chance.
            "strength": 10.0,
            # How many intents the ranking holds. All of them would be kept in the tracker with every turn.
            "ranking": 5,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make training start anew when a file of the lexicon has changed."""
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
        """Read the model; fail loudly if anything is missing. jieba, if used, loads now, not at the first message."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._use(json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8")))
            classifier._model = IntentModel.load(folder)
        return classifier

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._pieces: Pieces | None = None
        self._model: IntentModel | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all sentences that have an intent, and put the model into the store."""
        lexicon = read_lexicon(Path(self._config["names"]), Path(self._config["lexicon"]))
        words = {
            "words": sorted({*lexicon.names, *lexicon.values, *lexicon.words}),
            "dialect": dict(lexicon.dialect),
            "types": sorted({kind for meanings in lexicon.names.values() for kind, _ in meanings}),
        }
        self._use(words)
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        _refuse_contradictions(examples)
        weights = {"c": self._config["characters"], "w": self._config["words"], "f": self._config["form"]}
        self._model, quality = train_model(
            [self._cut(message) for message in examples],
            [message.get(INTENT) for message in examples],
            {block: float(weight) for block, weight in weights.items() if weight},
            float(self._config["strength"]),
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
        return messages

    def _use(self, words: dict[str, Any]) -> None:
        segmenter = Segmenter(words["words"]) if self._config["words"] else None
        self._pieces = Pieces(segmenter, words["dialect"], words["types"])

    def _cut(self, message: Message) -> Any:
        if self._pieces is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        names = tuple((kind, start, end) for kind, start, end, name in message.get(MENTIONS) or () if name)
        return self._pieces.of(Sentence(normalised(message.get(TEXT)[:LONGEST]), names))

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        text = message.get(TEXT)
        if not text or not any(character.isalnum() for character in text):
            return []
        probabilities = self._model.predict(self._cut(message))
        best = probabilities.argsort(kind="stable")[::-1][: int(self._config["ranking"])]
        return [{"name": self._model.intents[i], "confidence": float(probabilities[i])} for i in best]


def _refuse_contradictions(examples: list[Message]) -> None:
    """Stop when one sentence stands under two intents: no model could learn both."""
    intents: dict[str, str] = {}
    for message in examples:
        text, intent = normalised(message.get(TEXT)), message.get(INTENT)
        if intents.setdefault(text, intent) != intent:
            raise ValueError(f"the sentence “{message.get(TEXT)}” stands under {intents[text]} and under {intent}")


def _report(quality: Quality, sentences: int, intents: int) -> None:
    print(
        f"Intents: {sentences} sentences, {intents} intents; cross-validated accuracy {quality.accuracy:.3f}, "
        f"calibration error {quality.calibration_error:.3f}, temperature {quality.temperature:.2f}.",
        flush=True,
    )
