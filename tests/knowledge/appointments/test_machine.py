"""Whatever happens to visits, in whatever order: no place is sold twice, nobody is twice at once, all is noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from knowledge.appointments import desk, visits, waiting
from knowledge.appointments.closures import close_window
from knowledge.appointments.codes import is_sound
from knowledge.appointments.moving import MovedTooOften, reschedule
from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.states import NEXT, IllegalChange
from knowledge.database import session_factory
from knowledge.models import Appointment, Slot, Waiting, Window
from knowledge.models.appointments import COUNTING, TAKING
from knowledge.office import Office
from tests.conftest import NOW
from tests.knowledge.appointments.people import contact, service, talks

# Two mornings at a window with one place a slot, two services: small enough that all are in each other's way.
DAYS = (date(2026, 11, 25), date(2026, 11, 26))
TIMES = (time(9), time(9, 30))
PEOPLE = ("13800000000", "13900000000", "13700000000")
SERVICES = ("yc-card-a", "yc-card-b")
REFUSED = (
    visits.SlotTaken, visits.NotHeld, visits.AlreadyBooked, visits.Overlapping, visits.Restricted, visits.TooLate,
    visits.NoMoreTime, MovedTooOften, IllegalChange,
)  # fmt: skip


@dataclass
class Known:
    """What the model knows of a visit: whose, where, and in which state."""

    person: int
    service: str
    place: tuple[date, time]
    state: str
    until: datetime


class Life(RuleBasedStateMachine):
    """Applicants, the desk and the clock act on a few places; a model predicts what becomes of them."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.session = session_factory(self.engine, writes=True)()
        self.session.begin()
        self.now = NOW
        self.model: dict[int, Known] = {}
        for person in range(len(PEOPLE)):
            talks(self.office, f"c{person}")
        self.contacts = [contact(self.office, f"c{n}", phone) for n, phone in enumerate(PEOPLE)]
        self.window = self.session.scalars(select(Window).where(Window.code == service(self.office).windows[0])).one()
        self.window.capacity, self.window.hours = 1, [{"days": [3, 4], "open": "09:00", "close": "10:00"}]
        self.window.rule = {"lead_workdays": 0}
        for code in SERVICES:
            service(self.office, code).windows = [self.window.code]
        self.session.flush()
        self.closed = False

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @property
    def office(self) -> Office:
        return Office(self.session, self.now)

    @rule(
        person=st.integers(0, 2), day=st.sampled_from(DAYS), at=st.sampled_from(TIMES), code=st.sampled_from(SERVICES)
    )
    def hold(self, person: int, day: date, at: time, code: str) -> None:
        self._settle()
        free = not self._taken(day, at, but=person) and datetime.combine(day, at, NOW.tzinfo) > self.now
        try:
            visit = visits.hold(self.office, self._slot(day, at), service(self.office, code), f"c{person}")
        except visits.SlotTaken:
            assert not free or self.closed or self._anyone_waits()
            self._read()
        else:
            assert free
            for known in self.model.values():
                if known.person == person and known.state == "held":
                    known.state = "released"
            self.model[visit.id] = Known(person, code, (day, at), "held", self.now + timedelta(minutes=3))
            self._read()

    @rule(pick=st.integers(0, 99))
    def confirm(self, pick: int) -> None:
        visit = self._pick(pick, "held", "expired")
        if visit is not None:
            known = self.model[visit.id]
            self._try(lambda: visits.confirm(self.office, visit.key, f"c{known.person}", self.contacts[known.person]))

    @rule(pick=st.integers(0, 99))
    def extend(self, pick: int) -> None:
        visit = self._pick(pick, "held")
        if visit is not None:
            self._try(lambda: visits.extend(self.office, visit.key, visit.conversation_id))

    @rule(pick=st.integers(0, 99), day=st.sampled_from(DAYS), at=st.sampled_from(TIMES))
    def move(self, pick: int, day: date, at: time) -> None:
        visit = self._pick(pick, "confirmed", "canceled_office")
        if visit is not None:
            before = visit.status
            new: Any = self._try(lambda: reschedule(self.office, visit, self._slot(day, at)))
            self.session.refresh(visit)
            if new is None:
                assert visit.status == before
            elif new.id != visit.id:
                assert (visit.status, new.status) == ("rescheduled", "confirmed")

    @rule(pick=st.integers(0, 99), what=st.sampled_from(["cancel", "office", "check_in", "serve", "rate", "no_show"]))
    def change(self, pick: int, what: str) -> None:
        visit = self._pick(pick, "confirmed", "checked_in", "served", "no_show")
        if visit is None:
            return
        code = visit.code or ""
        acts: dict[str, Any] = {
            "cancel": lambda: visits.cancel(self.office, visit),
            "office": lambda: desk.cancel_by_office(self.office, code, "x", "clerk"),
            "check_in": lambda: desk.check_in(self.office, code, "clerk"),
            "serve": lambda: desk.serve(self.office, code, "clerk"),
            "rate": lambda: desk.rate(self.office, code, 4),
            "no_show": lambda: desk.no_show(self.office, code, "clerk"),
        }
        self._try(acts[what])

    @rule(person=st.integers(0, 2), day=st.sampled_from(DAYS))
    def wait(self, person: int, day: date) -> None:
        wish = waiting.WaitFor((self.window.code,), day, day)
        waiting.join(self.office, service(self.office), f"c{person}", wish)
        waiting.offer_places(self.office)
        self._read()

    @rule(pick=st.integers(0, 9))
    def leave(self, pick: int) -> None:
        rows = self.session.scalars(select(Waiting).where(Waiting.status.in_(("waiting", "offered")))).all()
        if rows:
            row = rows[pick % len(rows)]
            waiting.leave(self.office, row.id, row.conversation_id)
            self._read()

    @rule(minutes=st.sampled_from([1, 4, 31, 24 * 60 - 59, 24 * 60]))
    def pass_time(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._settle()

    @precondition(lambda self: not self.closed and self.now.date() <= DAYS[1])
    @rule(seldom=st.integers(0, 4))
    def close(self, seldom: int) -> None:
        if seldom == 0:
            close_window(self.office, self.window.code, DAYS[1], "x", "clerk")
            self.closed = True
            self._read()

    @invariant()
    def no_place_is_sold_twice(self) -> None:
        rows = self.session.scalars(select(Appointment).where(Appointment.status.in_(TAKING))).all()
        assert max(Counter(row.slot_id for row in rows).values(), default=0) <= 1

    @invariant()
    def nobody_is_twice_at_once_or_for_one_thing_on_a_day(self) -> None:
        rows = self.session.scalars(select(Appointment).where(Appointment.status.in_(COUNTING))).all()
        named = [row for row in rows if row.phone_digest]
        assert max(Counter((r.phone_digest, r.service_id, r.day) for r in named).values(), default=0) <= 1
        busy = [row for row in named if row.status in TAKING]
        times = Counter((row.phone_digest, row.day, self.session.get_one(Slot, row.slot_id).starts) for row in busy)
        assert max(times.values(), default=0) <= 1

    @invariant()
    def every_change_is_noted_and_lawful(self) -> None:
        self.session.flush()
        self.session.expire_all()
        for visit in self.session.scalars(select(Appointment)):
            before = ""
            for event in visit.events:
                assert event.before == before
                assert event.after == "held" if not before else event.after in {*NEXT[before], before}
                before = event.after
            assert before == visit.status
            assert visit.code is None or is_sound(visit.code)

    @invariant()
    def the_model_knows_every_state(self) -> None:
        for number, known in self.model.items():
            assert self.session.get_one(Appointment, number).status == known.state

    @invariant()
    def an_offer_has_a_place_of_its_own(self) -> None:
        for row in self.session.scalars(select(Waiting).where(Waiting.status == "offered")):
            assert row.appointment is not None
            assert row.appointment.offered
            assert row.appointment.status in ("held", "expired", "canceled_office")

    def _try(self, act: Any) -> object:
        result = None
        try:
            with self.session.begin_nested():
                result = act()
        except REFUSED:
            pass
        self._read()
        return result

    def _settle(self) -> None:
        visits.release_expired(self.office)
        for known in self.model.values():
            if known.state == "held" and known.until <= self.now:
                known.state = "expired"
        self._read()

    def _read(self) -> None:
        """Take over what the database says of visits that acts like offers, moves and closures made or changed."""
        self.session.expire_all()
        for visit in self.session.scalars(select(Appointment)):
            known = self.model.get(visit.id)
            slot = self.session.get_one(Slot, visit.slot_id)
            until = visit.held_until or self.now
            if known is not None and known.state != visit.status:
                assert visit.status in _reachable(known.state), (known.state, visit.status)
            code = visit.service.code
            person = int(visit.conversation_id[1:])
            self.model[visit.id] = Known(person, code, (slot.day, slot.starts), visit.status, until)

    def _taken(self, day: date, at: time, but: int) -> bool:
        return any(
            known.place == (day, at)
            and (known.state in ("confirmed", "checked_in") or (known.state == "held" and known.until > self.now))
            and not (known.person == but and known.state == "held" and not self._offered(number))
            for number, known in self.model.items()
        )

    def _offered(self, number: int) -> bool:
        return self.session.get_one(Appointment, number).offered

    def _anyone_waits(self) -> bool:
        return (
            self.session.scalars(select(Waiting.id).where(Waiting.status.in_(("waiting", "offered")))).first()
            is not None
        )

    def _pick(self, pick: int, *states: str) -> Appointment | None:
        found = sorted(number for number, known in self.model.items() if known.state in states)
        return self.session.get_one(Appointment, found[pick % len(found)]) if found else None

    def _slot(self, day: date, at: time) -> FreeSlot:
        ends = (datetime.combine(day, at) + timedelta(minutes=30)).time()
        return FreeSlot(self.window, day, at, ends, 1, False, ((at, ends),))


def _reachable(state: str) -> set[str]:
    reached, more = set[str](), [state]
    while more:
        for after in NEXT.get(more.pop(), ()):
            if after not in reached:
                reached.add(after)
                more.append(after)
    return reached


def test_the_life_of_visits_keeps_its_promises(engine: Engine) -> None:
    machine = type("Life", (Life,), {"engine": engine})
    few = settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=few)


@pytest.mark.parametrize("state", ["released", "canceled_user", "rescheduled", "rated"])
def test_some_states_are_final(state: str) -> None:
    assert _reachable(state) == set()
