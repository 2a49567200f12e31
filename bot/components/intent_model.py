"""The intent model, a cascade: pieces decide alone where they are sure, else the meaning of the sentence joins in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.components.features import Numbers, Vectors
from bot.components.lens import Counted, Lens, Neighbours
from bot.components.regression import Inputs
from bot.components.stage import Calibration, Weights

_MODEL_FILE, _NUMBERS_FILE = "intents.json", "intents.npz"


@dataclass(frozen=True)
class Stage:
    """Weights with their calibration."""

    weights: Weights
    calibration: Calibration


@dataclass(frozen=True)
class IntentModel:
    """Predicts a probability for each of `intents`.

    The last intent is the one for what is no matter of ours, if the training data hold it. `full` is None where meaning
    is not used. `sure` is the probability from which the cheap stage decides alone.
    """

    intents: tuple[str, ...]
    lens: Lens
    cheap: Stage
    full: Stage | None
    sure: float

    def predict(self, pieces: Counted, embed: Callable[[], Numbers]) -> Numbers:
        """Give the probabilities of all intents, in their order; `embed` is called only if the pieces leave doubt."""
        seen, first = self._first_look(pieces)
        if self.full is None or first.max() >= self.sure:
            return first
        embedded = embed()[None, :]
        judged = self.full.weights.scores(self.lens.meaning(seen, embedded), self.lens.distance(seen, embedded))
        second: Numbers = self.full.calibration.probabilities(judged)[0]
        return second

    def glance(self, pieces: Counted) -> tuple[str, float]:
        """Give the likeliest intent by the pieces alone, and its probability."""
        _, first = self._first_look(pieces)
        return self.intents[int(first.argmax())], float(first.max())

    def _first_look(self, pieces: Counted) -> tuple[Inputs, Numbers]:
        seen = self.lens.pieces([pieces])
        first: Numbers = self.cheap.calibration.probabilities(self.cheap.weights.scores(seen, seen))[0]
        return seen, first

    def save(self, folder: Path) -> None:
        """Write the model as JSON and plain arrays: nothing in it can run."""
        lens = self.lens
        words = {
            "intents": list(self.intents),
            "sure": self.sure,
            "weights": lens.vectors.weights,
            "unknown": lens.vectors.unknown,
            "meaning_weight": lens.meaning_weight,
            "vocabulary": lens.vectors.vocabulary,
            "cheap": asdict(self.cheap.calibration),
            "full": asdict(self.full.calibration) if self.full else None,
        }
        (folder / _MODEL_FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        numbers: dict[str, Numbers | None] = {
            "idf": lens.vectors.idf,
            "centre": lens.centre,
            "usual": lens.usual,
            "spread": lens.spread,
            "neighbours": lens.neighbours.vectors.astype(np.float16) if lens.neighbours else None,
            "outside": lens.neighbours.outside if lens.neighbours else None,
            "cheap_intents": self.cheap.weights.intents,
            "cheap_outside": self.cheap.weights.outside,
            "full_intents": self.full.weights.intents if self.full else None,
            "full_outside": self.full.weights.outside if self.full else None,
        }
        kept: dict[str, Any] = {name: array for name, array in numbers.items() if array is not None}
        np.savez(folder / _NUMBERS_FILE, **kept)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote; raises if a file is missing or does not fit."""
        words = json.loads((folder / _MODEL_FILE).read_text(encoding="utf-8"))
        with np.load(folder / _NUMBERS_FILE, allow_pickle=False) as file:
            numbers = {name: file[name] for name in file.files}
        vectors = Vectors(words["vocabulary"], numbers["idf"], words["weights"], words["unknown"])
        near = numbers.get("neighbours")
        neighbours = None if near is None else Neighbours(near.astype(np.float32), numbers["outside"])
        lens = Lens(
            vectors, numbers.get("centre"), neighbours, numbers["usual"], numbers["spread"], words["meaning_weight"]
        )
        cheap = _stage("cheap", numbers, words)
        foreign = cheap.weights.outside is not None
        if cheap.weights.intents.shape != (len(words["vocabulary"]) + 1, len(words["intents"]) - foreign):
            raise ValueError(f"the intent model is broken: {cheap.weights.intents.shape} does not fit its words")
        full = _stage("full", numbers, words) if words["full"] else None
        return cls(tuple(words["intents"]), lens, cheap, full, float(words["sure"]))


def _stage(name: str, numbers: dict[str, Numbers], words: dict[str, Any]) -> Stage:
    weights = Weights(numbers[f"{name}_intents"], numbers.get(f"{name}_outside"))
    return Stage(weights, Calibration(**words[name]))
