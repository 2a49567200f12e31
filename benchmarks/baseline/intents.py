"""Rasa's default Chinese pipeline on any sentences: `python intents.py learn|ask FOLDER`, in .venv-baseline.

`learn` reads FOLDER/train.jsonl (`{"text", "label"}`), leaves the model in FOLDER and writes `{"train_s"}`, without the
start of the process, to learnt.json. `ask` reads FOLDER/test.jsonl and writes `{"answers": [label, ...],
"milliseconds": [...]}` to answers.json: the whole pipeline, one message at a time. Two processes, because TensorFlow
cannot change its threads once it runs. benchmarks/intents.py calls both.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

# All with their defaults (DIETClassifier: 300 epochs).
PIPELINE: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier"},
]
_MODEL = "stock"


def main() -> None:
    """Do what the first argument says in the folder that the second one names."""
    step = {"learn": learn, "ask": ask}[sys.argv[1]]
    # Rasa keeps a cache in the working directory: here it is always a fresh one.
    os.chdir(sys.argv[2])
    step()


def learn() -> None:
    """Train on train.jsonl."""
    from rasa.model_training import train_nlu

    rows = _rows("train.jsonl")
    labels = sorted({row["label"] for row in rows})
    # JSON, because YAML's sentences are read as Markdown (brackets become entities); and intents by number, because
    # Rasa takes what stands before a slash for the intent.
    examples = [{"text": row["text"], "intent": f"label_{labels.index(row['label'])}"} for row in rows]
    _write("labels.json", {f"label_{place}": label for place, label in enumerate(labels)})
    _write("nlu.json", {"rasa_nlu_data": {"common_examples": examples}})
    # JSON is YAML.
    _write("config.yml", {"recipe": "default.v1", "language": "zh", "assistant_id": _MODEL, "pipeline": PIPELINE})
    began = time.perf_counter()
    train_nlu(config="config.yml", nlu_data="nlu.json", output="models", fixed_model_name=_MODEL)
    _write("learnt.json", {"train_s": time.perf_counter() - began})


def ask() -> None:
    """Ask the trained model one sentence of test.jsonl after the other."""
    from rasa.core.agent import Agent

    labels = json.loads(Path("labels.json").read_text("utf-8"))
    agent = Agent.load(f"models/{_MODEL}.tar.gz")
    loop = asyncio.new_event_loop()
    # The first message builds TensorFlow's graph: a server has that behind it.
    loop.run_until_complete(agent.parse_message("你好"))
    answers, took = [], []
    for row in _rows("test.jsonl"):
        began = time.perf_counter()
        parsed = loop.run_until_complete(agent.parse_message(row["text"]))
        took.append(1000 * (time.perf_counter() - began))
        answers.append(labels.get(parsed["intent"]["name"], ""))
    _write("answers.json", {"answers": answers, "milliseconds": took})


def _rows(name: str) -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _write(name: str, data: object) -> None:
    Path(name).write_text(json.dumps(data, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
