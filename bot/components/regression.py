"""Logistic regression over sparse pieces and dense embeddings: many intents at once, or yes and no."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.components.descent import minimise
from bot.components.features import Numbers


@dataclass(frozen=True)
class Inputs:
    """What sentences are judged by: a sparse row of pieces each, and a dense row of its meaning (may be empty)."""

    pieces: csr_matrix
    meaning: Numbers

    def part(self, rows: Numbers) -> Inputs:
        """Give some of the sentences."""
        return Inputs(self.pieces[rows], self.meaning[rows])


def fit(inputs: Inputs, truth: Numbers, classes: int, strength: float, weights: Numbers) -> Numbers:
    """Fit weights of shape (pieces + dimensions + 1, classes), the last row being the offsets.

    Minimises the weighted cross-entropy times `strength` plus half the squared weights, from zero: the same data give
    the same weights.
    """
    pieces, meaning = inputs.pieces, inputs.meaning
    count, width, depth = pieces.shape[0], pieces.shape[1], meaning.shape[1]
    turned, turned_meaning = pieces.T.tocsr(), np.ascontiguousarray(meaning.T)
    wanted = np.zeros((count, classes), np.float32)
    wanted[np.arange(count), truth] = 1
    scale = (weights * strength).astype(np.float32)

    def loss(now: Numbers) -> tuple[float, Numbers]:
        scores = pieces @ now[:width] + meaning @ now[width:-1] + now[-1]
        scores -= scores.max(axis=1, keepdims=True)
        raised = np.exp(scores)
        total = raised.sum(axis=1, keepdims=True)
        entropy = np.log(total[:, 0]) - scores[np.arange(count), truth]
        slope = (raised / total - wanted) * scale[:, None]
        gradient = np.empty_like(now)
        gradient[:width] = turned @ slope
        gradient[width:-1] = turned_meaning @ slope
        gradient[-1] = slope.sum(axis=0)
        gradient[:-1] += now[:-1]
        return float(scale @ entropy) + 0.5 * float(np.square(now[:-1]).sum()), gradient

    return minimise(loss, np.zeros((width + depth + 1, classes), np.float32))


def scores(weights: Numbers, inputs: Inputs) -> Numbers:
    """Give the scores of sentences, a row each."""
    width = inputs.pieces.shape[1]
    judged: Numbers = inputs.pieces @ weights[:width] + inputs.meaning @ weights[width:-1] + weights[-1]
    return judged


def balanced(truth: Numbers) -> Numbers:
    """Give each sentence a weight under which all classes count the same."""
    counts = np.bincount(truth)
    weights: Numbers = len(truth) / np.count_nonzero(counts) / counts[truth]
    return weights
