"""An applicant sees, corrects, exports and deletes his data in the conversation, and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions.context import Context
from knowledge.appointments import visits
from knowledge.appointments.contacts import Person
from knowledge.blocks import File, Form
from knowledge.handover.partners import partners
from knowledge.models import Appointment, Contact, Conversation, Deletion, PartnerConsent
from tests.actions.talk import Talk
from tests.conftest import NOW
from tests.knowledge.personal.people import ID_NUMBER, booked

CLEAR = ("13800000000", "张三", ID_NUMBER)
ZHANG = Person("张三示例", "13800000000", ID_NUMBER)


@pytest.fixture(autouse=True)
def _conversations(context: Context) -> None:
    with context.office(writes=True) as office:
        for name in ("cv_test", "cv_elsewhere"):
            office.session.add(Conversation(id=name, channel="web", created_at=NOW, updated_at=NOW))


def _book(context: Context, within: str) -> str:
    with context.office(writes=True) as office:
        return booked(office, within, ZHANG).code or ""


@pytest.fixture
def own(context: Context) -> str:
    """The code of a visit that was booked in this conversation."""
    return _book(context, "cv_test")


@pytest.fixture
def elsewhere(context: Context) -> str:
    """The code of a visit that was booked in another conversation."""
    return _book(context, "cv_elsewhere")


@pytest.fixture
def told(talk: Talk) -> Iterator[Talk]:
    """A conversation in which nothing personal is ever said in clear."""
    said: list[str] = []
    hear = talk._hear

    def listening(message: dict[str, object]) -> str:
        said.append(hear(message))
        said.append(talk.reply.model_dump_json())
        said.append(str(talk.slots))
        return said[-3]

    talk._hear = listening  # type: ignore[method-assign]
    yield talk
    assert said
    assert [word for word in CLEAR for text in said if word in text] == []


def _contacts(context: Context) -> int:
    with context.office() as office:
        return office.session.scalar(select(func.count(Contact.id))) or 0


def _status(context: Context, code: str) -> str:
    with context.office() as office:
        return office.session.scalars(select(Appointment.status).where(Appointment.code == code)).one()


def test_one_sees_what_is_kept_covered(told: Talk, own: str) -> None:
    text = told.say("我想看看你们存了我哪些信息", "privacy")
    for word in ("张*", "138****0000", "1101**********0014", own, "2026年11月25日", "版本2026-12"):
        assert word in text
    assert told.reply.status == "answered"
    assert {"更正信息", "导出信息", "删除信息", "撤回同意"} <= set(told.labels())


def test_where_nothing_was_given_that_is_said_and_a_way_is_shown(told: Talk, elsewhere: str) -> None:
    text = told.say("我想看看你们存了我哪些信息", "privacy")
    assert "没有留下您的姓名、电话或证件号" in text
    assert elsewhere not in text
    assert "查别处预约留的信息" in told.labels()


def test_a_code_and_the_last_digits_open_what_was_given_elsewhere(told: Talk, elsewhere: str) -> None:
    told.say("我想看看你们存了我哪些信息", "privacy")
    told.choose("查别处预约留的信息")
    told.say(elsewhere, "nlu_fallback")
    assert "后四位" in told.reply.plain()
    assert "138****0000" in told.say("0000", "nlu_fallback")


@pytest.mark.parametrize("code", ["", "LJ20261125-0099-1"])
def test_wrong_digits_and_an_unknown_code_are_answered_alike(told: Talk, elsewhere: str, code: str) -> None:
    told.say("我想看看你们存了我哪些信息", "privacy")
    told.choose("查别处预约留的信息")
    text = told.say(f"{code or elsewhere} 1111", "appt_query")
    assert "没有核对上" in text
    assert told.reply.status == "not_found"
    assert "1111" not in text
    assert (code or elsewhere) not in text


def test_a_year_in_another_question_is_no_answer_to_the_question_for_digits(told: Talk, elsewhere: str) -> None:
    told.say("把我的电话改一下", "privacy")
    text = told.say("2023年的时候两江新区给人才的政策都有哪些，可以说得详细一些吗", "policy_overview")
    assert "没有核对上" not in text


def test_a_proof_is_needed_again_in_the_next_question(told: Talk, elsewhere: str) -> None:
    told.say("我想看看你们存了我哪些信息", "privacy")
    told.choose("查别处预约留的信息")
    told.say(f"{elsewhere} 0000", "appt_query")
    assert "没有留下" in told.say("我想看看你们存了我哪些信息", "privacy")


def test_a_correction_is_typed_into_a_form_that_knows_whose_data_it_is(told: Talk, own: str) -> None:
    told.say("把我的电话改一下", "suggest", ranking=[("suggest", 0.4), ("privacy", 0.3)])
    (form,) = (block for block in told.reply.blocks if isinstance(block, Form))
    assert form.purpose == "correction"
    assert [field.name for field in form.fields] == ["name", "phone", "id_number"]
    assert form.consent == ""
    assert form.payload is not None and str(form.payload.value).startswith("ct_")


@pytest.mark.parametrize(
    ("outcome", "words", "status"),
    [("done", "已更正", "answered"), ("same", "没有改动", "answered"), ("clash", "同一事项", "not_found"),
     ("gone", "已经删除", "not_found"), ("failed", "转人工", "not_found")],
)  # fmt: skip
def test_what_became_of_a_correction_is_told(told: Talk, outcome: str, words: str, status: str) -> None:
    choice = {"choice": {"slot": "privacy", "value": f"corrected={outcome}"}}
    assert words in told.say("/privacy", "privacy", metadata=choice)
    assert told.reply.status == status


def test_without_contact_data_there_is_nothing_to_correct_or_withdraw(told: Talk) -> None:
    assert "没有可以更正的联系信息" in told.say("把我的电话改一下", "privacy")
    assert "没有可以撤回的同意" in told.say("撤回同意", "privacy")


def test_a_copy_is_offered_as_a_file_that_opens_once(told: Talk, own: str) -> None:
    text = told.say("导出我的数据", "privacy")
    assert "15分钟内下载，只能下载一次" in text
    (file,) = (block for block in told.reply.blocks if isinstance(block, File))
    assert file.link.startswith("/personal/exports/x_")


def test_before_deleting_visits_ahead_are_told_and_asked_about(told: Talk, context: Context, own: str) -> None:
    text = told.say("删除我的信息", "privacy")
    assert own in text
    assert told.labels() == ["取消预约并删除", "保留预约，只删信息", "不删了"]
    assert _contacts(context) == 1
    # Where visits lie ahead a bare yes is not enough: there are two ways.
    told.say("确认", "dialog_ctrl")
    assert _contacts(context) == 1


@pytest.mark.parametrize(("button", "status"), [("取消预约并删除", "canceled_user"), ("保留预约", "confirmed")])
def test_deleting_ends_with_a_receipt(told: Talk, context: Context, own: str, button: str, status: str) -> None:
    told.say("删除我的信息", "privacy")
    text = told.choose(button)
    with context.office() as office:
        row = office.session.scalars(select(Deletion)).one()
    assert row.number in text
    assert "不含您的信息" in text
    assert (_contacts(context), _status(context, own)) == (0, status)
    assert told.slots["subject"] is None


def test_a_yes_is_enough_where_no_visit_lies_ahead(told: Talk, context: Context, own: str) -> None:
    with context.office(writes=True) as office:
        visits.cancel(office, office.session.scalars(select(Appointment)).one())
    assert told.say("删除我的信息", "privacy") and told.labels() == ["确认删除", "不删了"]
    assert "回执编号" in told.say("确认", "dialog_ctrl")
    assert _contacts(context) == 0


def test_a_no_leaves_everything(told: Talk, context: Context, own: str) -> None:
    told.say("删除我的信息", "privacy")
    assert "没有改动您的信息" in told.choose("不删了")
    assert _contacts(context) == 1


def test_after_another_question_a_yes_deletes_nothing(told: Talk, context: Context) -> None:
    told.gives_contact()
    told.say("删除我的信息", "privacy")
    told.say("你好", "meta")
    told.say("确认", "dialog_ctrl")
    assert _contacts(context) == 1


def test_a_yes_that_comes_too_late_deletes_nothing(told: Talk, context: Context) -> None:
    told.gives_contact()
    told.say("删除我的信息", "privacy")
    told.context = replace(context, clock=lambda: NOW + timedelta(minutes=16))
    told.say("确认", "dialog_ctrl")
    assert _contacts(context) == 1


def test_withdrawing_a_consent_deletes_contact_data_and_says_so(told: Talk, context: Context, own: str) -> None:
    told.say("撤回同意", "privacy")
    assert told.labels() == ["取消预约并撤回", "保留预约，只撤回", "不撤回"]
    assert "已撤回同意，联系信息已删除" in told.choose("保留预约")
    assert (_contacts(context), _status(context, own)) == (0, "confirmed")


def test_where_only_a_partner_may_see_something_that_consent_ends(told: Talk, context: Context) -> None:
    partner = next(iter(partners().values()))
    with context.office(writes=True) as office:
        row = PartnerConsent(
            conversation_id="cv_test", partner=partner.code, version=partner.version, digest="", asked_by="示例",
            asked_at=NOW, given_at=NOW,
        )  # fmt: skip
        office.session.add(row)
    assert "Your withdrawal is recorded" in told.say("withdraw my consent", "privacy", language="en")
    with context.office() as office:
        assert office.session.scalars(select(PartnerConsent.withdrawn_at)).one() == NOW


def test_in_english_a_consent_to_contact_data_is_withdrawn_too(told: Talk, context: Context, own: str) -> None:
    told.say("I want to withdraw my consent", "privacy", language="en")
    assert "Your consent is withdrawn" in told.choose("Keep the bookings and withdraw")
    assert (_contacts(context), _status(context, own)) == (0, "confirmed")


def test_by_a_proven_code_one_may_delete_too(told: Talk, context: Context, elsewhere: str) -> None:
    told.say("我想看看你们存了我哪些信息", "privacy")
    told.choose("查别处预约留的信息")
    told.say(f"{elsewhere} 0000", "appt_query")
    told.choose("删除信息")
    told.choose("取消预约并删除")
    assert (_contacts(context), _status(context, elsewhere)) == (0, "canceled_user")


def test_the_general_answer_offers_the_rights(told: Talk) -> None:
    told.say("你们会把我的信息保存多久", "privacy")
    assert {"看存了哪些信息", "更正信息", "导出信息", "删除信息", "撤回同意"} <= set(told.labels())


def test_in_the_middle_of_a_booking_the_rights_are_answered_and_the_booking_goes_on(told: Talk) -> None:
    told.say("我要预约办英才卡A卡", "appt_book", ("英才卡A卡", "service:yc-card-a"))
    text = told.say("我想看看你们存了我哪些信息", "privacy")
    assert "没有留下您的姓名" in text
    assert told.slots["requested_slot"] == "booking"


def test_it_works_in_english(told: Talk, own: str) -> None:
    text = told.say("What data do you have about me?", "privacy", language="en")
    assert "138****0000" in text
    assert "Delete my data" in told.labels()
    told.choose("Delete my data")
    assert "Keep the bookings, delete my data" in told.labels()
    assert "the number of the receipt is SC20261124-" in told.choose("Cancel the bookings and delete")


def test_a_complaint_about_deleted_data_is_a_complaint(told: Talk) -> None:
    told.say("我要投诉你们把我的信息删掉了", "complaint")
    assert told.reply.status == "handed_over"
