"""Two who change the same at once: the later one goes by what the earlier one did, not by what it read before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from sqlalchemy import Engine, select

from knowledge.appointments import desk, visits
from knowledge.appointments.closures import close_hall
from knowledge.appointments.moving import reschedule
from knowledge.appointments.seats import SlotTaken
from knowledge.appointments.states import IllegalChange
from knowledge.database import session_factory
from knowledge.models import Appointment
from knowledge.office import Office
from tests.conftest import NOW
from tests.knowledge.appointments.people import at, booked, slot_at

WHEN = "2026-12-02 15:00"
_MEANWHILE_SECONDS = 0.5


def _booked(engine: Engine) -> str:
    with session_factory(engine, writes=True)() as session, session.begin():
        return booked(Office(session, NOW), "one", WHEN).code or ""


def _meanwhile(engine: Engine, moment: str, act: Callable[[Office], object]) -> threading.Thread:
    """Let another process act; PostgreSQL lets it at once, SQLite when the first one is done."""

    def work() -> None:
        with session_factory(engine, writes=True)() as session, session.begin():
            act(at(Office(session, NOW), moment))

    other = threading.Thread(target=work)
    other.start()
    other.join(_MEANWHILE_SECONDS)
    return other


def _visit(office: Office, code: str) -> Appointment:
    return office.session.scalars(select(Appointment).where(Appointment.code == code)).one()


def test_who_is_checked_in_while_he_cancels_stays_checked_in(engine: Engine) -> None:
    code = _booked(engine)
    seen: list[str] = []

    def check_in(office: Office) -> None:
        try:
            seen.append(desk.check_in(office, code, "王示例").status)
        except IllegalChange:
            seen.append("refused")

    with session_factory(engine, writes=True)() as session, session.begin():
        office = at(Office(session, NOW), "2026-12-02 12:59")
        visit = _visit(office, code)
        other = _meanwhile(engine, "2026-12-02 13:01", check_in)
        try:
            visits.cancel(office, visit)
        except IllegalChange:
            seen.append("not canceled")
    other.join()
    with session_factory(engine)() as session:
        status = _visit(Office(session, NOW), code).status
    assert (sorted(seen), status) in ((["checked_in", "not canceled"], "checked_in"), (["refused"], "canceled_user"))


def test_a_visit_is_not_moved_into_a_window_that_closed_meanwhile(engine: Engine) -> None:
    code = _booked(engine)
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        slot = slot_at(office, "2026-12-03 10:00")
        hall = slot.window.hall.code
        other = _meanwhile(
            engine, "2026-11-24 10:00", lambda desk: close_hall(desk, hall, date(2026, 12, 3), "停电", "王示例")
        )
        with suppress(SlotTaken):
            reschedule(office, _visit(office, code), slot)
    other.join()
    with session_factory(engine)() as session:
        confirmed = select(Appointment.day).where(Appointment.status == "confirmed")
        assert date(2026, 12, 3) not in session.scalars(confirmed).all()


def test_who_is_checked_in_before_his_window_closes_stays_checked_in(engine: Engine) -> None:
    code = _booked(engine)
    seen: list[str] = []

    def check_in(office: Office) -> None:
        try:
            seen.append(desk.check_in(office, code, "王示例").status)
        except IllegalChange:
            seen.append("refused")

    with session_factory(engine, writes=True)() as session, session.begin():
        office = at(Office(session, NOW), "2026-12-02 13:00")
        read = _visit(office, code)
        other = _meanwhile(engine, "2026-12-02 13:01", check_in)
        close_hall(office, read.slot.window.hall.code, date(2026, 12, 2), "停电", "王示例")
    other.join()
    with session_factory(engine)() as session:
        status = _visit(Office(session, NOW), code).status
    assert (seen, status) in ((["checked_in"], "checked_in"), (["refused"], "canceled_office"))
