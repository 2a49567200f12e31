"""`python -m benchmarks.booking --url sqlite|postgresql [--json FILE]`: many want few places, and some of them die.

1,000 attempts from 32 processes on 50 places (one day, five slots of ten). Of a hundred, ten book and stay, 25 hold
and let the hold run out, 40 book and cancel, 25 book, move and cancel; fifty in turn want the same slot. All the while
processes are killed (SIGKILL) at random, and another one takes up the attempt where it stood, with the same request.
What was acknowledged stands in a journal of each process.

Counted at the end, and during the run by a watcher: `double_bookings` (places sold above the capacity of a slot, and
requests with two visits), `lost` (a confirmation that was acknowledged and is not there), `leaked_holds` (places that
nobody has and nobody can book once all holds ran out). Then the same with SELECT-then-INSERT, which shows what the
attempts are worth. A bare `sqlite` is a new file, a bare `postgresql` a new database on 127.0.0.1:5432.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg import sql
from sqlalchemy import column, func, make_url, select, table, text

from benchmarks.booking_office import CAPACITY, SLOTS, Desk, Naive, Ours, free_places, hold_from, patiently, prepare
from benchmarks.table import show, write
from knowledge.appointments import visits
from knowledge.database import connect, migrate, session_factory
from knowledge.models import Appointment
from knowledge.models.appointments import TAKING
from knowledge.office import Office

ATTEMPTS, WORKERS = 1000, 32
_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
_KILLS, _LOOK_EVERY, _TICK = 40, 0.1, 0.001
_KINDS = {"book": 10, "leave": 25, "cancel": 40, "move": 25}
# So many attempts after one another want the same slot.
_CROWD = 50
_SEED = 20261124
_MAY_BE: dict[str, tuple[str, ...]] = {
    "book": ("confirmed",), "cancel": ("confirmed", "canceled_user"),
    "move": ("confirmed", "rescheduled", "canceled_user"),
}  # fmt: skip
_WAYS: dict[str, type[Ours] | type[Naive]] = {"ours": Ours, "naive": Naive}


@dataclass(frozen=True)
class Run:
    """What one way of booking came to; `killed` is how many processes were."""

    double_bookings: int
    lost: int
    leaked_holds: int
    confirmed: int
    killed: int
    seconds: float

    @property
    def bookings_per_second(self) -> float:
        """Confirmed visits a second, those that were cancelled or moved later included."""
        return self.confirmed / self.seconds


def main() -> None:
    """Run both ways on one database and print what became of the places."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="sqlite")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    with database(chosen.url) as url, tempfile.TemporaryDirectory() as folder:
        ours = attempt(url, "ours", Path(folder), chosen.attempts, chosen.workers)
        naive = attempt(url, "naive", Path(folder), chosen.attempts, chosen.workers)
    names = ("double_bookings", "lost", "leaked_holds", "confirmed", "killed", "seconds", "bookings_per_second")
    wanted = f"{chosen.attempts} attempts, {chosen.workers} processes, {SLOTS * CAPACITY} places"
    show(
        f"{wanted}, {make_url(url).drivername}",
        {"ours": {name: getattr(ours, name) for name in names}, "select_then_insert": {
            name: getattr(naive, name) for name in ("double_bookings", "confirmed", "killed", "seconds", names[-1])
        }},
    )  # fmt: skip
    write(
        chosen.json,
        {
            "double_bookings": ours.double_bookings,
            "lost": ours.lost,
            "leaked_holds": ours.leaked_holds,
            "bookings_per_second": round(ours.bookings_per_second, 1),
            "killed": ours.killed,
            "naive": {
                "double_bookings": naive.double_bookings,
                "bookings_per_second": round(naive.bookings_per_second, 1),
            },
        },
    )


