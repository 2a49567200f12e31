"""What the booking benchmark lets its processes do: the project's way of booking, and the naive one beside it.

Both have the same steps. The naive way is what one writes first: count what is taken, and insert if there is room.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from knowledge.appointments import moving, visits
from knowledge.appointments.calendar import seed_calendar
from knowledge.appointments.contacts import Person, find_contact, store_contact
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.appointments.states import IllegalChange
from knowledge.database import session_factory
from knowledge.models import Appointment, Contact, Hall, Service, Window
from knowledge.office import Office
from knowledge.settings import ZONE

SLOTS, CAPACITY = 5, 10
OPENS = datetime(2026, 11, 24, 9, tzinfo=ZONE)
DAY = date(2026, 11, 25)
# Seconds of the office for each real one, so that holds of three minutes run out during the run.
_SPEED = 60
_TRIES = 200
Result = TypeVar("Result")


class Desk(Protocol):
    """One way of booking; every step may be repeated with the same name after a crash."""

    def hold(self, name: str, place: int) -> str:
        """Hold a place of a slot; return a key, empty when there is none."""

    def confirm(self, name: str, key: str) -> str:
        """Confirm what is held; return the code, empty when it is lost."""

    def cancel(self, code: str) -> bool:
        """Cancel a visit."""

    def move(self, code: str, place: int) -> str:
        """Move a visit; return the new code, empty when there is no place."""


@dataclass(frozen=True)
class Ours:
    """The project's own way."""

    engine: Engine
    began: float

    def now(self) -> datetime:
        """The time of the office."""
        return OPENS + timedelta(seconds=(time.time() - self.began) * _SPEED)

    def hold(self, name: str, place: int) -> str:
        def act(office: Office) -> str:
            service = office.session.scalars(select(Service)).one()
            free = _slot(office, place)
            wanted = visits.Wanted(request=name)
            return visits.hold(office, free, service, name, wanted).key

        try:
            return self._write(act)
        except visits.SlotTaken:
            return ""

    def confirm(self, name: str, key: str) -> str:
        def act(office: Office) -> str:
            return visits.confirm(office, key, name, _contact(office, name)).code or ""

        try:
            return self._write(act)
        except (visits.SlotTaken, visits.NotHeld, visits.AlreadyBooked):
            return ""

    def cancel(self, code: str) -> bool:
        def act(office: Office) -> bool:
            visit = office.session.scalars(select(Appointment).where(Appointment.code == code)).one()
            return visit.status == "rescheduled" or bool(visits.cancel(office, visit))

        return self._write(act)

    def move(self, code: str, place: int) -> str:
        def act(office: Office) -> str:
            visit = office.session.scalars(select(Appointment).where(Appointment.code == code)).one()
            return moving.reschedule(office, visit, _slot(office, place)).code or ""

        try:
            return self._write(act)
        except (visits.SlotTaken, IllegalChange):
            return ""

    def _write(self, act: Callable[[Office], Result]) -> Result:
        def run() -> Result:
            with session_factory(self.engine, writes=True)() as session, session.begin():
                return act(Office(session, self.now()))

        return patiently(run)


@dataclass(frozen=True)
class Naive:
    """SELECT, then INSERT."""

    engine: Engine
    began: float

    def hold(self, name: str, place: int) -> str:
        def look() -> int:
            with self.engine.connect() as connection:
                found = connection.execute(
                    text(
                        "SELECT count(*) FROM naive WHERE slot = :slot AND "
                        "(status = 'confirmed' OR status = 'held' AND at > :until)"
                    ),
                    {"slot": place, "until": hold_from()},
                )
                return int(found.scalar_one())

        if patiently(look) >= CAPACITY:
            return ""
        self._write("INSERT INTO naive (name, slot, status, at) VALUES (:name, :slot, 'held', :at)",
                    name=name, slot=place, at=time.time())  # fmt: skip
        return name

    def confirm(self, name: str, key: str) -> str:
        self._write("UPDATE naive SET status = 'confirmed' WHERE name = :name AND status = 'held'", name=key)
        return name

    def cancel(self, code: str) -> bool:
        self._write("UPDATE naive SET status = 'canceled' WHERE name = :name", name=code)
        return True

    def move(self, code: str, place: int) -> str:
        key = self.hold(f"{code}+", place)
        if not key:
            return ""
        self.confirm(key, key)
        self.cancel(code)
        return key

    def _write(self, statement: str, **values: object) -> None:
        def run() -> None:
            with self.engine.execution_options(office_writes=True).begin() as connection:
                connection.execute(text(statement), values)

        patiently(run)


def prepare(engine: Engine) -> None:
    """Write one window with five slots of ten places on one day, and the naive table."""
    source = {"provenance": "illustrative", "wording": "original", "updated_at": OPENS}
    with session_factory(engine, writes=True)() as session, session.begin():
        seed_calendar(session, OPENS.date(), DAY)
        hall = Hall(
            code="hall", name="hall", aliases=[], address="", rule={"cancel_before_minutes": 0}, **source,
            hours=[{"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "11:30"}],
        )  # fmt: skip
        hall.windows = [
            Window(
                code="w", name="w", position=0, aliases=[], languages=["zh"], accessible=True, capacity=CAPACITY,
                slot_minutes=30,
            )
        ]  # fmt: skip
        session.add(hall)
        texts = {
            name: "" for name in
            ("category", "item_type", "summary", "audience", "legal_limit", "promised_limit", "fee")
        }  # fmt: skip
        lists: dict[str, list[str]] = {name: [] for name in ("aliases", "conditions", "channels", "policies")}
        session.add(
            Service(
                code="s", name="s", windows=["w"], bookable=True, minutes=30, onsite_times=1, **texts, **lists, **source
            )
        )
        session.execute(text("CREATE TABLE naive (name VARCHAR(40), slot INTEGER, status VARCHAR(10), at FLOAT)"))


def patiently(act: Callable[[], Result]) -> Result:
    """Do it again while the database is busy or broke off a deadlock; everything may be repeated."""
    for _ in range(_TRIES):
        try:
            return act()
        except OperationalError:
            time.sleep(0.01)
    raise TimeoutError("the database stayed busy")


def _slot(office: Office, place: int) -> FreeSlot:
    window = office.session.scalars(select(Window)).one()
    starts = (datetime.combine(DAY, datetime.min.time()) + timedelta(hours=9, minutes=30 * place)).time()
    ends = (datetime.combine(DAY, starts) + timedelta(minutes=30)).time()
    return FreeSlot(window, DAY, starts, ends, 1, False, ((starts, ends),))


def _contact(office: Office, name: str) -> Contact:
    number = int(name.rpartition("-")[2])
    query = select(Contact).where(Contact.conversation_id == name)
    known = office.session.scalar(query)
    if known is not None:
        return known
    ref = store_contact(office.session, b"k" * 32, Person("张示例", f"138{number:08d}"), name, office.now)
    found = find_contact(office.session, ref, name)
    if found is None:
        raise LookupError(ref)
    return found


def hold_from() -> float:
    """Return since when a naive hold has not run out."""
    return time.time() - 3 * 60 / _SPEED


def free_places(engine: Engine, now: datetime) -> int:
    """Return how many places could still be booked."""
    with session_factory(engine)() as session, session.begin():
        office = Office(session, now)
        service = session.scalars(select(Service)).one()
        slots = free_slots(office, session.scalars(select(Window)).all(), service)
        return sum(slot.left for slot in slots if slot.day == DAY)
