"""`python -m benchmarks.intents --train F --test F [--shots 5,10,20,all] [--skip-default]`: intents of any data.

Runs in .venv-bot. FILEs are JSON lines `{"text", "label"}`. For each number of shots so many training sentences of each
label are drawn (`--seed`; what is equal after normalising counts once, under its first label), and accuracy, macro-F1,
seconds of training and milliseconds a message (mean, 99th percentile; one core, one message at a time) are told of

- `ours`: the project's IntentClassifier, trained, stored and loaded as Rasa does it, without a lexicon and without an
  intent for what is out of scope. Milliseconds are those of the component, the sentence's embedding included;
- `characters`: TF-IDF of 1-4-grams of characters and a logistic regression;
- `rasa_default`: Rasa's default Chinese pipeline with DIET, in .venv-baseline (minutes; or `--skip-default`).
  Milliseconds are those of the pipeline.

Threads: training has those of the machine, as `python -m bot train` has (OMP_NUM_THREADS=1 in the environment: one), a
message has one, as `python -m bot run` gives it. The embedding library reads OMP_NUM_THREADS only once, when it is
loaded, so the limit is set around the messages by threadpoolctl (17.4 ms a sentence; 17.6 ms with OMP_NUM_THREADS=1).

Embeddings of training sentences are kept in build/embeddings (`--embeddings FOLDER` for data that may not stay here);
how many were there before, and so cost no seconds of training, stands under the table. Rasa's are never kept.
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
from language.normalise import normalised

ROOT = Path(__file__).resolve().parents[1]
Pair = tuple[str, str]
Figures = dict[str, float]
Reader = Callable[[str], str]


def main() -> None:
    """Measure and print one table; exit with 2 and a line if something asked for is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intents", description="intents of any data")
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--shots", default="5,10,20,all")
    parser.add_argument("--skip-default", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--embeddings", type=Path, default=ROOT / "build" / "embeddings")
    chosen = parser.parse_args()
    try:
        shots = shots_of(chosen.shots)
        pool, test = once(pairs_of(chosen.train)), pairs_of(chosen.test)
        if len({label for _, label in pool}) < 2:
            raise ValueError(f"{chosen.train}: two labels or more are needed")
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    _prepare()
    told: dict[str, dict[str, Figures]] = defaultdict(dict)
    notes = []
    for number in shots:
        train = drawn(pool, number, chosen.seed)
        before = _kept(chosen.embeddings)
        told["ours"][number] = ours(train, test, chosen.embeddings.resolve())
        new = _kept(chosen.embeddings) - before
        notes.append(f"ours {number}: {len(train)} training sentences, {new} embedded now, the rest kept from before")
        told["characters"][number] = characters(train, test)
        if not chosen.skip_default:
            told["rasa_default"][number] = rasa_default(train, test)
    rows = {f"{name} {number}": told[name][number] for number in shots for name in told}
    show(f"intents: {chosen.test.name}, {len(test)} sentences, {len({label for _, label in test})} labels", rows)
    print("\n".join(notes))
    write(chosen.json, told)


def shots_of(text: str) -> list[str]:
    """Return the numbers of shots that a list names; raise ValueError for what is neither a number nor `all`."""
    shots = [shot.strip() for shot in text.split(",")]
    for shot in shots:
        if shot != "all" and not (shot.isascii() and shot.isdigit() and int(shot)):
            raise ValueError(f"--shots takes numbers from 1 and “all”, with commas between them, not “{shot}”")
    return list(dict.fromkeys(shot if shot == "all" else str(int(shot)) for shot in shots))


def pairs_of(path: Path) -> list[Pair]:
    """Return text and label of each row; raise ValueError with file and row if one lacks them."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    pairs = []
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            raise ValueError(f"{path}, row {place}: not JSON") from None
        text, label = (row.get("text"), row.get("label")) if isinstance(row, dict) else (None, None)
        if not (isinstance(text, str) and text.strip() and isinstance(label, str) and label.strip()):
            raise ValueError(f"{path}, row {place}: a text and a label are needed")
        pairs.append((text, label))
    if not pairs:
        raise ValueError(f"{path} holds no rows")
    return pairs


def once(pairs: Sequence[Pair]) -> list[Pair]:
    """Leave out what is equal to an earlier sentence after normalising, whatever its label: no model can learn both."""
    first: dict[str, Pair] = {}
    for text, label in pairs:
        first.setdefault(normalised(text), (text, label))
    return list(first.values())


def drawn(pool: Sequence[Pair], shots: str, seed: int) -> list[Pair]:
    """Return so many sentences of each label, or all of them; fewer shots are a part of more."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in pool:
        by_label[label].append(text)
    chosen = []
    for label in sorted(by_label):
        texts = sorted(by_label[label])
        random.Random(f"{seed} {label}").shuffle(texts)  # noqa: S311
        chosen += [(text, label) for text in (texts if shots == "all" else texts[: int(shots)])]
    return chosen


def ours(train: Sequence[Pair], test: Sequence[Pair], embeddings: Path) -> Figures:
    """Return the figures of the project's classifier."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.components.intent_classifier import IntentClassifier

    config = {
        **IntentClassifier.get_default_config(),
        "names": "",
        "lexicon": str(ROOT / "data" / "lexicon"),
        "outside": "",
        "embeddings": str(embeddings),
    }
    # Not Message.build, which takes what stands before a slash for the intent.
    messages = [Message({TEXT: text, INTENT: label}) for text, label in train]
    with tempfile.TemporaryDirectory() as folder:
        store, resource = LocalModelStorage.create(Path(folder)), Resource("intents")
        began = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            IntentClassifier.create(config, store, resource, None).train(TrainingData(messages))
        seconds = time.perf_counter() - began
        classifier = IntentClassifier.load(config, store, resource, None)

    def read(text: str) -> str:
        message = Message({TEXT: text})
        classifier.process([message])
        return str(message.get(INTENT)["name"] or "")

    return _judged(*_asked(read, test), test, seconds)


def characters(train: Sequence[Pair], test: Sequence[Pair]) -> Figures:
    """Return the figures of a logistic regression on characters."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True)
    model = make_pipeline(vectors, LogisticRegression(C=10, max_iter=1000))
    began = time.perf_counter()
    model.fit([text for text, _ in train], [label for _, label in train])
    seconds = time.perf_counter() - began
    return _judged(*_asked(lambda text: str(model.predict([text])[0]), test), test, seconds)


def rasa_default(train: Sequence[Pair], test: Sequence[Pair]) -> Figures:
    """Return the figures of Rasa's default pipeline, trained and asked in its own environment."""
    python = ROOT / ".venv-baseline" / "bin" / "python"
    script = ROOT / "benchmarks" / "baseline" / "intents.py"
    quiet = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "TQDM_DISABLE": "1"}
    single = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    if not python.exists():
        subprocess.run(["sh", str(ROOT / "launch" / "setup.sh"), "baseline"], check=True)  # noqa: S603, S607
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, pairs in (("train", train), ("test", test)):
            rows = (json.dumps({"text": text, "label": label}, ensure_ascii=False) + "\n" for text, label in pairs)
            (folder / f"{kind}.jsonl").write_text("".join(rows), "utf-8")
        for step, environment in (("learn", quiet), ("ask", {**quiet, **single})):
            command = [str(python), str(script), step, name]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                print(f"error: rasa_default could not {step}: {last}", file=sys.stderr)
                raise SystemExit(1)
        learnt, told = (json.loads((folder / f"{file}.json").read_text("utf-8")) for file in ("learnt", "answers"))
    return _judged(told["answers"], told["milliseconds"], test, learnt["train_s"])


