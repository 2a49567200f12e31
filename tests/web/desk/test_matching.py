"""政策找人 at the desk: a profile, a company's table, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import AuditEntry
from tests.web.desk.conftest import NewPerson, Person


@pytest.fixture
def editor(new_person: NewPerson) -> Person:
    return new_person("editor")


def _table(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _send(editor: Person, content: bytes, form: str = "page") -> Any:
    return editor.post("/matching/people", {"as": form}, files={"file": ("people.xlsx", content)})


def test_a_profile_gives_every_programme_with_the_condition_that_bars_and_its_clause(editor: Person) -> None:
    page = editor.post(
        "/matching", {"audience": "person", "postdoc_out": "否", "education": "博士", "contract_months": "3"}
    ).text
    row = page.split("【示例】博士后出站留区补助")[1].split("</tr>")[0]
    assert "暂不符合" in row and "出站" in row and "第" in row and "条" in row
    assert "您不符合" not in page and "保证" not in page


def test_a_number_of_years_counts_against_the_years_of_the_condition(editor: Person) -> None:
    page = editor.post("/matching", {"audience": "person", "postdoc_out": "是", "contract_months": "1"}).text
    row = page.split("【示例】博士后出站留区补助")[1].split("</tr>")[0]
    # The example asks for a contract of three years: two are missing.
    assert "合同年限还差2年" in row, row


def test_an_employer_and_a_team_are_asked_their_own_questions(editor: Person) -> None:
    assert "企业的需要" in editor.get("/matching?audience=employer").text
    page = editor.post("/matching", {"audience": "team", "team_kind": "博士后"}).text
    assert "两江新区博士后创新创业园" in page


def test_nothing_typed_and_what_cannot_be_read_are_told(editor: Person) -> None:
    assert editor.post("/matching", {"audience": "person"}).status_code == 422
    answer = editor.post("/matching", {"audience": "person", "age": "三十好几", "education": "博士"})
    assert answer.status_code == 422 and "年龄" in answer.text and '<option value="博士" selected>' in answer.text


def test_a_table_gives_the_matrix_of_persons_by_benefits(editor: Person, kept: Engine) -> None:
    content = _table(["编号", "博士后出站", "合同年限（年）"], ["甲", "是", 3], ["乙", "否", 3], ["丙", "", ""])
    page = _send(editor, content).text
    assert "3人" in page and "【示例】博士后出站留区补助" in page
    book = openpyxl.load_workbook(io.BytesIO(_send(editor, content, "xlsx").content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    column = rows[0].index("【示例】博士后出站留区补助")
    assert [row[column] for row in rows[1:]] == ["符合", "暂不符合", "待补充", 1]
    each = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    barred = next(row for row in each if row[:2] == ["乙", "【示例】博士后出站留区补助"])
    assert barred[2] == "暂不符合" and barred[4].startswith("第")
    with session_factory(kept)() as session:
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "people_matched")).all()
    assert details == [{"people": 3}, {"people": 3}]


def test_two_hundred_rows_are_taken_and_one_more_is_not(editor: Person) -> None:
    rows = [[f"{number}号", 30] for number in range(200)]
    assert _send(editor, _table(["编号", "年龄"], *rows)).status_code == 200
    answer = _send(editor, _table(["编号", "年龄"], *rows, ["多", 30]))
    assert answer.status_code == 422 and "最多200人" in answer.text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["姓名", "年龄"], ["张三", 30]], "姓名"), ([["编号", "手机"], ["1", "13800000000"]], "手机"),
        ([["编号", "年龄"], ["13800000000", 30]], "第"), ([["编号", "年龄"], ["1", "老"]], "第2行 年龄"),
        ([["编号", "年龄", "年龄（岁）"], ["1", 30, 31]], "相同"), ([["编号"], ["1"]], "条件的名称"),
        ([["编号", "年龄"]], "没有人员"), ([["年龄"], [30, "张三"]], "第"), ([], "条件的名称"),
    ],
)  # fmt: skip
def test_a_table_with_personal_data_or_what_cannot_be_read_is_refused_and_says_where(
    editor: Person, rows: list[list[Any]], told: str
) -> None:
    answer = _send(editor, _table(*rows))
    assert answer.status_code == 422
    problem = answer.text.split('class="problem"')[1].split("</p>")[0]
    assert told in problem and "13800000000" not in problem and "张三" not in problem


def test_no_file_and_no_table_are_told(editor: Person) -> None:
    assert "请选择" in editor.post("/matching/people").text
    answer = _send(editor, b"no table")
    assert answer.status_code == 422 and "打不开" in answer.text


def test_the_empty_table_is_taken_once_it_is_filled(editor: Person) -> None:
    book = openpyxl.load_workbook(io.BytesIO(editor.get("/matching/table").content))
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert headings[0] == "编号" and "年薪（万元）" in headings
    row = [{"编号": "甲", "年薪（万元）": 30, "学历": "博士"}.get(name, "") for name in headings]
    assert _send(editor, _table(headings, row)).status_code == 200
