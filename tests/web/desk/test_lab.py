"""The lab: what the assistant makes of a sentence is shown with reasons, and one click judges, teaches or tests it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from knowledge.database import session_factory
from knowledge.desk.releases import candidate_token
from knowledge.models import (
    CaseSet,
    Conversation,
    LabJudgement,
    Release,
    SavedCase,
    StaffAccount,
    TrainingChange,
    Turn,
)
from knowledge.rehearsal import is_rehearsal
from tests.conftest import NOW
from tests.web.conftest import MakeSite, Site
from tests.web.desk.conftest import NewPerson
from tests.web.desk.fake_bot import SpokenTo, fake_bot
from web.desk import lab as pages

TOKEN = "invented-token-of-the-bot"
ASKED = "人才公寓申请要带什么材料"


@pytest.fixture
def desk_bot() -> Iterator[SpokenTo]:
    with fake_bot(TOKEN) as bot:
        yield bot


@pytest.fixture
def site(make_site: MakeSite, desk_bot: SpokenTo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site with a bot that the desk can ask; the vectors of all training sentences are not waited for."""
    monkeypatch.setattr(pages, "_PATIENCE", 0.0)
    monkeypatch.setattr("knowledge.desk.training_sentences.Neighbours._make", lambda *_: None)
    with make_site(bot_port=desk_bot.port, bot_token=TOKEN) as made:
        yield made


def test_a_sentence_is_shown_with_intents_names_rule_passages_and_answer(
    new_person: NewPerson, desk_bot: SpokenTo
) -> None:
    desk_bot.entities = [{"entity": "service", "value": "service:talent-apartment", "text": "人才公寓申请"}]
    desk_bot.answers[ASKED] = ("请带合同", "answered")
    page = new_person("viewer").get("/lab", params={"text": ASKED}).text
    for shown in (
        "service_material", "92.0%", "service:talent-apartment", "人才公寓申请", "查资料并回答", "请带合同",
        "one.tar.gz", "不采用",
    ):  # fmt: skip
        assert shown in page, shown


def test_the_words_that_decide_are_told(new_person: NewPerson, desk_bot: SpokenTo) -> None:
    desk_bot.intents["要带什么"] = ("service_material", 0.31)
    page = new_person("viewer").get("/lab", params={"text": "要带什么材料"}).text
    assert "降低61.0%" in page


def test_nothing_of_a_rehearsal_is_kept_and_its_conversation_is_marked(
    new_person: NewPerson, desk_bot: SpokenTo, kept: Engine
) -> None:
    new_person("viewer").get("/lab", params={"text": ASKED})
    assert [is_rehearsal(heard["sender"]) for heard in desk_bot.heard] == [True]
    with session_factory(kept)() as session:
        assert session.scalar(select(func.count()).select_from(Turn)) == 0
        assert session.scalar(select(func.count()).select_from(Conversation)) == 0


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("我的电话13800000000，怎么办理", "13800000000"), ("/appt_book 怎么办理", "/appt_book"), ("怎么\x07办理", "\x07")],
)
def test_what_is_typed_is_made_safe_first(new_person: NewPerson, desk_bot: SpokenTo, typed: str, heard: str) -> None:
    page = new_person("viewer").get("/lab", params={"text": typed})
    assert page.status_code == 200
    assert not any(text.startswith("/") or heard in text for text in [*desk_bot.parsed, desk_bot.heard[0]["message"]])


