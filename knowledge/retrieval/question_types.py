"""The type of a question as a feature: how much each passage holds of the kind of thing that is asked for."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# Standard deviations: a long list must not outweigh what the question is about.
_MOST = 2.0


@dataclass(frozen=True)
class QuestionType:
    """How it is asked, in words and in the aspects of the bot, and what an answer to it holds."""

    name: str
    asked: re.Pattern[str]
    holds: re.Pattern[str]
    aspects: frozenset[str]


def asked_types(question: str, aspect: str = "") -> Floats:
    """Return the weight of each type in a question (they sum to 1, or all are 0); the bot's aspect counts as asked."""
    found = np.array([bool(t.asked.search(question)) or aspect in t.aspects for t in question_types()], np.float32)
    return found / max(1.0, float(found.sum()))


def held(texts: Sequence[str]) -> Floats:
    """Return a row a text: for each type the logarithm of how often what it asks for stands there."""
    counts = [[len(kind.holds.findall(text)) for kind in question_types()] for text in texts]
    return np.log1p(np.array(counts, np.float32)).reshape(len(texts), len(question_types()))


@dataclass(frozen=True)
class Measure:
    """The mean and the standard deviation of each column of `held` rows."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, parts: Sequence[Floats]) -> Measure:
        """Return the measure of all rows of the parts."""
        rows: Floats = np.concatenate([np.zeros((0, len(question_types())), np.float32), *parts])
        if not len(rows):
            return cls(np.zeros(rows.shape[1], np.float32), np.ones(rows.shape[1], np.float32))
        deviation: Floats = np.maximum(1e-6, rows.std(axis=0)).astype(np.float32)
        return cls(rows.mean(axis=0).astype(np.float32), deviation)

    def weighed(self, held: Floats, asked: Floats, rows: NDArray[np.intp] | slice = slice(None)) -> Floats:
        """Return for these rows how much they hold of what is asked, in standard deviations, two at most each way."""
        result = np.zeros(len(held[rows]), np.float32)
        for column in np.flatnonzero(asked):
            deviations = (held[rows, column] - self.mean[column]) / self.deviation[column]
            result += asked[column] * np.clip(deviations, -_MOST, _MOST)
        return result


@functools.cache
def question_types() -> tuple[QuestionType, ...]:
    """Read the types from their file."""
    read = yaml.safe_load((Path(__file__).parent / "question_types.yml").read_text("utf-8"))
    return tuple(
        QuestionType(name, re.compile(row["asked"]), re.compile(row["holds"]), frozenset(row["aspects"]))
        for name, row in read.items()
    )
