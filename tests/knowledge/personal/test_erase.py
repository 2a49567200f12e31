"""Deleting leaves a number and nothing of the person; withdrawing leaves the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from knowledge import conversations
from knowledge.appointments import visits
from knowledge.appointments.booking import windows_of
from knowledge.appointments.contacts import Person
from knowledge.appointments.reminding import write_due_reminders
from knowledge.appointments.slots import free_slots
from knowledge.blocks import Reply, Text
from knowledge.database import session_factory
from knowledge.handover.partners import partners
from knowledge.models import (
    Base,
    Consent,
    Contact,
    Conversation,
    Deletion,
    ForgottenDialogue,
    HandoverStep,
    PartnerConsent,
    Service,
    Turn,
)
from knowledge.office import Office
from knowledge.personal.consents import standing
from knowledge.personal.erase import Kind, erase
from knowledge.personal.export import request_export
from knowledge.personal.scope import scope_of, visits_ahead
from knowledge.tickets import close_ticket, open_ticket
from tests.knowledge.personal.people import ID_NUMBER, NOW, booked, contact, conversation, later

ZHANG = Person("张三示例", "13800000000", ID_NUMBER)
LI = Person("李四示例", "13900000001")
REPLY = Reply(status="answered", blocks=(Text(role="conclusion", text="示例答复"),))


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


def _spoke(office: Office, within: str, text: str = "我叫张三，要办落户") -> None:
    conversations.keep_turn(office.session, within, f"m-{text}", text, REPLY, office.now, 1)
    office.session.flush()


def _count(office: Office, model: type[Base]) -> int:
    return office.session.scalar(select(func.count()).select_from(model)) or 0


def test_deleting_leaves_a_number_and_nothing_of_the_person(office: Office) -> None:
    within = conversation(office)
    visit = booked(office, within, ZHANG)
    _spoke(office, within)
    ref = visit.contact.ref if visit.contact is not None else ""
    done = erase(office, scope_of(office, within), "delete", "cancel")
    assert done.canceled == (visit.code,)
    assert (_count(office, Contact), _count(office, Turn)) == (0, 0)
    office.session.refresh(visit)
    assert (visit.status, visit.contact_id, visit.phone_digest, visit.conversation_id) == (
        "canceled_user", None, None, "",
    )  # fmt: skip
    row = office.session.scalars(select(Deletion)).one()
    assert (row.number, row.kind, row.counts["contacts"], row.counts["turn"]) == (done.number, "delete", 1, 1)
    assert "1380" not in str(row.counts)
    assert standing(office, ref) == []
    assert office.session.scalars(select(ForgottenDialogue.conversation_id)).all() == [within]
    assert conversations.exists(office.session, within)  # the answer to this is kept in it


def test_every_table_that_hangs_on_a_conversation_is_emptied(office: Office) -> None:
    within, other = conversation(office), conversation(office)
    for one in (within, other):
        visit = booked(office, one, ZHANG if one == within else LI, nth=int(one == other))
        visit.confirmed_at = NOW - timedelta(days=7)
        _spoke(office, one)
        request_export(office, scope_of(office, one))
    write_due_reminders(office, sms=True)
    erase(office, scope_of(office, within), "delete", "keep")
    hanging = [
        (table, key.parent)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "conversation" and key.ondelete == "CASCADE"
    ]
    assert len(hanging) >= 6
    left = {owner for table, column in hanging for owner in office.session.scalars(select(column))}
    assert left == {other}


def test_a_visit_that_is_kept_names_nobody(office: Office) -> None:
    within = conversation(office)
    visit = booked(office, within, ZHANG)
    done = erase(office, scope_of(office, within), "delete", "keep")
    office.session.refresh(visit)
    assert (done.kept, visit.status, visit.contact_id) == ((visit.code,), "confirmed", None)


def test_what_is_too_late_to_cancel_is_told(office: Office) -> None:
    within = conversation(office)
    visit = booked(office, within, ZHANG)
    soon = later(office, NOW + timedelta(hours=22, minutes=30))  # half an hour before it begins
    assert [row.code for row, _ in visits_ahead(soon, scope_of(soon, within))] == [visit.code]
    done = erase(soon, scope_of(soon, within), "delete", "cancel")
    assert (done.canceled, done.kept) == ((), (visit.code,))


def test_a_place_that_was_held_is_free_again(office: Office) -> None:
    within = conversation(office)
    service = office.session.scalars(select(Service).where(Service.code == "yc-card-a")).one()
    held = visits.hold(office, free_slots(office, windows_of(office, service))[0], service, within)
    erase(office, scope_of(office, within), "delete", "cancel")
    office.session.refresh(held)
    assert (held.status, held.conversation_id) == ("released", "")


def test_withdrawing_deletes_the_contact_and_leaves_the_conversation(office: Office) -> None:
    within = conversation(office)
    booked(office, within, ZHANG)
    _spoke(office, within)
    done = erase(office, scope_of(office, within), "withdraw", "keep")
    assert (_count(office, Contact), _count(office, Turn)) == (0, 1)
    assert {row.withdrawn_at for row in office.session.scalars(select(Consent))} == {NOW}
    assert done.counts["consents"] == 2


def test_another_persons_data_is_not_touched(office: Office) -> None:
    mine, other = conversation(office), conversation(office)
    contact(office, mine)
    theirs = contact(office, other, LI)
    _spoke(office, other)
    erase(office, scope_of(office, mine), "delete", "cancel")
    assert list(office.session.scalars(select(Contact.id))) == [theirs.id]
    assert _count(office, Turn) == 1


def test_by_a_proven_code_the_conversation_of_the_booking_is_emptied_too(office: Office) -> None:
    other, here = conversation(office), conversation(office)
    code = booked(office, other, ZHANG).code or ""
    _spoke(office, other)
    erase(office, scope_of(office, here, code), "delete", "keep")
    assert (_count(office, Contact), _count(office, Turn), _count(office, Conversation)) == (0, 0, 2)


def test_an_open_ticket_stays_and_a_closed_one_leads_to_nobody(office: Office) -> None:
    within = conversation(office)
    first = open_ticket(office, "complaint", within, "示例：等了很久")
    close_ticket(office, first.number)
    office.session.flush()
    second = open_ticket(office, "complaint", within, "示例：还是没人")
    done = erase(office, scope_of(office, within), "delete", "cancel")
    assert done.tickets == (second.number,)
    office.session.refresh(first)
    office.session.refresh(second)
    assert (first.conversation_id, second.conversation_id) == ("", within)


@pytest.mark.parametrize("kind", ["delete", "withdraw"])
def test_what_a_partner_may_see_ends_too(office: Office, kind: Kind) -> None:
    within = conversation(office)
    partner = next(iter(partners().values()))
    office.session.add(
        PartnerConsent(
            conversation_id=within, partner=partner.code, version=partner.version, digest="", asked_by="示例",
            asked_at=NOW, given_at=NOW,
        )
    )  # fmt: skip
    office.session.flush()
    assert erase(office, scope_of(office, within), kind, "keep").counts["consents"] == 1
    assert office.session.scalars(select(PartnerConsent.withdrawn_at)).one() == NOW


def test_what_staff_wrote_goes_with_the_conversation_and_who_did_what_stays(office: Office) -> None:
    within = conversation(office)
    step = HandoverStep(conversation_id=within, at=NOW, who="示例", what="replied", text="您好，张三")
    office.session.add(step)
    office.session.flush()
    erase(office, scope_of(office, within), "delete", "keep")
    office.session.refresh(step)
    assert (step.what, step.text) == ("replied", "")
