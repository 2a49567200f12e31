"""Closures find who is booked, tell him, and offer the nearest times; the waiting list gets what becomes free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from knowledge.appointments import visits, waiting
from knowledge.appointments.closures import close_hall, close_window, reopen
from knowledge.conversations import forget_old
from knowledge.database import session_factory
from knowledge.events import waiting as events
from knowledge.office import Office
from tests.conftest import NOW
from tests.knowledge.appointments.people import at, booked, contact, service, slot_at, slots, talks

DAY = date(2026, 12, 2)
WHEN = "2026-12-02 15:00"


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session, session.begin():
        yield Office(session, NOW)


def test_a_closure_of_an_afternoon_cancels_and_tells_who_is_booked_then(office: Office) -> None:
    morning, afternoon = booked(office, "one", "2026-12-02 10:00"), booked(office, "two", WHEN, "13900000000")
    window = afternoon.slot.window.code
    closing = close_window(office, window, DAY, "系统升级", "王示例", starts=time(14))
    assert closing.canceled == (afternoon,)
    assert closing.unreached == ()
    assert (morning.status, afternoon.status) == ("confirmed", "canceled_office")
    [told] = events(office, "two")
    assert "系统升级" in str(told.reply)
    near = next(block["slots"] for block in told.reply["blocks"] if block["type"] == "slots")
    assert [(slot["date"], slot["start"]) for slot in near] == [
        ("2026-12-02", "10:30"), ("2026-12-02", "11:00"), ("2026-12-02", "11:30"),
    ]  # fmt: skip
    assert not any(slot.day == DAY and slot.starts >= time(14) for slot in slots(office))


def test_who_holds_a_place_of_a_window_that_closes_cannot_confirm_it(office: Office) -> None:
    slot = slot_at(office, WHEN)
    key = visits.hold(office, slot, service(office), "one").key
    close_hall(office, "liangjiang-hall", DAY, "停电", "王示例")
    with pytest.raises(visits.NotHeld):
        visits.confirm(office, key, "one", contact(office, "one"))
    with pytest.raises(visits.SlotTaken):
        visits.hold(office, slot, service(office), "one")


def test_who_cannot_be_told_here_is_named_to_the_desk(office: Office) -> None:
    slot = slot_at(office, WHEN)
    key = visits.hold(office, slot, service(office), "forgotten").key
    visit = visits.confirm(office, key, "forgotten", contact(office, "forgotten"))
    assert close_hall(office, "liangjiang-hall", DAY, "停电", "王示例").unreached == (visit,)


def test_a_lifted_closure_opens_the_day_again(office: Office) -> None:
    closing = close_hall(office, "liangjiang-hall", DAY, "停电", "王示例")
    assert not any(slot.day == DAY for slot in slots(office))
    reopen(office, closing.closure.id, "王示例")
    assert any(slot.day == DAY for slot in slots(office))


def _waits(office: Office, conversation: str, starts: time = time(15)) -> waiting.Waiting:
    row = service(office)
    wish = waiting.WaitFor(tuple(row.windows), DAY, DAY, starts, starts)
    return waiting.join(office, row, talks(office, conversation), wish)


def _offers(office: Office, conversation: str) -> list[str]:
    return [event.key.partition(":")[0] for event in events(office, conversation)]


def test_the_first_who_waits_gets_the_offer_then_the_next(office: Office) -> None:
    visit = booked(office, "one", WHEN)
    first, second = _waits(office, "two"), _waits(office, "three")
    assert (waiting.place_in_line(office, first), waiting.place_in_line(office, second)) == (1, 2)
    assert waiting.offer_places(office) == 0
    visits.cancel(office, visit)
    assert (_offers(office, "two"), _offers(office, "three")) == (["offer"], [])
    with pytest.raises(StopIteration):
        slot_at(office, WHEN)
    visits.release_expired(Office(office.session, NOW + timedelta(minutes=29)))
    assert first.status == "offered"
    later = Office(office.session, NOW + timedelta(minutes=31))
    visits.release_expired(later)
    assert (first.status, second.status) == ("missed", "offered")
    assert (_offers(office, "two"), _offers(office, "three")) == (["offer", "missed"], ["offer"])
    held = waiting.offered_to(later, second.id, "three")
    assert held is not None
    assert visits.confirm(later, held.key, "three", contact(later, "three", "13700000000")).status == "confirmed"
    assert second.status == "taken"


def test_an_offer_is_nobody_elses(office: Office) -> None:
    visit = booked(office, "one", WHEN)
    row = _waits(office, "two")
    visits.cancel(office, visit)
    assert waiting.offered_to(office, row.id, "three") is None
    assert not waiting.leave(office, row.id, "three")
    assert row.status == "offered"


def test_who_passes_an_offer_on_leaves_it_to_the_next(office: Office) -> None:
    visit = booked(office, "one", WHEN)
    first, second = _waits(office, "two"), _waits(office, "three")
    visits.cancel(office, visit)
    assert waiting.leave(office, first.id, "two")
    assert (first.status, second.status) == ("left", "offered")


def test_a_hold_that_ran_out_goes_to_who_waits_and_not_to_who_comes_by(office: Office) -> None:
    slot = slot_at(office, WHEN)
    visits.hold(office, slot, service(office), "one")
    row = _waits(office, "two")
    later = Office(office.session, NOW + timedelta(minutes=4))
    with pytest.raises(visits.SlotTaken):
        visits.hold(later, slot, service(later), "three")
    assert row.status == "offered"


def test_waiting_for_the_same_twice_is_one_place_in_line(office: Office) -> None:
    booked(office, "one", WHEN)
    assert _waits(office, "two").id == _waits(office, "two").id
    assert [row.id for row in waiting.waiting_of(office, "two")] == [_waits(office, "two").id]


def test_who_waits_keeps_his_place_although_he_says_nothing_for_a_week(office: Office) -> None:
    visit = booked(office, "one", WHEN)
    _waits(office, "two")
    later = at(office, "2026-12-01 12:00")
    forget_old(later.session, later.now, 7)
    visits.cancel(later, visit)
    assert _offers(later, "two") == ["offer"]


def test_who_waits_for_a_day_that_passed_is_let_go(office: Office) -> None:
    booked(office, "one", WHEN)
    row = _waits(office, "two")
    waiting.offer_places(at(office, "2026-12-03 09:00"))
    assert row.status == "over"
