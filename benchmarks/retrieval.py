"""`python -m benchmarks.retrieval [--docs FILE --queries FILE] [--part development|held|all] [--json FILE]`.

With files of JSON lines, documents `{"id", "title", "text"}` and questions `{"query", "doc_id"}`: the share of
questions whose document comes first (r1) or among five (r5), the mean reciprocal rank up to ten (mrr10), milliseconds
a question with its embedding (mean, 99th percentile), for BM25 on words (bm25s), BM25 on pairs of characters (bm25s),
embeddings alone (best window or whole text, whichever has the higher r1: the harder to beat) and ours. Then time and
memory of each index. Of documents with equal scores the one that stands first in the file comes first.

`--part` takes half of the questions, by the digest of their text: weights were chosen on the development half. Vectors
of documents are kept in build/embeddings: only a first run computes them, at about a millisecond a character.

Without files: the questions of `tests/knowledge/retrieval.yml` on the office's own content.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import office_questions
from benchmarks.retrieval_methods import (
    Search,
    Text,
    bm25_characters,
    bm25_words,
    by_best_window,
    by_whole_text,
    embed,
    ours,
)
from benchmarks.table import show, write
from knowledge.settings import ROOT
from language.embed import Embedder
from language.segment import Segmenter

VECTORS = ROOT / "build" / "embeddings"
_FIRST = 10


class Unusable(ValueError):
    """A file cannot be measured on; the message says which line and why."""


@dataclass(frozen=True)
class Asked:
    """A question and the number of the document that answers it."""

    text: str
    document: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("--docs", type=Path, help="JSON lines: id, title, text")
    parser.add_argument("--queries", type=Path, help="JSON lines: query, doc_id")
    parser.add_argument("--part", choices=["development", "held", "all"], default="all")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--vectors", type=Path, default=VECTORS, help="folder in which vectors of documents are kept")
    chosen = parser.parse_args()
    if (chosen.docs is None) != (chosen.queries is None):
        parser.error("--docs and --queries belong together")
    if chosen.docs is None:
        office_questions.run(chosen.json)
        return
    try:
        texts = read_texts(chosen.docs)
        asked = [row for row in read_questions(chosen.queries, texts) if chosen.part in ("all", part_of(row.text))]
    except Unusable as problem:
        sys.exit(f"error: {problem}")
    if not asked:
        sys.exit(f"error: {chosen.queries}: no question in this part")
    figures, made = compare(texts, asked, chosen.vectors)
    show(f"{chosen.docs.name}: {len(texts)} documents, {len(asked)} questions ({chosen.part})", figures)
    show("indexes", made)
    write(chosen.json, {**figures, "index": made})


def part_of(question: str) -> str:
    """Return the half a question belongs to: `development`, on which weights were chosen, or `held`."""
    return "held" if hashlib.sha256(question.encode()).digest()[0] % 2 else "development"


def compare(
    texts: Sequence[Text], asked: Sequence[Asked], vectors: Path
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Return the figures of each method, and how long its index took to make and what it holds in memory."""
    embedder, cut = Embedder(), Segmenter().words
    cut("先载入词典")
    embedder.warm()
    made: dict[str, dict[str, float]] = {}
    with _made(made, "bm25_words"):
        words = bm25_words(texts, cut)
    with _made(made, "bm25_characters"):
        characters = bm25_characters(texts, cut)
    with _made(made, "embeddings"):
        embedded = embed(texts, embedder, vectors, _tell)
        window = by_best_window(embedded, embedder, len(texts))
        whole = by_whole_text(embedded, embedder, len(texts))
    made["embeddings"]["vectors_computed"] = embedded.computed
    with _made(made, "ours"):
        index = ours(texts, cut).with_windows(embedded.windows, embedded.vectors, embedded.owners)
    made["ours"]["seconds"] += made["embeddings"]["seconds"]
    by_meaning = [measure(search, asked) for search in (window, whole)]
    return {
        "bm25_words": measure(words, asked),
        "bm25_characters": measure(characters, asked),
        "embeddings": max(by_meaning, key=lambda figures: figures["r1"]),
        "ours": measure(lambda question: index.scores(question, embedder.asked(question)), asked),
    }, made


def measure(search: Search, asked: Sequence[Asked]) -> dict[str, float]:
    """Return the figures of one method over the questions."""
    ranks: list[int] = []
    times: list[float] = []
    for row in asked:
        start = time.perf_counter()
        scores = search(row.text)
        times.append(1000 * (time.perf_counter() - start))
        mine = scores[row.document]
        ranks.append(1 + int((scores > mine).sum()) + int((scores[: row.document] == mine).sum()))
    found = np.array(ranks)
    return {
        "r1": float((found == 1).mean()),
        "r5": float((found <= 5).mean()),
        "mrr10": float(np.where(found <= _FIRST, 1 / found, 0).mean()),
        "ms_mean": float(np.mean(times)),
        "ms_p99": float(np.percentile(times, 99)),
    }


def read_texts(path: Path) -> list[Text]:
    """Read the documents; raises `Unusable`."""
    texts: dict[str, Text] = {}
    for place, row in _rows(path, ("id", "text")):
        identifier = str(row["id"])
        if identifier in texts:
            raise Unusable(f"{place}: the id {identifier!r} stands twice")
        texts[identifier] = Text(identifier, str(row.get("title") or ""), str(row["text"] or ""))
    if not texts:
        raise Unusable(f"{path}: no document")
    return list(texts.values())


def read_questions(path: Path, texts: Sequence[Text]) -> list[Asked]:
    """Read the questions; raises `Unusable`, also for one whose document is not there."""
    places = {text.id: number for number, text in enumerate(texts)}
    asked = []
    for place, row in _rows(path, ("query", "doc_id")):
        if str(row["doc_id"]) not in places:
            raise Unusable(f"{place}: no document has the id {row['doc_id']!r}")
        asked.append(Asked(str(row["query"]), places[str(row["doc_id"])]))
    return asked


def _rows(path: Path, fields: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise Unusable(f"{path}: cannot be read ({type(problem).__name__})") from problem
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as problem:
            raise Unusable(f"{place}: no JSON ({problem.msg})") from problem
        if not isinstance(row, dict) or any(field not in row for field in fields):
            raise Unusable(f"{place}: an object with {' and '.join(fields)} was expected")
        yield place, row


class _made:
    """Measure the time of a block and by how much the process grew."""

    def __init__(self, into: dict[str, dict[str, float]], name: str) -> None:
        self._into, self._name = into, name

    def __enter__(self) -> None:
        self._start, self._size = time.perf_counter(), _resident()

    def __exit__(self, *_: object) -> None:
        grown = max(0.0, _resident() - self._size)
        self._into[self._name] = {"seconds": time.perf_counter() - self._start, "memory_mb": grown}


def _resident() -> float:
    statm = Path("/proc/self/statm")
    if statm.is_file():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _tell(done: int, of: int) -> None:
    if done % 50 == 0 and sys.stderr.isatty():
        print(f"\rvectors {done}/{of}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
