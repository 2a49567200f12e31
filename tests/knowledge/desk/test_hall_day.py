"""The hall's day on both databases: order, lateness, finding by what is known of a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from knowledge.appointments import visits
from knowledge.appointments.booking import windows_of
from knowledge.appointments.contacts import Person, find_contact, store_contact
from knowledge.appointments.desk import check_in
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.database import session_factory
from knowledge.desk.hall_day import Place, find_by_phone, find_on_day, hall_day, slot_loads, visitors
from knowledge.models import Service
from knowledge.office import Office
from knowledge.settings import ZONE
from tests.conftest import NOW

KEY = b"k" * 32


@dataclass
class Booked:
    """Two visits of one window, one after the other."""

    codes: list[str]
    slots: list[FreeSlot]
    engine: Engine

    @property
    def begins(self) -> datetime:
        """When the first begins."""
        return datetime.combine(self.slots[0].day, self.slots[0].starts, ZONE)

    def places(self, minutes: int, *arrivals: tuple[int, int]) -> dict[str, Place]:
        """The places so many minutes after the first begins; `arrivals` are (minutes, which) of before."""
        with session_factory(self.engine, writes=True)() as session, session.begin():
            for at, which in arrivals:
                check_in(Office(session, self.begins + timedelta(minutes=at)), self.codes[which], "clerk")
            office = Office(session, self.begins + timedelta(minutes=minutes))
            days = hall_day(office, self.slots[0].window.hall, self.slots[0].day)
            return {place.entry.code: place for day in days for place in day.places}


@pytest.fixture
def booked(engine: Engine) -> Iterator[Booked]:
    codes, slots = [], []
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        service = session.scalars(select(Service).where(Service.code == "yc-card-a")).one()
        free = free_slots(office, windows_of(office, service))
        first = free[0]
        second = next(s for s in free if s.window is first.window and s.day == first.day and s.starts > first.starts)
        people = [(first, Person("张三示例", "13800000001")), (second, Person("李四示例", "13900000002"))]
        for number, (slot, person) in enumerate(people):
            key = visits.hold(office, slot, service, f"talk{number}").key
            contact = find_contact(session, store_contact(session, KEY, person, f"talk{number}", NOW), f"talk{number}")
            assert contact is not None
            code = visits.confirm(office, key, f"talk{number}", contact).code
            assert code is not None
            codes.append(code)
            slots.append(slot)
        assert slots[0].window.hall.windows  # read while the session is open
    yield Booked(codes, slots, engine)


@pytest.mark.parametrize(("minutes", "late"), [(10, False), (11, True)])
def test_a_visit_is_passed_over_after_ten_minutes(booked: Booked, minutes: int, late: bool) -> None:
    assert booked.places(minutes)[booked.codes[0]].late is late


def test_who_comes_in_time_keeps_the_order_of_the_times(booked: Booked) -> None:
    places = booked.places(2, (-20, 1), (1, 0))
    assert [places[code].turn for code in booked.codes] == [1, 2]


def test_who_comes_late_waits_from_when_he_came(booked: Booked) -> None:
    gap = round((datetime.combine(booked.slots[1].day, booked.slots[1].starts, ZONE) - booked.begins).seconds / 60)
    places = booked.places(gap + 5, (gap, 1), (gap + 4, 0))
    assert [places[code].turn for code in booked.codes] == [2, 1]
    assert places[booked.codes[0]].late and not places[booked.codes[1]].late


def test_a_person_is_found_by_what_is_known_and_nobody_else(booked: Booked) -> None:
    with session_factory(booked.engine)() as session:
        office, day = Office(session, booked.begins), booked.slots[0].day
        assert [one.code for one in find_on_day(office, KEY, day, "张", "0001")] == booked.codes[:1]
        assert find_on_day(office, KEY, day, "张三", "0002") == []
        for typed in ("13900000002", "139****0002", "0002"):
            assert [one.code for one in find_by_phone(office, KEY, typed) or []] == booked.codes[1:]
        assert find_by_phone(office, KEY, "138****0002") == []
        assert find_by_phone(office, KEY, "not a number") is None


def test_visitors_are_hidden_and_those_of_another_key_left_out(booked: Booked) -> None:
    with session_factory(booked.engine)() as session:
        office = Office(session, booked.begins)
        person = visitors(office, KEY, booked.codes)[booked.codes[0]]
        assert (person.name, person.phone) == ("张＊＊＊", "138****0001")
        assert visitors(office, b"x" * 32, booked.codes) == {}


def test_the_load_of_a_slot_counts_its_visits(booked: Booked) -> None:
    with session_factory(booked.engine)() as session:
        loads = slot_loads(Office(session, booked.begins), booked.slots[0].window, booked.slots[0].day)
        taken = {load.starts: load.taken for load in loads}
        assert taken[booked.slots[0].starts] == 1 and sum(taken.values()) == 2
