"""The file of vectors: shared, appended to, and safe against a crash in the middle of a record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.retrieval.vectors import NAME, VectorFile
from language.embed import DIMENSIONS


def vector(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float16).astype(np.float32)


@pytest.mark.parametrize("in_memory", [True, False])
def test_what_was_put_is_got_back_and_the_rest_is_unknown(tmp_path: Path, in_memory: bool) -> None:
    file = VectorFile(None if in_memory else tmp_path / "new")
    file.put("条款", vector(1))
    rows, known = file.get(["另一条", "条款"])
    assert known.tolist() == [False, True]
    assert rows[1].tolist() == vector(1).tolist()
    assert not rows[0].any()


def test_another_process_reads_what_one_wrote(tmp_path: Path) -> None:
    one, other = VectorFile(tmp_path), VectorFile(tmp_path)
    one.put("一", vector(1))
    other.put("二", vector(2))
    assert one.get(["一", "二"])[1].all()
    assert other.get(["二"])[0][0].tolist() == vector(2).tolist()


def test_a_record_cut_off_by_a_crash_costs_only_itself(tmp_path: Path) -> None:
    file = VectorFile(tmp_path)
    file.put("一", vector(1))
    with (tmp_path / NAME).open("ab") as damaged:
        damaged.write(b"half a record")
    assert file.get(["一"])[1].all()
    file.put("二", vector(2))
    rows, known = file.get(["一", "二"])
    assert known.all()
    assert rows[1].tolist() == vector(2).tolist()


def test_no_text_gives_no_row(tmp_path: Path) -> None:
    rows, known = VectorFile(tmp_path).get([])
    assert rows.shape == (0, DIMENSIONS)
    assert len(known) == 0
