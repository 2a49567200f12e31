"""`python -m benchmarks.retrieval [--json FILE]`: the share of questions that retrieval finds or rightly rejects.

The questions (tests/knowledge/retrieval.yml) name no record by its name. For each threshold: `found`, the share whose
first hit is the right record; `rejected`, the share of questions without an answer that stay below the threshold.
"""

from __future__ import annotations

import argparse
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
from knowledge.retrieval import Retriever
from knowledge.settings import ROOT, ZONE
from language.segment import Segmenter

THRESHOLDS = (0.25, 0.35, 0.4, 0.45, 0.5, 0.55, 0.65)
KINDS = frozenset({"clause", "service", "entry", "fact"})
NOW = datetime(2026, 11, 24, 10, tzinfo=ZONE)


def measure(office: Office, retriever: Retriever, questions: dict[str, Any], threshold: float) -> dict[str, float]:
    """Return the two shares at a threshold."""

    def first(text: str) -> str:
        hits = retriever.search(office, text, KINDS, threshold).hits
        return hits[0].passage.subject if hits else ""

    found = [first(row["ask"]).startswith(row["subject"]) for row in questions["found"]]
    rejected = [not first(text) for text in questions["missing"]]
    return {"found": sum(found) / len(found), "rejected": sum(rejected) / len(rejected)}


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    chosen = parser.parse_args()
    questions = yaml.safe_load((ROOT / "tests" / "knowledge" / "retrieval.yml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/office.sqlite3"
        migrate(url)
        engine = connect(url)
        with session_factory(engine, writes=True)() as session:
            load_content(session, ROOT / "knowledge" / "content", NOW)
            session.commit()
            retriever = Retriever(Segmenter().words)
            told = {
                f"{value:g}{' (used)' if value == THRESHOLD else ''}": measure(
                    Office(session, NOW), retriever, questions, value
                )
                for value in THRESHOLDS
            }
        engine.dispose()
    show("retrieval by threshold of coverage", told)
    write(chosen.json, told)


if __name__ == "__main__":
    main()
