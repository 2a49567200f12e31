"""What the tests share: databases with the real content, and servers that are there or said to be missing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from knowledge.appointments.calendar import seed_calendar
from knowledge.database import connect, migrate, session_factory
from knowledge.loading.load import load_content
from knowledge.settings import ROOT, ZONE

# A Tuesday; the week after has no holiday.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
_PATIENCE_SECONDS = 20


def missing(program: str) -> None:
    """Skip with one visible line, or fail in CI, where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(f"{program} is missing; in CI that is a failure")
    pytest.skip(f"{program} is missing: these tests were left out")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server: TEST_POSTGRESQL_URL, the one at 127.0.0.1:5432, or a throwaway one."""
    given = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/test")
    if _answers(given):
        yield given
        return
    if not (shutil.which("initdb") and shutil.which("postgres")) or os.geteuid() == 0:
        missing("PostgreSQL")
    folder, port = tmp_path_factory.mktemp("postgresql"), free_port()
    subprocess.run(["initdb", "-D", folder, "-U", "postgres", "--auth=trust"], check=True, capture_output=True)
    server = subprocess.Popen(
        ["postgres", "-D", folder, "-p", str(port), "-k", folder, "-h", "127.0.0.1"], stderr=subprocess.DEVNULL
    )
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    until = time.monotonic() + _PATIENCE_SECONDS
    while not _answers(url) and time.monotonic() < until:
        time.sleep(0.1)
    yield url
    server.terminate()
    server.wait()


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A fresh database of its own."""
    with _database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_content(postgresql_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the whole content and the calendar, to be copied."""
    with _database(postgresql_server) as url:
        fill(url)
        yield make_url(url).database or ""


@contextmanager
def _database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database, give its URL, and drop it."""
    name = f"talent_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type, unused-ignore]
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type, unused-ignore]


@pytest.fixture(scope="session")
def content_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the whole content and the calendar, to be copied."""
    path = tmp_path_factory.mktemp("content") / "office.sqlite3"
    fill(f"sqlite:///{path}")
    return path


def fill(url: str) -> None:
    """Migrate a database and load the content and the calendar of 2026 and 2027."""
    migrate(url)
    engine = connect(url)
    with session_factory(engine, writes=True)() as session, session.begin():
        load_content(session, ROOT / "knowledge" / "content", NOW)
        seed_calendar(session, date(2026, 1, 1), date(2027, 12, 31))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture
def sqlite_engine(content_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database of its own with the whole content."""
    path = tmp_path / "office.sqlite3"
    shutil.copy(content_file, path)
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The whole content on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
        return
    template = request.getfixturevalue("postgresql_content")
    with _database(request.getfixturevalue("postgresql_server"), template) as url:
        engine = connect(url)
        yield engine
        engine.dispose()
