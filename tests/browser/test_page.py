"""The page as a whole: history, languages, 长辈版, keyboard, screen readers, embedding, weight."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, ask, screen
from tests.browser.fake_server import Office
from tests.browser.replies import ECHO, REPLIES
from web.bundle import WIDGET

browser_test = pytest.mark.browser


@browser_test
def test_a_reload_keeps_the_history_without_a_new_session(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    ask(chat, "材料")
    before = chat.locator(".log").inner_text()
    chat.reload()
    expect(chat.locator(".reply")).to_have_count(3)
    assert chat.locator(".log").inner_text() == before
    assert office.sessions == 1 and len(office.received) == 2
    ask(chat, "指南")
    expect(chat.locator(".bubble")).to_have_count(3)


@browser_test
def test_start_again_asks_first_then_clears_and_greets(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    chat.get_by_role("button", name="重新开始").click()
    chat.get_by_role("button", name="继续当前对话").click()
    expect(chat.locator(".reply")).to_have_count(2)
    chat.get_by_role("button", name="重新开始").click()
    chat.get_by_role("button", name="清空并重新开始").click()
    expect(chat.locator(".bubble")).to_have_count(0)
    expect(chat.locator(".reply.greeting")).to_be_visible()
    assert office.sessions == 2


@browser_test
def test_the_page_speaks_english_and_keeps_the_conversation(chat: Page) -> None:
    ask(chat, "条件")
    chat.get_by_role("button", name="EN").click()
    expect(chat.get_by_role("heading", level=1)).to_have_text("Liangjiang Talent Services")
    expect(chat.get_by_role("button", name="Send")).to_be_visible()
    expect(chat.locator(".reply")).to_have_count(2)
    expect(chat.locator(".reply > div").first).to_have_attribute("lang", "zh-CN")
    chat.reload()
    expect(chat.get_by_role("button", name="Start again")).to_be_visible()


@browser_test
def test_the_elder_version_is_large_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    page.locator(".reply").wait_for()
    page.get_by_role("button", name="长辈版").click()
    page.reload()
    expect(page.get_by_role("button", name="长辈版")).to_have_attribute("aria-pressed", "true")
    for word in ("条件", "材料", "时间", "表单"):
        ask(page, word)
    small = page.locator("talent-chat").evaluate(
        """node => [...node.shadowRoot.querySelectorAll('*')].filter(e => e.offsetParent && e.innerText?.trim()
        && parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []
    low = page.locator("talent-chat").evaluate(
        """node => [...node.shadowRoot.querySelectorAll('button, summary, label.check, .field > input, textarea, a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 59.5).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert low == []


@browser_test
def test_everything_is_reached_and_used_by_keyboard(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    focused = (
        "(() => { let n = document.activeElement; while (n.shadowRoot) n = n.shadowRoot.activeElement; return n; })"
    )
    named = "(n => n.className === 'scroller' ? 'scroller' : n.innerText || n.tagName)"
    reached = set()
    chat.locator(".head").first.focus()
    for _ in range(24):
        reached.add(chat.evaluate(f"{named}({focused}())"))
        chat.keyboard.press("Tab")
    for words in ("长辈版", "我想预约办理英才卡", "要带什么材料", "没帮助", "scroller", "TEXTAREA"):
        assert words in reached
    chat.locator("summary").first.focus()
    chat.keyboard.press("Enter")
    expect(chat.locator("blockquote")).to_be_visible()
    chat.get_by_role("button", name="要带什么材料", exact=True).focus()
    chat.keyboard.press("Enter")
    expect(chat.locator(".reply")).to_have_count(3)
    assert office.received[-1]["choice"] == "c_materials"


@browser_test
def test_a_screen_reader_is_told_the_conclusion_alone(chat: Page) -> None:
    ask(chat, "条件")
    expect(chat.get_by_role("log")).to_have_attribute("aria-label", "对话内容")
    told = chat.locator(".unseen[role=status]")
    expect(told).to_have_text("在区内全职工作、社保满六个月、本人及配偶在区内无房的，可以申请。")


@browser_test
@pytest.mark.parametrize("size", ["narrow", "phone", "desktop"])
@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_axe_finds_no_violation(open_page: OpenPage, office: Office, size: str, elder: bool) -> None:
    page = open_page(size=size)
    page.locator(".reply").wait_for()
    name = f"{size}-elder" if elder else size
    if elder:
        page.get_by_role("button", name="长辈版").click()
    screen(page, f"{name}-greeting")
    for number, word in enumerate([*REPLIES, "比较", "表单"]):
        ask(page, word)
        screen(page, f"{name}-{number:02d}-{REPLIES[word].blocks[-1].type}")
    page.locator("details").evaluate_all("nodes => nodes.forEach(node => node.open = true)")
    page.get_by_role("button", name="在全文中查看").first.click()
    page.locator("mark").first.wait_for()
    office.tell("staff", ECHO)
    page.locator(".sender").wait_for()
    page.get_by_role("button", name="没帮助").last.click()
    page.get_by_role("button", name="提交预约").last.click()
    page.locator("details").first.scroll_into_view_if_needed()
    screen(page, f"{name}-citation")
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:150] for node in each["nodes"]]) for each in violations] == []


@browser_test
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_launcher_works_on_a_page_with_hostile_style(open_page: OpenPage, size: str) -> None:
    page = open_page("/host", size)
    button = page.get_by_role("button", name="人才服务咨询")
    expect(button).to_be_visible()
    assert button.evaluate("node => getComputedStyle(node).color") == "rgb(255, 255, 255)"
    assert button.bounding_box()["height"] >= 44  # type: ignore[index]
    button.click()
    page.locator(".reply").wait_for()
    expect(page.locator("textarea")).to_be_focused()
    assert page.locator(".reply").evaluate("node => getComputedStyle(node).fontStyle") == "normal"
    ask(page, "条件")
    screen(page, f"{size}-embedded")
    page.get_by_role("button", name="关闭").click()
    expect(button).to_be_focused()
    button.click()
    expect(page.locator(".reply")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("textarea")).to_be_hidden()


def test_both_languages_have_the_same_words() -> None:
    text = (WIDGET / "strings.js").read_text("utf-8")
    chinese, english = text.split("const en = {")
    keys = [
        {line.split(":")[0].strip() for line in part.split("\n") if line.startswith("  ")}
        for part in (chinese.split("const zh = {")[1], english.split("\n};")[0])
    ]
    assert keys[0] == keys[1]
