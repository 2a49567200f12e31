"""Whole ways through the page: a booking by keyboard alone, through a reload, and through a lost connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, ask, screen
from tests.browser.fake_server import Office

pytestmark = pytest.mark.browser
FOCUSED = (
    "(() => { let n = document.activeElement; while (n?.shadowRoot) n = n.shadowRoot.activeElement; return n; })()"
)


def tab_to(page: Page, words: str, most: int = 80) -> None:
    """Press Tab until what has the focus says `words` (its text, its label, or the label of a field)."""
    own = "n?.className === 'scroller' ? '' : n?.innerText, n?.getAttribute?.('aria-label')"
    said = f"(n => [{own}, ...[...(n?.labels || [])].map(l => l.innerText)])({FOCUSED})"
    for _ in range(most):
        page.keyboard.press("Tab")
        if any(words in each for each in page.evaluate(said) if each):
            visible = f"(n => getComputedStyle(n).outlineStyle !== 'none' || n.matches('input, textarea'))({FOCUSED})"
            assert page.evaluate(visible), f"the focus on {words} cannot be seen"
            return
    raise AssertionError(f"{words} is not reached by Tab")


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_a_booking_by_keyboard_alone(open_page: OpenPage, office: Office, elder: bool) -> None:
    page = open_page(size="narrow")
    page.locator(".reply").wait_for()
    if elder:
        tab_to(page, "长辈版")
        page.keyboard.press("Enter")
    tab_to(page, "请输入您的问题")
    page.keyboard.type("时间")
    page.keyboard.press("Enter")
    page.locator(".slots").wait_for()
    page.locator("header .head").first.focus()
    tab_to(page, "12月4日")
    page.keyboard.press("Space")
    tab_to(page, "14:30—15:00")
    page.keyboard.press("Enter")
    page.locator("form.form").wait_for()
    page.locator("header .head").first.focus()
    tab_to(page, "姓名")
    page.keyboard.type("张三示例")
    tab_to(page, "手机号码")
    page.keyboard.type("13800000000")
    tab_to(page, "我同意")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".appointment")).to_be_visible()
    assert office.received[-2]["choice"] == "c_slot12-041430"
    assert office.received[-1]["consent"] is True
    screen(page, f"keyboard-{'elder' if elder else 'normal'}")


def test_a_reload_in_mid_booking_loses_nothing(chat: Page, office: Office) -> None:
    ask(chat, "时间")
    chat.get_by_role("button", name="12月4日").click()
    chat.get_by_role("button", name="14:30—15:00").click()
    expect(chat.get_by_role("timer")).to_have_text(re.compile(r"号源为您保留 [23]:\d\d"))
    chat.reload()
    expect(chat.get_by_role("timer")).to_have_text(re.compile(r"号源为您保留 [23]:\d\d"))
    screen(chat, "mid-booking-reloaded")
    fill_in(chat)
    chat.get_by_role("button", name="提交预约").click()
    expect(chat.locator(".appointment")).to_be_visible()
    chat.reload()
    expect(chat.locator(".appointment")).to_have_count(1)
    expect(chat.locator("form.form")).to_have_count(0)
    expect(chat.locator(".done")).to_contain_text("已提交")
    # The server alone knows that the form is done, too.
    chat.evaluate("sessionStorage.removeItem('talent-chat:transcript')")
    chat.reload()
    expect(chat.locator(".appointment")).to_have_count(1)
    expect(chat.locator("form.form")).to_have_count(0)
    assert [body["id"] for body in office.received].count("form-f_contact1") == 1


def test_offline_in_mid_booking_and_back(chat: Page, office: Office) -> None:
    ask(chat, "时间")
    chat.context.set_offline(True)
    expect(chat.locator(".offline")).to_contain_text("网络已断开")
    chat.get_by_role("button", name="12月4日").click()
    chat.get_by_role("button", name="14:30—15:00").click()
    expect(chat.locator(".delivery .error")).to_contain_text("网络连接中断")
    screen(chat, "offline")
    chat.context.set_offline(False)
    expect(chat.locator(".offline")).to_be_hidden()
    expect(chat.locator("form.form")).to_be_visible()
    fill_in(chat)
    chat.context.set_offline(True)
    chat.get_by_role("button", name="提交预约").click()
    expect(chat.locator("form.form [role=alert]")).to_contain_text("网络连接中断")
    expect(chat.get_by_label("姓名")).to_have_value("张三示例")
    chat.context.set_offline(False)
    chat.get_by_role("button", name="提交预约").click()
    expect(chat.locator(".appointment")).to_be_visible()
    choices = [body["choice"] for body in office.received if "choice" in body]
    assert choices == ["c_slot12-041430"]
    expect(chat.locator(".bubble")).to_have_count(3)


def fill_in(page: Page) -> None:
    """Fill in the contact form."""
    page.get_by_label("姓名").fill("张三示例")
    page.get_by_label("手机号码").fill("13800000000")
    page.get_by_role("checkbox").check()


def test_the_hold_is_counted_down_by_the_offices_clock_and_says_when_it_is_over(open_page: OpenPage) -> None:
    page = open_page()
    page.clock.install()
    page.reload()
    page.locator(".reply").wait_for()
    ask(page, "表单")
    timer = page.get_by_role("timer")
    # The browser's clock is not the office's; three minutes are three minutes.
    expect(timer).to_have_text(re.compile("号源为您保留 (3:00|2:5[89])"))
    page.clock.run_for(90_000)
    expect(timer).to_have_text(re.compile(r"号源为您保留 1:(30|2\d)"))
    page.clock.run_for(31_000)
    expect(page.locator(".toast")).to_have_text("号源保留时间剩不到一分钟")
    page.clock.run_for(60_000)
    expect(timer).to_contain_text("保留时间已到。仍可提交")
    expect(page.get_by_role("button", name="提交预约")).to_be_enabled()
    screen(page, "hold-over")


def test_a_citation_opens_the_document_with_its_quotation_marked(chat: Page) -> None:
    ask(chat, "条件")
    citation = chat.locator("details").first
    citation.locator("summary").click()
    citation.get_by_role("button", name="在全文中查看").click()
    whole = citation.get_by_role("region", name="人才公寓管理办法（示例）")
    expect(whole).to_be_focused()
    expect(whole.locator("mark")).to_have_text(re.compile("^申请人在本区.*（示例条文）$", re.DOTALL))
    expect(whole).to_contain_text("前面的话。申请人在本区")
    inside = "n => { const m = n.querySelector('mark').getBoundingClientRect(), b = n.getBoundingClientRect();"
    inside += " return m.top >= b.top - 1 && m.top < b.bottom; }"
    assert whole.evaluate(inside), "the quotation is scrolled into sight"
    assert chat.title() == "两江人才服务助手"
    expect(whole).to_contain_text("<script>")
    screen(chat, "citation-whole")
    assert citation.locator("button").count() == 0
    chat.locator("details").nth(1).locator("summary").click()
    expect(chat.locator("details").nth(1).get_by_role("button")).to_have_count(0)


def test_a_document_that_does_not_come_can_be_asked_for_again(chat: Page) -> None:
    ask(chat, "条件")
    chat.route("**/documents/**", lambda route: route.abort(), times=1)
    chat.locator("summary").first.click()
    chat.get_by_role("button", name="在全文中查看").click()
    expect(chat.locator(".toast")).to_contain_text("网络连接中断")
    chat.get_by_role("button", name="在全文中查看").click()
    expect(chat.locator("mark")).to_be_visible()


def test_an_answer_is_copied_without_its_buttons(chat: Page) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, "指南")
    chat.get_by_role("button", name="复制答复").click()
    expect(chat.locator(".toast")).to_have_text("已复制")
    lines = chat.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[:3] == ["人才公寓申请在人才综合窗口办理，10个工作日办结。", "办理要点", "承诺时限 10 个工作日"]
    ask(chat, "条件")
    chat.get_by_role("button", name="复制答复").last.click()
    copied = chat.evaluate("() => navigator.clipboard.readText()")
    assert "申请人在本区用人单位" in copied and "示例〔2022〕01号" in copied and "要带什么材料" not in copied


def test_in_wechats_browser_nothing_is_offered_that_it_cannot_do(open_page: OpenPage) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
    page = open_page(size="phone", user_agent=agent)
    page.locator(".reply").wait_for()
    ask(page, "预约")
    expect(page.locator(".appointment")).to_contain_text("选择在浏览器中打开")
    ask(page, "材料")
    expect(page.get_by_role("button", name="打印")).to_have_count(0)
    expect(page.locator(".checklist").get_by_role("button", name="复制")).to_be_visible()
    screen(page, "wechat")


def test_the_elder_version_asks_for_plain_wording(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    chat.get_by_role("button", name="长辈版").click()
    ask(chat, "材料")
    chat.get_by_role("button", name="人才服务大厅在哪里").click()
    expect(chat.locator(".reply")).to_have_count(4)
    assert [body.get("plain") for body in office.received] == [None, True, True]


def test_the_page_greets_in_english_when_it_is_opened_in_english(open_page: OpenPage) -> None:
    page = open_page("/chat?lang=en")
    expect(page.locator(".reply.greeting")).to_contain_text("Hello, this is the talent service assistant.")
    expect(page.get_by_role("button", name="Large text")).to_be_visible()


def test_what_was_being_written_survives_a_change_of_language(chat: Page) -> None:
    chat.locator("textarea").fill("写到一半")
    chat.get_by_role("button", name="EN").click()
    expect(chat.locator("textarea")).to_have_value("写到一半")
