"""Progress of applications at the desk: taken in whole or not at all, listed without telephones, taken out."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tests.web.conftest import Site
from tests.web.desk.conftest import NewPerson, Person

HEADER = ["办件编号", "事项", "进度", "说明", "日期", "登记手机号"]
ROW = ["BJ20261124-0001", "安家补助（示例数据）", "审核中", "", "2026-11-23", "13800000000"]


@pytest.fixture
def editor(new_person: NewPerson) -> Person:
    return new_person("editor")


def _send(editor: Person, *rows: list[str]) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return editor.post("/progress", files={"file": ("progress.xlsx", kept.getvalue())})


def test_a_table_is_taken_in_and_telephones_are_kept_from_sight(editor: Person, site: Site) -> None:
    assert "还没有导入" in editor.get("/progress").text
    assert _send(editor, HEADER, ROW).status_code == 303
    page = editor.get("/progress?q=bj20261124-0001").text
    assert "审核中" in page and "13800000000" not in page
    assert b"13800000000" not in site.bytes_kept


def test_one_wrong_row_takes_in_nothing_and_says_which(editor: Person) -> None:
    answer = _send(editor, HEADER, ROW, ["BJ20261124-0002", "安家补助", "审核中", "", "2026-11-23", "123"])
    assert answer.status_code == 422 and "登记手机号不对" in answer.text and "（3）" in answer.text
    assert "共0个办件" in editor.get("/progress").text


def test_no_file_is_told_and_the_empty_table_has_the_headings(editor: Person) -> None:
    assert "请选择" in editor.post("/progress").text
    book = openpyxl.load_workbook(io.BytesIO(editor.get("/progress/table").content))
    assert [cell.value for cell in book.worksheets[0][1]] == HEADER


def test_an_application_is_taken_out(editor: Person) -> None:
    _send(editor, HEADER, ROW)
    path = editor.get("/progress").text.partition('action="/desk/progress/')[2].partition("/remove")[0]
    assert editor.post(f"/progress/{path}/remove").status_code == 303
    assert "共0个办件" in editor.get("/progress").text