def test_markup_in_a_sentence_is_shown_as_text(new_person: NewPerson) -> None:
    page = new_person("viewer").get("/lab", params={"text": "<script>alert(1)</script>怎么办"}).text
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_a_bot_that_is_not_there_is_told_and_the_rest_is_shown(
    make_site: MakeSite, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue("new_person")("viewer")
    request.getfixturevalue("desk_bot").token = "another"
    page = person.get("/lab", params={"text": ASKED})
    assert page.status_code == 200 and "没有应答" in page.text and "检索到的资料" in page.text


def test_a_candidate_that_waits_is_shown_beside_the_serving_model(
    new_person: NewPerson, desk_bot: SpokenTo, kept: Engine
) -> None:
    viewer = new_person("viewer")
    with session_factory(kept, writes=True)() as session, session.begin():
        by = session.scalars(select(StaffAccount.id)).first()
        address = f"http://127.0.0.1:{desk_bot.port}"
        release = Release(
            status="ready",
            log="",
            gate={"address": address},
            proposed_by_id=by,
            proposed_at=NOW,
            model="release-1.tar.gz",
        )
        session.add(release)
        session.flush()
        with fake_bot(candidate_token(TOKEN, release.id)) as candidate:
            candidate.model, candidate.confidence = "release-1.tar.gz", 0.61
            release.gate = {"address": f"http://127.0.0.1:{candidate.port}"}
            session.commit()
            page = viewer.get("/lab", params={"text": ASKED}).text
    assert "92.0%" in page and "61.0%" in page and "候选模型<span" in page
    assert "已经停下" in viewer.get("/lab", params={"text": ASKED}).text


def test_a_judgement_is_kept(new_person: NewPerson, kept: Engine) -> None:
    sent = {"text": ASKED, "intent": "service_howto", "meant": "service_material", "confidence": "0.5", "model": "m"}
    answer = new_person("editor").post("/lab/judge", sent)
    assert answer.status_code == 303 and "said=judged" in answer.headers["location"]
    with session_factory(kept)() as session:
        row = session.scalars(select(LabJudgement)).one()
        assert (row.intent, row.meant, row.confidence) == ("service_howto", "service_material", 0.5)


def test_a_sentence_is_taught_once(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    sent = {"text": "娃儿转学过来要带啥子东西哦", "meant": "service_material", "do": "teach"}
    assert editor.post("/lab/judge", sent).status_code == 303
    again = editor.post("/lab/judge", sent)
    assert again.status_code == 422 and "已经是这个意图的训练语句" in again.text
    other = editor.post("/lab/judge", {**sent, "meant": "service_howto"})
    assert other.status_code == 422 and "已经是另一个意图" in other.text
    with session_factory(kept)() as session:
        row = session.scalars(select(TrainingChange)).one()
        assert (row.kind, row.reference, row.status) == ("sentence", "service_material", "draft")


@pytest.mark.parametrize("text", ["", "!!!", "[人才](x)公寓", "怎么{办}", "一" * 201])
def test_what_cannot_be_taught_is_refused_and_not_lost(new_person: NewPerson, kept: Engine, text: str) -> None:
    sent = {"text": text, "meant": "service_material", "do": "teach"}
    answer = new_person("editor").post("/lab/judge", sent)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    if text.isalnum():
        assert f'value="{text}"' in answer.text
    with session_factory(kept)() as session:
        assert session.scalars(select(TrainingChange)).all() == []


def test_an_intent_that_is_not_ours_is_refused(new_person: NewPerson) -> None:
    for meant in ("", "EXTERNAL_booking", "nonsense", "nlu_fallback"):
        for what in ("teach", "test", "judge"):
            answer = new_person("editor").post("/lab/judge", {"text": ASKED, "meant": meant, "do": what})
            assert answer.status_code == 422, (meant, what)


def test_a_sentence_becomes_a_test_in_the_set_of_every_day(new_person: NewPerson, kept: Engine) -> None:
    editor = new_person("editor")
    assert editor.post("/lab/judge", {"text": ASKED, "meant": "service_howto", "do": "test"}).status_code == 303
    again = editor.post("/lab/judge", {"text": ASKED, "meant": "service_material", "do": "test"})
    assert "said=tested_again" in again.headers["location"]
    with session_factory(kept)() as session:
        assert session.scalars(select(CaseSet.name)).all() == ["日常积累"]
        assert [row.turns for row in session.scalars(select(SavedCase))] == [
            [{"say": ASKED, "intent": "service_material"}]
        ]
