"""Rasa component: links the names and values of a sentence to ids, by the lexicon that training put into the model.

Emits one entity a meaning: `entity` is the type (policy, service, talent_class ...), `value` the id or the standard
value, `text` the words as written, `start` and `end` their place in the original. For the classifier it leaves the
mentions on the message (`MENTIONS`).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import language
from bot.components.lexicon import Lexicon, LexiconError, lexicon_files, read_lexicon
from bot.components.mentions import Mention, MentionFinder
from language.normalise import normalise

MENTIONS = "mentions"
LEXICON_FILE = "lexicon.json"
# Rasa takes only the source of a component's class into account; what it calls counts as well.
_CODE = Path(__file__).parent
_LANGUAGE = Path(language.__file__).parent
# A message of this length is no question; web refuses it long before. Only its beginning is searched.
LONGEST = 2000


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class EntityLinker(GraphComponent):
    """Registered as featurizer too, so that Rasa runs it over the training sentences for the classifier."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the paths, relative to the working directory of training; the running bot needs neither."""
        return {"names": "build/lexicon/names.json", "lexicon": "data/lexicon"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make training start anew when a file of the lexicon has changed, or the code that reads it."""
        config = {**cls.get_default_config(), **config}
        try:
            files = lexicon_files(Path(config["names"]), Path(config["lexicon"]))
        except LexiconError:
            # Rasa also asks for nodes that only load what was trained, without their configuration. `train` complains.
            files = []
        digest = hashlib.sha256()
        for path in [*files, *sorted(_CODE.glob("*.py")), *sorted(_LANGUAGE.rglob("*.py"))]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityLinker:
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
    ) -> EntityLinker:
        """Read the lexicon from the model; fail loudly if it is not there."""
        linker = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            data = json.loads((folder / LEXICON_FILE).read_text(encoding="utf-8"))
        linker._use(Lexicon.from_json(data))
        return linker

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._finder: MentionFinder | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Resolve the lexicon and put it into the model."""
        lexicon = read_lexicon(Path(self._config["names"]), Path(self._config["lexicon"]))
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(lexicon.to_json(), ensure_ascii=False, indent=0)
            (folder / LEXICON_FILE).write_text(text, encoding="utf-8")
        self._use(lexicon)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the mentions on every training sentence; its annotations stay as they are."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._mentions(message)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            text = message.get(TEXT)
            # A payload such as /EXTERNAL_contact is Rasa's RegexMessageHandler's business.
            if text and not text.strip().startswith("/"):
                found = [_entity(mention, text) for mention in self._mentions(message)]
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _use(self, lexicon: Lexicon) -> None:
        self._finder = MentionFinder(lexicon)

    def _mentions(self, message: Message) -> list[Mention]:
        if self._finder is None:
            raise RuntimeError("the entity linker is used before it is trained or loaded")
        text = message.get(TEXT)[:LONGEST]
        plain = normalise(text)
        found = self._finder.find_in(plain) if plain.text else []
        message.set(MENTIONS, [[m.masked or m.kind, m.plain_start, m.plain_end, m.name] for m in found])
        return found


def _entity(mention: Mention, text: str) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "entity": mention.kind,
        "value": mention.value,
        "start": mention.start,
        "end": mention.end,
        "text": text[mention.start : mention.end],
        "extractor": "EntityLinker",
    }
    if mention.scheme is not None:
        entity["scheme"] = mention.scheme
    if mention.standards:
        entity["standards"] = list(mention.standards)
    if mention.candidates:
        entity["candidates"] = list(mention.candidates)
    if mention.negated:
        entity["negated"] = True
    return entity
