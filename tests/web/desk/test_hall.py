"""The hall's day: check-in, order of those who wait, no-shows, walk-ins, transfers, closures, finding and printing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select

from knowledge.appointments import visits
from knowledge.appointments.booking import windows_of
from knowledge.appointments.contacts import Person as Applicant
from knowledge.appointments.contacts import find_contact, store_contact
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.database import session_factory
from knowledge.desk.hall_day import masked
from knowledge.models import Appointment, AuditEntry, Service
from knowledge.office import Office
from knowledge.personal.keys import keyring
from knowledge.settings import ZONE, Settings
from tests.conftest import NOW
from tests.web.conftest import MakeSite, Site
from tests.web.desk.conftest import Person

SERVICE = "yc-card-a"


@dataclass
class Day:
    """A site on the day of visits that were booked the day before."""

    site: Site
    clerk: Person
    codes: list[str]
    starts: list[datetime]
    window: str
    hall: str

    @property
    def back(self) -> dict[str, str]:
        """The fields that every form of the page carries."""
        return {"hall": self.hall, "day": self.starts[0].date().isoformat()}

    def post(self, path: str, **data: str) -> httpx.Response:
        """Send a form of the page."""
        return self.clerk.post(f"/hall{path}", {**self.back, **data})

    def page(self) -> str:
        """The page of the day."""
        return self.clerk.get(f"/hall?hall={self.hall}&day={self.back['day']}").text


def book(engine: Engine, settings: Settings, phones: list[tuple[str, str]]) -> tuple[list[str], list[FreeSlot]]:
    """Book a visit for each of these people, the day before; return the codes and the slots."""
    keys, codes, slots = keyring(settings), [], []
    for number, (name, phone) in enumerate(phones):
        with session_factory(engine, writes=True)() as session, session.begin():
            office = Office(session, NOW)
            service = session.scalars(select(Service).where(Service.code == SERVICE)).one()
            slot = free_slots(office, windows_of(office, service))[number]
            key = visits.hold(office, slot, service, f"talk{number}").key
            ref = store_contact(session, keys, Applicant(name, phone), f"talk{number}", NOW)
            contact = find_contact(session, ref, f"talk{number}")
            assert contact is not None
            code = visits.confirm(office, key, f"talk{number}", contact).code
            assert code
            codes.append(code)
            slots.append(slot)
    return codes, slots


OpenDay = Callable[..., Any]


@pytest.fixture
def open_day(make_site: MakeSite, kept: Engine, staff: None) -> OpenDay:
    """Open the desk so many minutes after the first visit of the day begins."""

    @contextmanager
    def opened(minutes: int = 0, role: str = "editor") -> Iterator[Day]:
        people = [("张三示例", "13800000001"), ("李四示例", "13900000002")]
        with make_site() as before:
            codes, slots = book(kept, before.settings, people)
        starts = [datetime.combine(slot.day, slot.starts, ZONE) for slot in slots]
        with make_site(office_now=starts[0] + timedelta(minutes=minutes)) as site:
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(site.app.state.staff), base_url="http://office.test"
            )
            clerk = Person(site.client.portal, client)
            assert clerk.sign_in(role).status_code == 303
            yield Day(site, clerk, codes, starts, slots[0].window.code, slots[0].window.hall.code)
            site.client.portal.call(client.aclose)

    return opened


def _status(kept: Engine, code: str) -> str:
    with session_factory(kept)() as session:
        found = session.scalar(select(Appointment.status).where(Appointment.code == code))
        assert found
        return found


def test_the_day_shows_visits_with_surnames_and_masked_telephones(open_day: OpenDay) -> None:
    with open_day() as day:
        page = day.page()
        assert all(code in page for code in day.codes)
        assert "张＊" in page and "138****0001" in page
        assert "张三" not in page and "13800000001" not in page


def test_a_viewer_sees_no_person_and_no_button(open_day: OpenDay) -> None:
    with open_day(role="viewer") as day:
        page = day.page()
        assert day.codes[0] in page and "张＊" not in page and "签到</button>" not in page
        assert day.post(f"/visits/{day.codes[0]}/check-in").status_code == 403


def test_a_visit_is_checked_in_and_served(open_day: OpenDay, kept: Engine) -> None:
    with open_day() as day:
        code = day.codes[0]
        answer = day.post(f"/visits/{code}/check-in")
        assert answer.status_code == 303 and f"hall={day.hall}" in answer.headers["location"]
        assert "第1位" in day.page()
        day.post(f"/visits/{code}/serve")
        assert _status(kept, code) == "served"
    with session_factory(kept)() as session:
        done = list(session.execute(select(AuditEntry.action, AuditEntry.object).order_by(AuditEntry.position)))
    assert done[-2:] == [("visit_checked_in", f"visit:{code}"), ("visit_served", f"visit:{code}")]


def test_check_in_by_code_in_small_letters(open_day: OpenDay, kept: Engine) -> None:
    with open_day() as day:
        assert day.post("/check-in", code=day.codes[0].lower()).status_code == 303
        assert _status(kept, day.codes[0]) == "checked_in"


@pytest.mark.parametrize("name", ["张三示例", "张"])
def test_check_in_by_name_and_last_digits(open_day: OpenDay, kept: Engine, name: str) -> None:
    with open_day() as day:
        assert day.post("/check-in", name=name, tail="0001").status_code == 303
        assert _status(kept, day.codes[0]) == "checked_in"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "王", "tail": "0001"}, "没有找到这个人"),
        ({"name": "张", "tail": "0002"}, "没有找到这个人"),
        ({"name": "张", "tail": "1"}, "请填写预约码"),
        ({}, "请填写预约码"),
        ({"code": "LJ20261125-XXXX"}, "没有这个预约码"),
    ],
)
def test_who_is_not_found_is_not_checked_in(open_day: OpenDay, fields: dict[str, str], told: str) -> None:
    with open_day() as day:
        answer = day.post("/check-in", **fields)
        assert answer.status_code == 422 and told in answer.text


def test_who_comes_late_waits_behind_those_in_time(open_day: OpenDay) -> None:
    with open_day(minutes=31) as day:
        assert "过号" in day.page()
        day.post(f"/visits/{day.codes[0]}/check-in")
        day.post(f"/visits/{day.codes[1]}/check-in")
        page = day.page()
        rows = {code: row for code in day.codes for row in page.split("<tr>") if code in row and "<td>" in row}
        if day.starts[1] <= day.starts[0] + timedelta(minutes=30):
            assert "第2位" in rows[day.codes[0]] and "迟到" in rows[day.codes[0]]
            assert "第1位" in rows[day.codes[1]]


def test_nobody_is_a_no_show_before_ten_minutes(open_day: OpenDay, kept: Engine) -> None:
    with open_day(minutes=5) as day:
        answer = day.post(f"/visits/{day.codes[0]}/no-show")
        assert answer.status_code == 422 and "须过10分钟" in answer.text
        assert _status(kept, day.codes[0]) == "confirmed"


def test_a_no_show_who_comes_after_all_is_checked_in(open_day: OpenDay, kept: Engine) -> None:
    with open_day(minutes=11) as day:
        day.post(f"/visits/{day.codes[0]}/no-show")
        assert _status(kept, day.codes[0]) == "no_show"
        day.post(f"/visits/{day.codes[0]}/check-in")
        assert _status(kept, day.codes[0]) == "checked_in"


def test_what_makes_no_sense_is_told(open_day: OpenDay) -> None:
    with open_day() as day:
        assert day.post(f"/visits/{day.codes[0]}/serve").status_code == 422
        assert day.post("/visits/LJ-NONE/serve").status_code == 404


def test_walk_ins_share_the_places_until_none_is_left(open_day: OpenDay) -> None:
    with open_day() as day:
        answers = [day.post("/walk-in", service=SERVICE, window=day.window) for _ in range(60)]
        assert answers[0].status_code == 303 and "现场" in day.page()
        assert answers[-1].status_code == 422 and "没有空号了" in answers[-1].text
        assert day.post("/walk-in", service="nothing", window=day.window).status_code == 422


def test_a_window_closes_and_its_visits_are_canceled(open_day: OpenDay, kept: Engine) -> None:
    with open_day(minutes=-30) as day:
        answer = day.clerk.post(
            "/hall/closures", {"place": f"window:{day.window}", "day": day.back["day"], "reason": "示例：系统检修"}
        )
        assert answer.status_code == 200 and "取消了 2 个预约" in answer.text
        assert _status(kept, day.codes[0]) == "canceled_office"
        number = re.search(r"/hall/closures/(\d+)/reopen", answer.text)
        assert number
        assert day.clerk.post(f"/hall/closures/{number[1]}/reopen").status_code == 303
        assert "已恢复" in day.clerk.get("/hall/closures").text


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"day": "2020-01-01"},
        {"day": "x"},
        {"starts": "12:00", "ends": "09:00"},
        {"place": "window:none"},
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(open_day: OpenDay, fields: dict[str, str]) -> None:
    with open_day(minutes=-30) as day:
        right = {"place": f"window:{day.window}", "day": day.back["day"], "reason": "示例"}
        assert day.clerk.post("/hall/closures", {**right, **fields}).status_code == 422


@pytest.mark.parametrize("typed", ["13800000001", "138****0001", "138 0000 0001", "0001"])
def test_a_visit_is_found_by_a_telephone_and_the_search_is_in_the_log_masked(
    open_day: OpenDay, kept: Engine, typed: str
) -> None:
    with open_day() as day:
        answer = day.post("/find", phone=typed)
        found = answer.text.split("<h2>查找结果")[1].split("</section>")[0]
        assert day.codes[0] in found and day.codes[1] not in found
    with session_factory(kept)() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "visitor_sought")).one()
    assert entry.detail["found"] == 1 and "13800000001" not in str(entry.detail) and "0001" in entry.detail["phone"]


@pytest.mark.parametrize(("typed", "status"), [("13700000009", 200), ("139****0001", 200), ("abc", 422), ("1", 422)])
def test_a_telephone_without_a_visit_finds_nothing(open_day: OpenDay, typed: str, status: int) -> None:
    with open_day() as day:
        assert day.post("/find", phone=typed).status_code == status


def test_the_list_on_paper_is_noted(open_day: OpenDay, kept: Engine) -> None:
    with open_day() as day:
        page = day.post("/list").text
        assert day.codes[0] in page and "138****0001" in page and "data-print" in page
    with session_factory(kept)() as session:
        assert (
            session.scalars(select(AuditEntry).where(AuditEntry.action == "day_list_printed")).one().detail["visits"]
            == 2
        )


def test_slots_show_what_is_taken(open_day: OpenDay) -> None:
    with open_day() as day:
        page = day.clerk.get(f"/hall/slots?window={day.window}&day={day.back['day']}").text
        assert re.search(r'class="number">1</td>', page)
        assert day.clerk.get("/hall/slots?window=none&day=x").status_code == 200


def test_a_telephone_is_masked_for_the_log() -> None:
    assert [masked(text) for text in ("13800000001", "138****0001", "0001")] == [
        "138****0001",
        "138****0001",
        "****0001",
    ]
