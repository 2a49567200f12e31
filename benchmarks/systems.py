"""The two systems that are compared: this project, and stock Rasa behind the same `web` and actions."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import yaml

from knowledge.database import connect, session_factory
from knowledge.office import Office
from knowledge.retrieval import Retriever
from knowledge.settings import ROOT
from language.embed import Embedder
from language.segment import Segmenter
from launch.model import trained
from launch.office import first_answer

# It opens bots of measurements and tests on the loopback address, nothing else.
BOT_TOKEN = "token-of-the-measured-bot"  # noqa: S105
OFFICE_NOW = "2026-11-24T10:00:00"
_BASELINE = ROOT / "benchmarks" / "baseline"
_BASELINE_DATA = ("data/rules", "benchmarks/baseline/stories.yml")
# DIET needs hours for all training sentences; how fast a model answers does not depend on how many it was trained on.
_SENTENCES = 40
_PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class Running:
    """A system that gave its first answer: where it listens, after how many seconds, its processes, and its bot."""

    address: str
    ready: float
    processes: tuple[psutil.Process, ...]
    bot: str = ""

    def memory(self) -> float:
        """Return the resident memory of all processes in MB (children included)."""
        every = {child for process in self.processes for child in (process, *process.children(recursive=True))}
        return float(sum(process.memory_info().rss for process in every)) / 1e6


def our_bot(port: int) -> list[str]:
    """Return the command that starts this project's bot."""
    return [
        ".venv-bot/bin/python", "-m", "launch.bot", "run", "--quiet", "--model", str(trained()), "--endpoints",
        "bot/endpoints.yml", "--credentials", "bot/credentials.yml", "--interface", "127.0.0.1", "--port", str(port),
    ]  # fmt: skip


def stock_bot(port: int) -> list[str]:
    """Return the command that starts stock Rasa."""
    return [
        ".venv-baseline/bin/rasa", "run", "--quiet", "--model", str(stock_model()), "--endpoints",
        "benchmarks/baseline/endpoints.yml", "--credentials", "bot/credentials.yml", "--interface", "127.0.0.1",
        "--port", str(port),
    ]  # fmt: skip


def stock_model() -> Path:
    """Return stock Rasa's model, trained on forty sentences an intent and kept under build/ by digest."""
    sentences = _sample()
    digest = hashlib.sha256(sentences.encode())
    for name in ("benchmarks/baseline/config.yml", "bot/domain", *_BASELINE_DATA):
        path = ROOT / name
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    folder = ROOT / "build" / "baseline"
    model = folder / f"{digest.hexdigest()[:16]}.tar.gz"
    if not model.exists():
        print("training stock Rasa (DIET and TED: many minutes, once) ...", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "nlu.yml").write_text(sentences, "utf-8")
        command = [
            ".venv-baseline/bin/rasa", "train", "--config", str(_BASELINE / "config.yml"), "--domain", "bot/domain",
            "--data", str(folder / "nlu.yml"), *_BASELINE_DATA, "--out", str(folder),
            "--fixed-model-name", model.name.removesuffix(".tar.gz"),
        ]  # fmt: skip
        quiet = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        subprocess.run(command, cwd=ROOT, env=quiet, check=True, capture_output=True)  # noqa: S603
    return model


def _sample() -> str:
    """Return the first sentences of each intent of data/nlu as training data, Chinese ones first."""
    taken: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml"), key=lambda file: (file.stem == "english", file)):
        for item in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = taken.setdefault(item["intent"], [])
            lines += item["examples"].splitlines()[: _SENTENCES - len(lines)]
    items = [{"intent": intent, "examples": "\n".join(lines) + "\n"} for intent, lines in sorted(taken.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": items}, allow_unicode=True, sort_keys=False)


def _with_vectors(folder: Path) -> None:
    """Give a fresh office the vectors of its passages, kept under build/.

    A machine computes them once, in its first minutes, beside the answers. Left to the system whose bot first wants a
    search, that would take both cores from whichever is being measured.
    """
    kept = ROOT / "build" / "vectors"
    engine = connect(f"sqlite:///{folder / 'office.sqlite3'}")
    with session_factory(engine)() as session:
        retriever = Retriever(Segmenter().words, Embedder(), kept)
        retriever.settle(Office(session, datetime.now(UTC)), _PATIENCE_SECONDS)
    engine.dispose()
    shutil.copytree(kept, folder / "vectors")


@contextmanager
def running(
    bot: list[str], folder: Path, ports: tuple[int, int, int], more: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start `actions`, the bot, `web` and `worker` on a fresh database and wait for the first answer.

    `more` are settings besides.
    """
    web, actions, bot_port = ports
    environment = {
        **os.environ, "VAR_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": "", "APP_ENV": "development",
        "WEB_PORT": str(web), "ACTIONS_PORT": str(actions), "BOT_PORT": str(bot_port), "BOT_TIMEOUT": "30",
        "OFFICE_NOW": OFFICE_NOW, "OFFICE_CLOCK_STARTED": datetime.now(UTC).isoformat(), "RATE_LIMIT": "100000/minute",
        "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "BOT_TOKEN": BOT_TOKEN, **(more or {}),
    }  # fmt: skip
    python = sys.executable
    subprocess.run([python, "-m", "knowledge", "load"], cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603
    _with_vectors(folder)
    commands = [[python, "-m", "actions"], bot, [python, "-m", "web"], [python, "-m", "worker"]]
    began = time.monotonic()
    with (folder / "processes.log").open("w") as log:
        started = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603
            for command in commands
        ]
        try:
            address = f"http://127.0.0.1:{web}"
            while not first_answer(address):
                if time.monotonic() - began > _PATIENCE_SECONDS or any(p.poll() is not None for p in started):
                    raise RuntimeError(f"no first answer; see {folder / 'processes.log'}")
                time.sleep(0.05)
            processes = tuple(psutil.Process(p.pid) for p in started)
            yield Running(address, time.monotonic() - began, processes, f"http://127.0.0.1:{bot_port}")
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
