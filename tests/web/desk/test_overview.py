"""The overview at the desk and the public page: charts with their tables, files, what is refused."""

from __future__ import annotations

import csv
import io
from datetime import date

import docx
import pytest
from sqlalchemy import Engine

from knowledge.database import session_factory
from knowledge.models import Conversation, DayFigure, PublishedWeek, Turn
from tests.conftest import NOW
from tests.web.conftest import Site
from tests.web.desk.conftest import NewPerson, Person


@pytest.fixture
def viewer(new_person: NewPerson, kept: Engine) -> Person:
    with session_factory(kept, writes=True)() as session, session.begin():
        session.add(Conversation(id="a", channel="wechat", created_at=NOW, updated_at=NOW))
        session.flush()
        for number, (text, status) in enumerate([("=1+1是什么", "not_found"), ("鸿雁计划是什么", "answered")]):
            session.add(
                Turn(
                    ref=f"t{number}", conversation_id="a", message_id=f"m{number}", at=NOW, text=text, status=status,
                    reply={}, milliseconds=300, intent="policy_overview",
                )
            )  # fmt: skip
        session.add(DayFigure(day=date(2026, 11, 2), kind="question", label="policy|web|answered", number=40))
    return new_person("viewer")


def test_the_page_shows_charts_with_a_title_and_the_tables_beside(viewer: Person) -> None:
    page = viewer.get("/overview").text
    assert "<svg" in page and "<title>2026-11-24：提问2，没有查到1</title>" in page
    for shown in ("没有查到", "微信", "半数答复在500毫秒内", "没有到期的预约", "鸿雁计划是什么"):
        assert shown in page, shown
    assert "http://" not in page and "https://" not in page


def test_a_period_is_chosen_and_a_wrong_one_is_told(viewer: Person) -> None:
    assert "<dd>42</dd>" in viewer.get("/overview?from=2026-11-01&to=2026-11-24").text
    for query in ("from=2026-11-24&to=2026-11-01", "from=gestern", "from=2020-01-01&to=2026-11-24"):
        answer = viewer.get(f"/overview?{query}")
        assert answer.status_code == 422 and "日期不对" in answer.text


def test_tables_are_given_as_csv_and_no_cell_is_a_formula(viewer: Person) -> None:
    answer = viewer.get("/overview/export?part=top")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][1:] == ["次数", "会话数"]
    assert sorted(row[0] for row in rows[1:]) == ["'=1+1是什么", "鸿雁计划是什么"]
    assert viewer.get("/overview/export?part=nothing").status_code == 404


@pytest.mark.parametrize("part", ["days", "topics", "channels", "statuses", "top", "visits", "looks", "weeks"])
def test_every_table_has_its_file(viewer: Person, part: str) -> None:
    rows = list(csv.reader(io.StringIO(viewer.get(f"/overview/export?part={part}").content.decode("utf-8-sig"))))
    assert all(len(row) == len(rows[0]) for row in rows)


def test_the_report_of_a_month_links_its_figures_to_their_lists(viewer: Person) -> None:
    document = docx.Document(io.BytesIO(viewer.get("/overview/report?month=2026-11").content))
    table = document.tables[0]
    figures = {row.cells[0].text: row.cells[1].paragraphs[0].text for row in table.rows}
    assert figures["提问数"] == "42" and figures["没有查到"] == "1" and figures["未到率"] == "无"
    links = [part.target_ref for part in document.part.rels.values() if part.is_external]
    assert "http://office.test/desk/overview?from=2026-11-01&to=2026-11-24#statuses" in links
    for month in ("2027-01", "2026-13", "x", ""):
        assert viewer.get(f"/overview/report?month={month}").status_code == 404


def test_the_public_page_shows_published_weeks_and_nothing_else(site: Site, viewer: Person, kept: Engine) -> None:
    empty = site.client.get("/cloud")
    assert empty.status_code == 200 and "还没有可以公布的数据" in empty.text
    with session_factory(kept, writes=True)() as session, session.begin():
        figures = {"conversations": 24, "category": {"doctor": 12}, "origin": {}, "topic": {}, "channel": {"web": 24}}
        session.add(PublishedWeek(monday=date(2026, 11, 16), figures=figures, made_at=NOW))
        session.add(PublishedWeek(monday=date(2026, 11, 9), figures={}, made_at=NOW))
    page = site.client.get("/cloud").text
    assert "24个会话" in page and "博士" in page and "不公布" in page and "2026-11-09" not in page
    assert "鸿雁计划是什么" not in page and "/desk" not in page
    assert site.client.get("/cloud.css").status_code == 200
