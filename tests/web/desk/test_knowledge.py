"""The pages of knowledge: every list opens, changes go through two people, documents through a draft."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from lxml.html import document_fromstring
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import AuditEntry, Document, Draft, Policy, Service
from tests.web.desk.conftest import NewPerson, Person

ROW = "/knowledge/rows/service/talent-apartment"
_DOCUMENT = """示例区人才驿站管理办法

示例〔2026〕07号

第一条 为服务来渝求职人才，设立人才驿站。
第二条 求职人才可以免费入住，每年累计不超过七天。
第三条 本办法自2026年12月1日起施行。
"""


def _form(page: str) -> dict[str, str]:
    """The fields of the page's longest form as a browser would send them unchanged."""
    forms = [dict(form.form_values()) for form in document_fromstring(page).forms if form.method == "POST"]
    found = max(forms, key=len)
    return {name: value for name, value in found.items() if name != "csrf"}


def _proposed(person: Person, **changed: str) -> str:
    """Propose a change of a service and return the path of the change."""
    form = {**_form(person.get(ROW).text), "evidence": "示例来函", **changed}
    answer = person.post(ROW, form)
    assert answer.status_code == 303, re.findall(r'role="alert">([^<]*)', answer.text)
    return answer.headers["location"].removeprefix("/desk").partition("?")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/knowledge", "/knowledge?kind=hall", "/knowledge/services", "/knowledge/services?q=公寓", "/knowledge/halls",
        "/knowledge/records", "/knowledge/records?kind=news_fact", "/knowledge/calendar",
        "/knowledge/calendar?month=2026-10", "/knowledge/calendar?month=x", "/knowledge/calendar?month=9999-12",
        "/knowledge/warnings", "/knowledge/policies",
        "/knowledge/drafts", "/knowledge/changes", "/knowledge/words/sensitive", "/knowledge/words/phrasing",
        "/knowledge/rows/hall/mingyuehu-hall", "/knowledge/rows/window/foreign-02",
        "/knowledge/rows/calendar_day/2026-12-01",
    ],
)  # fmt: skip
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_every_list_opens(new_person: NewPerson, path: str, role: str) -> None:
    answer = new_person(role).get(path)
    assert answer.status_code == 200 and "<h1>" in answer.text


def test_every_policy_opens_with_its_versions_and_what_changed(new_person: NewPerson, kept: Engine) -> None:
    person = new_person("viewer")
    with session_factory(kept)() as session:
        codes = list(session.scalars(select(Policy.code)))
        documents = list(session.scalars(select(Document.code)))
    for code in codes:
        assert person.get(f"/knowledge/policies/{code}").status_code == 200, code
        assert person.get(f"/knowledge/policies/{code}/difference").status_code == 200, code
    for code in documents:
        assert person.get(f"/knowledge/rows/document/{code}").status_code == 200, code


def test_the_share_of_examples_is_shown(new_person: NewPerson) -> None:
    page = new_person("viewer").get("/knowledge").text
    assert re.search(r"还剩 <strong>\d+</strong> 条示例，占全部 \d+ 条的 <strong>[\d.]+%</strong>", page)


def test_a_change_is_seen_by_applicants_after_a_second_person(new_person: NewPerson, kept: Engine) -> None:
    one, other = new_person("editor"), new_person("publisher")
    change = _proposed(one, fee="示例：不收费")
    page = other.get(change).text
    assert "示例：不收费" in page and "审核通过并发布" in page
    assert other.post(f"{change}/publish", {"note": "已核"}).status_code == 303
    with session_factory(kept)() as session:
        assert session.scalar(select(Service.fee).where(Service.code == "talent-apartment")) == "示例：不收费"
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)))
    assert actions[-2:] == ["change_proposed", "change_published"]


def test_who_proposed_does_not_publish(new_person: NewPerson, kept: Engine) -> None:
    person = new_person("publisher")
    change = _proposed(person, fee="示例：不收费")
    assert "审核通过并发布" not in person.get(change).text
    answer = person.post(f"{change}/publish")
    assert answer.status_code == 422 and "不能由提出修改的本人发布" in answer.text
    with session_factory(kept)() as session:
        assert session.scalar(select(Service.fee).where(Service.code == "talent-apartment")) != "示例：不收费"


