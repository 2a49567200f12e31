"""The commands about personal data: `rotate-key`, `retention`, `deletion NUMBER`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sqlalchemy import select

from knowledge.clock import office_clock
from knowledge.database import connect, session_factory
from knowledge.models import Deletion
from knowledge.office import Office
from knowledge.personal.keys import keyring, newest_id
from knowledge.personal.retaining import last_runs, overdue_now
from knowledge.personal.rotation import rotate
from knowledge.settings import ZONE, Settings


def _rotate_key(settings: Settings) -> int:
    """Seal everything again with the newest key; what no key opens is a failure that says what to do."""
    engine, ring = connect(settings.database), keyring(settings)
    result = rotate(engine, ring)
    engine.dispose()
    print(f"key {newest_id(ring)}: {result.resealed} rows sealed again, {result.newest} had it before")
    if result.unopened:
        print(
            f"error: {result.unopened} rows are sealed with a key that is not among CONTACT_KEY and "
            "CONTACT_KEYS_BEFORE: put it in and run this again; they were left as they are",
            file=sys.stderr,
        )
    return 1 if result.unopened else 0


def _retention(settings: Settings) -> int:
    """Print the newest reports of the retention job and what is overdue now; overdue rows are a failure."""
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        office = Office(session, office_clock(settings)())
        for run in last_runs(office):
            print(
                f"{run.at.astimezone(ZONE):%Y-%m-%d %H:%M}\tdeleted {_counts(run.deleted)}\tleft {_counts(run.overdue)}"
            )
        overdue = overdue_now(office)
    engine.dispose()
    print(f"overdue now: {_counts(overdue)}")
    return 1 if any(overdue.values()) else 0


def _deletion(settings: Settings, number: str) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        row = session.scalar(select(Deletion).where(Deletion.number == number))
    engine.dispose()
    if row is None:
        print(f"error: there is no deletion {number or '(give its number)'}", file=sys.stderr)
        return 1
    print(f"{row.number}\t{row.kind}\t{row.at.astimezone(ZONE):%Y-%m-%d %H:%M}\t{_counts(row.counts)}")
    return 0


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


COMMANDS: dict[str, Callable[[Settings], int]] = {"rotate-key": _rotate_key, "retention": _retention}
NUMBERED: dict[str, Callable[[Settings, str], int]] = {"deletion": _deletion}
