"""A message is sent once and answered once, whatever happens to the network, the session or the server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, ask
from tests.browser.fake_server import Office

pytestmark = pytest.mark.browser


def ids(office: Office) -> list[str]:
    """Return the ids that the office received, in order."""
    return [body["id"] for body in office.received]


def lose_answer(page: Page) -> None:
    """Let the next message reach the office, but not its answer the page."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/chat/**", lose, times=1)


def test_a_text_is_sent_with_an_id_and_marked_as_delivered(chat: Page, office: Office) -> None:
    ask(chat, "  人才公寓条件  ")
    assert office.received == [{"id": office.received[0]["id"], "text": "人才公寓条件"}]
    expect(chat.locator(".delivery")).to_have_text("已送达")


def test_a_choice_is_sent_once_by_its_id_even_when_clicked_twice(chat: Page, office: Office) -> None:
    office.delay = 0.3
    chat.get_by_role("button", name="人才服务大厅在哪里").dblclick()
    chat.get_by_role("button", name="人才服务大厅在哪里").click()
    expect(chat.locator(".reply")).to_have_count(2)
    chat.wait_for_timeout(500)
    assert [body["choice"] for body in office.received] == ["c_greet2"]
    expect(chat.locator(".bubble")).to_have_count(1)
    expect(chat.locator(".bubble")).to_contain_text("人才服务大厅在哪里")


def test_enter_of_an_input_method_does_not_send(chat: Page, office: Office) -> None:
    box = chat.locator("textarea")
    box.fill("rencai")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True})
    box.press("Shift+Enter")
    chat.wait_for_timeout(200)
    assert office.received == []
    expect(chat.locator(".bubble")).to_have_count(0)
    assert box.input_value() == "rencai\n"
    box.press("Enter")
    expect(chat.locator(".reply")).to_have_count(2)


def test_composition_of_a_real_input_method_does_not_send(chat: Page, office: Office) -> None:
    chat.locator("textarea").focus()
    devtools = chat.context.new_cdp_session(chat)
    devtools.send("Input.imeSetComposition", {"text": "tiaojian", "selectionStart": 8, "selectionEnd": 8})
    devtools.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"},
    )
    devtools.send("Input.insertText", {"text": "条件"})
    chat.wait_for_timeout(200)
    assert office.received == []
    assert chat.locator("textarea").input_value() == "条件"


def test_a_lost_answer_is_fetched_by_retry_under_the_same_id_and_shown_once(chat: Page, office: Office) -> None:
    lose_answer(chat)
    chat.locator("textarea").fill("条件")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".delivery .error")).to_contain_text("网络连接中断")
    chat.get_by_role("button", name="重试").click()
    expect(chat.locator(".reply")).to_have_count(2)
    expect(chat.locator(".bubble")).to_have_count(1)
    expect(chat.locator(".delivery")).to_have_text("已送达")
    assert len(ids(office)) == 2 and len(set(ids(office))) == 1
    assert len(office.answered) == 1


def test_offline_messages_wait_and_go_out_once_when_the_network_is_back(chat: Page, office: Office) -> None:
    chat.context.set_offline(True)
    for text in ("条件", "材料"):
        chat.locator("textarea").fill(text)
        chat.locator("textarea").press("Enter")
    expect(chat.locator(".delivery .error")).to_have_count(2)
    chat.context.set_offline(False)
    expect(chat.locator(".reply")).to_have_count(3)
    assert [body["text"] for body in office.received] == ["条件", "材料"]
    expect(chat.locator(".bubble")).to_have_count(2)


def test_a_reload_while_waiting_sends_again_under_the_same_id(chat: Page, office: Office) -> None:
    office.delay = 0.6
    chat.locator("textarea").fill("条件")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".typing")).to_contain_text("正在查询")
    chat.wait_for_timeout(100)
    chat.reload()
    expect(chat.locator(".reply")).to_have_count(2)
    assert len(set(ids(office))) == 1 and len(office.answered) == 1
    expect(chat.locator(".bubble")).to_have_count(1)


def test_an_expired_session_is_renewed_and_the_message_sent_once_more(chat: Page, office: Office) -> None:
    office.expired = 1
    ask(chat, "条件")
    assert office.sessions == 2
    assert len(set(ids(office))) == 1 and len(office.answered) == 1


def test_too_fast_shows_the_sentence_and_a_retry_that_waits(chat: Page, office: Office) -> None:
    office.too_fast = 1
    chat.locator("textarea").fill("条件")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".delivery .error")).to_contain_text("发送太快了")
    again = chat.get_by_role("button", name=re.compile("重试"))
    expect(again).to_be_disabled()
    expect(again).to_be_enabled(timeout=4000)
    again.click()
    expect(chat.locator(".reply")).to_have_count(2)
    assert len(set(ids(office))) == 1


def test_an_apology_offers_to_send_the_same_message_again(chat: Page, office: Office) -> None:
    office.failing = 1
    ask(chat, "条件")
    apology = chat.locator(".reply.failed")
    expect(apology).to_contain_text("编号")
    apology.get_by_role("button", name="重试").click()
    expect(chat.locator(".reply.answered")).to_have_count(1)
    expect(apology).to_have_count(0)
    expect(chat.locator(".bubble")).to_have_count(1)
    assert len(ids(office)) == 2 and len(set(ids(office))) == 1


