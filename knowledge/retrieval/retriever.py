"""Keeps one index of the passages of a database, follows the database beside the answers, and searches it.

The index is built once at the first search (before that there is nothing to answer from). From then on a thread beside
looks every second, when somebody asks, whether rows changed, makes the next state of the index and puts it in place;
searches go on with the state before. Vectors are computed there too: until they are there, words and characters answer.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.office import Office
from knowledge.retrieval.filters import Filter
from knowledge.retrieval.index import Index, Retrieved
from knowledge.retrieval.meaning import Floats
from knowledge.retrieval.passages import Passage
from knowledge.retrieval.sources import SOURCES, Stamps
from knowledge.retrieval.tokens import Tokenizer
from knowledge.retrieval.vectors import VectorFile
from knowledge.retrieval.windows import windows_of
from language.embed import Embedder

logger = logging.getLogger(__name__)

# Seconds between two looks at the database, and how long a search waits for what a look brings: a small change is seen
# by the question after it, a large one never keeps an answer back.
_EVERY = 1.0
_PATIENCE = 0.05
# Passages whose vectors are computed before they are put in place and the database is looked at again.
_PORTION = 16


@dataclass(frozen=True)
class _State:
    """The index, the owner (source and code) of each of its passages, and the stamps they were read with."""

    index: Index
    owners: tuple[tuple[str, str], ...]
    stamps: dict[str, Stamps]


class Retriever:
    """Searches the passages of the database that its first office belongs to."""

    def __init__(
        self, words: Tokenizer, embedder: Embedder | None = None, folder: Path | None = None, every: float = _EVERY
    ) -> None:
        self._state = _State(Index(words), (), {})
        self._embedder = embedder
        self._file = VectorFile(folder)
        self._every = every
        self._lock = threading.Lock()
        self._built = False
        self._looked = 0.0
        self._worker: threading.Thread | None = None
        self._vector = functools.lru_cache(maxsize=256)(self._embed)

    def search(
        self, office: Office, text: str, kinds: frozenset[str], threshold: float, aspect: str = "", limit: int = 5
    ) -> Retrieved:
        """Search the passages of these kinds that this office may show."""
        return self.search_with(office, text, Filter(kinds, office.show_examples), threshold, aspect, limit)

    def search_with(
        self, office: Office, text: str, filters: Filter, threshold: float, aspect: str = "", limit: int = 5
    ) -> Retrieved:
        """Search with a filter of one's own; an empty question finds nothing."""
        if not text.strip():
            return Retrieved((), ())
        index = self._current(office)
        vector = self._vector(text) if index.meaning.blocks else None
        return index.search(text, filters, threshold, vector, aspect, limit)

    def settle(self, office: Office, seconds: float = 60.0) -> None:
        """Look at the database now and wait until the index is as it says, vectors included (for tests and tools)."""
        self._looked = 0.0
        self._current(office)
        worker = self._worker
        if worker is not None:
            worker.join(seconds)

    def _current(self, office: Office) -> Index:
        if not self._built:
            with self._lock:
                if not self._built:
                    self._state = _follow(self._state, office)
                    self._built = True
        if time.monotonic() - self._looked >= self._every or self._looked == 0.0:
            worker = self._start(office)
            if worker is not None:
                worker.join(_PATIENCE)
        return self._state.index

    def _start(self, office: Office) -> threading.Thread | None:
        """Start the thread beside if it does not run; it ends when there is nothing left to do."""
        with self._lock:
            self._looked = time.monotonic()
            if self._worker is not None and self._worker.is_alive():
                return None
            self._worker = threading.Thread(target=self._keep, args=(office,), name="retrieval", daemon=True)
            self._worker.start()
            return self._worker

    def _keep(self, office: Office) -> None:
        """Bring the index to what the database says, then compute the vectors that are missing."""
        bind = office.session.get_bind()
        engine = bind.engine if isinstance(bind, Connection) else bind
        try:
            self._look(engine, office)
            while self._embedder is not None and self._fill():
                if time.monotonic() - self._looked >= self._every:
                    self._looked = time.monotonic()
                    self._look(engine, office)
        except (SQLAlchemyError, OSError) as error:
            # The searches go on with what was known; the next look tries again.
            logger.warning("the index does not follow the database: %s", type(error).__name__)

    def _look(self, engine: Engine, office: Office) -> None:
        with Session(engine.execution_options(office_writes=False)) as session:
            self._state = _follow(self._state, replace(office, session=session))

    def _fill(self) -> bool:
        """Put the vectors of some passages that have none in place; tell whether there were any."""
        state = self._state
        numbers = state.index.meaning.missing
        if not len(numbers) or self._embedder is None:
            return False
        # All that the file knows at once, else some more are computed.
        found = self._windows(state.index, numbers.tolist())
        if not found:
            found = self._windows(state.index, numbers[:_PORTION].tolist(), self._embedder)
        texts, vectors, owners = zip(*found, strict=True)
        self._state = replace(state, index=state.index.with_windows(texts, np.stack(vectors), owners))
        return True

    def _windows(
        self, index: Index, numbers: Sequence[int], embedder: Embedder | None = None
    ) -> list[tuple[str, Floats, int]]:
        """Return window, vector and passage of those of the passages all of whose windows are known or computed."""
        cut = [(number, windows_of(index.passages[number])) for number in numbers]
        rows, known = self._file.get([text for _, texts in cut for text in texts])
        found: list[tuple[str, Floats, int]] = []
        start = 0
        for number, texts in cut:
            place = slice(start, start := start + len(texts))
            if embedder is not None:
                for n in np.flatnonzero(~known[place]):
                    rows[place][n] = embedder.told(texts[n])
                    self._file.put(texts[n], rows[place][n])
            elif not known[place].all():
                continue
            found += [(text, vector, number) for text, vector in zip(texts, rows[place], strict=True)]
        return found

    def _embed(self, text: str) -> Floats | None:
        return self._embedder.asked(text) if self._embedder is not None else None


def _follow(state: _State, office: Office) -> _State:
    """Return the state that the database asks for: only what changed is read and cut anew."""
    stamps = {source.name: source.stamps(office) for source in SOURCES}
    if stamps == state.stamps:
        return state
    stale: set[tuple[str, str]] = set()
    added: list[tuple[tuple[str, str], Passage]] = []
    for source in SOURCES:
        before, now = state.stamps.get(source.name, {}), stamps[source.name]
        stale |= {(source.name, code) for code, stamp in before.items() if now.get(code) != stamp}
        fresh = [code for code, stamp in now.items() if before.get(code) != stamp]
        added += [((source.name, code), passage) for code, passage in source.passages(office, fresh)]
    kept = np.array([owner not in stale for owner in state.owners], np.bool_)
    index = state.index.changed(kept, [passage for _, passage in added])
    staying = (owner for owner, stays in zip(state.owners, kept, strict=True) if stays)
    return _State(index, (*staying, *(owner for owner, _ in added)), stamps)
