"""Training the intent model: weights on all sentences, calibration and cascade on sentences held out of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.components.calibration import calibration_error
from bot.components.features import Numbers
from bot.components.intent_model import IntentModel, Stage
from bot.components.lens import Counted, Lens
from bot.components.side_by_side import side_by_side
from bot.components.stage import Calibration, Scores, Weights

# From here one fold of five is enough to fit two temperatures and a limit; below, all five are held out in turn.
_MANY = 3000
_FOLDS = 5
# What letting the cheap stage decide alone may cost: this share of all answers, and of the foreign sentences.
_LOSS = 0.002
_FOREIGN_LOSS = 0.012
# Of fewer sentences a limit for the cheap stage is chance (at ten shots it cost half a point): meaning always joins in.
_ENOUGH = 600
_NEVER = 1.01


@dataclass(frozen=True)
class Knobs:
    """Settings of the training: weights of the blocks and of the meaning, inverse regularisation.

    `outside` names the intent for what is no matter of ours, `refused` the share of our own sentences that may be lost
    to it.
    """

    weights: Mapping[str, float]
    meaning: float
    strength: float
    outside: str
    refused: float


@dataclass(frozen=True)
class Quality:
    """What sentences held out of training say: accuracy, calibration error, share decided by pieces alone."""

    accuracy: float
    calibration_error: float
    cheap: float


def train_model(
    counted: Sequence[Counted], labels: Sequence[str], embedded: Numbers | None, knobs: Knobs
) -> tuple[IntentModel, Quality]:
    """Fit the model; `embedded` is (sentences, 384), or None for pieces alone. Raise ValueError below two intents."""
    intents = sorted(set(labels) - {knobs.outside})
    if len(intents) < 2:
        raise ValueError("the training data must hold two intents or more")
    outside = np.array([label == knobs.outside for label in labels])
    truth = np.array([0 if label == knobs.outside else intents.index(label) for label in labels])
    data = _Data(counted, embedded, truth, outside, len(intents), knobs)
    held, (lens, weights) = side_by_side(lambda: _held_out(data), lambda: data.learn(np.arange(len(truth))))
    cheap, full, sure = _calibrated(held, knobs.refused)
    model = IntentModel(
        intents=(*intents, *([knobs.outside] if outside.any() else [])),
        lens=lens,
        cheap=Stage(weights[0], cheap),
        full=Stage(weights[1], full) if full is not None else None,
        sure=sure,
    )
    return model, _quality(held, cheap, full, sure, len(intents))


@dataclass(frozen=True)
class _Data:
    counted: Sequence[Counted]
    embedded: Numbers | None
    truth: Numbers
    outside: Numbers
    intents: int
    knobs: Knobs

    def learn(self, rows: Numbers) -> tuple[Lens, list[Weights]]:
        """Give lens and weights (cheap and, with meaning, full) learnt from some of the sentences."""
        truth, outside, knobs = self.truth[rows], self.outside[rows], self.knobs
        some = [self.counted[row] for row in rows]
        embedded = None if self.embedded is None else self.embedded[rows]
        # Of few sentences every piece counts; of many those that stand in three.
        rarest = 3 if len(rows) > _MANY else 1
        lens = Lens.learn(some, embedded, outside, knobs.weights, knobs.meaning, rarest)
        seen = lens.pieces(some)
        weights = [Weights.fit(seen, seen, truth, outside, self.intents, knobs.strength)]
        if embedded is not None:
            near, far = lens.meaning(seen, embedded), lens.distance(seen, embedded, own=True)
            weights.append(Weights.fit(near, far, truth, outside, self.intents, knobs.strength))
        return lens, weights

    def judge(self, lens: Lens, weights: list[Weights], rows: Numbers) -> list[Scores]:
        """Give the scores of some sentences, a stage each."""
        seen = lens.pieces([self.counted[row] for row in rows])
        judged = [weights[0].scores(seen, seen)]
        if self.embedded is not None:
            embedded = self.embedded[rows]
            judged.append(weights[1].scores(lens.meaning(seen, embedded), lens.distance(seen, embedded)))
        return judged


@dataclass(frozen=True)
class _Held:
    """Sentences and what models that had not seen them make of them."""

    truth: Numbers
    outside: Numbers
    stages: list[Scores]


def _held_out(data: _Data) -> _Held:
    fold_of = folds(np.where(data.outside, -1, data.truth))
    rows: list[Numbers] = []
    stages: list[list[Scores]] = []
    for fold in range(1 if len(fold_of) > _MANY else _FOLDS):
        seen, unseen = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        known = data.outside[unseen] | np.isin(data.truth[unseen], data.truth[seen[~data.outside[seen]]])
        unseen = unseen[known]
        if not len(unseen) or len(set(data.truth[seen[~data.outside[seen]]])) < 2:
            continue
        rows.append(unseen)
        stages.append(data.judge(*data.learn(seen), unseen))
    if not rows:
        none = np.zeros((0, data.intents))
        count = 1 if data.embedded is None else 2
        return _Held(np.zeros(0, int), np.zeros(0, bool), [Scores(none, None)] * count)
    together = np.concatenate(rows)
    joined = [_joined(parts) for parts in zip(*stages, strict=True)]
    return _Held(data.truth[together], data.outside[together], joined)


def _joined(parts: Sequence[Scores]) -> Scores:
    foreign = [part.outside for part in parts if part.outside is not None]
    # A fold without a foreign sentence to learn from says nothing about them.
    complete = len(foreign) == len(parts)
    return Scores(np.concatenate([part.intents for part in parts]), np.concatenate(foreign) if complete else None)


def folds(classes: Numbers) -> Numbers:
    """Deal the sentences of each class out in turn, so that every fold has its share."""
    fold_of = np.zeros(len(classes), dtype=int)
    for one in np.unique(classes):
        places = np.flatnonzero(classes == one)
        fold_of[places] = np.arange(len(places)) % _FOLDS
    return fold_of


def _calibrated(held: _Held, refused: float) -> tuple[Calibration, Calibration | None, float]:
    fitted = [Calibration.fit(scores, held.truth, held.outside, refused) for scores in held.stages]
    if len(fitted) == 1:
        return fitted[0], None, _NEVER
    return fitted[0], fitted[1], _sure(held, fitted)


def _sure(held: _Held, fitted: list[Calibration]) -> float:
    """Find the lowest probability from which the cheap stage may decide alone at hardly any cost in accuracy."""
    if len(held.truth) < _ENOUGH:
        return _NEVER
    cheap, full = (one.probabilities(scores) for one, scores in zip(fitted, held.stages, strict=True))
    answer = np.where(held.outside, cheap.shape[1] - 1, held.truth)
    right, best = cheap.argmax(axis=1) == answer, full.argmax(axis=1) == answer
    confidence = cheap.max(axis=1)
    foreign = held.outside
    for limit in np.arange(0.5, 1.0, 0.01):
        together = np.where(confidence >= limit, right, best)
        accurate = together.mean() >= best.mean() - _LOSS
        safe = not foreign.any() or together[foreign].mean() >= best[foreign].mean() - _FOREIGN_LOSS
        if accurate and safe:
            return float(limit)
    return _NEVER


def _quality(held: _Held, cheap: Calibration, full: Calibration | None, sure: float, intents: int) -> Quality:
    if not len(held.truth):
        return Quality(0.0, 0.0, 0.0)
    first = cheap.probabilities(held.stages[0])
    alone = np.ones(len(first), bool) if full is None else first.max(axis=1) >= sure
    final = first if full is None else np.where(alone[:, None], first, full.probabilities(held.stages[1]))
    answer = np.where(held.outside, intents, held.truth)
    return Quality(
        accuracy=float(np.mean(final.argmax(axis=1) == answer)),
        calibration_error=calibration_error(final, answer),
        cheap=float(alone.mean()),
    )
