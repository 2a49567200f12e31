"""The intent model: logistic regression over the features, and a temperature that makes confidence a probability."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import solve_triangular
from scipy.sparse import csr_matrix

from bot.components.features import Numbers, Vectors

FOLDS = 4
_ABSENT = -1e9
_MODEL_FILE, _NUMBERS_FILE = "intents.json", "intents.npz"
Counted = Mapping[str, Counter[str]]


@dataclass(frozen=True)
class Quality:
    """What cross-validation over the training sentences says: accuracy, calibration error, share answered."""

    accuracy: float
    calibration_error: float
    temperature: float


class IntentModel:
    """Predicts a probability for each intent."""

    def __init__(
        self,
        intents: Sequence[str],
        vectors: Vectors,
        coefficients: Numbers,
        intercept: Numbers,
        temperature: float,
    ) -> None:
        self.intents = list(intents)
        self._vectors = vectors
        # One row a feature: a sentence touches few of them.
        self._coefficients = np.ascontiguousarray(coefficients.T, dtype=np.float32)
        self._intercept = intercept
        self.temperature = temperature

    def predict(self, pieces: Counted) -> Numbers:
        """Give the probabilities of all intents, in their order."""
        indices, values = self._vectors.sparse(pieces)
        scores = self._intercept + np.asarray(values) @ self._coefficients[indices] if indices else self._intercept
        return softmax(np.asarray(scores) / self.temperature)

    def save(self, folder: Path) -> None:
        """Write the model as JSON and plain arrays: nothing in it can run."""
        words = {
            "intents": self.intents,
            "temperature": self.temperature,
            "weights": self._vectors.weights,
            "unknown": self._vectors.unknown,
            "vocabulary": self._vectors.vocabulary,
        }
        (folder / _MODEL_FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        np.savez(
            folder / _NUMBERS_FILE, coefficients=self._coefficients, intercept=self._intercept, idf=self._vectors.idf
        )

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote; raises if a file is missing or does not fit."""
        words = json.loads((folder / _MODEL_FILE).read_text(encoding="utf-8"))
        with np.load(folder / _NUMBERS_FILE, allow_pickle=False) as numbers:
            coefficients, intercept, idf = numbers["coefficients"], numbers["intercept"], numbers["idf"]
        if coefficients.shape != (len(words["vocabulary"]), len(words["intents"])):
            raise ValueError(f"the intent model is broken: {coefficients.shape} does not fit its words")
        vectors = Vectors(words["vocabulary"], idf, words["weights"], words["unknown"])
        return cls(words["intents"], vectors, coefficients.T, intercept, float(words["temperature"]))


def train_model(
    counted: Sequence[Counted], labels: Sequence[str], weights: Mapping[str, float], strength: float
) -> tuple[IntentModel, Quality]:
    """Fit the model on all sentences, and its temperature on predictions for sentences it had not seen."""
    intents = sorted(set(labels))
    if len(intents) < 2:
        raise ValueError("the training data must hold two intents or more")
    vectors = Vectors.learn(counted, weights)
    matrix = vectors.matrix(counted)
    truth = np.array([intents.index(label) for label in labels])
    scores, known = out_of_fold(counted, truth, weights, strength)
    temperature = fit_temperature(scores[known], truth[known])
    quality = Quality(
        accuracy=float(np.mean(scores.argmax(axis=1) == truth)),
        calibration_error=calibration_error(softmax(scores[known] / temperature), truth[known]),
        temperature=temperature,
    )
    duals, intercept = _fit(_products(matrix), truth, len(intents), strength)
    return IntentModel(intents, vectors, (matrix.T @ duals).T, intercept, temperature), quality


def out_of_fold(
    counted: Sequence[Counted], truth: Numbers, weights: Mapping[str, float], strength: float
) -> tuple[Numbers, Numbers]:
    """Give for each sentence the scores of a model that had not seen it, and whether that model knew its intent."""
    fold_of = folds(truth)
    intents = int(truth.max()) + 1
    scores = np.full((len(truth), intents), _ABSENT)
    known = np.zeros(len(truth), dtype=bool)
    for fold in range(FOLDS):
        seen: list[int] = np.flatnonzero(fold_of != fold).tolist()
        unseen: list[int] = np.flatnonzero(fold_of == fold).tolist()
        if not unseen or len(set(truth[seen])) < 2:
            continue
        vectors = Vectors.learn([counted[i] for i in seen], weights)
        learnt = vectors.matrix([counted[i] for i in seen])
        duals, intercept = _fit(_products(learnt), truth[seen], intents, strength)
        scores[unseen] = vectors.matrix([counted[i] for i in unseen]) @ (learnt.T @ duals) + intercept
        known[unseen] = np.isin(truth[unseen], truth[seen])
    return scores, known


def _products(matrix: csr_matrix) -> Numbers:
    """Give the inner products of all sentences."""
    return np.asarray((matrix @ matrix.T).todense())


def folds(truth: Numbers) -> Numbers:
    """Deal the sentences of each intent out in turn."""
    fold_of = np.zeros(len(truth), dtype=int)
    for intent in np.unique(truth):
        places = np.flatnonzero(truth == intent)
        fold_of[places] = np.arange(len(places)) % FOLDS
    return fold_of


def _fit(products: Numbers, truth: Numbers, intents: int, strength: float) -> tuple[Numbers, Numbers]:
    """Fit one regression on inner products; give a weight for each sentence and intent, and the intercepts.

    There are some thousand sentences but many more features. The rows of the Cholesky factor have the same inner
    products as the sentences, so that a regression on them is the same regression, several times faster.
    Intents without a sentence get a score that never wins.
    """
    from sklearn.linear_model import LogisticRegression

    factor = np.linalg.cholesky(products + 1e-6 * np.eye(len(products)))
    regression = LogisticRegression(C=strength, max_iter=60, tol=1e-3, class_weight="balanced", random_state=0)
    with warnings.catch_warnings():
        # Sixty steps give the accuracy of two hundred, in a third of the time.
        warnings.simplefilter("ignore")
        regression.fit(factor.astype(np.float32), truth)
    rows, offsets = regression.coef_.astype(np.float64), regression.intercept_
    if len(rows) == 1:
        # Of two classes scikit-learn keeps one row: the log-odds of the second.
        rows, offsets = np.vstack([-rows / 2, rows / 2]), np.array([-offsets[0] / 2, offsets[0] / 2])
    duals = np.zeros((len(products), intents))
    intercept = np.full(intents, _ABSENT)
    duals[:, regression.classes_] = solve_triangular(factor.T, rows.T, lower=False)
    intercept[regression.classes_] = offsets
    return duals, intercept


def fit_temperature(scores: Numbers, truth: Numbers) -> float:
    """Find the temperature under which the true intents are most probable (a convex search in one number)."""
    if not len(truth):
        return 1.0
    candidates = np.exp(np.linspace(np.log(0.05), np.log(5.0), 93))
    rows = np.arange(len(truth))
    losses = [-np.mean(np.log(softmax(scores / t)[rows, truth] + 1e-12)) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def calibration_error(probabilities: Numbers, truth: Numbers) -> float:
    """Give the mean distance between confidence and accuracy over ten bins (expected calibration error)."""
    if not len(truth):
        return 0.0
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((confidence * 10).astype(int), 9)
    return float(
        sum(abs(confidence[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b) for b in np.unique(bins))
    )


def softmax(scores: Numbers) -> Numbers:
    """Turn scores into probabilities along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: Numbers = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities
