"""查进度 by conversation: as before without data, else by number and code, and nothing of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.context import Context
from knowledge.models import StaffAccount
from knowledge.progress.importing import CaseRow, take_in
from knowledge.progress.sending import send_codes
from knowledge.sms import FileSms
from tests.actions.talk import Talk
from tests.conftest import NOW

NUMBER = "BJ20261124-0001"


@pytest.fixture
def imported(context: Context) -> Context:
    with context.office(writes=True) as office:
        office.session.add(StaffAccount(name="one", shown_name="示例", role="editor", password="", created_at=NOW))
        office.session.flush()
        by = office.session.scalars(select(StaffAccount.id)).one()
        row = CaseRow(NUMBER, "安家补助（示例数据）", "已拨付5万元", "第1笔", date(2026, 11, 23), "13800000000")
        take_in(office, context.contact_key, [row], by)
    return context


def _code(context: Context, folder: Path) -> str:
    send_codes(context.engine, context.contact_key, FileSms(folder), context.clock)
    (file,) = folder.glob("*.json")
    return file.read_text("utf-8").partition("验证码是")[2][:6]


def test_without_data_it_says_so_and_names_the_channel(talk: Talk) -> None:
    told = talk.say("我的申请办到哪一步了", "progress_query")
    assert talk.reply.status == "not_found"
    assert "查不到办理进度" in told and "受理窗口" in told
    assert talk.say(f"查办件{NUMBER}", "progress_query") == told


def test_number_then_code_then_progress(imported: Context, tmp_path: Path) -> None:
    talk = Talk(imported)
    assert "办件编号" in talk.say("我的申请办到哪一步了", "progress_query")
    assert talk.reply.status == "clarify"
    assert "验证码" in talk.say(NUMBER, "nlu_fallback")
    told = talk.say(_code(imported, tmp_path), "nlu_fallback")
    assert talk.reply.status == "answered"
    assert "已拨付5万元" in told and "安家补助" in told and "2026年11月23日" in told and "13800000000" not in told


def test_a_foreign_number_and_a_wrong_code_tell_nothing(imported: Context) -> None:
    talk = Talk(imported)
    known = talk.say(f"查进度 {NUMBER}", "progress_query")
    wrong = talk.say("验证码000000", "nlu_fallback")
    other = Talk(imported)
    assert other.say("查进度 BJ20990101-9999", "progress_query").replace("BJ20990101-9999", NUMBER) == known
    assert other.say("验证码000000", "nlu_fallback") == wrong
    assert talk.reply.status == other.reply.status == "not_found"


def test_without_a_way_to_send_codes_it_answers_as_without_data(imported: Context) -> None:
    talk = Talk(replace(imported, short_messages=False))
    assert "查不到办理进度" in talk.say(f"查进度{NUMBER}", "progress_query")


def test_six_digits_without_an_open_code_and_numbers_in_other_matters_go_their_usual_way(imported: Context) -> None:
    talk = Talk(imported)
    assert "验证码" not in talk.say("123456", "nlu_fallback")
    assert "验证码" not in talk.say("鸿雁计划AB123456是什么", "policy_overview", ("鸿雁计划", "policy:hongyan"))
