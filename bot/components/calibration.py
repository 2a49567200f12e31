"""Making scores probabilities that hold: a temperature, fitted on sentences the model had not seen."""

from __future__ import annotations

import numpy as np

from bot.components.features import Numbers


def softmax(scores: Numbers) -> Numbers:
    """Turn scores into probabilities along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: Numbers = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities


def fit_temperature(scores: Numbers, truth: Numbers) -> float:
    """Find the temperature under which the true classes are most probable (a search in one number)."""
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
