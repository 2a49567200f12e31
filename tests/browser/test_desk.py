"""The staff desk in a browser: sign-in by keyboard, every page for a screen reader, two people, live lists, paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from knowledge.conversations import begin, keep_turn
from knowledge.database import session_factory
from knowledge.desk.passwords import hashed
from knowledge.handover.queue import ask_for_person
from knowledge.models import StaffAccount
from knowledge.models.desk import ROLES
from knowledge.office import Office
from knowledge.settings import ZONE, Settings
from tests.browser.conftest import PATIENCE_MS, running, screen
from tests.conftest import NOW, free_port
from tests.web.desk.test_hall import book
from web.app import make_app
from web.wording import sentence

PASSWORD = "invented horse staple 7"
PAGES = [
    "/", "/hall", "/hall/slots", "/hall/closures", "/inbox", "/inbox/1", "/tickets", "/canned", "/knowledge",
    "/knowledge/changes", "/knowledge/services", "/knowledge/rows/service/talent-apartment", "/knowledge/halls",
    "/knowledge/rows/hall/mingyuehu-hall", "/knowledge/policies", "/knowledge/policies/example-high-level",
    "/knowledge/policies/example-high-level/difference", "/knowledge/drafts", "/knowledge/calendar",
    "/knowledge/records", "/knowledge/words/sensitive", "/knowledge/words/phrasing", "/knowledge/warnings", "/accounts",
    "/audit", "/audit?check=1", "/account",
]  # fmt: skip
browser_test = pytest.mark.browser


@dataclass
class Desk:
    """The real desk with visits of today, a conversation that waits, and an account of every role."""

    address: str
    engine: Engine
    now: datetime

    def ask_for_person(self, said: str) -> None:
        """Let an applicant ask for a person."""
        with session_factory(self.engine, writes=True)() as session, session.begin():
            conversation = begin(session, "web", self.now)
            session.flush()
            keep_turn(session, conversation, said, said, sentence("stale", "clarify"), self.now, 1)
            ask_for_person(Office(session, self.now), conversation, "asked")


@pytest.fixture
def desk(sqlite_engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    settings = {"database_url": str(sqlite_engine.url), "var_dir": tmp_path, "office_now": NOW}
    people = [("张三示例", "13800000001"), ("李四示例", "13900000002")]
    _, slots = book(sqlite_engine, Settings(**settings), people)
    now = datetime.combine(slots[0].day, slots[0].starts, ZONE) + timedelta(minutes=12)
    with session_factory(sqlite_engine, writes=True)() as session, session.begin():
        kept = hashed(PASSWORD)
        for name, shown in zip((*ROLES, "publisher2"), ("王示例", "刘示例", "陈示例", "赵示例", "周示例"), strict=True):
            role = "publisher" if name == "publisher2" else name
            session.add(StaffAccount(name=name, shown_name=shown, role=role, password=kept, created_at=NOW))
    made = Desk("", sqlite_engine, now)
    made.ask_for_person("人才公寓要等多久，我想问问人")
    with running(make_app(Settings(**{**settings, "office_now": now})), free_port()) as address:
        made.address = address
        yield made


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, desk: Desk) -> Iterator[SignIn]:
    """Open the desk as somebody; no page may raise an error, break its policy or ask another server."""
    complaints: list[str] = []
    contexts = []

    def opened(name: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", base_url=desk.address)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        page.on("request", lambda request: _own(request.url, desk.address, complaints))
        page.goto("/desk/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _own(url: str, base: str, complaints: list[str]) -> None:
    if not url.startswith((base, "about:", "data:")):
        complaints.append(f"asked elsewhere: {url}")


@browser_test
def test_every_page_is_clean_for_screen_readers(sign_in: SignIn) -> None:
    page = sign_in("admin")
    for path in PAGES:
        answer = page.goto(f"/desk{path}")
        assert answer is not None and answer.status == 200, path
        violations = Axe().run(page).response["violations"]
        assert [(path, each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in violations] == []


@browser_test
def test_a_wrong_password_is_told_and_the_name_is_kept(browser: Browser, desk: Desk) -> None:
    page = browser.new_page(base_url=desk.address)
    page.goto("/desk/sign-in")
    page.get_by_label("账号").fill("editor")
    page.get_by_label("密码").fill("wrong password 12")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("账号或密码不对。")
    expect(page.get_by_label("账号")).to_have_value("editor")
    assert Axe().run(page).response["violations"] == []
    screen(page, "desk-sign-in")
    page.close()


@browser_test
def test_a_telephone_is_changed_by_two_people(sign_in: SignIn) -> None:
    editor, publisher = sign_in("editor"), sign_in("publisher")
    editor.goto("/desk/knowledge/rows/hall/mingyuehu-hall")
    editor.get_by_label("电话", exact=True).fill("023-0000-0077")
    editor.get_by_label("依据").fill("示例来函")
    editor.get_by_role("button", name="提交审核").click()
    expect(editor.get_by_role("status")).to_contain_text("等另一位同事审核发布")
    expect(editor.get_by_role("button", name="审核通过并发布")).to_have_count(0)
    publisher.goto("/desk/knowledge/changes")
    publisher.get_by_role("link", name=re.compile("明月湖")).click()
    screen(publisher, "desk-change")
    publisher.get_by_role("button", name="审核通过并发布").click()
    expect(publisher.get_by_role("status")).to_contain_text("已发布")
    publisher.goto("/desk/knowledge/halls")
    expect(publisher.get_by_text("023-0000-0077")).to_be_visible()


@browser_test
def test_a_viewer_finds_no_way_to_publish(sign_in: SignIn) -> None:
    page = sign_in("viewer")
    page.goto("/desk/knowledge/rows/service/talent-apartment")
    expect(page.locator("main form")).to_have_count(0)
    page.goto("/desk/accounts")
    expect(page.get_by_role("alert")).to_contain_text("您的角色不能进行这项操作")


@browser_test
def test_the_day_of_the_hall_by_clicks(sign_in: SignIn) -> None:
    page = sign_in("editor")
    page.get_by_role("link", name="今日大厅").first.click()
    expect(page.get_by_text("过号").first).to_be_visible()
    screen(page, "desk-hall")
    page.get_by_label("姓名").fill("张")
    page.get_by_label("手机号后四位").fill("0001")
    page.get_by_role("button", name="签到", exact=True).first.click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    page.get_by_role("button", name=re.compile("^办结")).click()
    expect(page.get_by_role("cell", name="已办结").first).to_be_visible()
    page.get_by_role("button", name=re.compile("打印当天名单")).click()
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_text("138****0001")).to_be_visible()


@browser_test
def test_a_conversation_that_waits_appears_without_a_reload_and_is_answered(sign_in: SignIn, desk: Desk) -> None:
    page = sign_in("editor")
    page.goto("/desk/inbox")
    expect(page.get_by_text("1 人等候")).to_be_visible()
    desk.ask_for_person("第二位：外国人来华要找谁")
    expect(page.get_by_text("2 人等候")).to_be_visible()
    screen(page, "desk-inbox")
    page.get_by_role("link", name=re.compile(r"打开\s*会话1")).click()
    page.get_by_role("button", name="接手").click()
    page.get_by_label("回复").fill("你一定能通过")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("alert")).to_contain_text("对申请人一律称“您”")
    page.get_by_label("回复").fill("您好，一般要等一个月，以审核结果为准。")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".talk")).to_contain_text("一般要等一个月")
    expect(page.locator(".talk li").last).to_be_in_viewport()
    screen(page, "desk-conversation")


@browser_test
def test_the_worklist_of_examples_shows_what_is_left(sign_in: SignIn) -> None:
    page = sign_in("viewer")
    page.goto("/desk/knowledge")
    expect(page.get_by_role("progressbar", name="已替换的比例")).to_be_visible()
    screen(page, "desk-examples")
