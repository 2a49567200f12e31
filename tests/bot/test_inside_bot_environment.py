"""Runs the checks of tests/bot/inside in the bot's own environment, one process a module."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-bot" / "bin" / "python"
MODULES = sorted(path.stem for path in (Path(__file__).parent / "inside").glob("cases_*.py"))


@pytest.mark.bot
@pytest.mark.parametrize("module", MODULES)
def test_inside_the_bots_environment(module: str) -> None:
    if not PYTHON.exists():
        pytest.fail(f"{PYTHON.relative_to(ROOT)} is missing: run make setup")
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(PYTHON), "-m", "unittest", f"tests.bot.inside.{module}"],
        cwd=ROOT,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"{module} failed in .venv-bot:\n{done.stdout}\n{done.stderr}", pytrace=False)
