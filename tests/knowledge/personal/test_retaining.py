"""Nothing personal outlives its period, and a report proves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from knowledge.appointments.contacts import Person, open_contact
from knowledge.database import session_factory
from knowledge.handover.partners import ask_consent, partners
from knowledge.models import (
    Appointment,
    Consent,
    Contact,
    Conversation,
    Deletion,
    ExportRequest,
    PartnerConsent,
    RetentionRun,
    Ticket,
)
from knowledge.office import Office
from knowledge.personal.periods import periods
from knowledge.personal.retaining import last_runs, overdue_now, retain
from tests.knowledge.personal.people import ID_NUMBER, KEY, NOW, booked, contact, conversation, later

WITH_ID = Person("张三示例", "13800000000", ID_NUMBER)


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


def _after(office: Office, days: float) -> Office:
    return later(office, NOW + timedelta(days=days))


def _count(office: Office, model: type) -> int:
    return office.session.scalar(select(func.count()).select_from(model)) or 0


def test_contact_data_goes_thirty_days_after_the_visit_and_the_visit_tells_nobody(office: Office) -> None:
    visit = booked(office, conversation(office))  # tomorrow
    retain(_after(office, 1 + periods()["contact"]))
    assert _count(office, Contact) == 1
    retain(_after(office, 2 + periods()["contact"]))
    assert _count(office, Contact) == 0
    office.session.refresh(visit)
    assert (visit.contact_id, visit.phone_digest) == (None, None)


def test_the_id_number_goes_sooner_and_the_rest_stays(office: Office) -> None:
    visit = booked(office, conversation(office), WITH_ID)
    assert visit.contact is not None
    retain(_after(office, 1 + periods()["id_number"]))
    assert open_contact(KEY, visit.contact).id_number == ID_NUMBER
    retain(_after(office, 2 + periods()["id_number"]))
    office.session.refresh(visit.contact)
    assert open_contact(KEY, visit.contact) == Person("张三示例", "13800000000")


def test_data_of_a_form_that_led_to_no_visit_goes_the_next_day(office: Office) -> None:
    contact(office, conversation(office), WITH_ID)
    retain(_after(office, 0.9))
    assert _count(office, Contact) == 1
    retain(_after(office, 1.1))
    assert _count(office, Contact) == 0


def test_a_conversation_goes_after_seven_days_but_keeps_its_name_while_a_visit_lies_ahead(office: Office) -> None:
    speaking, visiting = conversation(office), conversation(office)
    booked(office, visiting).day = (NOW + timedelta(days=10)).date()
    office.session.flush()
    retain(_after(office, 8))
    assert list(office.session.scalars(select(Conversation.id))) == [visiting]
    retain(_after(office, 11))
    assert _count(office, Conversation) == 0
    assert speaking != visiting


def test_consents_outlive_the_contact_and_then_go(office: Office) -> None:
    contact(office, conversation(office))
    retain(_after(office, 40))
    assert (_count(office, Contact), _count(office, Consent)) == (0, 1)
    retain(_after(office, periods()["consent"] + 1))
    assert _count(office, Consent) == 0


def test_consents_to_partners_go_in_the_same_time(office: Office) -> None:
    ask_consent(office, conversation(office), next(iter(partners().values())), "applicant")
    retain(_after(office, periods()["consent"] - 1))
    assert _count(office, PartnerConsent) == 1
    retain(_after(office, periods()["consent"] + 1))
    assert _count(office, PartnerConsent) == 0


def test_an_open_ticket_stays_and_a_closed_one_goes_in_time(office: Office) -> None:
    for number, closed in (("GD20261124-0001", None), ("GD20261124-0002", NOW)):
        office.session.add(
            Ticket(
                number=number, kind="complaint", conversation_id="cv_1", text="示例", created_at=NOW, closed_at=closed
            )
        )
    office.session.flush()
    retain(_after(office, periods()["ticket"] + 1))
    assert list(office.session.scalars(select(Ticket.number))) == ["GD20261124-0001"]


def test_requests_for_copies_and_records_of_deletions_go_in_time(office: Office) -> None:
    within = conversation(office)
    office.session.add(ExportRequest(id="x_1", conversation_id=within, created_at=NOW))
    office.session.add(Deletion(number="SC20261124-SHXLYDFW", kind="delete", at=NOW, counts={}))
    office.session.flush()
    retain(_after(office, 2))
    assert (_count(office, ExportRequest), _count(office, Deletion)) == (0, 1)
    retain(_after(office, periods()["deletion"] + 1))
    assert _count(office, Deletion) == 0


def test_the_report_counts_what_went_and_that_nothing_is_left(office: Office) -> None:
    contact(office, conversation(office))
    run = retain(_after(office, 10))
    assert (run.deleted["contacts"], run.deleted["conversations"]) == (1, 1)
    assert set(run.overdue.values()) == {0}
    assert last_runs(office) == [run]
    assert _count(office, RetentionRun) == 1


def test_a_job_that_does_not_run_shows_in_what_is_overdue(office: Office) -> None:
    booked(office, conversation(office), WITH_ID)
    overdue = overdue_now(_after(office, 40))
    assert overdue["appointments"] == 1
    assert overdue["id_numbers"] == 1
    assert office.session.scalars(select(Appointment.contact_id)).one() is not None
