"""A slot cannot be sold twice, whatever happens at the same time; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from knowledge.appointments import visits
from knowledge.appointments.choosing import windows_of
from knowledge.appointments.codes import is_sound
from knowledge.appointments.contacts import Person, find_contact, store_contact
from knowledge.appointments.lookup import find_visit, own_visits
from knowledge.appointments.retention import forget_contacts
from knowledge.appointments.seats import added
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.database import session_factory
from knowledge.models import Appointment, Service
from knowledge.office import Office
from tests.conftest import NOW

KEY = b"k" * 32


def _service(office: Office, code: str = "yc-card-a") -> Service:
    return office.session.scalars(select(Service).where(Service.code == code)).one()


def _first_slot(office: Office, service: Service) -> FreeSlot:
    return free_slots(office, windows_of(office, service))[0]


def _contact(office: Office, conversation: str, phone: str = "13800000000") -> str:
    return store_contact(office.session, KEY, Person("张示例", phone), conversation, office.now)


def book(office: Office, conversation: str, phone: str = "13800000000") -> Appointment:
    service = _service(office)
    slot = _first_slot(office, service)
    key = visits.hold(office, slot, service, conversation).key
    contact = find_contact(office.session, _contact(office, conversation, phone), conversation)
    assert contact is not None
    return visits.confirm(office, key, conversation, contact)


def test_a_confirmed_visit_has_a_sound_code_and_is_found_again(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        code = book(office, "one").code
        assert code is not None
        assert is_sound(code)
        assert [visit.appointment.code for visit in own_visits(office, "one")] == [code]


def test_the_last_place_is_sold_once_when_many_want_it_at_once(engine: Engine) -> None:
    sessions = session_factory(engine, writes=True)
    with sessions() as session, session.begin():
        slot = _first_slot(Office(session, NOW), _service(Office(session, NOW)))
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def want(name: str) -> None:
        start.wait()
        with sessions() as session, session.begin():
            office = Office(session, NOW)
            try:
                visits.hold(office, slot, _service(office), name)
                outcomes.append("held")
            except visits.SlotTaken:
                outcomes.append("taken")

    threads = [threading.Thread(target=want, args=(f"conversation {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert outcomes.count("held") == slot.window.capacity
    with sessions() as session:
        held = session.scalar(select(func.count(Appointment.id)).where(Appointment.status == "held"))
        assert held == slot.window.capacity


def test_the_database_itself_refuses_a_second_active_visit_on_a_seat(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        first = book(office, "one")
        second = Appointment(
            key="another", conversation_id="two", service_id=first.service_id, slot_id=first.slot_id,
            seat_number=first.seat_number, day=first.day, status="confirmed", materials=[], created_at=NOW,
        )  # fmt: skip
        assert added(session, second) is False


def test_a_repeated_confirmation_gives_the_same_visit(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        service = _service(office)
        slot = _first_slot(office, service)
        key = visits.hold(office, slot, service, "one").key
        contact = find_contact(session, _contact(office, "one"), "one")
        assert contact is not None
        code = visits.confirm(office, key, "one", contact).code
        assert visits.confirm(office, key, "one", contact).code == code


def test_one_telephone_has_one_visit_a_day_and_service(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        book(office, "one")
        with pytest.raises(visits.AlreadyBooked):
            book(office, "two")


def test_a_hold_that_ran_out_is_free_for_others_and_lost_to_its_owner(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        service = _service(office)
        slot = _first_slot(office, service)
        places, keys = slot.window.capacity, []
        for number in range(places):
            keys.append(visits.hold(office, slot, service, f"early {number}").key)
        later = Office(session, NOW + timedelta(minutes=4))
        assert _first_slot(later, service).starts == slot.starts
        for number in range(places):
            visits.hold(later, slot, service, f"late {number}")
        contact = find_contact(session, _contact(later, "early 0"), "early 0")
        assert contact is not None
        with pytest.raises(visits.SlotTaken):
            visits.confirm(later, keys[0], "early 0", contact)


def test_a_hold_that_ran_out_is_still_confirmed_when_nobody_took_the_place(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        service = _service(office)
        key = visits.hold(office, _first_slot(office, service), service, "one").key
        later = Office(session, NOW + timedelta(minutes=4))
        visits.release_expired(later)
        contact = find_contact(session, _contact(later, "one"), "one")
        assert contact is not None
        assert visits.confirm(later, key, "one", contact).status == "confirmed"


def test_a_cancelled_place_can_be_booked_again(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        first = book(office, "one")
        visits.cancel(office, first)
        assert visits.cancel(office, first).status == "canceled_user"
        again = book(office, "two", "13900000000")
        assert (again.slot_id, again.seat_number) == (first.slot_id, first.seat_number)
        assert again.code != first.code
        assert [event.after for event in first.events] == ["held", "confirmed", "canceled_user"]


def test_after_the_deadline_a_visit_cannot_be_cancelled(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        appointment = book(Office(session, NOW), "one")
        on_the_day = NOW.replace(day=appointment.day.day, month=appointment.day.month, hour=8)
        with pytest.raises(visits.TooLate):
            visits.cancel(Office(session, on_the_day), appointment)


def test_a_strange_code_opens_with_the_right_digits_only_and_closes_after_five_wrong_tries(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        code = book(office, "one").code
        assert code is not None
        assert find_visit(office, code, "stranger", KEY, None) is None
        assert find_visit(office, code, "stranger", KEY, "0000") is not None
        for _ in range(5):
            assert find_visit(office, code, "stranger", KEY, "1234") is None
        assert find_visit(office, code, "stranger", KEY, "0000") is None
        assert find_visit(office, code, "one", KEY, None) is not None


def test_contact_data_is_forgotten_a_month_after_the_visit_and_at_once_when_nothing_came_of_it(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        appointment = book(office, "one")
        unused = _contact(office, "two", "13900000000")
        assert forget_contacts(Office(session, NOW + timedelta(hours=23))) == 0
        assert forget_contacts(Office(session, NOW + timedelta(days=2))) == 1
        assert find_contact(session, unused, "two") is None
        assert appointment.contact is not None
        assert forget_contacts(Office(session, NOW + timedelta(days=40))) == 1
        session.refresh(appointment)
        assert (appointment.contact, appointment.phone_digest) == (None, None)
        assert appointment.code is not None
