"""The audit log only grows, and whatever was done to it around the database's refusal is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from knowledge.database import session_factory
from knowledge.desk.audit import Actor, Verdict, verify, write
from knowledge.office import Office
from tests.conftest import NOW

KEY = b"a key outside the database"
EDITOR = Actor("editor", "editor")


@pytest.fixture
def log(engine: Engine) -> Iterator[Engine]:
    """A log of five rows."""
    with session_factory(engine, writes=True)() as session, session.begin():
        for number in range(5):
            write(
                Office(session, NOW), KEY, EDITOR, "saved", f"service:示例{number}", before={"a": 1}, after=["乙", None]
            )
    yield engine


def _open_the_lock(session: Session) -> None:
    """Take the triggers away, as only who owns the database can."""
    if session.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_entry_no_{what}"))
    else:
        session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))


def _after(log: Engine, *statements: str, key: bytes = KEY, noted: str = "") -> Verdict:
    with session_factory(log, writes=True)() as session, session.begin():
        _open_the_lock(session)
        for statement in statements:
            session.execute(text(statement))
    with session_factory(log)() as session:
        return verify(Office(session, NOW), key, noted)


def test_a_log_that_nobody_touched_is_whole(log: Engine) -> None:
    with session_factory(log)() as session:
        found = verify(Office(session, NOW), KEY)
    assert (found.rows, found.problems, found.unsealed) == (5, (), ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody' WHERE position = 2",
        "DELETE FROM audit_entry WHERE position = 5",
        "DELETE FROM audit_entry",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_change_or_delete_rows(log: Engine, statement: str) -> None:
    with session_factory(log, writes=True)() as session, pytest.raises(DBAPIError, match="only ever added to"):
        session.execute(text(statement))


def test_postgresql_refuses_to_truncate_too(log: Engine) -> None:
    if log.dialect.name == "sqlite":
        return  # SQLite knows no TRUNCATE; DELETE without WHERE is refused above
    with session_factory(log, writes=True)() as session, pytest.raises(DBAPIError, match="only ever added to"):
        session.execute(text("TRUNCATE audit_entry"))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_entry SET actor = 'nobody' WHERE position = 2", "row 2 was changed"),
        ("UPDATE audit_entry SET detail = '{}' WHERE position = 3", "row 3 was changed"),
        ("UPDATE audit_entry SET object = 'x' WHERE position = 5", "row 5 was changed"),
        ("DELETE FROM audit_entry WHERE position = 3", "rows 3 to 3 are missing"),
        ("DELETE FROM audit_entry WHERE position = 1", "rows 1 to 1 are missing"),
        ("DELETE FROM audit_entry WHERE position = 5", "the log ended at row 5, now at row 4"),
        ("DELETE FROM audit_entry", "the log ended at row 5, now at row 0"),
        ("DELETE FROM audit_head", "the end of the log is not kept"),
    ],
)
def test_what_was_changed_or_removed_is_named(log: Engine, statement: str, told: str) -> None:
    assert told in _after(log, statement).problems


def test_rows_that_were_put_in_another_order_are_named(log: Engine) -> None:
    found = _after(
        log,
        "UPDATE audit_entry SET position = 99 WHERE position = 2",
        "UPDATE audit_entry SET position = 2 WHERE position = 3",
        "UPDATE audit_entry SET position = 3 WHERE position = 99",
    )
    assert {"row 2 was changed", "row 3 was changed", "row 2 does not follow the row before it"} <= set(found.problems)


def test_who_rewrites_the_end_and_the_head_lacks_the_key(log: Engine) -> None:
    found = _after(
        log,
        "DELETE FROM audit_entry WHERE position = 5",
        "UPDATE audit_head SET position = 4, digest = (SELECT digest FROM audit_entry WHERE position = 4)",
    )
    assert any("not sealed with this key" in problem for problem in found.problems)


def test_the_next_row_does_not_forgive_a_rewritten_end(log: Engine) -> None:
    _after(
        log,
        "DELETE FROM audit_entry WHERE position = 5",
        "UPDATE audit_head SET position = 4, digest = (SELECT digest FROM audit_entry WHERE position = 4)",
    )
    with session_factory(log, writes=True)() as session, session.begin():
        write(Office(session, NOW), KEY, EDITOR, "saved")
        found = verify(Office(session, NOW), KEY)
    assert (found.problems, found.unsealed) == ((), (5,))


def test_an_end_that_was_noted_must_still_be_there(log: Engine) -> None:
    with session_factory(log)() as session:
        noted = verify(Office(session, NOW), KEY).head
        assert verify(Office(session, NOW), KEY, noted).problems == ()
        assert "row 5 is not the one that was noted" in verify(Office(session, NOW), KEY, f"5:{'0' * 64}").problems
        assert "the noted end 6 is missing" in verify(Office(session, NOW), KEY, f"6:{'0' * 64}").problems
