"""The office's own questions: the share that retrieval finds or rightly rejects, by threshold of coverage.

The questions (tests/knowledge/retrieval.yml) name no record by its name. For each threshold: `found`, the share whose
first hit is the right record; `wrong`, the share with another one first; `rejected`, the share of questions without an
answer that stay below the threshold.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.table import show, write
from knowledge.answers.of_subject import THRESHOLD
from knowledge.database import connect, migrate, session_factory
from knowledge.loading.load import load_content
from knowledge.office import Office
from knowledge.retrieval import KINDS, Retriever
from knowledge.settings import ROOT, ZONE
from language.embed import Embedder
from language.segment import Segmenter

THRESHOLDS = (0.25, 0.35, 0.4, 0.45, 0.5, 0.55, 0.65)
NOW = datetime(2026, 11, 24, 10, tzinfo=ZONE)
_PATIENCE = 600.0


def run(json_file: Path | None) -> None:
    """Measure and print one table."""
    questions = yaml.safe_load((ROOT / "tests" / "knowledge" / "retrieval.yml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/office.sqlite3"
        migrate(url)
        engine = connect(url)
        with session_factory(engine, writes=True)() as session:
            load_content(session, ROOT / "knowledge" / "content", NOW)
            session.commit()
        with session_factory(engine)() as session:
            office = Office(session, NOW)
            retriever = Retriever(Segmenter().words, Embedder(), ROOT / "build" / "embeddings")
            retriever.settle(office, _PATIENCE)
            told = {
                f"{value:g}{' (used)' if value == THRESHOLD else ''}": _measure(office, retriever, questions, value)
                for value in THRESHOLDS
            }
        engine.dispose()
    show("retrieval by threshold of coverage", told)
    write(json_file, told)


def _measure(office: Office, retriever: Retriever, questions: dict[str, Any], threshold: float) -> dict[str, float]:
    def first(text: str) -> str:
        hits = retriever.search(office, text, KINDS, threshold).hits
        return hits[0].passage.subject if hits else ""

    found = [(first(row["ask"]), row["subject"]) for row in questions["found"]]
    rejected = [not first(text) for text in questions["missing"]]
    right = sum(subject.startswith(wanted) for subject, wanted in found)
    wrong = sum(bool(subject) and not subject.startswith(wanted) for subject, wanted in found)
    return {
        "found": right / len(found),
        "wrong": wrong / len(found),
        "rejected": sum(rejected) / len(rejected),
    }
