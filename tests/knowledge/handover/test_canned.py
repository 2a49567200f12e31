"""Canned replies are kept with the clauses they rest on, and refused without a text or with a clause that is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from knowledge.handover.canned import CannedRefused, basis_of, canned_replies, retire_canned, save_canned
from knowledge.models import Clause
from knowledge.office import Office
from knowledge.trace import reference_of


def clause(office: Office) -> Clause:
    found = office.session.scalars(select(Clause).order_by(Clause.id)).first()
    assert found is not None
    return found


def test_one_is_written_changed_found_and_retired(office: Office) -> None:
    row = save_canned(office, "pets", "zhang", "养宠物", "请看租约。", [reference_of(clause(office))])
    assert save_canned(office, "pets", "li", "养宠物", "请看租约第一页。").id == row.id
    assert [(one.text, one.updated_by) for one in canned_replies(office, "租约")] == [("请看租约第一页。", "li")]
    assert canned_replies(office, "100%") == []
    assert retire_canned(office, "pets", "li")
    assert not retire_canned(office, "pets", "li")
    assert canned_replies(office) == []


def test_its_basis_is_told_below_it(office: Office) -> None:
    row = save_canned(office, "pets", "zhang", "养宠物", "请看租约。", [reference_of(clause(office))])
    (block,) = basis_of(office, row)
    assert clause(office).document.title in block.items[0] and clause(office).path in block.items[0]


def test_example_replies_are_hidden_with_example_data(office: Office) -> None:
    save_canned(office, "pets", "zhang", "【示例】养宠物", "请看租约。", illustrative=True)
    assert len(canned_replies(office)) == 1
    assert canned_replies(replace(office, show_examples=False)) == []


@pytest.mark.parametrize(
    ("title", "text", "clauses"),
    [
        ("", "有", ()),
        ("题", "  ", ()),
        ("题", "字" * 2001, ()),
        ("题", "有", ("clause:nothing/第一条",)),
        ("题", "有", ("x",)),
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, title: str, text: str, clauses: tuple[str, ...]) -> None:
    with pytest.raises(CannedRefused):
        save_canned(office, "pets", "zhang", title, text, clauses)
    assert canned_replies(office) == []
