"""Rasa's default Chinese pipeline on a training and a test set: run in .venv-baseline by benchmarks/intents.py.

Reads train.json and test.json (lists of [text, label]) from the folder named, writes answers.json there:
`{"answers": [label, ...], "milliseconds": [...], "train_s": seconds}`.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

import yaml

PIPELINE = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier"},
]


def main() -> None:
    """Train, then ask one sentence after the other."""
    folder = Path(sys.argv[1])
    train, test = (json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("train", "test"))
    by_label: dict[str, list[str]] = {}
    for text, label in train:
        by_label.setdefault(label, []).append(text)
    items = [
        {"intent": label, "examples": "".join(f"- {' '.join(text.split())}\n" for text in texts)}
        for label, texts in by_label.items()
    ]
    _write(folder / "nlu.yml", {"version": "3.1", "nlu": items})
    _write(folder / "config.yml", {"recipe": "default.v1", "language": "zh", "assistant_id": "x", "pipeline": PIPELINE})
    rasa = Path(sys.executable).with_name("rasa")
    command = [
        str(rasa), "train", "nlu", "--config", "config.yml", "--nlu", "nlu.yml", "--out", "models",
        "--fixed-model-name", "stock",
    ]  # fmt: skip
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603
    seconds = time.perf_counter() - began

    from rasa.core.agent import Agent

    agent = Agent.load(str(folder / "models" / "stock.tar.gz"))
    loop = asyncio.new_event_loop()
    answers, took = [], []
    for text, _ in test:
        began = time.perf_counter()
        answers.append(loop.run_until_complete(agent.parse_message(text))["intent"]["name"])
        took.append(1000 * (time.perf_counter() - began))
    told = {"answers": answers, "milliseconds": took, "train_s": seconds}
    (folder / "answers.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _write(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main()
