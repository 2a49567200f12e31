"""One look at a sentence: how probable each intent is, and whether it is a matter of ours at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.components.calibration import fit_temperature, softmax
from bot.components.features import Numbers
from bot.components.regression import Inputs, balanced, fit, scores

# Chosen by cross-validation between writers (docs/quality.md); 6 costs one point, 50 changes nothing.
_OUTSIDE_STRENGTH = 10.0


@dataclass(frozen=True)
class Scores:
    """Raw scores of sentences: (n, intents), and how foreign each is (n) or None."""

    intents: Numbers
    outside: Numbers | None


@dataclass(frozen=True)
class Weights:
    """What regression learnt: for the intents (rows, intents), and for foreign or not (rows) or None."""

    intents: Numbers
    outside: Numbers | None

    @classmethod
    def fit(
        cls, inputs: Inputs, far: Inputs, truth: Numbers, outside: Numbers, intents: int, strength: float
    ) -> Weights:
        """Learn from sentences; `truth` counts only where `outside` is false."""
        ours = np.flatnonzero(~outside)
        fitted = fit(inputs.part(ours), truth[ours], intents, strength, balanced(truth[ours]))
        if not outside.any():
            return cls(fitted, None)
        both = fit(far, outside.astype(int), 2, _OUTSIDE_STRENGTH, np.ones(len(outside)))
        return cls(fitted, both[:, 1] - both[:, 0])

    def scores(self, inputs: Inputs, far: Inputs) -> Scores:
        """Give the raw scores of sentences."""
        foreign = None if self.outside is None else scores(self.outside[:, None], far)[:, 0]
        return Scores(scores(self.intents, inputs), foreign)


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities: a temperature for the intents; for foreignness a temperature and a limit.

    A sentence whose foreignness is at the limit is foreign with probability one half.
    """

    temperature: float
    outside_temperature: float = 1.0
    limit: float = 0.0

    @classmethod
    def fit(cls, seen: Scores, truth: Numbers, outside: Numbers, refused: float) -> Calibration:
        """Fit on sentences that the weights had not seen; `refused` is the share of our own that may be lost."""
        temperature = fit_temperature(seen.intents[~outside], truth[~outside])
        if seen.outside is None or not outside.any():
            return cls(temperature)
        limit = float(np.quantile(seen.outside[~outside], 1 - refused))
        pairs = np.stack([np.zeros(len(outside)), seen.outside - limit], axis=1)
        return cls(temperature, fit_temperature(pairs, outside.astype(int)), limit)

    def probabilities(self, seen: Scores) -> Numbers:
        """Give the probability of each intent and, last, that it is no matter of ours (if that was learnt)."""
        intents = softmax(seen.intents / self.temperature)
        if seen.outside is None:
            return intents
        foreign = 1 / (1 + np.exp(-np.clip((seen.outside - self.limit) / self.outside_temperature, -50, 50)))
        together: Numbers = np.hstack([intents * (1 - foreign[:, None]), foreign[:, None]])
        return together
