"""English: the services for foreign talent are told in English, the rest is said to be Chinese only."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from actions.wording import wording_of
from knowledge.blocks import Checklist, Citation, Form, Notice
from knowledge.english import has_english
from knowledge.models import Entry, Hall, Policy, Service
from knowledge.settings import ROOT
from knowledge.trace import row_texts
from knowledge.verify import numbers_in
from tests.actions.talk import Talk, named

PERMIT = ("work permit", "topic:work-permit")
HAN = re.compile(r"[\u3400-\u9fff]")


def _say(talk: Talk, text: str, intent: str, *entities: tuple[str, str], **message: Any) -> str:
    return talk.say(text, intent, *entities, language="en", **message)


def _han(talk: Talk) -> list[str]:
    """Chinese left in what is told: the blocks' own texts, not the frame of `plain`."""
    return HAN.findall(talk.reply.model_dump_json(exclude_defaults=True, exclude={"trace"}))


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("What documents do I need for a work permit?", "service_material", "passport"),
        ("How do I apply for a work permit?", "service_howto", "Online application"),
        ("What are the steps for the work permit?", "service_process", "Check of documents"),
        ("How long does advice on the work permit take?", "service_time", "2 working days"),
        ("Is there a fee for the work permit advice?", "service_fee", "free of charge"),
        ("Where do I go about the work permit?", "service_location", "Foreign talent window"),
        ("Phone number for the work permit please", "service_contact", "023-0000-0004"),
        ("Can I do the work permit online?", "service_channel", "wholly online"),
        ("Who can apply for a work permit?", "policy_condition", "18 years old"),
        ("How do I get the work permit result?", "service_result", "online"),
        ("What is a work permit?", "policy_overview", "categor"),
        ("Is the work permit guide still valid?", "policy_validity", "to be confirmed"),
    ],
)
def test_the_work_permit_is_told_in_english(talk: Talk, text: str, intent: str, told: str) -> None:
    said = _say(talk, text, intent, PERMIT)
    assert talk.reply.status == "answered"
    assert told in said
    assert _han(talk) == []


def test_renewal_gets_its_own_list(talk: Talk) -> None:
    renewal = ("renewal of my work permit", "service:work-permit-extend")
    _say(talk, "documents for renewal of my work permit", "service_material", renewal)
    lists = [block for block in talk.reply.blocks if isinstance(block, Checklist)]
    assert len(lists) == 2
    assert "Extension" in lists[0].title
    assert "after the age of 60" in lists[1].title
    assert all(item.necessity in ("required", "may follow later") for item in lists[0].items)


def test_the_categories_are_told(talk: Talk) -> None:
    text = "What are the requirements for category B of the work permit?"
    class_b = {"entity": "talent_class", "value": "B", "text": "category B", "start": 30, "end": 40}
    policy = named(text, "work permit", "policy:work-permit")
    said = talk.say(text, "policy_condition", policy, {**class_b, "scheme": "policy:work-permit"}, language="en")
    assert "bachelor's degree" in said
    assert "60 points" in said
    assert _han(talk) == []


def test_a_follow_up_keeps_the_subject(talk: Talk) -> None:
    _say(talk, "How do I apply for a work permit?", "service_howto", PERMIT)
    said = _say(talk, "How much does it cost?", "service_fee")
    assert "free of charge" in said


def test_example_data_is_said_to_be_example_data(talk: Talk) -> None:
    _say(talk, "What documents do I need for a work permit?", "service_material", PERMIT)
    notices = [block for block in talk.reply.blocks if isinstance(block, Notice)]
    assert any(notice.kind == "example" and notice.text.startswith("Example data") for notice in notices)
    assert any(isinstance(block, Citation) for block in talk.reply.blocks)


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("Where is your office?", "service_location", "Example address"),
        ("When are you open?", "service_hours", "Monday to Friday: 09:00—12:00, 14:00—17:00"),
        ("Are you open this Saturday?", "service_hours", "28 November 2026 (Saturday)"),
        ("What is your phone number?", "service_contact", "023-0000-0001"),
    ],
)
def test_the_hall_is_told_in_english(talk: Talk, text: str, intent: str, told: str) -> None:
    said = _say(talk, text, intent)
    assert talk.reply.status == "answered"
    assert told in said
    assert _han(talk) == []


def test_the_window_is_told_in_english(talk: Talk) -> None:
    text = "Where is the foreign talent window?"
    said = _say(talk, text, "service_location", ("foreign talent window", "window:foreign-01"))
    assert "Foreign talent window" in said
    assert "Chinese, English" in said
    assert _han(talk) == []


