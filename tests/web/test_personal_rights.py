"""A correction is made from its form, and a copy is fetched once by the key of its link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from knowledge.appointments.contacts import Person, open_contact, store_contact
from knowledge.database import session_factory
from knowledge.models import Contact, Conversation, ExportRequest, Turn
from knowledge.office import Office
from knowledge.personal.export import request_export
from knowledge.personal.scope import scope_of
from knowledge.secret import secret
from tests.conftest import NOW
from tests.web.conftest import CONTACT_FORM, Site, Visitor, reply, text


@pytest.fixture
def mine(site: Site, visitor: Visitor, kept: Engine) -> str:
    """The visitor's conversation, in which contact data was given."""
    with session_factory(kept, writes=True)() as session, session.begin():
        name = session.scalars(select(Conversation.id)).one()
        key = secret(site.settings, "contact_key")
        store_contact(session, key, Person("张三示例", "13800000000"), name, NOW)
    return name


def _person(site: Site, kept: Engine) -> Person:
    with session_factory(kept)() as session:
        return open_contact(secret(site.settings, "contact_key"), session.scalars(select(Contact)).one())


def _correction(site: Site, visitor: Visitor, kept: Engine, ref: str = "") -> str:
    with session_factory(kept)() as session:
        ref = ref or session.scalars(select(Contact.ref)).one()
    form = {**CONTACT_FORM, "purpose": "correction", "consent": "", "payload": {"value": ref}}
    site.bot.says(reply(form, status="clarify"))
    found: str = visitor.say("把我的电话改一下")["blocks"][0]["id"]
    site.bot.says(reply(text("已更正")))
    site.bot.heard.clear()
    return found


def _post(visitor: Visitor, form: str, **fields: Any) -> Any:
    return visitor.post(f"forms/{form}", {"id": f"form-{form}", **fields})


@pytest.mark.usefixtures("mine")
def test_a_correction_changes_what_was_filled_and_the_bot_hears_no_number(
    site: Site, visitor: Visitor, kept: Engine
) -> None:
    form = _correction(site, visitor, kept)
    assert _post(visitor, form, phone="13900000001").json()["status"] == "answered"
    assert _person(site, kept) == Person("张三示例", "13900000001")
    assert site.bot.texts == ["/privacy"]
    assert site.bot.heard[0]["metadata"] == {"choice": {"slot": "privacy", "value": "corrected=done"}}
    assert b"13900000001" not in site.bytes_kept


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    ("fields", "wrong"), [({}, {"name", "phone"}), ({"phone": "139"}, {"phone"}), ({"name": "<b>"}, {"name"})]
)
def test_a_correction_that_cannot_be_taken_changes_nothing(
    site: Site, visitor: Visitor, kept: Engine, fields: dict[str, str], wrong: set[str]
) -> None:
    form = _correction(site, visitor, kept)
    answer = _post(visitor, form, **fields)
    assert (answer.status_code, set(answer.json()["error"]["fields"])) == (422, wrong)
    assert _person(site, kept) == Person("张三示例", "13800000000")


@pytest.mark.usefixtures("mine")
def test_a_correction_of_data_that_is_gone_says_so_to_the_bot(site: Site, visitor: Visitor, kept: Engine) -> None:
    form = _correction(site, visitor, kept, ref="ct_gone")
    _post(visitor, form, phone="13900000001")
    assert site.bot.heard[0]["metadata"]["choice"]["value"] == "corrected=gone"


@pytest.mark.usefixtures("mine")
def test_another_visitor_cannot_post_the_form(site: Site, visitor: Visitor, kept: Engine) -> None:
    form = _correction(site, visitor, kept)
    answer = _post(site.visitor(), form, name="李四示例", phone="13900000001", consent=True)
    assert "表单已经失效" in answer.text
    assert _person(site, kept) == Person("张三示例", "13800000000")


@pytest.fixture
def link(site: Site, visitor: Visitor, kept: Engine, mine: str) -> str:
    """The link of a copy, as the visitor reads it."""
    with session_factory(kept, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        identifier = request_export(office, scope_of(office, mine))
    site.bot.says(reply({"type": "file", "label": "下载", "link": f"/personal/exports/{identifier}"}))
    found: str = visitor.say("导出我的数据")["blocks"][0]["link"]
    return found


def test_the_link_gives_the_file_once(site: Site, link: str) -> None:
    first = site.client.get(link)
    assert first.status_code == 200
    assert first.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in first.headers["cache-control"]
    assert first.json()["contacts"][0]["phone"] == "13800000000"
    assert [row["said"] for row in first.json()["conversation"]] == ["导出我的数据"]
    second = site.client.get(link)
    assert second.status_code == 404
    assert "13800000000" not in second.text


@pytest.mark.parametrize("change", ["without", "wrong", "other"])
def test_without_its_key_the_link_opens_nothing_and_stays_unused(
    site: Site, kept: Engine, link: str, change: str
) -> None:
    path, _, key = link.partition("?key=")
    wrong = {"without": path, "wrong": f"{path}?key=x{key}", "other": f"/personal/exports/x_other?key={key}"}[change]
    answer = site.client.get(wrong)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    with session_factory(kept)() as session:
        assert session.scalars(select(ExportRequest.used_at)).one() is None
    assert site.client.get(link).status_code == 200


def test_a_link_that_is_too_old_opens_nothing(site: Site, kept: Engine, link: str) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        session.execute(update(ExportRequest).values(created_at=NOW - timedelta(minutes=16)))
    assert site.client.get(link).status_code == 404


def test_the_copy_stands_nowhere_on_disk(site: Site, link: str) -> None:
    site.client.get(link)
    assert b"13800000000" not in site.bytes_kept


def test_the_key_of_a_link_is_not_what_the_bot_heard(site: Site, kept: Engine, link: str) -> None:
    key = link.partition("?key=")[2]
    assert key
    assert key not in str(site.bot.heard)
    with session_factory(kept)() as session:
        assert session.scalars(select(Turn.text)).all() == ["导出我的数据"]
