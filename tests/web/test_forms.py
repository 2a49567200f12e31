"""Contact data goes from the form into the vault; the bot learns a reference."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select, update

from knowledge.appointments.contacts import Person, open_contact
from knowledge.database import session_factory
from knowledge.models import Consent, ConsentText, Contact, Turn
from knowledge.personal import consents
from knowledge.secret import secret
from tests.conftest import NOW
from tests.web.conftest import CONTACT_FORM, Site, Visitor, reply, text

PHONE = "13800000000"
FILLED: dict[str, Any] = {"id": "form-1", "name": "张三示例", "phone": PHONE, "consent": True}


@pytest.fixture
def form(site: Site, visitor: Visitor) -> str:
    """The id of a form that the visitor sees."""
    site.bot.says(reply(CONTACT_FORM))
    found: str = visitor.say("我要预约")["blocks"][0]["id"]
    site.bot.says(reply(text("约好了")))
    site.bot.heard.clear()
    return found


def _contacts(kept: Engine) -> list[Contact]:
    with session_factory(kept)() as session:
        return list(session.scalars(select(Contact)))


def test_the_bot_gets_a_reference_and_nothing_else(site: Site, visitor: Visitor, kept: Engine, form: str) -> None:
    visitor.post(f"forms/{form}", FILLED)
    assert site.bot.texts == ["/EXTERNAL_contact"]
    assert site.bot.heard[0]["metadata"] == {"contact_ref": _contacts(kept)[0].ref}


def test_a_posted_form_is_answered_like_a_message(visitor: Visitor, form: str) -> None:
    answer = visitor.post(f"forms/{form}", FILLED).json()
    assert answer["turn"].startswith("t_")
    assert answer["blocks"][0]["text"] == "约好了"


def test_the_office_can_open_what_was_sealed(site: Site, visitor: Visitor, kept: Engine, form: str) -> None:
    visitor.post(f"forms/{form}", {**FILLED, "phone": "+86 138-0000 0000"})
    assert open_contact(secret(site.settings, "contact_key"), _contacts(kept)[0]) == Person("张三示例", PHONE)


def test_neither_name_nor_telephone_stands_in_the_database_file(
    site: Site, visitor: Visitor, kept: Engine, form: str
) -> None:
    visitor.post(f"forms/{form}", FILLED)
    on_disk = site.bytes_kept
    assert _contacts(kept)[0].ref.encode() in on_disk  # the row is there
    assert PHONE.encode() not in on_disk
    assert "张三示例".encode() not in on_disk


def test_the_kept_turn_says_only_that_a_form_was_posted(visitor: Visitor, kept: Engine, form: str) -> None:
    visitor.post(f"forms/{form}", FILLED)
    with session_factory(kept)() as session:
        assert list(session.scalars(select(Turn.text).order_by(Turn.id))) == ["我要预约", "已提交联系方式"]


def test_no_line_of_the_log_names_the_person(
    site: Site, visitor: Visitor, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    site.bot.responds(httpx.Response(500))
    visitor.post(f"forms/{form}", FILLED)
    assert PHONE not in caplog.text
    assert "张三" not in caplog.text


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "<b>"}, {"name"}),
        ({"phone": ""}, {"phone"}),
        ({"phone": "1380000000"}, {"phone"}),
        ({"phone": "02300000012"}, {"phone"}),
        ({"consent": False}, {"consent"}),
        ({"name": " ", "phone": "abc", "consent": False}, {"name", "phone", "consent"}),
    ],
)
def test_a_wrong_field_comes_back_with_a_sentence(
    site: Site, visitor: Visitor, kept: Engine, form: str, change: dict[str, Any], fields: set[str]
) -> None:
    answer = visitor.post(f"forms/{form}", {**FILLED, **change})
    assert answer.status_code == 422
    told = answer.json()["error"]["fields"]
    assert set(told) == fields
    assert all("请" in sentence or "需要" in sentence for sentence in told.values())
    assert not site.bot.heard
    assert not _contacts(kept)


def test_fields_that_are_left_out_are_asked_for(visitor: Visitor, form: str) -> None:
    answer = visitor.post(f"forms/{form}", {"id": "form-1"})
    assert set(answer.json()["error"]["fields"]) == {"name", "phone", "consent"}


def test_a_mended_form_may_use_the_same_id(visitor: Visitor, form: str) -> None:
    visitor.post(f"forms/{form}", {**FILLED, "phone": ""})
    assert visitor.post(f"forms/{form}", FILLED).json()["status"] == "answered"


def test_a_repeated_post_is_stored_and_sent_once(site: Site, visitor: Visitor, kept: Engine, form: str) -> None:
    first, second = (visitor.post(f"forms/{form}", FILLED).json() for _ in range(2))
    assert first == second
    assert (len(_contacts(kept)), len(site.bot.heard)) == (1, 1)


def test_a_form_posted_again_after_a_failure_leaves_one_contact(
    site: Site, visitor: Visitor, kept: Engine, form: str
) -> None:
    site.bot.responds(httpx.Response(500))
    assert visitor.post(f"forms/{form}", FILLED).json()["status"] == "failed"
    site.bot.says(reply(text("约好了")))
    assert visitor.post(f"forms/{form}", FILLED).json()["status"] == "answered"
    assert len(_contacts(kept)) == 1
    assert site.bot.heard[0]["metadata"] == site.bot.heard[1]["metadata"]


def test_data_given_again_is_kept_from_the_last_time(visitor: Visitor, kept: Engine, form: str) -> None:
    visitor.post(f"forms/{form}", FILLED)
    with session_factory(kept, writes=True)() as session, session.begin():
        session.execute(update(Contact).values(created_at=NOW - timedelta(days=3)))
    visitor.post(f"forms/{form}", {**FILLED, "id": "form-2"})
    assert [contact.created_at >= NOW for contact in _contacts(kept)] == [True]


def test_another_telephone_is_another_contact(visitor: Visitor, kept: Engine, form: str) -> None:
    visitor.post(f"forms/{form}", FILLED)
    visitor.post(f"forms/{form}", {**FILLED, "id": "form-2", "phone": "13900000000"})
    assert len(_contacts(kept)) == 2


@pytest.mark.parametrize("unknown", ["f_unknown", "c_1", "%00", "..%2f..", "表单"])
def test_an_unknown_form_is_called_gone_and_stores_nothing(
    site: Site, visitor: Visitor, kept: Engine, unknown: str
) -> None:
    answer = visitor.post(f"forms/{unknown}", FILLED)
    assert answer.status_code in (200, 404)
    assert "表单已经失效" in answer.text or answer.json()["error"]["code"] == "not_found"
    assert not site.bot.heard
    assert not _contacts(kept)


ID_NUMBER = "110101190001010014"
LONG_FORM: dict[str, Any] = {
    **CONTACT_FORM,
    "fields": [*CONTACT_FORM["fields"], {"name": "id_number", "label": "身份证号"}],
    "id_consent": "单独同意",
    "consents": ["contact/2026-12/zh", "id_number/2026-12/zh"],
}
LONG_FILLED = {**FILLED, "id_number": ID_NUMBER, "id_consent": True}


@pytest.fixture
def long_form(site: Site, visitor: Visitor) -> str:
    """The id of a form that asks for the ID number too."""
    site.bot.says(reply(LONG_FORM))
    found: str = visitor.say("我要预约")["blocks"][0]["id"]
    site.bot.says(reply(text("约好了")))
    return found


def test_the_id_number_is_sealed_where_the_form_asked_for_it(
    site: Site, visitor: Visitor, kept: Engine, long_form: str
) -> None:
    assert visitor.post(f"forms/{long_form}", LONG_FILLED).json()["status"] == "answered"
    assert open_contact(secret(site.settings, "contact_key"), _contacts(kept)[0]).id_number == ID_NUMBER
    assert ID_NUMBER.encode() not in site.bytes_kept


@pytest.mark.parametrize(
    ("change", "fields"),
    [({"id_number": "110101190001010015"}, {"id_number"}), ({"id_consent": False}, {"id_consent"})],
)
def test_a_wrong_id_number_and_a_missing_consent_come_back(
    visitor: Visitor, kept: Engine, long_form: str, change: dict[str, Any], fields: set[str]
) -> None:
    answer = visitor.post(f"forms/{long_form}", {**LONG_FILLED, **change})
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == fields
    assert not _contacts(kept)


def test_an_id_number_that_nobody_asked_for_is_not_kept(site: Site, visitor: Visitor, kept: Engine, form: str) -> None:
    visitor.post(f"forms/{form}", LONG_FILLED)
    assert _contacts(kept)[0].id_sealed is None


def test_the_consents_are_kept_with_the_words_that_were_shown(visitor: Visitor, kept: Engine, long_form: str) -> None:
    visitor.post(f"forms/{long_form}", LONG_FILLED)
    with session_factory(kept)() as session:
        given = [(row.purpose, row.version, row.language) for row in session.scalars(select(Consent))]
        texts = list(session.scalars(select(ConsentText.text).order_by(ConsentText.purpose)))
    assert given == [("contact", "2026-12", "zh"), ("id_number", "2026-12", "zh")]
    assert texts == [consents.current("contact").text, consents.current("id_number").text]


def test_whose_data_a_form_is_about_never_reaches_the_browser(site: Site, visitor: Visitor) -> None:
    site.bot.says(reply({**CONTACT_FORM, "purpose": "correction", "consent": "", "payload": {"value": "ct_secret"}}))
    assert "ct_secret" not in str(visitor.say("把我的电话改一下"))
