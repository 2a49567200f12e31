"""Connections: the engine of a database URL, sessions, and whether the tables are up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_BUSY_MILLISECONDS = 3000


class DatabaseUnusable(RuntimeError):
    """The database cannot be reached or its URL makes no sense; the message says what to do."""


def connect(url: str) -> Engine:
    """Return an engine for a SQLite or PostgreSQL URL; nothing is connected yet.

    SQLite is put into WAL mode with foreign keys on and waits 3 seconds for a lock. Raises `DatabaseUnusable`.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise DatabaseUnusable(
                f"DATABASE_URL: sqlite:///… or postgresql://… was expected, came {parsed.drivername}://"
            )
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(parsed, hide_parameters=True)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(
            parsed, hide_parameters=True, pool_pre_ping=True, pool_size=10, connect_args={"connect_timeout": 5}
        )
    except (ArgumentError, NoSuchModuleError, OSError, ValueError) as error:
        raise DatabaseUnusable(f"DATABASE_URL makes no sense: {error}") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun by _begin_sqlite: sqlite3's own way begins them too late for a read that leads to a write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writing = connection.get_execution_options().get("office_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def session_factory(engine: Engine, *, writes: bool = False) -> sessionmaker[Session]:
    """Return a maker of sessions; with `writes` SQLite takes the write lock at the beginning, not too late."""
    return sessionmaker(engine.execution_options(office_writes=writes), expire_on_commit=False)


def migrate(url: str) -> None:
    """Bring the tables to the newest version; raise `DatabaseUnusable` if the database does not answer."""
    engine = connect(url)
    try:
        with engine.execution_options(office_writes=True).begin() as connection:
            config = _alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        what_to_do = "start it, or set or unset DATABASE_URL"
        raise DatabaseUnusable(
            f"the database of DATABASE_URL does not answer ({_first_line(error)}): {what_to_do}"
        ) from error
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Tell whether the tables are at the newest version."""
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
