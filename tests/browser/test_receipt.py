"""The receipt: its number under an answer, and the page that shows it to whoever has the key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, ask, screen
from tests.browser.fake_server import KEY, NUMBER, Office

pytestmark = pytest.mark.browser


def test_the_number_stands_under_the_answer_smaller_than_its_text(chat: Page) -> None:
    ask(chat, "条件")
    line = chat.locator(".reply").last.locator(".receipt")
    expect(line).to_have_text(f"答复凭证 {NUMBER}")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert line.evaluate(size) < chat.locator(".points li").first.evaluate(size)
    below = chat.locator(".reply").last.locator("> div:not([class])").bounding_box()
    place = line.bounding_box()
    assert below and place and place["y"] >= below["y"] + below["height"] - 8


def test_the_greeting_and_an_apology_have_no_number(chat: Page, office: Office) -> None:
    expect(chat.locator(".receipt")).to_have_count(0)
    office.failing = 1
    ask(chat, "条件")
    expect(chat.locator(".receipt")).to_have_count(0)


def test_the_number_stays_after_a_reload(chat: Page) -> None:
    ask(chat, "条件")
    chat.reload()
    expect(chat.locator(".receipt")).to_have_count(1)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_link_opens_the_answer_as_it_was_given(open_page: OpenPage, office: Office, size: str) -> None:
    page = open_page(size=size)
    page.locator(".reply").wait_for()
    ask(page, "条件")
    screen(page, f"receipt-line-{size}")
    link = page.locator(".receipt a")
    address = link.get_attribute("href") or ""
    said = page.locator(".reply").last.locator(".conclusion").inner_text()
    page.goto(address)
    page.locator(".reply").wait_for()
    expect(page.locator(".conclusion")).to_have_text(said)
    expect(page.locator("article")).to_contain_text(NUMBER)
    expect(page.locator("article")).to_contain_text("2026-11-24 10:00")
    expect(page.locator(".choices, form, .feedback")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert office.keys == [f"Bearer {KEY}"]
    screen(page, f"receipt-page-{size}")


def test_what_has_changed_since_is_said(open_page: OpenPage, office: Office) -> None:
    office.changed = 2
    page = open_page(f"/receipts/{NUMBER}#{KEY}")
    expect(page.locator(".notice.validity").first).to_contain_text("有 2 处已经更新")


@pytest.mark.parametrize("key", ["", "#wrong"])
def test_without_the_key_nothing_is_shown(open_page: OpenPage, key: str) -> None:
    page = open_page(f"/receipts/{NUMBER}{key}")
    expect(page.locator(".notice")).to_contain_text("没有找到这份凭证")
    expect(page.locator("article")).to_have_count(0)
