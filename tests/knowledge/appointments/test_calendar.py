"""The calendar: every published holiday and make-up workday of 2025 and 2026; hours, horizon, provisional years."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select

from knowledge.appointments.calendar import calendar_shortage, planned_day, seed_calendar, set_day
from knowledge.appointments.hours import slots_of_day
from knowledge.appointments.slots import bookable_days, free_slots
from knowledge.database import session_factory
from knowledge.models import CalendarDay, Hall, Window
from knowledge.office import Office
from knowledge.settings import ZONE
from tests.conftest import NOW

# From the State Council's notices of 2024-11-12 and 2025-11-04: first and last day of each holiday.
HOLIDAYS = {
    "元旦": [("2025-01-01", "2025-01-01"), ("2026-01-01", "2026-01-03")],
    "春节": [("2025-01-28", "2025-02-04"), ("2026-02-15", "2026-02-23")],
    "清明": [("2025-04-04", "2025-04-06"), ("2026-04-04", "2026-04-06")],
    "劳动节": [("2025-05-01", "2025-05-05"), ("2026-05-01", "2026-05-05")],
    "端午": [("2025-05-31", "2025-06-02"), ("2026-06-19", "2026-06-21")],
    "中秋": [("2026-09-25", "2026-09-27")],
    "国庆": [("2025-10-01", "2025-10-08"), ("2026-10-01", "2026-10-07")],
}
MAKEUP = (
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
)  # fmt: skip
FREE = [
    first + timedelta(days=offset)
    for spans in HOLIDAYS.values()
    for first, last in ((date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans)
    for offset in range((last - first).days + 1)
]


def _window(office: Office, code: str = "foreign-01") -> Window:
    return office.session.scalars(select(Window).where(Window.code == code)).one()


@pytest.mark.parametrize("day", FREE, ids=str)
def test_nothing_can_be_booked_on_a_published_holiday(sqlite_engine: Engine, day: date) -> None:
    assert planned_day(day).day_type == "holiday"
    with session_factory(sqlite_engine, writes=True)() as session:
        seed_calendar(session, date(2025, 1, 1), date(2026, 12, 31))
        office = Office(session, datetime.combine(day - timedelta(days=1), time(9), ZONE))
        assert slots_of_day(office, _window(office), day) == ()
        assert day not in bookable_days(office, _window(office).hall).days


@pytest.mark.parametrize("day", [date.fromisoformat(day) for day in MAKEUP], ids=str)
def test_a_make_up_workday_has_the_hours_of_a_monday(sqlite_engine: Engine, day: date) -> None:
    assert planned_day(day).day_type == "makeup"
    with session_factory(sqlite_engine, writes=True)() as session:
        seed_calendar(session, date(2025, 1, 1), date(2026, 12, 31))
        office = Office(session, datetime.combine(day - timedelta(days=1), time(9), ZONE))
        slots = slots_of_day(office, _window(office), day)
        assert [starts for starts, _, _ in slots][:: len(slots) - 1] == [time(9), time(16, 30)]
        assert not any(time(12) <= starts < time(14) for starts, _, _ in slots)
        assert day in bookable_days(office, _window(office).hall).days


def test_every_other_day_of_both_years_follows_its_weekday() -> None:
    special = {*FREE, *map(date.fromisoformat, MAKEUP)}
    days = [date(2025, 1, 1) + timedelta(days=offset) for offset in range(730)]
    for day in days:
        if day not in special:
            assert planned_day(day).day_type == ("weekend" if day.isoweekday() >= 6 else "workday"), day


def test_the_horizon_is_twenty_workdays_and_passes_over_holidays(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine)() as session:
        office = Office(session, datetime(2026, 9, 24, 10, tzinfo=ZONE))
        days = bookable_days(office, session.scalars(select(Hall)).first() or Hall()).days
    # 25-27 September and 1-7 October are free, 10 October is worked.
    assert len(days) == 20
    assert (days[0], days[3], days[-1]) == (date(2026, 9, 28), date(2026, 10, 8), date(2026, 10, 29))


def test_a_year_without_a_published_plan_is_provisional_until_it_is(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine, writes=True)() as session:
        office = Office(session, datetime(2026, 12, 28, 10, tzinfo=ZONE))
        slots = free_slots(office, [_window(office)])
        assert {slot.day.year for slot in slots if slot.provisional} == {2027}
        assert not any(slot.provisional for slot in slots if slot.day.year == 2026)


def test_staff_are_warned_when_fewer_than_sixty_days_are_maintained(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine)() as session:
        # 2027 is not published: from 24 November there are 37 days left.
        assert calendar_shortage(Office(session, NOW)) == 37
        assert calendar_shortage(Office(session, datetime(2026, 11, 1, 9, tzinfo=ZONE))) is None


def test_a_day_that_staff_set_stays_when_the_plan_is_seeded_again(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine, writes=True)() as session:
        office = Office(session, NOW)
        day = date(2027, 3, 1)
        set_day(office, day, "closed", "搬迁", "王示例")
        seed_calendar(session, date(2027, 1, 1), date(2027, 12, 31))
        row = session.get_one(CalendarDay, day)
        assert (row.day_type, row.name, row.provisional) == ("closed", "搬迁", False)


def test_a_window_has_hours_and_staff_of_its_own(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine, writes=True)() as session:
        office = Office(session, NOW)
        window = _window(office)
        window.hours = [
            {"days": [3], "open": "09:00", "close": "10:00", "staff": 2},
            {"days": [3], "open": "13:30", "close": "14:30"},
            {"days": [4], "open": "09:00", "close": "12:00", "staff": 0},
        ]
        wednesday, thursday = date(2026, 11, 25), date(2026, 11, 26)
        assert slots_of_day(office, window, wednesday) == (
            (time(9), time(9, 30), 2),
            (time(9, 30), time(10), 2),
            (time(13, 30), time(14), 1),
            (time(14), time(14, 30), 1),
        )
        assert slots_of_day(office, window, thursday) == ()