@contextmanager
def database(url: str) -> Iterator[str]:
    """Give a migrated database with the places; one that was made for the run goes with it."""
    if url == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield _prepared(f"sqlite:///{folder}/booking.sqlite3")
        return
    if url != "postgresql":
        yield _prepared(url)
        return
    name = sql.Identifier(f"booking_{uuid.uuid4().hex[:12]}")
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield _prepared(make_url(_SERVER).set(database=name._obj[0]).render_as_string(hide_password=False))
    finally:
        with psycopg.connect(_SERVER, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _prepared(url: str) -> str:
    migrate(url)
    engine = connect(url)
    prepare(engine)
    engine.dispose()
    return url


def attempt(url: str, way: str, folder: Path, attempts: int, workers: int) -> Run:
    """Let the processes loose, kill some, wait for the last, and count."""
    context = multiprocessing.get_context("fork")
    began, chance = time.time(), random.Random(_SEED)  # noqa: S311
    claims = folder / way
    claims.mkdir()
    made, given = 0, dict[str, int | None]()

    def start(todo: int | None = None) -> BaseProcess:
        nonlocal made
        made += 1
        journal = folder / f"{way}-{made}.jsonl"
        journal.touch()
        process = context.Process(target=work, args=(url, way, began, claims, attempts, journal, todo))
        process.name = str(journal)
        given[process.name] = todo
        process.start()
        return process

    alive = [start() for _ in range(workers)]
    while len([*folder.glob(f"{way}-*.ready")]) < workers:
        time.sleep(_TICK)
    (folder / f"{way}.go").touch()
    killed = worst = 0
    looked = began
    while alive:
        time.sleep(_TICK)
        if time.time() > looked + _LOOK_EVERY:
            worst, looked = max(worst, _above(url, way)), time.time()
        alive = [process for process in alive if process.is_alive()]
        if alive and killed < _KILLS * sum(1 for _ in claims.iterdir()) // attempts < _KILLS:
            victim = alive.pop(chance.randrange(len(alive)))
            os.kill(victim.pid or 0, signal.SIGKILL)
            victim.join()
            killed += 1
            alive.append(start(_unfinished(Path(victim.name), given[victim.name])))
    seconds = time.time() - began
    notes = [json.loads(line) for path in folder.glob(f"{way}-*.jsonl") for line in path.read_text().splitlines() if
             line.endswith("}")]  # fmt: skip
    confirmed = len({note["code"] for note in notes if note["did"] == "confirmed"})
    lost, leaked, worst = (*_count(url, began, notes), max(worst, _above(url, way)))
    return Run(worst, lost if way == "ours" else 0, leaked if way == "ours" else 0, confirmed, killed, seconds)


def work(url: str, way: str, began: float, claims: Path, attempts: int, journal: Path, todo: int | None) -> None:
    """Take attempts until none is left, first the one that a killed process left behind."""
    engine = connect(url)
    engine.connect().close()
    desk: Desk = _WAYS[way](engine, began)
    journal.with_suffix(".ready").touch()
    while not (claims.parent / f"{way}.go").exists():
        time.sleep(_TICK)
    with journal.open("a", buffering=1) as notes:
        if todo is not None:
            _try(desk, todo, notes)
        for number in range(attempts):
            # A file, not a lock: nobody waits for one who was killed.
            with suppress(FileExistsError):
                (claims / str(number)).touch(exist_ok=False)
                _try(desk, number, notes)


def _try(desk: Desk, number: int, notes: TextIO) -> None:
    def note(did: str, **more: object) -> None:
        notes.write(json.dumps({"did": did, "attempt": number, **more}) + "\n")

    chance = random.Random(_SEED + number)  # noqa: S311
    name, kind = f"a-{number}", chance.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    note("began")
    key = desk.hold(name, number // _CROWD % SLOTS)
    if key and kind != "leave":
        code = desk.confirm(name, key)
        if code:
            # What comes after is noted before it is done: a killed process may have done it.
            note("confirmed", code=code, then=kind)
            after = desk.move(code, chance.randrange(SLOTS)) if kind == "move" else ""
            note("moved" if after else "stayed", code=code, to=after)
            if kind != "book":
                desk.cancel(after or code)
                note("canceled", code=after or code)
    note("ended")


def _unfinished(journal: Path, given: int | None) -> int | None:
    """Return the attempt that a killed process leaves behind."""
    notes = [json.loads(line) for line in journal.read_text().splitlines() if line.endswith("}")]
    if not notes:
        return given
    return int(notes[-1]["attempt"]) if notes[-1]["did"] != "ended" else None


def _above(url: str, way: str) -> int:
    """Count the places that are sold above the capacity of their slots right now, and requests with two visits."""
    engine = connect(url)

    def count() -> int:
        with engine.connect() as connection:
            if way == "naive":
                active = text("status = 'confirmed' OR status = 'held' AND at > :until").bindparams(until=hold_from())
                query: Any = select(column("slot"), func.count()).select_from(table("naive")).where(active)
                return _excess(connection.execute(query.group_by(column("slot"))))
            having = Appointment.status.in_(TAKING)
            taken = select(Appointment.slot_id, func.count()).where(having).group_by(Appointment.slot_id)
            whose = select(Appointment.conversation_id, func.count() - 1 + CAPACITY).where(having)
            twice = whose.group_by(Appointment.conversation_id)
            return _excess(connection.execute(taken)) + _excess(connection.execute(twice))

    found = patiently(count)
    engine.dispose()
    return found


def _excess(rows: Iterable[Any]) -> int:
    return sum(max(0, int(taken) - CAPACITY) for _, taken in rows)


def _count(url: str, began: float, notes: list[dict[str, str]]) -> tuple[int, int]:
    """Count acknowledged confirmations that are gone, and places that stay blocked once every hold ran out."""
    engine = connect(url)
    later = Ours(engine, began).now() + timedelta(minutes=10)
    with session_factory(engine, writes=True)() as session, session.begin():
        visits.release_expired(Office(session, later))
    with engine.connect() as connection:
        rows = connection.execute(select(Appointment.code, Appointment.status)).all()
    free = free_places(engine, later)
    engine.dispose()
    states = {code: status for code, status in rows if code}
    # A step that was not acknowledged may have been done or not.
    due = {note["code"]: _MAY_BE[note["then"]] for note in notes if note["did"] == "confirmed"}
    due |= {note["to"]: ("confirmed", "canceled_user") for note in notes if note["did"] == "moved"}
    due |= {note["code"]: ("rescheduled",) for note in notes if note["did"] == "moved"}
    due |= {note["code"]: ("canceled_user",) for note in notes if note["did"] == "canceled"}
    lost = sum(states.get(code) not in expected for code, expected in due.items())
    held = sum(status == "held" for _, status in rows)
    confirmed = sum(status in TAKING for status in states.values())
    return lost, held + abs(SLOTS * CAPACITY - confirmed - free)


if __name__ == "__main__":
    main()
