"""Training sentences are read from the files, and the nearest in meaning are found."""

from __future__ import annotations

from pathlib import Path

from knowledge.desk.training_sentences import Neighbours, Sentence, sentences_of

FILE = """version: "3.1"
nlu:
  - intent: service_fee
    examples: |
      - 办这个要交多少钱
      - 收费标准是多少
  - intent: service_time
    examples: |
      - 多久能办好
"""


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "nlu"
    folder.mkdir()
    (folder / "service.yml").write_text(FILE, "utf-8")
    return folder


def test_sentences_are_read_with_intent_and_file(tmp_path: Path) -> None:
    assert sentences_of(_folder(tmp_path)) == (
        Sentence("办这个要交多少钱", "service_fee", "service.yml"),
        Sentence("收费标准是多少", "service_fee", "service.yml"),
        Sentence("多久能办好", "service_time", "service.yml"),
    )


def test_a_change_of_the_files_is_seen(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    sentences_of(folder)
    (folder / "more.yml").write_text(FILE.replace("多久能办好", "几天办完"), "utf-8")
    assert "几天办完" in {sentence.text for sentence in sentences_of(folder)}


def test_the_nearest_in_meaning_comes_first_whether_of_the_files_or_of_the_desk(tmp_path: Path) -> None:
    neighbours = Neighbours(_folder(tmp_path), tmp_path / "kept", tmp_path / "nothing")
    near = neighbours.nearest("需要花多少钱", 2, 30.0)
    assert near is not None and [item.sentence.intent for item in near] == ["service_fee", "service_fee"]
    added = [Sentence("需要花多少钱", "service_amount", "desk")]
    again = neighbours.nearest("需要花多少钱", 1, 30.0, added)
    assert again is not None and again[0].sentence == added[0] and again[0].likeness > 0.99


def test_without_vectors_there_is_no_answer_yet(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where a folder was expected")
    neighbours = Neighbours(_folder(tmp_path), tmp_path / "kept", tmp_path / "nothing")
    assert neighbours.nearest("多少钱", 1, 30.0) is None
