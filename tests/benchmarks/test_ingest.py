"""The benchmark of ingest: documents made in every format are read as they were meant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.ingest import judge, measure_catalogues
from benchmarks.office_documents.families import FAMILIES
from benchmarks.office_documents.held_out import HELD_OUT
from benchmarks.office_documents.ways import WAYS
from knowledge.ingest.parse import parse_file
from knowledge.settings import ROOT


@pytest.mark.parametrize("way", WAYS)
def test_nearly_every_clause_is_exact_in_every_format(way: str, tmp_path: Path) -> None:
    suffix, make = WAYS[way]
    expected = exact = 0
    for name, family in {**FAMILIES, **HELD_OUT}.items():
        made = family(1)
        path = tmp_path / f"{name}.{suffix}"
        path.write_bytes(make(made, 1))
        tally = judge(made, parse_file(path), way)
        expected, exact = expected + tally.clauses_expected, exact + tally.clauses_exact
        assert tally.dates == tally.dates_expected, tally.wrong
        assert (tally.document_numbers, tally.titles, tally.issuers) == (1, 1, 1), tally.wrong
    assert expected > 100
    assert exact >= 0.98 * expected


def test_a_wrong_text_is_not_counted_as_exact(tmp_path: Path) -> None:
    made = FAMILIES["measures"](1)
    (tmp_path / "a.md").write_bytes(WAYS["md"][1](made, 1).replace("给予".encode(), "奖给".encode()))
    tally = judge(made, parse_file(tmp_path / "a.md"), "md")
    assert 0 < tally.clauses_exact < tally.clauses_expected
    assert len(tally.wrong) >= tally.clauses_expected - tally.clauses_exact


def test_catalogues_are_read_field_by_field(tmp_path: Path) -> None:
    tally = measure_catalogues(2, tmp_path)
    assert tally.clauses_exact == tally.clauses_expected > 10


def test_the_command_writes_what_it_promises(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("示例新闻\n2025-06-03 09:00:00 来源:示例日报\n去年引进人才137名。\n今年更多。\n", "utf-8")
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps([{"id": "a", "quote": "引进人才137名", "value": "137名", "as_of": "2025-06-03"}]))
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "benchmarks.ingest", "--seeds", "1", "--held-out", "--json", str(out)]
    subprocess.run([*command, "--article", str(article), "--facts", str(facts)], cwd=ROOT, check=True, timeout=300)
    told = json.loads(out.read_text("utf-8"))
    assert {"clauses_exact", "clauses_expected", "dates_right", "numbers_right", "by_format", "article"} <= set(told)
    assert told["article"]["txt"]["facts_found"] == told["article"]["html"]["facts_found"] == 1
    assert told["article"]["html"]["dates_right"] == 1
