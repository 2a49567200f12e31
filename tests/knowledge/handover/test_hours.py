"""Office hours are those of the halls, on the days of the office calendar; tickets are due after working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from knowledge.appointments.once import read_again
from knowledge.handover.hours import due_day, is_open, next_opening, workday_after
from knowledge.models import CalendarDay, Closure, Hall
from knowledge.office import Office
from knowledge.settings import ZONE


def at(office: Office, moment: str) -> Office:
    return replace(office, now=datetime.fromisoformat(moment).replace(tzinfo=ZONE))


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-24T10:00", True),
        ("2026-11-24T08:00", False),
        ("2026-11-24T23:30", False),
        ("2026-11-29T10:00", False),  # a Sunday
        ("2026-10-01T10:00", False),  # 国庆节, a Thursday
        ("2026-10-10T10:00", True),  # a Saturday that is worked instead
    ],
)
def test_a_person_can_be_had_while_a_hall_is_open(office: Office, moment: str, opened: bool) -> None:
    assert is_open(at(office, moment)) is opened


def test_the_hall_opens_at_its_first_minute_and_not_at_its_closing(office: Office) -> None:
    hours = [{"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "17:00"}]
    office.session.execute(update(Hall).values(hours=hours))
    assert is_open(at(office, "2026-11-24T09:00"))
    assert not is_open(at(office, "2026-11-24T17:00"))


def test_a_closure_closes_the_inbox_and_moves_what_is_due(office: Office) -> None:
    before = workday_after(office, 1)
    office.session.execute(
        update(CalendarDay)
        .where(CalendarDay.day.in_((date(2026, 11, 24), date(2026, 11, 25))))
        .values(day_type="closed", provisional=False)
    )
    read_again(office)
    assert not is_open(office)
    assert (before, workday_after(office, 1)) == (date(2026, 11, 25), date(2026, 11, 26))


def test_a_hall_that_is_closed_at_short_notice_has_nobody(office: Office) -> None:
    for hall in office.session.scalars(select(Hall)):
        row = Closure(
            hall_id=hall.id, day=office.today, starts=time(9, 30), ends=time(11), reason="停电", created_by="zhang",
            created_at=office.now,
        )  # fmt: skip
        office.session.add(row)
    office.session.flush()
    assert not is_open(office)
    assert is_open(at(office, "2026-11-24T11:00"))


def test_example_halls_that_may_not_be_shown_open_nothing(office: Office) -> None:
    hidden = replace(office, show_examples=False)
    assert not is_open(hidden)
    assert next_opening(hidden) is None


@pytest.mark.parametrize(
    ("kind", "due"),
    [("complaint", date(2026, 12, 1)), ("consultation", date(2026, 11, 25)), ("correction", date(2026, 11, 27))],
)
def test_a_ticket_is_due_after_working_days(office: Office, kind: str, due: date) -> None:
    assert due_day(office, kind) == due


def test_the_next_opening_is_after_the_weekend(office: Office) -> None:
    found = next_opening(at(office, "2026-11-28T20:00"))
    assert found is not None
    assert found.isoweekday() in (7, 1)
    assert found - at(office, "2026-11-28T20:00").now < timedelta(days=2)


@pytest.mark.parametrize(
    ("starts", "ends", "opens"),
    [(None, None, "2026-11-25T09:00"), (None, time(11), "2026-11-24T11:00"), (time(9), time(17), "2026-11-25T09:00")],
)
def test_nobody_is_told_to_come_while_the_hall_is_closed_at_short_notice(
    office: Office, starts: time | None, ends: time | None, opens: str
) -> None:
    hours = [{"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "17:00"}]
    office.session.execute(update(Hall).values(hours=hours))
    for hall in office.session.scalars(select(Hall)):
        row = Closure(
            hall_id=hall.id, day=office.today, starts=starts, ends=ends, reason="停电", created_by="zhang",
            created_at=office.now,
        )  # fmt: skip
        office.session.add(row)
    office.session.flush()
    assert next_opening(at(office, "2026-11-24T08:00")) == at(office, opens).now
