"""The life of a visit after it is booked: moved, cancelled by either side, at the desk, not come; each change noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select

from knowledge.appointments import desk, visits
from knowledge.appointments.moving import MovedTooOften, reschedule
from knowledge.appointments.restrictions import lift_restriction
from knowledge.appointments.states import IllegalChange
from knowledge.database import session_factory
from knowledge.models import Appointment, Event, Restriction, Seat, Service, Slot
from knowledge.office import Office
from tests.conftest import NOW
from tests.knowledge.appointments.people import at, booked, contact, service, slot_at, slots, talks

WHEN, LATER = "2026-12-02 15:00", "2026-12-03 10:00"


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session, session.begin():
        yield Office(session, NOW)


def _states(visit: Appointment) -> list[str]:
    return [event.after for event in visit.events]


def test_a_moved_visit_has_the_new_time_and_a_new_code_and_the_old_place_is_free(office: Office) -> None:
    old = booked(office, "one", WHEN)
    new = reschedule(office, old, slot_at(office, LATER))
    assert (old.status, new.status, str(new.day)) == ("rescheduled", "confirmed", "2026-12-03")
    assert new.code not in (None, old.code)
    assert any(f"{slot.day} {slot.starts:%H:%M}" == WHEN for slot in slots(office))
    with pytest.raises(IllegalChange):
        reschedule(office, old, slot_at(office, "2026-12-04 10:00"))


def test_moving_again_to_the_same_time_gives_the_same_visit(office: Office) -> None:
    old = booked(office, "one", WHEN)
    slot = slot_at(office, LATER)
    assert reschedule(office, old, slot) is reschedule(office, old, slot)


def test_a_visit_can_be_moved_within_its_day(office: Office) -> None:
    new = reschedule(office, booked(office, "one", WHEN), slot_at(office, "2026-12-02 16:00"))
    assert new.status == "confirmed"


def test_where_the_new_time_is_taken_everything_stays_as_it_was(office: Office) -> None:
    slot = slot_at(office, LATER)
    booked(office, "two", LATER, "13900000000")
    old = booked(office, "one", WHEN)
    with pytest.raises(visits.SlotTaken):
        reschedule(office, old, slot)
    office.session.refresh(old)
    assert old.status == "confirmed"
    assert office.session.scalar(select(func.count(Appointment.id)).where(Appointment.status == "held")) == 0


def test_a_visit_is_moved_three_times_at_most_and_not_after_the_deadline(office: Office) -> None:
    visit = booked(office, "one", WHEN)
    for moment in ("2026-12-03 10:00", "2026-12-04 10:00", "2026-12-07 10:00"):
        visit = reschedule(office, visit, slot_at(office, moment))
    with pytest.raises(MovedTooOften):
        reschedule(office, visit, slot_at(office, "2026-12-08 10:00"))
    late = at(office, "2026-12-02 13:30")
    other = booked(office, "two", WHEN, "13900000000")
    with pytest.raises(visits.TooLate):
        reschedule(late, other, slot_at(late, "2026-12-09 10:00"))


def test_one_person_cannot_be_at_two_windows_at_once(office: Office) -> None:
    first = booked(office, "one", WHEN)
    second = slot_at(office, WHEN, "visa-help")
    key = visits.hold(office, second, service(office, "visa-help"), "two").key
    with pytest.raises(visits.Overlapping) as refused:
        visits.confirm(office, key, "two", contact(office, "two"))
    assert refused.value.code == first.code


def test_the_desk_checks_in_serves_and_the_visitor_rates(office: Office) -> None:
    code = booked(office, "one", WHEN).code or ""
    with pytest.raises(IllegalChange):
        desk.check_in(office, code, "王示例")
    day = at(office, "2026-12-02 14:50")
    desk.check_in(day, code, "王示例")
    assert desk.check_in(day, code, "王示例").status == "checked_in"
    desk.serve(day, code, "王示例")
    visit = desk.rate(day, code, 5)
    assert _states(visit) == ["held", "confirmed", "checked_in", "served", "rated"]
    assert [(event.actor, event.channel) for event in visit.events][2:4] == [("王示例", "desk")] * 2
    with pytest.raises(IllegalChange):
        desk.no_show(at(office, "2026-12-02 16:00"), code, "王示例")


def test_three_no_shows_in_ninety_days_restrict_for_thirty_and_an_appeal_lifts_it(office: Office) -> None:
    restriction = None
    for day in ("2026-11-25", "2026-11-26", "2026-11-27"):
        code = booked(office, "one", f"{day} 10:00").code or ""
        assert restriction is None
        with pytest.raises(IllegalChange):
            desk.no_show(at(office, f"{day} 10:05"), code, "王示例")
        restriction = desk.no_show(at(office, f"{day} 10:30"), code, "王示例")
    assert restriction is not None
    assert restriction.until == date(2026, 12, 27)
    with pytest.raises(visits.Restricted) as refused:
        booked(at(office, "2026-11-28 10:00"), "one", WHEN)
    assert (refused.value.until, refused.value.times) == (date(2026, 12, 27), 3)
    lift_restriction(at(office, "2026-11-28 11:00"), restriction.id, "李示例", "住院")
    assert booked(at(office, "2026-11-28 12:00"), "one", WHEN).status == "confirmed"
    assert office.session.scalar(select(func.count(Restriction.id))) == 1


def test_a_visit_that_the_office_cancels_is_told_with_the_nearest_times_and_moved_without_a_form(
    office: Office,
) -> None:
    visit = booked(office, "one", WHEN)
    assert desk.cancel_by_office(office, visit.code or "", "设备检修", "王示例")
    assert desk.cancel_by_office(office, visit.code or "", "设备检修", "王示例")
    [told] = office.session.scalars(select(Event)).all()
    assert "设备检修" in str(told.reply)
    [block] = [block for block in told.reply["blocks"] if block["type"] == "slots"]
    assert [(slot["date"], slot["start"]) for slot in block["slots"]] == [
        ("2026-12-02", "14:30"),
        ("2026-12-02", "15:00"),
        ("2026-12-02", "15:30"),
    ]
    new = reschedule(office, visit, slot_at(office, "2026-12-02 15:30"))
    assert (new.status, new.contact_id) == ("confirmed", visit.contact_id)


def test_who_walks_in_gets_the_running_slot_and_no_seat_is_sold_twice(office: Office) -> None:
    now = at(office, "2026-11-25 10:10")
    first = desk.walk_in(now, "yc-card-a", "card-01" if "card-01" in service(now).windows else "zonghe-02", "王示例")
    assert (first.status, first.slot.starts.strftime("%H:%M")) == ("checked_in", "10:00")
    second = desk.walk_in(now, "yc-card-a", first.slot.window.code, "王示例")
    assert second.slot.starts.strftime("%H:%M") == "10:30"


def test_another_window_takes_a_visit_at_the_same_time(office: Office) -> None:
    row = office.session.scalars(select(Service).where(Service.code == "personnel-file")).one()
    visit = booked(office, "one", "2026-12-02 10:00", code="personnel-file")
    other = next(code for code in row.windows if code != visit.slot.window.code)
    moved = desk.transfer(office, visit.code or "", other, "王示例", "窗口忙")
    assert (moved.slot.window.code, moved.slot.starts, moved.status) == (other, visit.slot.starts, "confirmed")
    with pytest.raises(LookupError):
        desk.transfer(office, moved.code or "", "foreign-01", "王示例")


def test_the_list_of_a_day_tells_what_is_missing_and_what_is_needed(office: Office) -> None:
    talks(office, "one")
    wanted = visits.Wanted("personal", needs=("wheelchair",), proxy=True)
    key = visits.hold(office, slot_at(office, WHEN), service(office), "one", wanted).key
    visit = visits.confirm(office, key, "one", contact(office, "one"))
    visit.materials = [{**item, "brought": True} for item in visit.materials[:-1]] + visit.materials[-1:]
    office.session.flush()
    [entry] = desk.day_list(office, "liangjiang-hall", date(2026, 12, 2))
    assert (entry.code, entry.needs, entry.proxy) == (visit.code, ("wheelchair",), True)
    assert entry.missing == ("授权委托书和双方身份证件",)


def test_a_hold_is_extended_twice_and_then_no_more(office: Office) -> None:
    key = visits.hold(office, slot_at(office, WHEN), service(office), "one").key
    for minutes in (2, 4):
        later = Office(office.session, NOW + timedelta(minutes=minutes))
        assert visits.extend(later, key, "one").held_until == later.now + timedelta(minutes=3)
    with pytest.raises(visits.NoMoreTime):
        visits.extend(Office(office.session, NOW + timedelta(minutes=5)), key, "one")
    with pytest.raises(visits.NotHeld):
        visits.extend(Office(office.session, NOW + timedelta(minutes=9)), key, "one")


def test_the_same_request_twice_is_one_visit(office: Office) -> None:
    wanted, slot = visits.Wanted(request="cv:message 7"), slot_at(office, WHEN)
    first = visits.hold(office, slot, service(office), "one", wanted)
    code = visits.confirm(office, first.key, "one", contact(office, "one")).code
    again = visits.hold(office, slot, service(office), "one", wanted)
    assert (again.id, again.code) == (first.id, code)


def test_a_long_visit_takes_slots_in_a_row_and_gives_them_all_back(office: Office) -> None:
    row = service(office)
    row.rule = {"minutes": 60}
    office.session.flush()
    starts = [f"{slot.starts:%H:%M}" for slot in slots(office) if str(slot.day) == "2026-12-02"]
    assert "11:30" not in starts, "the lunch break lies in it"
    visit = booked(office, "one", WHEN)
    taken = {f"{slot.starts:%H:%M}" for slot in slots(office) if str(slot.day) == "2026-12-02"}
    assert not taken & {"14:30", "15:00", "15:30"}
    visits.cancel(office, visit)
    assert [f"{slot.starts:%H:%M}" for slot in slots(office) if str(slot.day) == "2026-12-02"] == starts


def test_the_database_knows_no_more_seats_than_places(office: Office) -> None:
    visit = booked(office, "one", WHEN)
    seats = office.session.scalar(select(func.count(Seat.number)).where(Seat.slot_id == visit.slot_id))
    assert seats == office.session.get_one(Slot, visit.slot_id).window.capacity
