"""What the office says by itself reaches the page once, whatever happens to the connection; the history comes back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from knowledge.blocks import Reply, Text
from tests.browser.conftest import OpenPage, ask, screen
from tests.browser.fake_server import Office
from tests.browser.replies import REPLIES

pytestmark = pytest.mark.browser
STAFF = Reply(status="answered", blocks=(Text(text="您好，我是窗口工作人员，请问需要帮您看哪一项？"),))
REMINDER = Reply(status="answered", blocks=(Text(role="conclusion", text="示例：人才公寓申报还有7天截止。"),))


def until(page: Page, wanted: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait until `wanted()` is true, and let the page go on meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if wanted():
            return True
        page.wait_for_timeout(20)
    return False


def test_an_event_appears_by_itself_with_its_sender_and_is_told_to_screen_readers(chat: Page, office: Office) -> None:
    assert until(chat, lambda: office.streams == 1)
    office.tell("staff", STAFF)
    office.tell("deadline", REMINDER)
    expect(chat.locator(".reply")).to_have_count(3)
    expect(chat.locator(".sender")).to_have_text(["工作人员", "提醒"])
    expect(chat.locator(".unseen[role=status]")).to_have_text("示例：人才公寓申报还有7天截止。")
    screen(chat, "events")
    chat.reload()
    expect(chat.locator(".reply")).to_have_count(3)
    chat.wait_for_timeout(300)
    expect(chat.locator(".reply")).to_have_count(3)
    assert office.resumed[-1] == "2"


def test_a_stream_that_breaks_is_taken_up_after_the_last_event(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    page.clock.install()
    page.reload()
    page.locator(".reply").wait_for()
    assert until(page, lambda: office.streams == 1)
    office.tell("staff", STAFF)
    expect(page.locator(".sender")).to_have_count(1)
    office.drop = True
    assert until(page, lambda: office.streams == 0)
    office.tell("deadline", REMINDER)
    page.wait_for_timeout(100)
    page.clock.run_for(5000)
    expect(page.locator(".sender")).to_have_text(["工作人员", "提醒"])
    assert office.resumed[-1] == "1"


def test_an_event_that_is_sent_twice_is_shown_once(chat: Page, office: Office) -> None:
    office.tell("staff", STAFF)
    office.events.append({**office.events[0]})
    expect(chat.locator(".sender")).to_have_count(1)
    chat.wait_for_timeout(300)
    expect(chat.locator(".sender")).to_have_count(1)


def test_a_page_that_nobody_sees_gives_its_stream_back_and_takes_it_up_again(
    open_page: OpenPage, office: Office
) -> None:
    page = open_page()
    page.clock.install()
    page.reload()
    page.locator(".reply").wait_for()
    assert until(page, lambda: office.streams == 1)
    hide = "value => { Object.defineProperty(document, 'hidden', { value, configurable: true });"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    page.clock.run_for(61_000)
    assert until(page, lambda: office.streams == 0)
    office.tell("staff", STAFF)
    page.evaluate(hide, False)
    expect(page.locator(".sender")).to_have_text(["工作人员"])


def test_starting_again_leaves_the_old_stream(chat: Page, office: Office) -> None:
    office.tell("staff", STAFF)
    expect(chat.locator(".sender")).to_have_count(1)
    office.events.clear()
    office.past.clear()
    chat.get_by_role("button", name="重新开始").click()
    chat.get_by_role("button", name="清空并重新开始").click()
    expect(chat.locator(".reply")).to_have_count(1)
    assert until(chat, lambda: office.streams == 1)
    assert office.resumed[-1] == "0"


def test_the_server_alone_can_give_the_whole_history_back(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    office.tell("staff", STAFF)
    expect(chat.locator(".sender")).to_have_count(1)
    ask(chat, "材料")
    said = chat.locator(".said, .reply:not(.greeting)").all_inner_texts()
    chat.evaluate("sessionStorage.removeItem('talent-chat:transcript')")
    chat.reload()
    expect(chat.locator(".bubble")).to_have_count(2)
    assert chat.locator(".said, .reply:not(.greeting)").all_inner_texts() == said
    assert office.sessions == 1 and len(office.received) == 2


def test_what_was_answered_elsewhere_is_put_in_its_place(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    answer = {"turn": "t_other", "receipt": None, **REPLIES["材料"].shown()}
    office.past.append({"id": "other", "said": "材料", "rated": False, "at": "2026-11-24T10:00:00+08:00", **answer})
    ask(chat, "指南")
    chat.reload()
    expect(chat.locator(".bubble")).to_have_text(["您：条件", "您：材料", "您：指南"])
    expect(chat.locator(".reply")).to_have_count(4)


def test_a_history_that_does_not_come_leaves_what_the_page_remembers(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    chat.route("**/api/chat/history", lambda route: route.abort())
    chat.reload()
    expect(chat.locator(".reply")).to_have_count(2)
    ask(chat, "材料")
    assert office.sessions == 1


def test_without_memory_and_history_nothing_is_begun_anew(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    chat.evaluate("sessionStorage.removeItem('talent-chat:transcript')")
    chat.route("**/api/chat/history", lambda route: route.abort())
    chat.reload()
    expect(chat.locator(".reply.failed")).to_contain_text("网络连接中断")
    chat.unroute("**/api/chat/history")
    chat.get_by_role("button", name="重试").click()
    expect(chat.locator(".bubble")).to_have_count(1)
    assert office.sessions == 1


def test_a_browser_that_keeps_nothing_still_talks(open_page: OpenPage, office: Office) -> None:
    refuse = "for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, "
    page = open_page(script=refuse + "{ get() { throw new DOMException('no'); } });")
    page.locator(".reply").wait_for()
    ask(page, "条件")
    ask(page, "材料")
    assert office.sessions == 1


def test_an_event_does_not_tear_away_who_fills_in_a_form(open_page: OpenPage, office: Office) -> None:
    page = open_page(size="narrow")
    page.locator(".reply").wait_for()
    ask(page, "表单")
    page.get_by_label("姓名").click()
    before = page.locator(".scroller").evaluate("node => node.scrollTop")
    for _ in range(3):
        office.tell("staff", STAFF)
    expect(page.locator(".sender")).to_have_count(3)
    assert page.locator(".scroller").evaluate("node => node.scrollTop") == before
    expect(page.get_by_label("姓名")).to_be_focused()


def test_a_message_that_a_person_will_answer_shows_nothing_but_itself(
    chat: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REPLIES, "在吗", Reply(status="handed_over", blocks=()))
    chat.locator("textarea").fill("在吗")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".said")).to_have_count(1)
    chat.wait_for_timeout(500)
    expect(chat.locator(".reply")).to_have_count(1)
    expect(chat.locator(".said .delivery")).not_to_contain_text("失败")
