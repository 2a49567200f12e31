"""`python -m benchmarks.scale [--clauses 1000,10000,100000] [--json FILE]`: retrieval when there is much to search.

Clauses are put together from pieces of our own content (sentences between punctuation, with other numbers) with a seed,
40 to 160 characters each, 50 to a document with a title of its own. Their vectors are random unit vectors: the search
multiplies with whatever is there, and computing 100,000 of them takes hours. In real use they are computed beside the
answers and kept in a file. A question is a piece of a clause with a question word, so that its words are there.

Each size runs in a process of its own, on one core; times are processor time. `p50_ms`, `p99_ms`: a search, without the
embedding of the question. `build_s`: from passages to an index with vectors. `refresh_s`: one document of 50 clauses
changes (beside the answers, which go on). `memory_mb`, `peak_mb`: the whole process at the end (a refresh holds two
states) and at its peak. Last the slope of the median time over clauses, both in logarithms.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import yaml

from benchmarks.table import show, write
from knowledge.retrieval import KINDS, Filter, Index, Passage
from knowledge.retrieval.meaning import Floats
from knowledge.settings import ROOT
from language.embed import DIMENSIONS
from language.segment import Segmenter

_IN_DOCUMENT = 50
_QUESTIONS = 300
_SEED = 20261124
_SHORTEST, _LONGEST = 40, 160
_PIECE = re.compile(r"[^，。；：\n]{4,}[，。；]?")
_NUMBER = re.compile(r"\d+")
_REGIONS = (
    "江北",
    "渝北",
    "南岸",
    "北碚",
    "巴南",
    "涪陵",
    "万州",
    "永川",
    "合川",
    "江津",
    "长寿",
    "璧山",
    "铜梁",
    "大足",
)
_MATTERS = (
    "安家补助",
    "岗位津贴",
    "创业资助",
    "贷款贴息",
    "人才公寓",
    "子女入学",
    "职称评审",
    "团队支持",
    "租房补贴",
    "引才奖励",
)


def main() -> None:
    """Measure each size in a process of its own and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--clauses", default="1000,10000,100000", help="sizes, separated by commas")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one is not None:
        print(json.dumps(measure(chosen.one)))
        return
    try:
        sizes = sorted({int(size) for size in chosen.clauses.split(",")})
    except ValueError:
        parser.error(f"--clauses: numbers separated by commas were expected, came {chosen.clauses!r}")
    if not sizes or sizes[0] < _IN_DOCUMENT:
        parser.error(f"--clauses: {_IN_DOCUMENT} or more were expected, came {chosen.clauses!r}")
    figures = {str(size): _alone(size) for size in sizes}
    show("retrieval by number of clauses", figures)
    slope = slope_of({size: figures[str(size)]["p50_ms"] for size in sizes})
    if slope is not None:
        print(f"slope of time over clauses: {slope:.2f}")
    write(chosen.json, {"clauses": figures, "slope": slope})


def slope_of(times: dict[int, float]) -> float | None:
    """Return the slope of the line through time over clauses, both in logarithms; None for a single size."""
    if len(times) < 2:
        return None
    return float(np.polyfit([math.log(n) for n in times], [math.log(ms) for ms in times.values()], 1)[0])


def _alone(size: int) -> dict[str, float]:
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.scale", "--one", str(size)]
    done = subprocess.run(  # noqa: S603
        command, env={**os.environ, **one_core}, check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(size: int) -> dict[str, float]:
    """Return the figures of one size."""
    chance = random.Random(_SEED)  # noqa: S311
    passages = clauses(size, chance)
    questions = [_question(chance.choice(passages), chance) for _ in range(_QUESTIONS)]
    cut = Segmenter().words
    cut("先载入词典")
    start = time.process_time()
    index = _with_vectors(Index(cut).changed(np.zeros(0, np.bool_), passages), 0)
    built = time.process_time() - start
    filters = Filter(KINDS, examples=False, level="市级")
    vectors = _unit_vectors(_QUESTIONS)
    for question, vector in zip(questions[:10], vectors[:10], strict=True):
        index.search(question, filters, 0.4, vector)
    times = []
    for question, vector in zip(questions, vectors, strict=True):
        start = time.process_time()
        index.search(question, filters, 0.4, vector)
        times.append(1000 * (time.process_time() - start))
    kept = np.ones(size, np.bool_)
    kept[size // 2 : size // 2 + _IN_DOCUMENT] = False
    changed = clauses(_IN_DOCUMENT, chance)
    start = time.process_time()
    following = _with_vectors(index.changed(kept, changed), size - _IN_DOCUMENT)
    following.search(questions[0], filters, 0.4, vectors[0])
    refreshed = time.process_time() - start
    return {
        "p50_ms": float(np.median(times)),
        "p99_ms": float(np.percentile(times, 99)),
        "build_s": built,
        "refresh_s": refreshed,
        "memory_mb": _status("VmRSS"),
        "peak_mb": _status("VmHWM"),
    }


def clauses(number: int, chance: random.Random) -> list[Passage]:
    """Return synthetic clauses in documents of 50, each document with a title of its own."""
    pieces = _pieces()
    made: list[Passage] = []
    while len(made) < number:
        code = f"synthetic-{chance.randrange(10**12)}"
        name = f"{chance.choice(_REGIONS)}{chance.choice(_MATTERS)}办法（{chance.randrange(2015, 2027)}）"
        for article in range(1, min(_IN_DOCUMENT, number - len(made)) + 1):
            text, wanted = "", chance.randint(_SHORTEST, _LONGEST)
            while len(text) < wanted:
                text += _NUMBER.sub(lambda _: str(chance.randrange(1, 400)), chance.choice(pieces))
            title = f"{name} 第{article}条"
            made.append(Passage(f"policy:{code}", "clause", title, text[:_LONGEST], title, name, level="市级"))
    return made


def _question(passage: Passage, chance: random.Random) -> str:
    start = chance.randrange(max(1, len(passage.text) - 15))
    return f"{passage.text[start : start + 15]}{chance.choice(('是多少', '怎么办理', '需要什么材料', '有什么条件'))}"


def _pieces() -> list[str]:
    """Return the pieces of sentences of our policies and services."""
    found: set[str] = set()
    for path in sorted((ROOT / "knowledge" / "content").glob("*/*.yml")):
        _collect(yaml.safe_load(path.read_text("utf-8")), found)
    return sorted(found)


def _collect(value: object, found: set[str]) -> None:
    if isinstance(value, str):
        found.update(_PIECE.findall(value))
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)


def _with_vectors(index: Index, first: int) -> Index:
    owners = list(range(first, len(index.passages)))
    return index.with_windows([index.passages[n].text for n in owners], _unit_vectors(len(owners)), owners)


def _unit_vectors(number: int) -> Floats:
    vectors = np.random.default_rng(_SEED).standard_normal((number, DIMENSIONS), np.float32)
    # The norm of numpy's own would take the room of all vectors once more.
    vectors /= np.sqrt(np.einsum("nd,nd->n", vectors, vectors))[:, None]
    return vectors


def _status(field: str) -> float:
    """Return a line of the process's status in megabytes; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{field}:")), 0.0)


if __name__ == "__main__":
    main()
