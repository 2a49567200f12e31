"""The training sentences of the files and of the desk, and which of them are nearest to a sentence in meaning."""

from __future__ import annotations

import functools
import logging
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from language.embed import Embedder
from language.normalise import normalised

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sentence:
    """A training sentence, its intent, and where it stands (a file, or the desk)."""

    text: str
    intent: str
    place: str


@dataclass(frozen=True)
class Near:
    """A training sentence and how near it is in meaning (cosine, 0 to 1)."""

    sentence: Sentence
    likeness: float


def sentences_of(folder: Path) -> tuple[Sentence, ...]:
    """Read the training sentences of a folder of Rasa files."""
    stamp = tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.yml")))
    return _read(stamp)


@functools.lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    for path, _ in files:
        loaded: dict[str, Any] = yaml.load(path.read_text("utf-8"), _LOADER) or {}  # noqa: S506 (a safe loader)
        for item in loaded.get("nlu") or ():
            for line in str(item.get("examples") or "").splitlines():
                text = line.strip().removeprefix("- ").strip()
                if text:
                    found.append(Sentence(text, str(item["intent"]), path.name))
    return tuple(found)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Neighbours:
    """Finds the nearest training sentences; the vectors are made once, in a thread beside, and kept in a folder.

    `made` is where the training of the model keeps its vectors: what it holds need not be made again.
    """

    def __init__(self, folder: Path, kept: Path, made: Path) -> None:
        self._folder, self._kept, self._made = folder, kept, made
        self._embedder = Embedder(kept)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._held: tuple[tuple[Sentence, ...], NDArray[Any]] | None = None

    def nearest(self, text: str, most: int, patience: float, added: Sequence[Sentence] = ()) -> list[Near] | None:
        """Return the nearest sentences, the nearest first; None if there are no vectors after `patience` seconds."""
        sentences, vectors = self._ready(patience) or ((), None)
        if vectors is None:
            return None
        asked = self._embedder.one(normalised(text))
        if added:
            sentences = (*sentences, *added)
            more = np.stack([self._embedder.one(normalised(sentence.text)) for sentence in added])
            vectors = np.concatenate([vectors, more])
        likeness = vectors @ asked
        best = np.argsort(-likeness, kind="stable")[:most]
        return [Near(sentences[number], float(likeness[number])) for number in best]

    def _ready(self, patience: float) -> tuple[tuple[Sentence, ...], NDArray[Any]] | None:
        sentences = sentences_of(self._folder)
        held = self._held
        if held is not None and held[0] is sentences:
            return held
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._make, args=(sentences,), name="sentences", daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(patience)
        # Vectors of before a change of the files are better than none.
        return self._held

    def _make(self, sentences: tuple[Sentence, ...]) -> None:
        try:
            if not self._kept.exists() and self._made.is_dir():
                shutil.copytree(self._made, self._kept)
            vectors = self._embedder.many([normalised(sentence.text) for sentence in sentences])
        except OSError as error:
            logger.warning("the vectors of the training sentences cannot be kept: %s", type(error).__name__)
            return
        self._held = (sentences, vectors)
