"""`python -m web.desk`: the first account, and the check of the log."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select, text

from knowledge.database import connect, session_factory
from knowledge.models.desk import StaffAccount
from knowledge.settings import Settings
from web.desk import __main__ as desk


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new office, to which the commands are pointed."""
    made = Settings(var_dir=tmp_path, database_url="", redis_url="", office_now=None)
    monkeypatch.setattr(desk, "load_settings", lambda: made)
    return made.database


def _with(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))


def test_the_first_administrator_is_made_with_a_password_from_stdin(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with(monkeypatch, "invented horse staple\n")
    assert desk.main(["create-admin", "Chief", "--shown", "示例主任"]) == 0
    engine = connect(url)
    with session_factory(engine)() as session:
        made = session.scalars(select(StaffAccount)).one()
        assert (made.name, made.shown_name, made.role, made.must_change) == ("chief", "示例主任", "admin", False)
    engine.dispose()
    assert "invented" not in "".join(capsys.readouterr())
    assert desk.main(["verify-audit"]) == 0
    assert "1 rows, 0 problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [("chief", "short\n", "12 or more"), ("c h", "invented horse\n", "2 to 60"), ("chief", "", "12 or more")],
)
def test_what_will_not_do_is_one_line(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, typed: str, told: str
) -> None:
    _with(monkeypatch, typed)
    assert desk.main(["create-admin", name]) == 1
    problem = capsys.readouterr().err
    assert told in problem and len(problem.splitlines()) == 1


def test_a_password_is_never_an_argument(url: str) -> None:
    with pytest.raises(SystemExit):
        desk.main(["create-admin", "chief", "invented horse staple"])


def test_a_log_that_was_tampered_with_fails_the_check(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with(monkeypatch, "invented horse staple\n")
    desk.main(["create-admin", "chief"])
    engine = connect(url)
    with session_factory(engine, writes=True)() as session, session.begin():
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET actor = 'nobody'"))
    engine.dispose()
    assert desk.main(["verify-audit"]) == 1
    assert "row 1 was changed" in capsys.readouterr().err
