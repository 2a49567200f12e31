"""`python -m benchmarks.intents --train F --test F [--shots 5,10,20,all] [--skip-default]`: intents of any data.

Runs in .venv-bot. FILEs are JSON lines `{"text", "label"}`. For each number of shots so many training sentences of each
label are drawn (`--seed`; equal texts once), and accuracy, macro-F1, training seconds and milliseconds a message on one
core (mean, 99th percentile) are told of

- `ours`: the project's IntentClassifier, trained and loaded as Rasa does it, without a lexicon and without an intent
  for what is out of scope; training seconds include embedding every sentence;
- `characters`: TF-IDF of 1-4-grams of characters and a logistic regression;
- `rasa_default`: Rasa's default Chinese pipeline with DIET, in .venv-baseline (minutes; or `--skip-default`).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.table import show, write

ROOT = Path(__file__).resolve().parents[1]
Pair = tuple[str, str]
Reader = Callable[[str], str]


def pairs_of(path: Path) -> list[Pair]:
    """Return text and label of each row; raise ValueError with file and row if one lacks them."""
    pairs = []
    for place, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict) or not row.get("text") or not row.get("label"):
                raise ValueError(f"{path}, row {place}: text and label are needed")
            pairs.append((str(row["text"]), str(row["label"])))
    return pairs


def drawn(pairs: Sequence[Pair], shots: str, seed: int) -> list[Pair]:
    """Return so many sentences of each label, or all of them."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in dict.fromkeys(pairs):
        by_label[label].append(text)
    chosen = []
    for label in sorted(by_label):
        texts = sorted(by_label[label])
        random.Random(f"{seed} {label}").shuffle(texts)  # noqa: S311
        chosen += [(text, label) for text in (texts if shots == "all" else texts[: int(shots)])]
    return chosen


def judged(read: Reader, test: Sequence[Pair]) -> dict[str, float]:
    """Return accuracy, macro-F1 and milliseconds of something that reads sentences one by one."""
    from sklearn.metrics import f1_score

    answers, took = [], []
    for text, _ in test:
        began = time.perf_counter()
        answers.append(read(text))
        took.append(1000 * (time.perf_counter() - began))
    labels = [label for _, label in test]
    return {
        "accuracy": float(np.mean([answer == label for answer, label in zip(answers, labels, strict=True)])),
        "macro_f1": float(f1_score(labels, answers, average="macro", labels=sorted(set(labels)), zero_division=0)),
        "ms_mean": float(np.mean(took)),
        "ms_p99": float(np.percentile(took, 99)),
    }


def ours(train: Sequence[Pair], folder: Path) -> Reader:
    """Train the project's classifier and return it as a reader."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.components.intent_classifier import IntentClassifier

    store, resource = LocalModelStorage.create(folder), Resource("intents")
    changed = {
        "names": "",
        "lexicon": str(ROOT / "data" / "lexicon"),
        "outside": "",
        "embeddings": str(folder / "kept"),
    }
    config = {**IntentClassifier.get_default_config(), **changed}
    data = TrainingData([Message.build(text, intent=label) for text, label in train])
    with contextlib.redirect_stdout(io.StringIO()):
        IntentClassifier.create(config, store, resource, None).train(data)
    classifier = IntentClassifier.load(config, store, resource, None)

    def read(text: str) -> str:
        return str(classifier.process([Message(data={"text": text})])[0].get("intent")["name"])

    return read


def characters(train: Sequence[Pair], folder: Path) -> Reader:
    """Train a logistic regression on characters and return it as a reader."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True)
    model = make_pipeline(vectors, LogisticRegression(C=10, max_iter=300))
    model.fit([text for text, _ in train], [label for _, label in train])
    return lambda text: str(model.predict([text])[0])


def rasa_default(train: Sequence[Pair], test: Sequence[Pair], folder: Path) -> dict[str, float]:
    """Return the figures of Rasa's default pipeline, trained and asked in its own environment."""
    python = ROOT / ".venv-baseline" / "bin" / "python"
    if not python.exists():
        subprocess.run(["sh", str(ROOT / "launch" / "setup.sh"), "baseline"], check=True)  # noqa: S603, S607
    for name, pairs in (("train", train), ("test", test)):
        (folder / f"{name}.json").write_text(json.dumps(pairs, ensure_ascii=False), "utf-8")
    quiet = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    script = ROOT / "benchmarks" / "baseline" / "intents.py"
    subprocess.run([python, str(script), str(folder)], check=True, env=quiet, capture_output=True)  # noqa: S603
    answers = json.loads((folder / "answers.json").read_text("utf-8"))
    read = iter(answers["answers"])
    figures = judged(lambda text: str(next(read)), test)
    took = answers["milliseconds"]
    return {
        **figures, "ms_mean": float(np.mean(took)), "ms_p99": float(np.percentile(took, 99)),
        "train_s": float(answers["train_s"]),
    }  # fmt: skip


def measured(train: Sequence[Pair], test: Sequence[Pair], *, default: bool) -> dict[str, dict[str, float]]:
    """Return the figures of all columns for one training set."""
    told = {}
    for name, learn in (("ours", ours), ("characters", characters)):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            reader = learn(train, Path(folder))
            seconds = time.perf_counter() - began
            told[name] = {**judged(reader, test), "train_s": seconds}
    if default:
        with tempfile.TemporaryDirectory() as folder:
            told["rasa_default"] = rasa_default(train, test, Path(folder))
    return told


def main() -> None:
    """Measure and print one table; exit with 2 and a line if something asked for is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intents", description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--shots", default="5,10,20,all")
    parser.add_argument("--skip-default", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=None)
    chosen = parser.parse_args()
    shots = chosen.shots.split(",")
    try:
        for path in (chosen.train, chosen.test):
            if not path.is_file():
                raise ValueError(f"{path} is not there")
        if not all(number == "all" or (number.isdigit() and int(number) > 0) for number in shots):
            raise ValueError(f"--shots takes numbers and all, not {chosen.shots}")
        pool, test = pairs_of(chosen.train), pairs_of(chosen.test)
        if not pool or not test:
            raise ValueError("both files need sentences")
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    _prepare()
    told: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for number in shots:
        some = measured(drawn(pool, number, chosen.seed), test, default=not chosen.skip_default)
        for name, figures in some.items():
            told[name][number] = figures
    rows = {f"{name} {number}": told[name][number] for number in shots for name in told}
    show(f"intents: {chosen.test.name}, {len(test)} sentences, {len({label for _, label in test})} labels", rows)
    write(chosen.json, told)


def _prepare() -> None:
    # Read once, when the embedding library is loaded: messages are timed on one core, and so is the training.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    warnings.simplefilter("ignore")
    from bot import no_tensorflow

    no_tensorflow.install()
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