@pytest.mark.parametrize(
    ("text", "word", "identifier"),
    [
        ("How do I extend my residence permit?", "residence permit", "entry:residence-permit"),
        ("permanent residence in China", "permanent residence", "entry:permanent-residence"),
    ],
)
def test_residence_is_a_matter_of_the_police(talk: Talk, text: str, word: str, identifier: str) -> None:
    said = _say(talk, text, "service_howto", (word, identifier))
    assert "exit-entry administration" in said
    assert _han(talk) == []


def test_what_is_there_in_chinese_only_is_said_in_english(talk: Talk) -> None:
    text = "How much is the hongyan plan award?"
    said = _say(talk, text, "policy_amount", ("hongyan plan", "policy:hongyan"))
    assert talk.reply.status == "not_found"
    assert "available in Chinese only" in said
    assert "鸿雁计划" in said
    assert "A person" in talk.labels()


def test_a_visit_is_booked_in_english(talk: Talk) -> None:
    text = "I want to book a visit about my work permit"
    said = _say(talk, text, "appt_book", PERMIT)
    assert "Which case is it" in said
    said = talk.choose("Application from within China")
    assert "where would you like to go" in said
    assert _han(talk) == []
    said = talk.choose("Liangjiang Talent Service Hall")
    assert "Please choose a time" in said
    assert _han(talk) == []
    said = talk.choose("2026-11-27 14:00")
    assert "27 November 2026 (Friday), 14:00 is held for you" in said
    assert any(isinstance(block, Form) for block in talk.reply.blocks)
    assert _han(talk) == []
    said = talk.gives_contact()
    assert "Your visit is booked" in said
    assert _han(talk) == []
    said = _say(talk, "please cancel my booking", "appt_cancel")
    assert "Cancel this booking?" in said
    said = _say(talk, "yes", "dialog_ctrl")
    assert "is cancelled" in said


def test_a_day_off_is_told_in_english(talk: Talk) -> None:
    _say(talk, "I want to book a visit about my work permit", "appt_book", PERMIT)
    talk.choose("Application from within China")
    talk.choose("Any, the earliest time")
    said = _say(talk, "this Saturday morning", "nlu_fallback")
    assert "a day off" in said or "holiday" in said
    assert "Free times" in said or any(block.type == "slots" for block in talk.reply.blocks)


def test_a_person_and_what_is_not_understood(talk: Talk) -> None:
    said = _say(talk, "may I talk to a person", "handoff")
    assert "ticket number" in said
    said = _say(talk, "bla bla blub", "nlu_fallback", ranking=[("nlu_fallback", 0.45), ("meta", 0.05)])
    assert "did not understand" in said
    assert _han(talk) == []


def test_chinese_is_answered_in_chinese_again_and_ok_changes_nothing(talk: Talk) -> None:
    _say(talk, "How do I apply for a work permit?", "service_howto", PERMIT)
    said = talk.say("人才公寓多久能办好", "service_time", ("人才公寓", "topic:talent-apartment"), language="zh")
    assert "15个工作日" in said
    said = _say(talk, "ok", "dialog_ctrl")
    assert "没有等待确认" in said


def test_the_english_wording_has_the_same_keys() -> None:
    # Eligibility checks are held in Chinese only (wording.check.yml).
    only_chinese = set(yaml.safe_load((ROOT / "actions" / "wording.check.yml").read_text("utf-8")))
    zh, en = {key: part for key, part in wording_of("zh").items() if key not in only_chinese}, wording_of("en")
    assert set(zh) == set(en)
    for section, part in zh.items():
        if section not in ("holidays", "dialog_words", "fixed"):
            assert set(part) == set(en[section]), section
    assert set(zh["fixed"]) == set(en["fixed"])
    chinese_keys = ("holidays", "forms", "necessities", "hardness", "validities", "stacking_rules")
    assert not HAN.search(str({k: v for k, v in en.items() if k not in chinese_keys}))


def test_every_english_number_stands_in_the_chinese_row(talk: Talk) -> None:
    with talk.context.office() as office:
        for model in (Service, Policy, Hall, Entry):
            for row in office.session.query(model):
                if has_english(row):
                    told = " ".join(_strings(row.en))
                    known = " ".join(_chinese(row))
                    assert numbers_in(told) <= numbers_in(known), (row.code, numbers_in(told) - numbers_in(known))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [value] if isinstance(value, str) else []


def _chinese(row: Any) -> list[str]:
    rows = [row, *getattr(row, "cases", []), *getattr(row, "materials", []), *getattr(row, "steps", [])]
    for document in getattr(row, "documents", [])[:1]:
        rows += [document, *document.clauses, *document.conditions]
    return [text for each in rows for text in row_texts(each)]
