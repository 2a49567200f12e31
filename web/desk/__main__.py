"""`python -m web.desk create-admin NAME` makes the first account; `python -m web.desk verify-audit` checks the log."""

from __future__ import annotations

import argparse
import getpass
import sys

from sqlalchemy.exc import DBAPIError

from knowledge.clock import office_clock
from knowledge.database import DatabaseUnusable, connect, migrate, session_factory
from knowledge.desk import audit
from knowledge.desk.accounts import AccountRefused, create_account
from knowledge.desk.passwords import SHORTEST, PasswordWeak
from knowledge.office import Office
from knowledge.secret import secret
from knowledge.settings import Settings, SettingsError, load_settings

_WHY = {
    "short": f"the password needs {SHORTEST} or more characters",
    "password_long": "the password is too long",
    "simple": "the password repeats too few characters",
    "name": "the name must be 2 to 60 of a-z 0-9 . _ @ - and not stand in the password",
    "shown": "--shown needs 1 to 60 characters",
    "taken": "there is an account with this name already",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a problem is one line on stderr and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m web.desk", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser(
        "create-admin", help="make an administrator; the password is asked for or read from stdin"
    )
    create.add_argument("name", help="the sign-in name: a-z 0-9 . _ @ -")
    create.add_argument("--shown", default="", help="the name that colleagues see (default: the sign-in name)")
    check = commands.add_parser("verify-audit", help="read the audit log and tell every row that was tampered with")
    check.add_argument("--end", default="", help="an end that an earlier check told: the log must still hold it")
    chosen = parser.parse_args(arguments)
    try:
        settings = load_settings()
        if chosen.command == "create-admin":
            return _create_admin(settings, chosen.name, chosen.shown)
        return _verify(settings, chosen.end)
    except (SettingsError, DatabaseUnusable) as error:
        print(f"error: {error}", file=sys.stderr)
    except (AccountRefused, PasswordWeak) as refused:
        print(f"error: {_WHY.get(str(refused), str(refused))}", file=sys.stderr)
    except DBAPIError as error:
        print(f"error: the database does not answer: {str(error.orig).splitlines()[0]}", file=sys.stderr)
    return 1


def _create_admin(settings: Settings, name: str, shown: str) -> int:
    password = _password()
    migrate(settings.database)
    engine = connect(settings.database)
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, office_clock(settings)())
        made = create_account(office, name, shown or name, "admin", password, must_change=False)
        audit.write(
            office, secret(settings, "secret_key"), audit.Actor("command", ""), "account_made", f"account:{made.name}",
            role="admin",
        )  # fmt: skip
    engine.dispose()
    print(f"administrator {made.name} made: sign in at /desk")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"password ({SHORTEST} or more characters): ")
    if getpass.getpass("again: ") != first:
        raise SettingsError("the two passwords differ")
    return first


def _verify(settings: Settings, noted: str) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        found = audit.verify(Office(session, office_clock(settings)()), secret(settings, "secret_key"), noted)
    engine.dispose()
    for position in found.unsealed:
        print(f"note: at row {position} the end before it was not sealed with the key of that time")
    for problem in found.problems:
        print(f"error: {problem}", file=sys.stderr)
    print(f"{found.rows} rows, {len(found.problems)} problems, end {found.head}")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
