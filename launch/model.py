"""The model: trained when what it is made of has changed, found by the digest of that."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from knowledge.settings import ROOT

MODELS = ROOT / "models"
# What the desk published stands in a file of its own, if there is any (launch/published.py).
DESK_SENTENCES = ROOT / "build" / "nlu" / "desk.yml"
_MADE_OF = ("config.yml", "data", "bot", "language", "build/lexicon/names.json", "locks/bot.txt")
_KEPT = 3


class TrainingFailed(RuntimeError):
    """Rasa could not train; its last lines are the message."""


def model_path() -> Path:
    """Return where the model of the present sources is, or would be."""
    digest = hashlib.sha256()
    for name in _MADE_OF:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    if DESK_SENTENCES.is_file():
        digest.update(DESK_SENTENCES.read_bytes())
    return MODELS / f"{digest.hexdigest()[:16]}.tar.gz"


def trained() -> Path:
    """Return the model of the present sources, training it if it is not there; raise `TrainingFailed`."""
    path = model_path()
    if path.exists():
        return path
    command = [
        ".venv-bot/bin/python", "-m", "bot", "train", "--config", "config.yml", "--domain", "bot/domain",
        "--data", "data/nlu", "data/rules", *([str(DESK_SENTENCES)] if DESK_SENTENCES.is_file() else []),
        "--out", str(MODELS),
        "--fixed-model-name", path.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode != 0 or not path.exists():
        raise TrainingFailed("\n".join((result.stdout + result.stderr).strip().splitlines()[-15:]))
    for old in sorted(MODELS.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
        old.unlink()
    return path
