"""What cannot start says so in one line that tells what to do, and ends with status 1."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.settings import ROOT
from tests.conftest import free_port

PORTS = ("WEB_PORT", "BOT_PORT", "ACTIONS_PORT")


def _problem(folder: Path, **more: str) -> str:
    """Start with these settings alone and return the one line of the problem."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    ports = {name: str(free_port()) for name in PORTS}
    result = subprocess.run(
        [sys.executable, "-m", "launch", "run"],
        cwd=ROOT, env={**kept, **ports, "VAR_DIR": str(folder), **more}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    lines = result.stderr.splitlines()
    assert result.returncode == 1, result.stderr
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


@pytest.mark.parametrize("name", PORTS)
def test_a_taken_port_is_named_with_the_setting_that_moves_it(tmp_path: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = _problem(tmp_path, **{name: port})
    assert f"port {port} is taken" in told
    assert told.endswith(f"set {name}")


def test_the_same_port_twice_is_told(tmp_path: Path) -> None:
    port = str(free_port())
    assert "BOT_PORT" in _problem(tmp_path, WEB_PORT=port, BOT_PORT=port)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://root@127.0.0.1/office",
        "postgresql://nobody@127.0.0.1:1/office",
        "postgresql://127.0.0.1:port/office",
        "sqlite:////dev/null/office.sqlite3",
        "sqlite:////dev",
    ],
)
def test_a_wrong_database_is_told_by_the_name_of_its_setting(tmp_path: Path, url: str) -> None:
    assert "DATABASE_URL" in _problem(tmp_path, DATABASE_URL=url)


def test_the_password_of_a_database_is_not_told(tmp_path: Path) -> None:
    assert "geheim" not in _problem(tmp_path, DATABASE_URL="postgresql://nobody:geheim@127.0.0.1:1/office")


def test_a_set_clock_is_refused_in_production(tmp_path: Path) -> None:
    told = _problem(tmp_path, APP_ENV="production", OFFICE_NOW="2026-11-24T10:00:00")
    assert "OFFICE_NOW" in told and "unset it" in told


def test_production_without_keys_is_refused(tmp_path: Path) -> None:
    assert "SECRET_KEY" in _problem(tmp_path, APP_ENV="production")


@pytest.mark.parametrize(("name", "value"), [("WEB_PORT", "many"), ("OFFICE_NOW", "soon"), ("APP_ENV", "test")])
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name in _problem(tmp_path, **{name: value})


def test_a_redis_that_does_not_answer_is_told_by_the_name_of_its_setting(tmp_path: Path) -> None:
    told = _problem(tmp_path, REDIS_URL="redis://:geheim@127.0.0.1:1/0")
    assert "REDIS_URL" in told
    assert "geheim" not in told


def test_an_address_of_another_machine_is_no_taken_port(tmp_path: Path) -> None:
    told = _problem(tmp_path, HOST="192.0.2.1")
    assert told.endswith("set HOST")
    assert "taken" not in told


def test_a_database_that_does_not_answer_is_told_with_what_to_do(tmp_path: Path) -> None:
    told = _problem(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/office")
    assert told.endswith("start it, or set or unset DATABASE_URL")