def test_of_two_editors_at_once_the_second_is_told_and_nothing_is_lost(new_person: NewPerson) -> None:
    first = _proposed(new_person("editor"), fee="甲的写法")
    second = _proposed(new_person("editor2"), fee="乙的写法")
    publisher = new_person("publisher")
    assert publisher.post(f"{first}/publish").status_code == 303
    answer = publisher.post(f"{second}/publish")
    assert answer.status_code == 422 and "又被别人改过" in answer.text
    assert "乙的写法" in publisher.get(second).text and "待审核" in publisher.get(second).text


def test_what_was_typed_wrongly_comes_back_with_the_reason(new_person: NewPerson) -> None:
    person = new_person("editor")
    form = {**_form(person.get(ROW).text), "minutes": "半小时", "fee": "我刚写的", "evidence": "来函"}
    answer = person.post(ROW, form)
    assert answer.status_code == 422 and "每次办理分钟数：应填写数字" in answer.text and "我刚写的" in answer.text


def test_an_untouched_form_changes_nothing(new_person: NewPerson) -> None:
    person = new_person("editor")
    answer = person.post(ROW, {**_form(person.get(ROW).text), "evidence": "来函"})
    assert answer.status_code == 422 and "没有改动任何内容" in answer.text


def test_markup_in_a_text_is_shown_as_text(new_person: NewPerson) -> None:
    change = _proposed(new_person("editor"), fee="<script>alert(1)</script>")
    assert "<script>alert" not in new_person("publisher").get(change).text


def _uploaded(person: Person, name: str, content: bytes) -> httpx.Response:
    return person.post("/knowledge/drafts", files={"file": (name, content)})


def test_a_document_goes_through_a_draft_and_a_second_person(new_person: NewPerson, kept: Engine) -> None:
    editor, publisher = new_person("publisher2"), new_person("publisher")
    answer = _uploaded(editor, "办法.txt", _DOCUMENT.encode())
    assert answer.status_code == 303
    path = answer.headers["location"].removeprefix("/desk").partition("?")[0]
    page = editor.get(path).text
    assert "每年累计不超过七天" in page and "要由另一位同事批准" in page
    assert editor.post(f"{path}/approve").status_code == 422
    again = _uploaded(editor, "办法.txt", _DOCUMENT.encode())
    assert "draft_known" in again.headers["location"]
    missing = publisher.post(f"{path}/approve", {"policy": "", "level": "区县"})
    assert missing.status_code == 303, re.findall(r'role="alert">([^<]*)', missing.text)
    with session_factory(kept)() as session:
        draft = session.scalars(select(Draft)).one()
        assert (draft.status, draft.decided_by) == ("approved", "publisher")
    assert "查看政策" in publisher.get(path).text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.txt", b"", "请选择文件"),
        ("表.exe", b"MZ\x00\x01", "没有录入"),
        ("坏.docx", b"PK\x03\x04broken", "没有录入"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(
    new_person: NewPerson, kept: Engine, name: str, content: bytes, told: str
) -> None:
    answer = _uploaded(new_person("editor"), name, content)
    assert answer.status_code == 422 and told in answer.text
    with session_factory(kept)() as session:
        assert session.scalars(select(Draft)).first() is None


def test_the_name_of_a_file_leads_nowhere(new_person: NewPerson, tmp_path: Path) -> None:
    answer = _uploaded(new_person("editor"), "../../etc/办法.txt", _DOCUMENT.encode())
    assert answer.status_code == 303


def test_words_are_published_by_a_second_person(new_person: NewPerson) -> None:
    editor, publisher = new_person("editor"), new_person("publisher")
    form = _form(editor.get("/knowledge/words/sensitive").text)
    answer = editor.post(
        "/knowledge/words/sensitive", {**form, "words.0": form["words.0"] + "\n示例坏词", "evidence": "投诉"}
    )
    assert answer.status_code == 303, re.findall(r'role="alert">([^<]*)', answer.text)
    path = answer.headers["location"].removeprefix("/desk").partition("?")[0]
    assert "<ins>示例坏词</ins>" in publisher.get(path).text
    assert publisher.post(f"{path}/publish").status_code == 303
    assert "第1版" in publisher.get("/knowledge/words/sensitive").text
