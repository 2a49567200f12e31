"""When one may apply is told from rows alone; a reminder is wished for and canceled in words."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from actions.context import Context
from knowledge.models import ApplicationWindow, Conversation, Policy, Reminder
from tests.actions.talk import Talk
from tests.conftest import NOW

PLAN = ("英才计划", "policy:yc-plan")


@pytest.fixture(autouse=True)
def _conversation(context: Context) -> None:
    with context.office(writes=True) as office:
        office.session.add(Conversation(id="cv_test", channel="web", created_at=NOW, updated_at=NOW))


def _add(context: Context, batch: str, opens: date | None, closes: date | None, mode: str = "集中申报") -> None:
    with context.office(writes=True) as office:
        policy = office.session.scalars(select(Policy).where(Policy.code == "yc-plan")).one()
        policy.windows.append(
            ApplicationWindow(
                code=f"w-{len(policy.windows)}", batch=batch, opens=opens, closes=closes, mode=mode, position=9,
                provenance="office_confirmed", wording="summary", source="经办机构通知", updated_at=NOW,
                channel="由用人单位网上申报",
            )
        )  # fmt: skip


def _live(context: Context) -> list[str]:
    with context.office() as office:
        rows = office.session.scalars(select(Reminder).where(Reminder.canceled_at.is_(None)))
        return [row.window_code for row in rows]


def test_without_a_row_there_is_no_date(talk: Talk) -> None:
    said = talk.say("英才计划什么时候开始申报", "policy_window", PLAN)
    assert talk.reply.status == "not_found"
    assert "申报时间" in said
    assert "转人工" in talk.labels()


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [
        (date(2026, 11, 1), date(2026, 12, 31), "第一批正在受理，2026年12月31日截止，还有37天。"),
        (date(2026, 12, 15), date(2027, 1, 31), "第一批将于2026年12月15日开始申报。"),
        (date(2026, 3, 1), date(2026, 4, 30), "第一批已于2026年4月30日截止。"),
        (date(2026, 11, 1), None, "第一批正在受理，截止日期没有载明。"),
    ],
)
def test_open_until_opens_on_closed_since(
    talk: Talk, context: Context, opens: date, closes: date | None, told: str
) -> None:
    _add(context, "第一批", opens, closes)
    said = talk.say("英才计划现在能申报吗", "policy_window", PLAN)
    assert talk.reply.status == "answered"
    assert said.startswith("重庆英才计划：" + told)
    assert "由用人单位网上申报" in said


def test_who_names_nothing_is_told_what_is_open_now(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 11, 1), date(2026, 12, 31))
    said = talk.say("现在有哪些能申报", "policy_window")
    assert "重庆英才计划（第一批）（集中申报）：正在受理" in said


def test_a_reminder_is_set_by_the_button_once(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 11, 1), date(2026, 12, 31))
    talk.say("英才计划什么时候截止", "policy_window", PLAN)
    said = talk.choose("截止前提醒我")
    assert said.startswith("好的，第一批2026年12月31日截止，到时候提醒您。")
    assert "2026年12月1日、2026年12月24日、2026年12月30日" in said
    assert _live(context) == ["w-0"]
    assert "已经设过提醒" in talk.say("截止前提醒我", "oos")
    assert _live(context) == ["w-0"]


def test_a_reminder_is_set_in_words_whatever_the_bot_makes_of_them(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 11, 1), date(2026, 12, 31))
    talk.say("英才计划什么时候截止", "policy_window", PLAN)
    talk.say("那到时候别忘了提醒我一下", "oos")
    assert _live(context) == ["w-0"]


def test_of_several_batches_one_is_asked_for(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 11, 1), date(2026, 12, 31))
    _add(context, "第二批", date(2027, 3, 1), date(2027, 4, 30))
    talk.say("英才计划截止前提醒我", "policy_window", PLAN)
    assert talk.reply.status == "clarify"
    talk.choose("第二批")
    assert _live(context) == ["w-1"]


def test_it_is_canceled_in_words_and_by_the_button(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 11, 1), date(2026, 12, 31))
    talk.say("英才计划截止前提醒我", "policy_window", PLAN)
    said = talk.choose("取消提醒")
    assert "不再提醒您" in said
    assert _live(context) == []
    talk.say("英才计划截止前提醒我", "policy_window", PLAN)
    assert "不再提醒您" in talk.say("不用提醒我了", "oos")
    assert _live(context) == []
    assert "没有设过提醒" in talk.say("取消提醒", "nlu_fallback")


def test_without_a_last_day_to_come_no_reminder_is_promised(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 3, 1), date(2026, 4, 30))
    said = talk.say("英才计划截止前提醒我", "policy_window", PLAN)
    assert talk.reply.status == "not_found"
    assert "没法设提醒" in said
    assert _live(context) == []


def test_a_reminder_of_a_visit_is_another_matter(talk: Talk, context: Context) -> None:
    _add(context, "第一批", date(2026, 11, 1), date(2026, 12, 31))
    talk.say("预约前一天提醒我", "appt_rule")
    assert _live(context) == []
