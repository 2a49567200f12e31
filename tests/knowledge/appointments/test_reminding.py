"""Visits are reminded of the day before and three hours before, each once, and never when they are not to come."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from knowledge.appointments import visits
from knowledge.appointments.contacts import Person
from knowledge.appointments.reminding import begins, retract_reminders, write_due_reminders
from knowledge.blocks import Reply
from knowledge.database import connect, session_factory
from knowledge.events import delivered, waiting
from knowledge.models import Appointment, Conversation, Event, Slot, VisitReminder
from knowledge.office import Office
from tests.knowledge.personal.people import NOW, booked, conversation, later

# The first free time is on Wednesday, 25 November 2026, 09:00; these are booked on the Tuesday before, at 10:00.
TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


def _slot(office: Office, visit: Appointment) -> Slot:
    return office.session.get_one(Slot, visit.slot_id)


def _start(office: Office, visit: Appointment) -> datetime:
    return begins(_slot(office, visit), NOW)


def _in_a_week(office: Office, within: str) -> Appointment:
    """A visit that was booked long before."""
    visit = booked(office, within)
    visit.confirmed_at = visit.created_at = NOW - timedelta(days=7)
    office.session.flush()
    return visit


def _kinds(office: Office) -> list[str]:
    return list(office.session.scalars(select(VisitReminder.kind).order_by(VisitReminder.id)))


def _texts(office: Office, within: str) -> list[str]:
    return [Reply.model_validate(event.reply).plain() for event in waiting(office, within)]


def test_the_day_before_and_three_hours_before_each_once(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    start = _start(office, visit)
    moment, end = start - timedelta(days=3), start + timedelta(hours=2)
    while moment < end:  # as the worker runs, every five minutes
        write_due_reminders(later(office, moment), sms=False)
        moment += timedelta(minutes=5)
    rows = list(office.session.scalars(select(VisitReminder).order_by(VisitReminder.id)))
    assert [row.kind for row in rows] == ["day", "hours"]
    assert rows[0].written_at == datetime.combine(start.date() - timedelta(days=1), start.time(), start.tzinfo).replace(
        hour=9, minute=0
    )
    assert rows[1].written_at == start - timedelta(hours=3)


def test_what_is_said_names_time_place_code_and_what_to_bring(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    write_due_reminders(office, sms=False)
    (text,) = _texts(office, within)
    for word in ("明天（11月25日，周三）09:00", visit.code or "", visit.materials[0]["name"], "取消预约", "示例数据"):
        assert word in text
    assert "13800000000" not in text
    assert "张" not in text


def test_on_the_day_itself_it_says_today(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    write_due_reminders(later(office, _start(office, visit) - timedelta(hours=3)), sms=False)
    (text,) = _texts(later(office, _start(office, visit) - timedelta(hours=3)), within)
    assert "今天（11月25日，周三）09:00" in text


def test_who_booked_in_english_is_reminded_in_english(office: Office) -> None:
    within = conversation(office)
    visit = booked(office, within, service="work-permit-extend", language="en")
    visit.confirmed_at = NOW - timedelta(days=7)
    write_due_reminders(office, sms=False)
    (text,) = _texts(office, within)
    assert "tomorrow (Wednesday, 25 November)" in text
    assert "Please bring" in text
    assert "提醒您" not in text


def test_after_a_standstill_the_reminder_of_the_day_before_comes_late(office: Office) -> None:
    visit = _in_a_week(office, conversation(office))
    write_due_reminders(later(office, _start(office, visit) - timedelta(hours=12)), sms=False)  # 21:00
    assert _kinds(office) == []  # nobody is woken
    other = _in_a_week_at(office, 3)
    write_due_reminders(later(office, begins(_slot(office, other), NOW) - timedelta(hours=14)), sms=False)
    assert "day" in _kinds(office)


def _in_a_week_at(office: Office, nth: int) -> Appointment:
    visit = booked(office, conversation(office), nth=nth, service="work-permit-extend")
    visit.confirmed_at = visit.created_at = NOW - timedelta(days=7)
    office.session.flush()
    return visit


def test_after_a_long_standstill_only_the_hours_are_told(office: Office) -> None:
    visit = _in_a_week(office, conversation(office))
    write_due_reminders(later(office, _start(office, visit) - timedelta(minutes=20)), sms=False)
    assert _kinds(office) == ["hours"]


def test_a_visit_that_began_is_not_reminded_of(office: Office) -> None:
    visit = _in_a_week(office, conversation(office))
    for minutes in (0, 1, 600):
        write_due_reminders(later(office, _start(office, visit) + timedelta(minutes=minutes)), sms=False)
    assert _kinds(office) == []


def test_who_booked_on_the_day_before_is_reminded_hours_later_and_not_at_once(office: Office) -> None:
    booked(office, conversation(office))
    write_due_reminders(office, sms=False)
    assert _kinds(office) == []
    write_due_reminders(later(office, NOW + timedelta(hours=6)), sms=False)
    assert _kinds(office) == ["day"]


def test_a_canceled_visit_is_not_reminded_of(office: Office) -> None:
    visit = _in_a_week(office, conversation(office))
    visits.cancel(office, visit)
    write_due_reminders(office, sms=False)
    assert _kinds(office) == []


def test_a_visit_that_is_only_held_is_not_reminded_of(office: Office) -> None:
    visit = _in_a_week(office, conversation(office))
    visit.status = "held"
    office.session.flush()
    write_due_reminders(office, sms=False)
    assert _kinds(office) == []


def test_what_reached_nobody_is_taken_back_when_the_visit_is_canceled(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    write_due_reminders(office, sms=True)
    visits.cancel(office, visit)
    assert retract_reminders(office, visit.id) == 0  # done with the cancelling
    assert waiting(office, within) == []
    assert office.session.scalars(select(VisitReminder.sms_state)).one() == "dropped"


def test_what_was_told_already_stays_in_the_conversation(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    write_due_reminders(office, sms=False)
    delivered(office, [event.id for event in waiting(office, within)])
    visits.cancel(office, visit)
    assert retract_reminders(office) == 0
    assert len(waiting(office, within)) == 1


def test_a_reminder_of_a_visit_that_is_still_to_come_is_not_taken_back(office: Office) -> None:
    within = conversation(office)
    _in_a_week(office, within)
    write_due_reminders(office, sms=False)
    assert retract_reminders(office) == 0
    assert len(waiting(office, within)) == 1


def test_a_visit_that_was_moved_is_reminded_of_at_its_new_time_only(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    write_due_reminders(office, sms=False)
    moved = _in_a_week_at(office, 40)
    seat = (moved.slot_id, moved.seat_number, moved.day)
    moved.status = "canceled_user"
    office.session.flush()
    visit.slot_id, visit.seat_number, visit.day = seat
    office.session.flush()
    retract_reminders(office)
    assert waiting(office, within) == []
    start = _start(office, visit)
    assert start.date() > TOMORROW
    write_due_reminders(office, sms=False)
    assert _kinds(office) == ["day"]
    write_due_reminders(later(office, (start - timedelta(days=1)).replace(hour=10, minute=0)), sms=False)
    assert _kinds(office) == ["day", "day"]


def test_nothing_is_told_after_the_visit_began(office: Office) -> None:
    within = conversation(office)
    visit = _in_a_week(office, within)
    write_due_reminders(office, sms=False)
    assert waiting(later(office, _start(office, visit) + timedelta(minutes=1)), within) == []


def test_where_no_conversation_is_kept_the_short_message_still_goes(office: Office) -> None:
    visit = _in_a_week(office, conversation(office))
    office.session.delete(office.session.get_one(Conversation, visit.conversation_id))
    office.session.flush()
    write_due_reminders(office, sms=True)
    row = office.session.scalars(select(VisitReminder)).one()
    assert (row.told, row.sms_state) == (False, "waiting")


WORKERS = 4
VISITS = 6


def _work(url: str) -> None:
    engine = connect(url)
    with session_factory(engine, writes=True)() as session, session.begin():
        write_due_reminders(Office(session, NOW), sms=True)
    engine.dispose()


def _prepare(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        for number in range(VISITS):
            person = Person("张三示例", f"1380000{number:04d}")
            visit = booked(office, conversation(office), person, nth=number, service="work-permit-extend")
            visit.confirmed_at = NOW - timedelta(days=7)


def _written(engine: Engine) -> tuple[int, int, int]:
    with session_factory(engine)() as session:
        due = select(Appointment.id).where(Appointment.day == TOMORROW)
        return (
            len(session.scalars(due).all()),
            len(session.scalars(select(VisitReminder.id)).all()),
            len(session.scalars(select(Event.id)).all()),
        )


def test_many_workers_in_threads_write_each_reminder_once(engine: Engine) -> None:
    _prepare(engine)
    sessions, ready = session_factory(engine, writes=True), threading.Barrier(WORKERS)

    def work() -> None:
        ready.wait()
        with sessions() as session, session.begin():
            write_due_reminders(Office(session, NOW), sms=True)

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    due, reminders, events = _written(engine)
    assert due == reminders == events > 2


def test_many_workers_in_processes_write_each_reminder_once(engine: Engine) -> None:
    _prepare(engine)
    url = engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_work, args=(url,)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * WORKERS
    due, reminders, events = _written(engine)
    assert due == reminders == events > 2