def test_without_a_session_the_page_says_so_and_tries_again(open_page: OpenPage, office: Office) -> None:
    page = open_page("/chat?lang=zh")
    page.locator(".reply").wait_for()
    page.evaluate("sessionStorage.clear()")
    page.route("**/api/chat/sessions", lambda route: route.abort(), times=1)
    page.reload()
    expect(page.locator(".reply.failed")).to_contain_text("网络连接中断")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".reply.greeting")).to_be_visible()
    expect(page.locator(".reply.failed")).to_have_count(0)


def test_what_is_too_long_or_holds_an_id_number_is_told_before_sending(chat: Page, office: Office) -> None:
    box = chat.locator("textarea")
    box.fill("长" * 501)
    expect(chat.locator(".hint")).to_contain_text("超出 1 字")
    expect(chat.get_by_role("button", name="发送")).to_be_disabled()
    box.fill("我的号码是" + "1" * 18)
    expect(chat.locator(".hint")).to_contain_text("证件号码")
    assert office.received == []


def test_form_errors_are_shown_inline_and_a_lost_form_counts_once(chat: Page, office: Office) -> None:
    ask(chat, "表单")
    form = chat.locator("form.form")
    send = form.get_by_role("button", name="提交预约")
    form.get_by_label("姓名").fill("张三示例")
    form.get_by_label("手机号码").fill("没有")
    send.click()
    expect(form.locator(".field .error").nth(2)).to_have_text("请阅读并勾选同意后再提交")
    assert len(office.received) == 1, "without consent nothing leaves the page"
    form.get_by_role("checkbox").check()
    send.click()
    phone = form.get_by_label("手机号码")
    expect(form.locator(".field .error").nth(1)).to_have_text("请填写11位手机号码。")
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(phone).to_be_focused()
    phone.fill("02300000001")
    lose_answer(chat)
    send.click()
    expect(form.get_by_role("alert")).to_contain_text("网络连接中断")
    send.click()
    expect(chat.locator(".appointment")).to_be_visible()
    expect(chat.locator(".done")).to_contain_text("已提交")
    assert office.received[-1] == {
        "id": "form-f_contact1",
        "name": "张三示例",
        "phone": "02300000001",
        "consent": True,
    }
    assert len([answer for answer in office.answered if answer.startswith("form-")]) == 1
    kept = chat.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert "张三示例" not in kept and "02300000001" not in kept


def test_each_consent_has_a_box_of_its_own_and_neither_is_ticked_beforehand(chat: Page, office: Office) -> None:
    ask(chat, "证件")
    form = chat.locator("form.form")
    expect(form.get_by_role("checkbox", checked=False)).to_have_count(2)
    form.get_by_role("textbox", name="手机号码").fill("13800000000")
    form.get_by_role("textbox", name="身份证号").fill("110101190001010014")
    form.get_by_role("checkbox", name="我同意使用手机号码").check()
    form.get_by_role("button", name="提交预约").click()
    expect(form.locator(".field .error").nth(3)).to_have_text("请阅读并勾选同意后再提交")
    assert len(office.received) == 1, "without the separate consent nothing leaves the page"
    form.get_by_role("checkbox", name="单独同意").check()
    form.get_by_role("button", name="提交预约").click()
    expect(chat.locator(".reply").last).to_contain_text("预约成功")
    assert office.received[-1] == {
        "id": "form-f_contact2",
        "phone": "13800000000",
        "id_number": "110101190001010014",
        "consent": True,
        "id_consent": True,
    }


def test_a_correction_asks_for_no_consent(chat: Page, office: Office) -> None:
    ask(chat, "更正")
    form = chat.locator("form.form")
    expect(form.get_by_role("checkbox")).to_have_count(0)
    form.get_by_label("新手机号码").fill("13900000001")
    form.get_by_role("button", name="提交更正").click()
    expect(chat.locator(".reply").last).to_contain_text("预约成功")
    assert office.received[-1] == {"id": "form-f_correct1", "phone": "13900000001"}


def test_a_failed_form_stays_open_with_the_apology_beside_its_button(chat: Page, office: Office) -> None:
    ask(chat, "表单")
    form = chat.locator("form.form")
    form.get_by_label("姓名").fill("张三示例")
    form.get_by_label("手机号码").fill("02300000001")
    form.get_by_role("checkbox").check()
    office.failing = 1
    form.get_by_role("button", name="提交预约").click()
    expect(form.get_by_role("alert")).to_contain_text("系统出了点问题")
    expect(form.get_by_label("姓名")).to_have_value("张三示例")


def test_feedback_is_sent_with_its_reason(chat: Page, office: Office) -> None:
    ask(chat, "条件")
    chat.get_by_role("button", name="没帮助").click()
    chat.get_by_role("button", name="内容过时").click()
    expect(chat.locator(".thanks")).to_be_focused()
    ask(chat, "指南")
    chat.get_by_role("button", name="有帮助", exact=True).click()
    expect(chat.locator(".thanks")).to_have_count(2)
    assert office.feedback == [
        {"turn": "t_1", "helpful": False, "reason": "outdated"},
        {"turn": "t_2", "helpful": True, "reason": ""},
    ]
    chat.reload()
    expect(chat.locator(".reply")).to_have_count(3)
    expect(chat.locator(".feedback")).to_have_count(0)
