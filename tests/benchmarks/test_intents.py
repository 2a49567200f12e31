"""The benchmark of intents takes any sentences with labels, and says in one line what it cannot take."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-bot" / "bin" / "python"
# Invented. A slash in a label is part of it, and one sentence stands there three times.
TRAIN = {
    "weather/ask": [
        "今天会下雨吗？",
        "明天天气怎么样",
        "外面冷不冷",
        "周末天气好吗",
        "今天会下雨吗?",
        "今天会下雨吗？",
    ],
    "music": ["放一首歌", "我想听音乐", "播放周杰伦的歌", "来点轻音乐", "唱首歌听听"],
    "alarm": ["六点叫我起床", "定个闹钟", "明早七点叫醒我", "取消闹钟", "闹钟设在八点"],
}
TEST = {
    "weather/ask": ["明天会下雨吗", "今天天气怎么样"],
    "music": ["我想听歌", "播放音乐"],
    "alarm": ["定个六点的闹钟", "七点叫我起床"],
}

pytestmark = pytest.mark.bot


def benchmark(*arguments: object) -> subprocess.CompletedProcess[str]:
    if not PYTHON.exists():
        pytest.fail(f"{PYTHON.relative_to(ROOT)} is missing: run make setup")
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [str(PYTHON), "-m", "benchmarks.intents", *map(str, arguments)],
        cwd=ROOT,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def rows(path: Path, sentences: dict[str, list[str]]) -> Path:
    pairs = [{"text": text, "label": label} for label, texts in sentences.items() for text in texts]
    path.write_text("".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs), "utf-8")
    return path


def test_both_columns_are_told_for_each_number_of_shots(tmp_path: Path) -> None:
    train, test, told = rows(tmp_path / "train.jsonl", TRAIN), rows(tmp_path / "test.jsonl", TEST), tmp_path / "o.json"
    done = benchmark(
        "--train", train, "--test", test, "--shots", "3,all", "--skip-default", "--json", told,
        "--embeddings", tmp_path / "kept",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    figures = json.loads(told.read_text("utf-8"))
    assert list(figures) == ["ours", "characters"]
    for column in figures.values():
        assert list(column) == ["3", "all"]
        for cell in column.values():
            assert list(cell) == ["accuracy", "macro_f1", "train_s", "ms_mean", "ms_p99"]
            assert 0 <= cell["macro_f1"] <= 1
            assert 0 < cell["ms_mean"] <= cell["ms_p99"]
            assert cell["train_s"] > 0
    # Each test sentence says a word that stands under no other label.
    assert figures["ours"]["all"]["accuracy"] == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "intents: test.jsonl, 6 sentences, 3 labels"
    assert [line.split()[:2] for line in lines[2:6]] == [
        ["ours", "3"], ["characters", "3"], ["ours", "all"], ["characters", "all"],
    ]  # fmt: skip
    # Three of each label, then all: 16 rows less the one written twice and the one with a narrow mark.
    assert lines[6].startswith("ours 3: 9 training sentences, 9 embedded now")
    assert lines[7].startswith("ours all: 14 training sentences, 5 embedded now")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "放一首歌"}', "row 2: a text and a label are needed"),
        ('{"label": "music"}', "row 2: a text and a label are needed"),
        ('{"text": " ", "label": "music"}', "row 2: a text and a label are needed"),
        ('["放一首歌", "music"]', "row 2: a text and a label are needed"),
        ("放一首歌", "row 2: not JSON"),
    ],
)
def test_a_row_without_text_or_label_is_refused(tmp_path: Path, line: str, said: str) -> None:
    train = tmp_path / "train.jsonl"
    train.write_text(f'{{"text": "定个闹钟", "label": "alarm"}}\n{line}\n', "utf-8")
    refused(benchmark("--train", train, "--test", train), f"{train}, {said}")


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    test, absent = rows(tmp_path / "test.jsonl", TEST), tmp_path / "none.jsonl"
    refused(benchmark("--train", absent, "--test", test), f"{absent} cannot be read: No such file or directory")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    empty = rows(tmp_path / "empty.jsonl", {})
    refused(benchmark("--train", rows(tmp_path / "train.jsonl", TRAIN), "--test", empty), f"{empty} holds no rows")


def test_a_single_label_is_refused(tmp_path: Path) -> None:
    train = rows(tmp_path / "train.jsonl", {"music": TRAIN["music"]})
    refused(benchmark("--train", train, "--test", train), f"{train}: two labels or more are needed")


@pytest.mark.parametrize(("shots", "wrong"), [("5,many", "many"), ("0", "0"), ("-1", "-1"), ("5,,10", ""), ("²", "²")])
def test_an_unknown_number_of_shots_is_refused(tmp_path: Path, shots: str, wrong: str) -> None:
    train = rows(tmp_path / "train.jsonl", TRAIN)
    said = f"--shots takes numbers from 1 and “all”, with commas between them, not “{wrong}”"
    refused(benchmark("--train", train, "--test", train, f"--shots={shots}"), said)


def refused(done: subprocess.CompletedProcess[str], said: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [f"error: {said}"]
