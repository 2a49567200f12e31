"""Changes by two people: what the row says afterwards, who may, and that loading leaves it alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from knowledge.appointments.calendar import seed_calendar
from knowledge.desk.changes import find_row, propose, publish, refuse, waiting, withdraw
from knowledge.desk.examples import worklist
from knowledge.desk.fields import FieldRefused, kinds, values_of
from knowledge.desk.refusal import ChangeRefused
from knowledge.loading.load import load_content
from knowledge.models import CalendarDay, ContentFile, Document, Hall, Service, StaffChange, Window
from knowledge.settings import ROOT
from tests.conftest import NOW
from tests.knowledge.desk.conftest import Room

APARTMENT = "service:talent-apartment"
EVIDENCE = "示范来函〔2026〕01号"
HALL = "hall:mingyuehu-hall"


def _values(room: Room, reference: str, **changed: Any) -> dict[str, Any]:
    row = find_row(room.office, reference)
    assert row is not None
    return {**values_of(row, kinds()[reference.partition(":")[0]].fields), **changed}


def _change(room: Room, reference: str, **changed: Any) -> StaffChange:
    return propose(room.office, room.one.id, reference, _values(room, reference, **changed), "示例依据：来函")


def _load_again(room: Room) -> list[str]:
    """Load all content anew, as after every file was changed."""
    for row in room.session.scalars(select(ContentFile)):
        row.digest = "another"
    room.session.flush()
    return load_content(room.session, ROOT / "knowledge" / "content", NOW).kept


def test_nothing_changes_before_a_second_person_publishes(room: Room) -> None:
    change = _change(room, APARTMENT, fee="不收费")
    row = room.session.scalars(select(Service).where(Service.code == "talent-apartment")).one()
    assert row.fee != "不收费" and waiting(room.office) == [change]
    publish(room.office, change, room.other, "核对无误")
    assert (row.fee, row.updated_by, change.status, change.note) == ("不收费", "other", "published", "核对无误")
    assert waiting(room.office) == []


def test_nobody_publishes_or_refuses_his_own(room: Room) -> None:
    change = _change(room, APARTMENT, fee="不收费")
    for decide in (publish, refuse):
        with pytest.raises(ChangeRefused, match="same_person"):
            decide(room.office, change, room.one, "")
    assert change.status == "waiting"


def test_the_database_refuses_one_person_for_both(room: Room) -> None:
    change = _change(room, APARTMENT, fee="不收费")
    with pytest.raises(IntegrityError), room.session.begin_nested():
        room.session.execute(
            text("UPDATE staff_change SET status = 'published', decided_by_id = :who WHERE id = :id"),
            {"who": room.one.id, "id": change.id},
        )


def test_only_what_changed_is_kept_of_a_form(room: Room) -> None:
    change = _change(room, APARTMENT, fee="不收费", summary=f"  {_values(room, APARTMENT)['summary']}\r\n")
    assert change.after == {"fee": "不收费"} and set(change.before) == {"fee"}


@pytest.mark.parametrize(
    ("changed", "evidence", "why"),
    [({}, "来函", "nothing"), ({"fee": "不收费"}, "  ", "no_evidence")],
)
def test_a_proposal_without_a_change_or_without_evidence_is_refused(
    room: Room, changed: dict[str, str], evidence: str, why: str
) -> None:
    with pytest.raises(ChangeRefused, match=why):
        propose(room.office, room.one.id, APARTMENT, _values(room, APARTMENT, **changed), evidence)


@pytest.mark.parametrize(
    ("reference", "changed", "label", "why"),
    [
        (APARTMENT, {"name": " "}, "名称", "missing"),
        (APARTMENT, {"minutes": "半小时"}, "每次办理分钟数", "number"),
        (APARTMENT, {"review_due": "2026-02-30"}, "下次复核日期", "date"),
        (APARTMENT, {"fee": "元" * 501}, "收费", "long"),
        (APARTMENT, {"materials": [{"name": "", "note": "没有名称", "necessity": "必要"}]}, "材料名称", "missing"),
        (APARTMENT, {"materials": [{"name": "表", "necessity": "随便"}]}, "必要性", "choice"),
        (HALL, {"hours": "12345 9点到12点"}, "开放时间（每行：星期数字 开始-结束，例如 12345 09:00-12:00）", "hours"),
        ("calendar_day:2026-12-01", {"day_type": "party"}, "类型", "choice"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_its_label(
    room: Room, reference: str, changed: dict[str, Any], label: str, why: str
) -> None:
    with pytest.raises(FieldRefused) as refused:
        _change(room, reference, **changed)
    assert (refused.value.label, refused.value.why) == (label, why)


def test_a_proposal_on_what_somebody_else_has_changed_since_is_stale(room: Room) -> None:
    first, second = _change(room, APARTMENT, fee="不收费"), _change(room, APARTMENT, fee="每月一百元")
    publish(room.office, first, room.other)
    with pytest.raises(ChangeRefused, match="stale"), room.session.begin_nested():
        publish(room.office, second, room.other)
    refuse(room.office, second, room.other, "已有新的内容")
    assert _values(room, APARTMENT)["fee"] == "不收费"


def test_changes_of_different_fields_of_a_row_do_not_hurt_each_other(room: Room) -> None:
    first, second = _change(room, APARTMENT, fee="不收费"), _change(room, APARTMENT, telephone="023-0000-0055")
    publish(room.office, first, room.other)
    publish(room.office, second, room.other)
    values = _values(room, APARTMENT)
    assert (values["fee"], values["telephone"]) == ("不收费", "023-0000-0055")


def test_what_was_decided_is_decided_once(room: Room) -> None:
    change = _change(room, APARTMENT, fee="不收费")
    refuse(room.office, change, room.other, "依据不足")
    for again in (lambda: publish(room.office, change, room.other), lambda: withdraw(room.office, change, room.one)):
        with pytest.raises(ChangeRefused, match="decided"):
            again()


def test_one_takes_back_only_ones_own(room: Room) -> None:
    change = _change(room, APARTMENT, fee="不收费")
    with pytest.raises(ChangeRefused, match="not_yours"):
        withdraw(room.office, change, room.other)
    withdraw(room.office, change, room.one)
    assert change.status == "withdrawn"


def test_materials_are_changed_as_a_whole(room: Room) -> None:
    materials = _values(room, APARTMENT)["materials"]
    kept = [{**materials[0], "note": "窗口免费提供"}, *materials[2:], {"name": "承诺书", "necessity": "非必要"}]
    publish(room.office, _change(room, APARTMENT, materials=kept), room.other)
    now = _values(room, APARTMENT)["materials"]
    assert [row["name"] for row in now] == [row["name"] for row in kept]
    assert now[0]["note"] == "窗口免费提供" and now[-1]["copies"] == 0


def test_hours_are_written_as_the_booking_reads_them(room: Room) -> None:
    publish(room.office, _change(room, HALL, hours="12345 09:00-12:00\n6 10:00-12:00"), room.other)
    row = room.session.scalars(select(Hall).where(Hall.code == "mingyuehu-hall")).one()
    assert row.hours == [
        {"days": [1, 2, 3, 4, 5], "open": "09:00:00", "close": "12:00:00"},
        {"days": [6], "open": "10:00:00", "close": "12:00:00"},
    ]


@pytest.mark.parametrize(
    ("reference", "changed"),
    [
        (APARTMENT, {"fee": "不收费"}),
        (HALL, {"telephone": "023-0000-0066"}),
        ("window:foreign-02", {"capacity": 4}),
        ("entry:lijia-gongyuan", {"status": "示例现状"}),
        ("document:hongyan-2023", {"validity_basis": "示例：已核对"}),
    ],
)
def test_loading_leaves_alone_what_staff_changed(room: Room, reference: str, changed: dict[str, Any]) -> None:
    if find_row(room.office, reference) is None:
        kind = reference.partition(":")[0]
        reference = f"{kind}:{room.session.scalars(select(_MODELS[kind]).order_by(_MODELS[kind].id)).first().code}"
    publish(room.office, _change(room, reference, **changed), room.other)
    assert _load_again(room)
    assert {name: _values(room, reference)[name] for name in changed} == changed


_MODELS: dict[str, Any] = {"document": Document, "window": Window}


def test_a_day_that_staff_closed_stays_closed_when_the_plan_is_published(room: Room) -> None:
    room.session.get_one(CalendarDay, date(2027, 6, 1)).provisional = True
    room.session.flush()
    publish(room.office, _change(room, "calendar_day:2027-06-01", day_type="closed", name="临时停办"), room.other)
    seed_calendar(room.session, date(2027, 1, 1), date(2027, 12, 31))
    row = room.session.get_one(CalendarDay, date(2027, 6, 1))
    assert (row.day_type, row.name, row.provisional) == ("closed", "临时停办", False)


def test_clauses_are_neither_added_nor_removed_outside_a_version(room: Room) -> None:
    code = room.session.scalars(select(Document).order_by(Document.id)).first()
    assert code is not None
    reference = f"document:{code.code}"
    clauses = _values(room, reference)["clauses"]
    with pytest.raises(FieldRefused):
        _change(room, reference, clauses=clauses[:-1])
    changed = [{**clauses[0], "text": "改过的内容"}, *clauses[1:]]
    publish(room.office, _change(room, reference, clauses=changed), room.other)
    assert code.clauses[0].text == "改过的内容"


def test_an_example_becomes_what_the_office_confirmed_by_two_people(room: Room) -> None:
    reference = "hall:mingyuehu-hall"
    before = worklist(room.office)
    real = {
        "name": "明月湖人才服务站", "address": "明月湖路甲号", "telephone": "023-0000-0088", "transit": "",
        "parking": "", "accessible": "", "owner": "两江人才办",
    }  # fmt: skip
    change = propose(
        room.office,
        room.one.id,
        reference,
        _values(room, reference, **real),
        "示范来函〔2026〕01号",
        confirm_as_of="2026-11-20",
    )
    assert next(row for row in worklist(room.office).rows if row.reference == reference).proposed
    publish(room.office, change, room.other)
    row = find_row(room.office, reference)
    assert isinstance(row, Hall)
    assert (row.provenance, row.source, row.as_of) == ("office_confirmed", EVIDENCE, date(2026, 11, 20))
    after = worklist(room.office)
    assert (after.left, after.of) == (before.left - 1, before.of) and after.share < before.share
    assert change.proposed_by.name == "one" and change.decided_by is not None and change.decided_by.name == "other"


@pytest.mark.parametrize(
    ("as_of", "why"), [("2026-11-20", "still_example"), ("2027-01-01", "no_date"), ("昨天", "no_date")]
)  # fmt: skip
def test_an_example_is_not_confirmed_with_its_marks_or_a_day_to_come(room: Room, as_of: str, why: str) -> None:
    reference = HALL
    clean = {"name": "真实名称", "address": "甲号", "transit": "", "parking": "", "accessible": "", "owner": "人才办"}
    wished = _values(room, reference, **(clean if why == "no_date" else {"name": "真实名称"}))
    with pytest.raises(ChangeRefused, match=why):
        propose(room.office, room.one.id, reference, wished, "来函", confirm_as_of=as_of)


def test_the_share_that_is_left_counts_every_kind(room: Room) -> None:
    found = worklist(room.office)
    assert found.left == len(found.rows) == sum(left for _, left, _ in found.by_kind)
    assert found.of == sum(of for _, _, of in found.by_kind) and 0 < found.share < 1
    assert {row.kind for row in worklist(room.office, "hall").rows} == {"hall"}


@pytest.mark.parametrize(
    "reference", ["service:nobody", "account:admin", "staff_account:1", "calendar_day:x", "", "clause:x/y"]
)
def test_only_rows_that_staff_may_change_are_found(room: Room, reference: str) -> None:
    assert find_row(room.office, reference) is None