def _asked(read: Reader, test: Sequence[Pair]) -> tuple[list[str], list[float]]:
    """Return the answers of something that reads sentences one by one, and the milliseconds of each."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-not-found]

    answers, took = [], []
    with threadpool_limits(1):
        for text, _ in test:
            began = time.perf_counter()
            answers.append(read(text))
            took.append(1000 * (time.perf_counter() - began))
    return answers, took


def _judged(answers: Sequence[str], took: Sequence[float], test: Sequence[Pair], seconds: float) -> Figures:
    from sklearn.metrics import f1_score

    labels = [label for _, label in test]
    return {
        "accuracy": float(np.mean([answer == label for answer, label in zip(answers, labels, strict=True)])),
        "macro_f1": float(f1_score(labels, answers, average="macro", labels=sorted(set(labels)), zero_division=0)),
        "train_s": seconds,
        "ms_mean": float(np.mean(took)),
        "ms_p99": float(np.percentile(took, 99)),
    }


def _kept(folder: Path) -> int:
    """Return how many embeddings are kept."""
    count = 0
    for path in folder.glob("*.npz"):
        with np.load(path) as data:
            count += len(data["digests"])
    return count


def _prepare() -> None:
    # Read when the first library with OpenMP is loaded, which here is not the embedding library (language/embed.py).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.simplefilter("ignore")
    from bot import no_tensorflow

    no_tensorflow.install()
    from bot import patches

    patches.apply()
    # Once more: what was imported by now put filters of its own in front.
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
