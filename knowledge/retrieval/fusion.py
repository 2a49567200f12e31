"""One score of several ways of searching, each in standard deviations from the mean of all passages.

Standard deviations tell how far a passage stands out from the noise of its own way of searching, whatever the length of
the question. What is loose (single characters, meaning) finds something in every page, the more the longer it is: its
weight falls with the mean number of windows of a passage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Chosen on development questions of four sets (docs/quality.md, "Retrieval"): random search over all five and the mean
# of the twenty best, so that no figure hangs on one of them.
PAIRS, WORDS, CHARACTERS, MEANING, TYPE = 1.0, 0.35, 1.6, 4.0, 0.5
_LOOSE_FALLS = 0.6


def fused(
    pairs: Floats, words: Floats, characters: Floats, likeness: Floats | None, types: Floats, windows: float = 1.0
) -> Floats:
    """Return one score a passage; `likeness` may be missing, as a whole or (not a number) for some.

    `types` is how much of the asked kind of thing a passage holds, `windows` the mean number of windows of a passage.
    """
    loose = max(1.0, windows) ** -_LOOSE_FALLS
    by_letters = PAIRS * _standard(pairs) + WORDS * _standard(words) + CHARACTERS * loose * _standard(characters)
    scores: Floats = (by_letters + TYPE * types).astype(np.float32)
    if likeness is None:
        return scores
    known = ~np.isnan(likeness)
    if not known.any():
        return scores
    meaning = np.empty_like(likeness)
    meaning[known] = _standard(likeness[known])
    # Where no vector is known yet, meaning is taken to say what the letters say.
    meaning[~known] = by_letters[~known] / (PAIRS + WORDS + CHARACTERS * loose)
    whole: Floats = (scores + MEANING * loose * meaning).astype(np.float32)
    return whole


def _standard(scores: Floats) -> Floats:
    deviation = float(scores.std()) if len(scores) else 0.0
    if deviation == 0:
        return np.zeros_like(scores)
    standard: Floats = (scores - scores.mean()) / np.float32(deviation)
    return standard
