"""One line puts the chat on a page of another origin, under hostile style and a strict policy; no other page may."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from knowledge.blocks import Reply, Text
from tests.browser.conftest import PATIENCE_MS, SIZES, ask, screen
from tests.browser.fake_server import Office

pytestmark = pytest.mark.browser


class Host:
    """A page of another origin."""

    def __init__(self, browser: Browser, port: str) -> None:
        self._browser, self._port = browser, port
        self.complaints: list[str] = []
        self._contexts: list[object] = []

    def open(self, attributes: str = "", size: str = "desktop", name: str = "127.0.0.1") -> Page:
        """Open the page with the one line; under the name `localhost` it may not embed the chat."""
        width, height = SIZES[size]
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", has_touch=size != "desktop"
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.goto(f"http://{name}:{self._port}/page?{urlencode({'attributes': attributes})}")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()  # type: ignore[attr-defined]


@pytest.fixture
def host(browser: Browser, host_site: str, office: Office) -> Iterator[Host]:
    made = Host(browser, host_site)
    yield made
    made.close()


@pytest.mark.parametrize("size", ["desktop", "phone", "narrow"])
@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_the_chat_works_on_a_page_of_another_origin_under_a_strict_policy(
    host: Host, office: Office, size: str, elder: bool
) -> None:
    page = host.open("data-elder" if elder else "", size)
    button = page.get_by_role("button", name="人才服务咨询")
    expect(button).to_be_visible()
    assert button.evaluate("node => getComputedStyle(node).color") == "rgb(255, 255, 255)"
    assert button.bounding_box()["height"] >= 44  # type: ignore[index]
    button.click()
    page.locator(".reply").wait_for()
    expect(page.locator("textarea")).to_be_focused()
    assert page.locator(".reply").evaluate("node => getComputedStyle(node).fontStyle") == "normal"
    ask(page, "条件")
    page.locator("summary").first.click()
    page.get_by_role("button", name="在全文中查看").click()
    expect(page.locator("mark")).to_be_visible()
    ask(page, "时间")
    page.get_by_role("button", name="14:30—15:00").click()
    page.locator("form.form").wait_for()
    office.tell("staff", Reply(status="answered", blocks=(Text(text="您好。"),)))
    expect(page.locator(".sender")).to_have_text("工作人员")
    screen(page, f"host-{size}{'-elder' if elder else ''}")
    too_wide = page.evaluate(
        """() => [...document.querySelector('talent-chat-launcher').shadowRoot.querySelector('talent-chat')
        .shadowRoot.querySelectorAll('*')].filter(node => !node.closest('.unseen, .comparison')
            && node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 120))"""
    )
    assert too_wide == []
    # The rest of the page is hostile on purpose: ours alone is judged.
    violations = Axe().run(page, context="talent-chat-launcher").response["violations"]
    assert [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in violations] == []
    assert host.complaints == []


def test_a_page_that_is_not_on_the_list_gets_nothing(host: Host, served: tuple[Office, str]) -> None:
    page = host.open(name="localhost")
    page.wait_for_timeout(500)
    expect(page.get_by_role("button")).to_have_count(0)
    assert any("CORS" in line or "Access-Control" in line for line in host.complaints)
    status = page.evaluate(
        f"fetch('{served[1]}/api/chat/sessions', {{method: 'POST', mode: 'no-cors'}}).then(r => r.type)"
    )
    assert status == "opaque"
    assert served[0].sessions == 0, "a session was made in the name of a visitor of a foreign page"


def test_the_attributes_are_heard(host: Host) -> None:
    page = host.open('data-label="问一问" data-side="left" data-lang="en" data-open')
    page.locator(".reply").wait_for()
    expect(page.get_by_role("heading", name="Liangjiang Talent Services")).to_be_visible()
    assert page.locator(".panel").evaluate("node => node.getBoundingClientRect().left") < 40
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="问一问")).to_be_focused()
    assert host.complaints == []


def test_news_shows_on_the_button_while_the_panel_is_closed(host: Host, office: Office) -> None:
    page = host.open("data-open")
    page.locator(".reply").wait_for()
    page.keyboard.press("Escape")
    office.tell("staff", Reply(status="answered", blocks=(Text(text="您好。"),)))
    button = page.get_by_role("button", name="人才服务咨询 有新消息")
    expect(button).to_be_visible()
    screen(page, "host-news")
    button.click()
    expect(page.locator(".sender")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="人才服务咨询", exact=True)).to_be_visible()
