"""Progress of applications: taken in, asked for by number and code, sent once; on both databases."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import CaseProgress, ProgressCode, StaffAccount
from knowledge.office import Office
from knowledge.personal.keys import Keyring
from knowledge.personal.retaining import retain
from knowledge.personal.rotation import rotate
from knowledge.progress.asking import ask_code, awaits_code, progress_by_code
from knowledge.progress.importing import CaseRow, Imported, ImportRefused, columns, read_table, take_in
from knowledge.progress.sending import send_codes
from knowledge.sms import FileSms
from tests.conftest import NOW

KEY = b"k" * 32
NUMBER = "BJ20261124-0001"
ROW = CaseRow(NUMBER, "安家补助（示例数据）", "审核中", "材料齐全", date(2026, 11, 23), "13800000000")


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with session_factory(engine, writes=True)() as session, session.begin():
        session.add(StaffAccount(name="one", shown_name="示例", role="editor", password="", created_at=NOW))
        session.flush()
        by = session.scalars(select(StaffAccount.id)).one()
        assert take_in(Office(session, NOW), KEY, [ROW], by) == Imported(1, 0)
    return engine


@pytest.fixture
def office(filled: Engine) -> Iterator[Office]:
    with session_factory(filled, writes=True)() as session, session.begin():
        yield Office(session, NOW)


def _asks(engine: Engine, conversation: str = "cv_a", number: str = NUMBER, now: Any = NOW) -> str:
    with session_factory(engine, writes=True)() as session, session.begin():
        return ask_code(Office(session, now), KEY, conversation, number)


def _types(engine: Engine, code: str, conversation: str = "cv_a", now: Any = NOW) -> Any:
    with session_factory(engine, writes=True)() as session, session.begin():
        return progress_by_code(Office(session, now), KEY, conversation, code)


def _code(engine: Engine, folder: Path) -> str:
    """Let the worker send, and read the code from the one new file."""
    before = set(folder.glob("*.json"))
    send_codes(engine, KEY, FileSms(folder), lambda: NOW)
    (file,) = set(folder.glob("*.json")) - before
    held = json.loads(file.read_text("utf-8"))
    assert held["to"] != ROW.phone and ROW.phone not in file.read_text("utf-8")
    return "".join(c for c in held["text"].partition("，")[0] if c.isdecimal())


def test_number_and_code_together_tell_the_progress_once(filled: Engine, tmp_path: Path) -> None:
    assert _asks(filled) == "sent"
    code = _code(filled, tmp_path)
    assert send_codes(filled, KEY, FileSms(tmp_path), lambda: NOW) == 0, "each is sent once"
    found = _types(filled, code)
    assert (found.number, found.status, found.as_of) == (NUMBER, "审核中", date(2026, 11, 23))
    assert _types(filled, code) is None, "a code counts once"


def test_a_code_is_of_its_conversation_and_lasts_ten_minutes(filled: Engine, tmp_path: Path) -> None:
    _asks(filled)
    code = _code(filled, tmp_path)
    assert _types(filled, code, "cv_b") is None
    assert _types(filled, code, now=NOW + timedelta(minutes=10)) is None
    assert _types(filled, code, now=NOW + timedelta(minutes=9)) is not None


def test_an_unknown_number_is_like_a_known_one_and_nothing_is_sent(filled: Engine, tmp_path: Path) -> None:
    assert _asks(filled, number="BJ20990101-9999") == "sent"
    assert send_codes(filled, KEY, FileSms(tmp_path), lambda: NOW) == 0
    with session_factory(filled)() as session:
        assert awaits_code(Office(session, NOW), "cv_a")
    assert _types(filled, "000000") is None


def test_five_wrong_codes_end_it_even_for_the_right_one(filled: Engine, tmp_path: Path) -> None:
    _asks(filled)
    code = _code(filled, tmp_path)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [_types(filled, wrong) for _ in range(5)] == [None] * 5
    assert _types(filled, code) is None


def test_a_new_code_ends_the_one_before_and_the_fourth_in_an_hour_is_refused(filled: Engine, tmp_path: Path) -> None:
    _asks(filled)
    first = _code(filled, tmp_path)
    _asks(filled)
    second = _code(filled, tmp_path)
    if first != second:
        assert _types(filled, first) is None
    assert _types(filled, second) is not None
    assert [_asks(filled), _asks(filled)] == ["sent", "often"]
    assert _asks(filled, now=NOW + timedelta(hours=1, minutes=1)) == "sent"


def test_others_cannot_have_a_telephone_flooded(filled: Engine, tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        assert _asks(filled, f"cv_{name}") == "sent"
    assert send_codes(filled, KEY, FileSms(tmp_path), lambda: NOW) == 3


def test_a_telephone_is_nowhere_in_the_clear_and_keys_can_be_changed(filled: Engine, tmp_path: Path) -> None:
    with session_factory(filled)() as session:
        row = session.scalars(select(CaseProgress)).one()
        assert ROW.phone.encode() not in row.sealed
    assert rotate(filled, Keyring(b"n" * 32, (KEY,))).resealed >= 1
    _asks(filled)
    ring = Keyring(b"n" * 32, (KEY,))
    assert send_codes(filled, ring, FileSms(tmp_path), lambda: NOW) == 1
    assert send_codes(filled, ring, FileSms(tmp_path), lambda: NOW + timedelta(days=2)) == 0
    with session_factory(filled)() as session:
        assert session.scalars(select(ProgressCode)).all() == [], "codes of before yesterday are gone"


def test_an_older_state_does_not_replace_a_newer_one(office: Office) -> None:
    by = office.session.scalars(select(StaffAccount.id)).one()
    older = replace(ROW, status="已受理", as_of=date(2026, 11, 1))
    newer = replace(ROW, status="已通过", as_of=date(2026, 11, 24))
    assert take_in(office, KEY, [older], by) == Imported(0, 1)
    assert office.session.scalars(select(CaseProgress.status)).one() == "审核中"
    take_in(office, KEY, [newer], by)
    assert office.session.scalars(select(CaseProgress.status)).one() == "已通过"


def test_progress_is_forgotten_after_its_period(office: Office) -> None:
    retain(replace(office, now=NOW + timedelta(days=360)))
    assert len(office.session.scalars(select(CaseProgress)).all()) == 1
    retain(replace(office, now=NOW + timedelta(days=370)))
    assert office.session.scalars(select(CaseProgress)).all() == []


def _table(*rows: list[Any], header: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in (header or list(columns().values()), *rows):
        book.worksheets[0].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


GOOD = [NUMBER, "安家补助", "审核中", "", "2026-11-23", 13800000000]


def test_a_table_is_read_with_numbers_and_days_as_spreadsheets_keep_them(office: Office) -> None:
    (row,) = read_table(
        office, _table([NUMBER.lower(), "安家补助", "审核中", None, NOW.replace(tzinfo=None), 13800000000])
    )
    assert row == CaseRow(NUMBER, "安家补助", "审核中", "", NOW.date(), "13800000000")


@pytest.mark.parametrize(
    ("place", "value", "key"),
    [
        (0, "12345", "number"), (0, "GD20261124-0001", "number"), (1, "", "matter"), (2, "", "status"),
        (3, "请拨打13800000000", "personal"), (3, "长" * 301, "note"), (4, "昨天", "as_of"), (4, "2026-11-25", "as_of"),
        (5, "1380000", "phone"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_refuses_the_whole_table(office: Office, place: int, value: str, key: str) -> None:
    bad = [*GOOD]
    bad[place] = value
    with pytest.raises(ImportRefused, match=f"^{key}$") as refused:
        read_table(office, _table(["BJ20261124-0002", *GOOD[1:]], bad))
    assert refused.value.place == "3"


def test_what_is_no_table_of_progress_is_refused(office: Office) -> None:
    for content, key in (
        (b"x", "unreadable"), (_table(header=["编号"]), "column"), (_table(), "nobody"), (_table(GOOD, GOOD), "twice"),
    ):  # fmt: skip
        with pytest.raises(ImportRefused, match=f"^{key}$"):
            read_table(office, content)
