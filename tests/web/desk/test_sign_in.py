"""Signing in and out: lockout, expiry, cookies, passwords."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine, select, update

from knowledge.database import session_factory
from knowledge.models.desk import AuditEntry, SignInFailure, StaffAccount, StaffSession
from tests.conftest import NOW
from tests.web.conftest import Browser, MakeSite
from tests.web.desk.conftest import PASSWORD, NewPerson


def _aged(kept: Engine, **columns: timedelta) -> None:
    with session_factory(kept, writes=True)() as session, session.begin():
        session.execute(update(StaffSession).values({name: NOW - age for name, age in columns.items()}))


def test_who_signed_in_sees_his_pages(new_person: NewPerson) -> None:
    page = new_person("editor").get("/")
    assert page.status_code == 200 and "示例editor" in page.text and "操作日志" not in page.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(new_person: NewPerson) -> None:
    person = new_person()
    cookie = person.sign_in("viewer").headers["set-cookie"]
    assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "Path=/desk" in cookie
    assert "secure" not in cookie.lower()


def test_in_production_the_cookie_is_secure(make_site: MakeSite) -> None:
    with make_site(app_env="production", office_now=None, secret_key="k" * 40, contact_key="c" * 40) as site:
        assert site.client.get("/desk/sign-in").status_code == 404

        browser = httpx.AsyncClient(transport=httpx.ASGITransport(site.app.state.staff), base_url="https://office.test")
        answer = Browser(site.client.portal, browser).get("/desk/sign-in")
        assert "__Secure-desk_visitor=" in answer.headers["set-cookie"] and "Secure" in answer.headers["set-cookie"]
        site.client.portal.call(browser.aclose)


@pytest.mark.parametrize(
    ("name", "password"), [("editor", "wrong password 12"), ("nobody", PASSWORD), ("", ""), ("viewer", "")]
)
def test_whatever_is_wrong_is_told_in_the_same_words(new_person: NewPerson, name: str, password: str) -> None:
    answer = new_person().sign_in(name, password)
    assert answer.status_code == 403 and "账号或密码不对" in answer.text


def test_after_five_failures_a_name_is_locked_even_with_the_right_password(new_person: NewPerson, kept: Engine) -> None:
    person = new_person()
    for _ in range(5):
        assert person.sign_in("editor", "wrong password 12").status_code == 403
    answer = new_person(address="10.0.0.9").sign_in("EDITOR ")
    assert answer.status_code == 429 and "15分钟" in answer.text
    assert new_person().sign_in("viewer").status_code == 303
    with session_factory(kept, writes=True)() as session, session.begin():
        assert session.scalar(select(AuditEntry.actor).where(AuditEntry.action == "sign_in_locked")) == "editor"
        session.execute(update(SignInFailure).values(at=NOW - timedelta(minutes=16)))
    assert person.sign_in("editor").status_code == 303


def test_an_address_with_many_failures_is_locked_for_every_name(new_person: NewPerson) -> None:
    person = new_person(address="10.0.0.7")
    for number in range(30):
        person.sign_in(f"guess{number}", "wrong password 12")
    assert person.sign_in("viewer").status_code == 429
    assert new_person(address="10.0.0.8").sign_in("viewer").status_code == 303


def test_the_typed_name_of_nobody_is_not_written_into_the_log(new_person: NewPerson, kept: Engine) -> None:
    person = new_person()
    for _ in range(5):
        person.sign_in("my-secret-typed-as-name", "x")
    with session_factory(kept)() as session:
        assert "my-secret" not in " ".join(session.scalars(select(AuditEntry.actor)))


@pytest.mark.parametrize(
    ("age", "open_"),
    [
        ({"seen_at": timedelta(minutes=29)}, True),
        ({"seen_at": timedelta(minutes=31)}, False),
        ({"created_at": timedelta(hours=10, minutes=1)}, False),
    ],
)  # fmt: skip
def test_a_session_ends_when_it_is_idle_or_old(
    new_person: NewPerson, kept: Engine, age: dict[str, timedelta], open_: bool
) -> None:
    person = new_person("editor")
    _aged(kept, **age)
    assert (person.get("/").status_code == 200) is open_


def test_using_a_session_keeps_it_from_being_idle(new_person: NewPerson, kept: Engine) -> None:
    person = new_person("editor")
    _aged(kept, seen_at=timedelta(minutes=20))
    person.get("/")
    with session_factory(kept)() as session:
        assert session.scalar(select(StaffSession.seen_at)) >= NOW  # type: ignore[operator]


def test_who_signs_out_is_out_everywhere_the_token_went(new_person: NewPerson) -> None:
    person = new_person("editor")
    copied = dict(person.client.cookies)
    assert person.post("/sign-out").status_code == 303
    thief = new_person()
    thief.client.cookies.update(copied)
    assert thief.get("/").headers["location"].startswith("/desk/sign-in")


def test_a_new_sign_in_ends_the_one_before_in_this_browser(new_person: NewPerson, kept: Engine) -> None:
    person = new_person("editor")
    copied = dict(person.client.cookies)
    person.sign_in("viewer")
    thief = new_person()
    thief.client.cookies.update(copied)
    assert thief.get("/").status_code == 303


def test_the_database_holds_no_token_and_no_password(new_person: NewPerson, kept: Engine) -> None:
    person = new_person("editor")
    token = person.client.cookies["desk_session"]
    with session_factory(kept)() as session:
        kept_values = str([(row.digest, row.csrf) for row in session.scalars(select(StaffSession))])
        hashes = list(session.scalars(select(StaffAccount.password)))
    assert token not in kept_values
    assert all(value.startswith("$argon2id$") for value in hashes)


def test_an_account_that_is_stopped_is_out_at_once(new_person: NewPerson, kept: Engine) -> None:
    person, admin = new_person("editor"), new_person("admin")
    with session_factory(kept)() as session:
        number = session.scalar(select(StaffAccount.id).where(StaffAccount.name == "editor"))
    admin.post(f"/accounts/{number}", {"role": "editor", "active": "no"})
    assert person.get("/").status_code == 303
    assert person.sign_in("editor").status_code == 403


def test_a_password_can_be_changed_and_ends_all_other_sessions(new_person: NewPerson) -> None:
    person, elsewhere = new_person("editor"), new_person("editor")
    new = "another invented staple"
    answer = person.post("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 303
    assert person.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert new_person().sign_in("editor").status_code == 403
    assert new_person().sign_in("editor", new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("wrong", "another invented staple", "another invented staple", "现在的密码不对"),
        (PASSWORD, "another invented staple", "another invented stable", "不一样"),
        (PASSWORD, "short", "short", "至少12个字符"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "重复的字符太多"),
        (PASSWORD, "my-Editor-password", "my-Editor-password", "不能含账号名"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与现在的密码相同"),
        (PASSWORD, "x1y2" * 40, "x1y2" * 40, "密码太长"),
    ],
)
def test_a_password_that_will_not_do_is_told_why(
    new_person: NewPerson, old: str, new: str, again: str, told: str
) -> None:
    answer = new_person("editor").post("/account/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422 and told in answer.text


def test_a_first_password_must_be_changed_before_anything_else(new_person: NewPerson) -> None:
    admin = new_person("admin")
    first = "given by hand 2026"
    made = admin.post("/accounts", {"name": "newcomer", "shown_name": "示例新人", "role": "editor", "password": first})
    assert made.status_code == 303
    person = new_person()
    assert person.sign_in("newcomer", first).headers["location"] == "/desk/account"
    assert person.get("/").status_code == 403
    person.post("/account/password", {"old": first, "new": PASSWORD, "again": PASSWORD})
    assert person.get("/").status_code == 200


def test_the_last_administrator_cannot_shut_himself_out(new_person: NewPerson, kept: Engine) -> None:
    with session_factory(kept)() as session:
        number = session.scalar(select(StaffAccount.id).where(StaffAccount.name == "admin"))
    answer = new_person("admin").post(f"/accounts/{number}", {"role": "viewer", "active": "yes"})
    assert answer.status_code == 422 and "最后一名管理员" in answer.text


def test_pages_of_the_desk_are_kept_by_no_cache_and_framed_by_nobody(new_person: NewPerson) -> None:
    headers = new_person("viewer").get("/").headers
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
