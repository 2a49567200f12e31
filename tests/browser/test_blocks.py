"""Every block kind is shown, and whatever a text holds stays text."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from playwright.sync_api import Page, expect

from knowledge.blocks import AnyBlock
from tests.browser.conftest import OpenPage, ask
from tests.browser.fake_server import Office
from tests.browser.replies import REPLIES, STATUSES, VALIDITIES

pytestmark = pytest.mark.browser
KINDS = {kind.model_fields["type"].default for kind in get_args(get_args(AnyBlock)[0])}


def test_every_block_kind_has_a_canned_reply() -> None:
    assert {block.type for reply in REPLIES.values() for block in reply.blocks} == KINDS


def test_a_file_is_a_link_below_this_host_with_its_note(chat: Page) -> None:
    ask(chat, "导出")
    link = chat.locator(".reply").last.get_by_role("link", name="下载我的信息")
    expect(link).to_have_attribute("href", re.compile(r"^http://[^/]+/personal/exports/x_Shili0000001\?key=EXAMPLE$"))
    expect(chat.locator(".reply").last).to_contain_text("只能下载一次")


def test_the_conclusion_stands_first_and_larger_than_the_points(chat: Page) -> None:
    ask(chat, "条件")
    reply = chat.locator(".reply").last
    first = reply.locator("> div > *").first
    expect(first).to_have_class("text conclusion")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert first.evaluate(size) > reply.locator(".points li").first.evaluate(size)
    expect(reply.locator(".points li")).to_have_count(3)


def test_line_breaks_of_a_text_are_kept(chat: Page) -> None:
    ask(chat, "提醒")
    lines = chat.locator(".text.body").last
    assert lines.inner_text().strip().split("\n") == ["已为您转接工作人员。", "请稍候。"]


def test_a_citation_is_folded_and_opens_with_quotation_and_details(chat: Page) -> None:
    ask(chat, "条件")
    citation = chat.locator("details").first
    expect(citation.locator("figure")).to_be_hidden()
    citation.locator("summary").click()
    expect(citation.locator("blockquote")).to_have_text(re.compile("^“申请人在本区"))
    for words in ("示例〔2022〕01号", "第六条第二款", "2022-03-01", "现行有效", "示例人才服务中心", "2026-11-01"):
        expect(citation).to_contain_text(words)
    expect(citation.locator('a[href^="https:"]')).to_have_attribute("rel", "noopener noreferrer")


def test_a_summary_stands_without_quotation_marks_and_unsure_validity_is_seen_folded(chat: Page) -> None:
    ask(chat, "条件")
    citation = chat.locator("details").nth(1)
    expect(citation.locator("summary .badge")).to_have_text("待核实")
    citation.locator("summary").click()
    expect(citation.locator("figure p")).to_have_text("补贴按月发放，金额以办理时公布的为准。")
    expect(citation.locator("a[href]")).to_have_attribute("href", "tel:02300000001")


def test_example_data_is_named(chat: Page) -> None:
    ask(chat, "条件")
    expect(chat.locator(".notice.example")).to_contain_text("示例数据")


def test_facts_are_a_list_of_pairs_with_a_number_to_dial(chat: Page) -> None:
    ask(chat, "指南")
    facts = chat.locator(".facts")
    expect(facts.locator("dt")).to_have_text(["承诺时限", "收费", "办理窗口", "办公时间", "咨询电话"])
    expect(facts.locator("a")).to_have_attribute("href", "tel:02300000001")


def test_a_comparison_is_a_table_with_headers_both_ways(chat: Page) -> None:
    ask(chat, "比较")
    table = chat.get_by_role("table", name="人才公寓与租房补贴")
    expect(table.locator("thead th[scope=col]")).to_have_text(["人才公寓", "租房补贴", "安家补助"])
    expect(table.locator("th[scope=row]")).to_have_text(["方式", "期限", "由谁受理"])
    expect(chat.locator(".notice.validity")).to_contain_text("待核实")


def test_a_checklist_is_ticked_copied_and_printed(chat: Page) -> None:
    chat.evaluate(
        "() => { window.printed = []; Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', "
        "{ get() { return { print: () => window.printed.push(this.contentDocument.body.innerText) }; } }); }"
    )
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, "材料")
    box = chat.locator(".checklist")
    box.get_by_role("checkbox").nth(1).check()
    expect(box.locator("li").nth(3)).to_contain_text("视情况")
    box.get_by_role("button", name="复制").click()
    expect(chat.locator(".toast")).to_have_text("已复制")
    copied = chat.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert copied[:2] == ["人才公寓申请材料（首次申请）", "1. 身份证件（必要，原件，现场核验，当场退还）"]
    box.get_by_role("button", name="打印").click()
    printed = chat.evaluate("window.printed[0]")
    assert "人才公寓申请材料（首次申请）" in printed and "劳动合同" in printed
    assert "示例数据" not in printed


def test_times_are_picked_by_day_and_full_ones_cannot_be(chat: Page, office: Office) -> None:
    ask(chat, "时间")
    slots = chat.locator(".slots")
    days = slots.get_by_role("group", name="选择日期").get_by_role("button")
    expect(days).to_have_count(7)
    days.last.click()
    expect(days).to_have_count(8)
    slots.get_by_role("button", name="12月7日").click()
    expect(slots.get_by_role("group", name="12月7日 周一 可约时间")).to_be_visible()
    expect(slots.get_by_role("button", name="10:00—10:30")).to_be_disabled()
    slots.get_by_role("button", name="15:00—15:30").click()
    expect(chat.locator(".bubble").last).to_contain_text("12月7日 周一 15:00—15:30")
    expect(chat.locator(".reply")).to_have_count(3)
    assert office.received[-1]["choice"] == "c_slot12-071500"


def test_an_appointment_shows_code_time_place_materials_and_calendar(chat: Page) -> None:
    ask(chat, "预约")
    card = chat.get_by_role("group", name="预约号 LJ20261202-0001-5")
    for words in (
        "LJ20261202-0001-5",
        "已预约",
        "2026-12-02 周三 15:00—15:30",
        "示例人才服务大厅 人才综合窗口",
        "身份证件",
    ):
        expect(card).to_contain_text(words)
    expect(card.get_by_role("link", name="添加到日历")).to_have_attribute(
        "href", re.compile(r"/appointments/LJ20261202-0001-5\.ics\?key=example$")
    )


@pytest.mark.parametrize("elder", [False, True])
def test_no_letter_of_a_code_is_cut_off(open_page: OpenPage, elder: bool) -> None:
    page = open_page(size="narrow")
    page.locator(".reply").wait_for()
    if elder:
        page.get_by_role("button", name="长辈版").click()
    ask(page, "预约")
    code = page.locator(".code strong")
    assert code.evaluate(
        "node => node.scrollWidth <= node.clientWidth && getComputedStyle(node).overflow === 'visible'"
    )


def test_a_cancelled_appointment_offers_no_calendar(chat: Page) -> None:
    ask(chat, "取消")
    expect(chat.locator(".appointment .badge.over")).to_have_text("已取消")
    expect(chat.get_by_role("link", name="添加到日历")).to_have_count(0)
    expect(chat.locator(".materials")).to_have_count(0)


@pytest.mark.parametrize(("word", "place", "looks"), [("效力", "summary", VALIDITIES), ("状态", ".code", STATUSES)])
def test_a_badge_never_looks_better_than_what_it_says(chat: Page, word: str, place: str, looks: dict[str, str]) -> None:
    ask(chat, word)
    badges = chat.locator(f"{place} .badge")
    expect(badges).to_have_text(list(looks))
    expect(badges).to_have_class([f"badge {look}" if look else re.compile("^badge *$") for look in looks.values()])


def test_hostile_text_stays_text_and_hostile_links_are_no_links(chat: Page) -> None:
    ask(chat, "脚本")
    ask(chat, "<script>document.title='broken'</script>")
    chat.locator("details").evaluate_all("nodes => nodes.forEach(node => node.open = true)")
    assert chat.title() == "两江人才服务助手"
    links = chat.locator("a[href]").evaluate_all("nodes => nodes.map(node => node.href)")
    harmless = ("tel:0230000000", f"{chat.evaluate('location.origin')}/receipts/")
    assert links and all(link.startswith(harmless) for link in links)
    inside = "() => document.querySelector('talent-chat').shadowRoot.querySelectorAll('script, img, iframe').length"
    assert chat.evaluate(inside) == 0
    expect(chat.locator(".text.conclusion p").nth(1)).to_contain_text("<script>")


@pytest.mark.parametrize("size", ["narrow", "phone"])
@pytest.mark.parametrize("elder", [False, True])
def test_no_block_makes_the_page_scroll_sideways(open_page: OpenPage, size: str, elder: bool) -> None:
    page = open_page(size=size)
    page.locator(".reply").wait_for()
    if elder:
        page.get_by_role("button", name="长辈版").click()
    for word in REPLIES:
        ask(page, word)
    too_wide = page.evaluate(
        """() => [document.documentElement, ...document.querySelector('talent-chat').shadowRoot.querySelectorAll('*')]
        .filter(node => !node.closest('table, .comparison, .unseen')
            && node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 120))"""
    )
    assert too_wide == []
    scroller = page.locator(".scroller")
    assert scroller.evaluate("node => node.scrollWidth <= node.clientWidth")
