"""What is held is told covered, copied once and corrected everywhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from knowledge import conversations
from knowledge.appointments.contacts import Person, open_contact, tail_matches
from knowledge.blocks import Reply, Text
from knowledge.database import session_factory
from knowledge.handover.ticket_desk import answer_ticket
from knowledge.models import (
    Base,
)
from knowledge.office import Office
from knowledge.personal.correct import PhoneTaken, correct
from knowledge.personal.export import fetch_export, request_export
from knowledge.personal.holdings import holdings
from knowledge.personal.periods import periods
from knowledge.personal.scope import prove, scope_of
from knowledge.tickets import open_ticket
from tests.knowledge.personal.people import ID_NUMBER, KEY, NOW, booked, contact, conversation, later

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


# --- whose data it is


def test_only_what_was_given_in_this_conversation_belongs_to_it(office: Office) -> None:
    own, other = conversation(office), conversation(office)
    mine = contact(office, own)
    contact(office, other, LI)
    assert scope_of(office, own).contacts == (mine,)


def test_a_code_with_the_last_digits_leads_to_its_contact_and_nothing_else_does(office: Office) -> None:
    other, here = conversation(office), conversation(office)
    visit = booked(office, other, ZHANG)
    code = visit.code or ""
    assert not prove(office, here, code, KEY, "1111")
    assert not prove(office, here, "LJ20261125-0099-1", KEY, "0000")
    assert prove(office, here, code, KEY, "0000")
    assert scope_of(office, here, code).contacts == (visit.contact,)
    assert scope_of(office, here).contacts == ()


def test_after_five_wrong_tries_the_right_digits_prove_nothing(office: Office) -> None:
    other, here = conversation(office), conversation(office)
    code = booked(office, other, ZHANG).code or ""
    for _ in range(5):
        assert not prove(office, here, code, KEY, "1111")
    assert not prove(office, here, code, KEY, "0000")


# --- see


def test_what_is_held_is_told_covered(office: Office) -> None:
    within = conversation(office)
    visit = booked(office, within, ZHANG)
    _spoke(office, within)
    held = holdings(office, KEY, scope_of(office, within))
    (row,) = held.contacts
    assert (row.name, row.phone, row.id_number) == ("张*", "138****0000", "1101**********0014")
    assert [key.split("/")[0] for key, _ in row.consents] == ["contact", "id_number"]
    assert [(v.code, v.starts) for v in held.visits] == [(visit.code, "09:00")]
    assert held.turns == 1
    assert ZHANG.phone not in repr(held)


def test_what_cannot_be_opened_is_told_without_its_content(office: Office) -> None:
    within = conversation(office)
    contact(office, within)
    (row,) = holdings(office, b"n" * 32, scope_of(office, within)).contacts
    assert (row.name, row.phone) == ("", "")


# --- correct


def test_a_new_telephone_is_used_for_the_visit_too(office: Office) -> None:
    visit = booked(office, conversation(office), ZHANG)
    row = visit.contact
    assert row is not None
    assert correct(office, KEY, row, Person("", "13900000001")) == ("phone",)
    assert open_contact(KEY, row) == Person("张三示例", "13900000001", ID_NUMBER)
    assert visit.phone_digest == row.phone_digest
    assert tail_matches(KEY, row, "0001")


def test_what_is_as_before_changes_nothing(office: Office) -> None:
    assert correct(office, KEY, contact(office, conversation(office)), Person("张三示例", "")) == ()


def test_an_id_number_is_corrected_only_where_there_is_one(office: Office) -> None:
    row = contact(office, conversation(office), LI)
    assert correct(office, KEY, row, Person("", "", ID_NUMBER)) == ()
    assert row.id_sealed is None


def test_a_telephone_that_has_the_same_visit_already_is_refused_and_nothing_changes(office: Office) -> None:
    booked(office, conversation(office), LI, nth=1)
    row = booked(office, conversation(office), ZHANG).contact
    assert row is not None
    with pytest.raises(PhoneTaken):
        correct(office, KEY, row, Person("", LI.phone))
    assert open_contact(KEY, row) == ZHANG


# --- export


def test_the_copy_holds_what_was_given_in_full_and_opens_once(office: Office) -> None:
    within = conversation(office)
    visit = booked(office, within, ZHANG)
    _spoke(office, within)
    identifier = request_export(office, scope_of(office, within))
    copy = fetch_export(office, KEY, identifier)
    assert copy is not None
    (given,) = copy["contacts"]
    assert (given["name"], given["phone"], given["id_number"]) == ("张三示例", "13800000000", ID_NUMBER)
    assert [row["text"][:4] for row in given["consents"]] == ["我同意本", "我单独同"]
    assert [row["code"] for row in copy["appointments"]] == [visit.code]
    assert [(row["said"], row["answer"]) for row in copy["conversation"]] == [("我叫张三，要办落户", "示例答复")]
    assert json.loads(json.dumps(copy, ensure_ascii=False)) == copy
    assert fetch_export(office, KEY, identifier) is None


def test_the_copy_holds_what_the_office_wrote_and_what_it_answered_to_a_ticket(office: Office) -> None:
    within = conversation(office)
    number = open_ticket(office, "complaint", within, "排队太久").number
    answer_ticket(office, number, "zhang", "已加开一个窗口。")
    copy = fetch_export(office, KEY, request_export(office, scope_of(office, within)))
    assert copy is not None
    assert [(row["number"], row["state"], row["answer"]) for row in copy["tickets"]] == [
        (number, "answered", "已加开一个窗口。")
    ]
    assert ["已加开一个窗口。" in row["text"] for row in copy["told"]] == [True]


def test_a_copy_is_too_old_after_its_time(office: Office) -> None:
    identifier = request_export(office, scope_of(office, conversation(office)))
    late = later(office, NOW + timedelta(minutes=periods()["export_minutes"] + 1))
    assert fetch_export(late, KEY, identifier) is None


def test_a_code_and_four_digits_open_no_number_and_no_conversation(office: Office) -> None:
    other, here = conversation(office), conversation(office)
    code = booked(office, other, ZHANG).code or ""
    _spoke(office, other)
    copy = fetch_export(office, KEY, request_export(office, scope_of(office, here, code)))
    assert copy is not None
    assert copy["contacts"][0]["phone"] == "138****0000"
    assert copy["contacts"][0]["id_number"] == "1101**********0014"
    assert copy["conversation"] == []


def test_two_fetches_at_once_give_one_copy(engine: Engine) -> None:
    sessions = session_factory(engine, writes=True)
    with sessions() as session, session.begin():
        office = Office(session, NOW)
        identifier = request_export(office, scope_of(office, conversation(office)))
    copies: list[object] = []

    def fetch() -> None:
        with sessions() as session, session.begin():
            copies.append(fetch_export(Office(session, NOW), KEY, identifier))

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([copy for copy in copies if copy is not None]) == 1
