"""The benchmark of retrieval: what it reads, refuses and counts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.retrieval import Asked, Unusable, measure, part_of, read_questions, read_texts
from benchmarks.retrieval_methods import Text, bm25_characters, bm25_words, ours


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_documents_and_questions_are_read(tmp_path: Path) -> None:
    texts = read_texts(lines(tmp_path / "d", {"id": "a", "title": None, "text": "甲"}, {"id": 2, "text": "乙"}))
    assert texts == [Text("a", "", "甲"), Text("2", "", "乙")]
    asked = read_questions(lines(tmp_path / "q", {"query": "问", "doc_id": 2, "answer": "多余"}), texts)
    assert asked == [Asked("问", 1)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no document"),
        ([{"id": "a"}], "line 1: an object with id and text"),
        ([{"id": "a", "text": "甲"}, ["a"]], "line 2: an object with id and text"),
        ([{"id": "a", "text": "甲"}, {"id": "a", "text": "乙"}], "line 2: the id 'a' stands twice"),
    ],
)
def test_documents_that_cannot_be_measured_on_are_refused(tmp_path: Path, rows: list[object], told: str) -> None:
    with pytest.raises(Unusable, match=told):
        read_texts(lines(tmp_path / "d", *rows))


def test_files_that_are_absent_or_no_json_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        read_texts(tmp_path / "absent")
    (tmp_path / "d").write_text("{", "utf-8")
    with pytest.raises(Unusable, match="line 1: no JSON"):
        read_texts(tmp_path / "d")


def test_a_question_whose_document_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no document has the id 'b'"):
        read_questions(lines(tmp_path / "q", {"query": "问", "doc_id": "b"}), [Text("a", "", "甲")])


def test_equal_scores_are_ranked_in_the_order_of_the_file() -> None:
    figures = measure(lambda _: np.ones(4, np.float32), [Asked("", 0), Asked("", 1), Asked("", 3)])
    assert figures["r1"] == pytest.approx(1 / 3)
    assert figures["r5"] == 1
    assert figures["mrr10"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 3)


def test_a_rank_beyond_ten_counts_nothing() -> None:
    scores = np.arange(20, 0, -1, dtype=np.float32)
    figures = measure(lambda _: scores, [Asked("", 10)])
    assert (figures["r1"], figures["r5"], figures["mrr10"]) == (0, 0, 0)


def test_each_question_belongs_to_one_half_by_its_text() -> None:
    halves = [part_of(f"问题{number}") for number in range(200)]
    assert halves == [part_of(f"问题{number}") for number in range(200)]
    assert 60 < halves.count("held") < 140


def test_every_method_gives_a_score_for_each_document() -> None:
    texts = [Text("a", "", "人才公寓租金"), Text("b", "标题", "安家补助分三年发放"), Text("c", "", "")]
    for make in (bm25_words, bm25_characters):
        search = make(texts, list)
        assert int(np.argmax(search("安家补助"))) == 1
        assert search("xyz").tolist() == [0, 0, 0]
    assert int(np.argmax(ours(texts, list).scores("安家补助"))) == 1
