"""The calendar file of a visit opens with its key only and is understood by calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import Engine, select

from knowledge.appointments import visits
from knowledge.appointments.choosing import windows_of
from knowledge.appointments.contacts import Person, find_contact, store_contact
from knowledge.appointments.slots import free_slots
from knowledge.database import session_factory
from knowledge.models import Appointment, Service, Slot
from knowledge.office import Office
from tests.conftest import NOW
from tests.web.conftest import Site, Visitor, reply


@pytest.fixture
def booked(kept: Engine) -> str:
    """The code of a confirmed visit."""
    with session_factory(kept, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        service = session.scalars(select(Service).where(Service.code == "yc-card-a")).one()
        slot = free_slots(office, windows_of(office, service))[0]
        key = visits.hold(office, slot, service, "cv_test").key
        ref = store_contact(session, b"k" * 32, Person("张三示例", "13800000000"), "cv_test", NOW)
        contact = find_contact(session, ref, "cv_test")
        assert contact is not None
        code = visits.confirm(office, key, "cv_test", contact).code
        assert code is not None
        return code


@pytest.fixture
def link(site: Site, visitor: Visitor, booked: str) -> str:
    """The link to the file as the visitor's browser gets it."""
    visit: dict[str, Any] = {
        "type": "appointment", "code": booked, "status": "已预约", "service": "英才卡申领", "hall": "示例大厅",
        "window": "一号窗口", "address": "示例路1号", "date": "2026-12-02", "weekday": "周三", "start": "09:00",
        "end": "09:30", "calendar": f"/appointments/{booked}.ics",
    }  # fmt: skip
    site.bot.says(reply(visit))
    found: str = visitor.say("我的预约")["blocks"][0]["calendar"]
    return found


def _event(answer: httpx.Response) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    return calendar, calendar.events[0]


def _slot(kept: Engine, code: str) -> Slot:
    with session_factory(kept)() as session:
        return session.scalars(
            select(Slot).join(Appointment, Appointment.slot_id == Slot.id).where(Appointment.code == code)
        ).one()


def test_the_file_is_a_calendar_of_one_event(site: Site, link: str, booked: str) -> None:
    answer = site.client.get(link)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar, event = _event(answer)
    assert (str(calendar["version"]), len(calendar.events)) == ("2.0", 1)
    assert booked in str(event["uid"])
    assert booked in str(event["summary"])


def test_the_event_takes_place_at_the_time_of_the_slot_in_shanghai(
    site: Site, link: str, booked: str, kept: Engine
) -> None:
    slot = _slot(kept, booked)
    _, event = _event(site.client.get(link))
    assert event.start.replace(tzinfo=None) == datetime.combine(slot.day, slot.starts)
    assert event.start.utcoffset() == timedelta(hours=8)
    assert event.end.replace(tzinfo=None) == datetime.combine(slot.day, slot.ends)
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"


def test_the_file_brings_the_time_zone_that_it_names(site: Site, link: str) -> None:
    calendar, _ = _event(site.client.get(link))
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_the_stamp_is_in_universal_time_as_the_standard_wants(site: Site, link: str) -> None:
    _, event = _event(site.client.get(link))
    assert event["dtstamp"].dt.tzinfo == UTC or event["dtstamp"].dt.utcoffset() == timedelta()
    assert abs(event["dtstamp"].dt - NOW) < timedelta(minutes=1)


def test_the_visitor_is_reminded_the_day_before(site: Site, link: str) -> None:
    _, event = _event(site.client.get(link))
    (alarm,) = event.walk("VALARM")
    assert str(alarm["action"]) == "DISPLAY"
    assert alarm["trigger"].dt == timedelta(days=-1)


def test_every_line_is_as_long_and_ends_as_the_standard_wants(site: Site, link: str) -> None:
    content = site.client.get(link).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)


def test_the_file_names_nobody(site: Site, link: str) -> None:
    words = site.client.get(link).text
    assert "张三" not in words and "13800000000" not in words and "138****0000" not in words


@pytest.mark.parametrize("key", ["", "wrong", "a.b.c", "é"])
def test_a_wrong_key_opens_nothing(site: Site, booked: str, link: str, key: str) -> None:
    answer = site.client.get(f"/appointments/{booked}.ics?key={key}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_an_altered_key_opens_nothing(site: Site, link: str) -> None:
    path, key = link.split("key=")
    assert site.client.get(f"{path}key={'A' if key[0] != 'A' else 'B'}{key[1:]}").status_code == 404


def test_the_key_of_another_visit_opens_nothing(site: Site, booked: str) -> None:
    other = site.app.state.desk.sessions.calendar_key("LJ20261202-009-9")
    assert site.client.get(f"/appointments/{booked}.ics?key={other}").status_code == 404


def test_the_token_of_a_session_is_no_key(site: Site, visitor: Visitor, booked: str) -> None:
    assert site.client.get(f"/appointments/{booked}.ics?key={visitor.token}").status_code == 404


def test_a_visit_that_was_cancelled_has_no_file(site: Site, link: str, booked: str, kept: Engine) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        session.scalars(select(Appointment).where(Appointment.code == booked)).one().status = "canceled_user"
    assert site.client.get(link).status_code == 404


def test_the_page_tells_the_visit_and_nothing_of_the_person(site: Site, link: str, booked: str) -> None:
    answer = site.client.get(link.replace(".ics", ""))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    told = answer.text
    assert booked in told
    assert "已预约" in told
    assert "☐" in told
    assert 'href="/appointments/' in told
    assert "张三示例" not in told
    assert "13800000000" not in told


def test_the_page_of_a_visit_that_is_over_says_so_and_offers_no_calendar(
    site: Site, kept: Engine, link: str, booked: str
) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        visit = session.scalars(select(Appointment).where(Appointment.code == booked)).one()
        visits.cancel(Office(session, NOW), visit)
    told = site.client.get(link.replace(".ics", "")).text
    assert "已取消" in told
    assert ".ics" not in told


def test_another_key_opens_no_page(site: Site, link: str, booked: str) -> None:
    assert site.client.get(f"/appointments/{booked}?key=x").status_code == 404
    assert site.client.get(f"/appointments/{booked}").status_code == 404
