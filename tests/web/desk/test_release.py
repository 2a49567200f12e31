"""The pages of releases: who may do what, what the gate shows, what a refusal says."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import StaffAccount, TrainingChange
from knowledge.models.lab import Release, ReleaseDifference
from tests.conftest import NOW
from tests.web.desk.conftest import NewPerson, Person

ASKED = "娃儿上学咋个办"


@pytest.fixture
def editor(new_person: NewPerson) -> Person:
    person = new_person("editor")
    sent = {"text": ASKED, "meant": "service_howto", "do": "teach"}
    assert person.post("/lab/judge", sent).status_code == 303
    return person


def _ready(kept: Engine, by: str, broken: list[dict[str, str]]) -> str:
    """A release that was trained and compared, with one difference."""
    with session_factory(kept, writes=True)() as session, session.begin():
        account = session.scalars(select(StaffAccount.id).where(StaffAccount.name == by)).one()
        side = {"status": "answered", "intent": "service_howto", "shown": "<b>示例</b>"}
        gate = {"broken": broken, "sets": 1, "asked": 9, "known": 12}
        made = Release(status="ready", model="release-1.tar.gz", base="a", gate=gate, log="", proposed_by_id=account,
                       proposed_at=NOW)  # fmt: skip
        session.add(made)
        session.flush()
        session.add(ReleaseDifference(release_id=made.id, question="怎么办", before=side, after=side))
        return f"/release/{made.id}"


def test_the_draft_is_trained_once_at_a_time(editor: Person, kept: Engine) -> None:
    assert ASKED in editor.get("/release").text
    answer = editor.post("/release")
    assert answer.status_code == 303
    again = editor.post("/release")
    assert again.status_code == 422 and "请先处理完" in again.text
    with session_factory(kept)() as session:
        number = session.scalars(select(TrainingChange.id)).one()
    held = editor.post("/release/withdraw", {"change": str(number)})
    assert held.status_code == 422 and "正在候选模型里" in held.text
    path = answer.headers["location"].removeprefix("/desk")
    assert "等待" in editor.get(f"{path}/progress").text
    assert editor.post(f"{path}/stop").status_code == 303
    assert editor.post("/release/withdraw", {"change": str(number)}).status_code == 303
    assert "草稿是空的" in editor.get("/release").text


def test_an_empty_draft_is_not_trained(new_person: NewPerson) -> None:
    assert new_person("editor").post("/release").status_code == 422


def test_a_green_gate_and_a_second_person_publish(new_person: NewPerson, kept: Engine) -> None:
    path = _ready(kept, "publisher", [])
    first, second = new_person("publisher"), new_person("publisher2")
    page = second.get(path).text
    assert "共12个，只问了最近的" in page and "&lt;b&gt;示例" in page and "不能发布" in page
    assert second.post(f"{path}/publish").status_code == 422
    with session_factory(kept)() as session:
        number = session.scalars(select(ReleaseDifference.id)).one()
    second.post(f"{path}/decide", {"difference": str(number), "do": "approved"})
    own = first.post(f"{path}/publish")
    assert own.status_code == 422 and "本人" in own.text
    assert second.post(f"{path}/publish").status_code == 303
    assert "退回原来的模型" in second.get(path).text
    assert second.post(f"{path}/back").status_code == 303
    assert second.post(f"{path}/back").status_code == 422


def test_a_broken_test_keeps_the_gate_shut(new_person: NewPerson, kept: Engine) -> None:
    broken = [{"set": "窗口常问", "say": "要带什么", "expected": "service_material", "got": "oos"}]
    path = _ready(kept, "editor", broken)
    person = new_person("publisher")
    with session_factory(kept)() as session:
        number = session.scalars(select(ReleaseDifference.id)).one()
    person.post(f"{path}/decide", {"difference": str(number), "do": "approved"})
    answer = person.post(f"{path}/publish")
    assert answer.status_code == 422 and "闸门没有全部通过" in answer.text and "要带什么" in answer.text


def test_who_may_only_look_or_only_edit_does_not_decide(new_person: NewPerson, kept: Engine) -> None:
    path = _ready(kept, "publisher", [])
    for role in ("viewer", "editor"):
        for what in ("publish", "decide", "back"):
            assert new_person(role).post(f"{path}/{what}").status_code == 403, (role, what)


def test_a_difference_of_another_release_is_not_decided(new_person: NewPerson, kept: Engine) -> None:
    first, second = _ready(kept, "editor", []), _ready(kept, "editor", [])
    assert first != second
    with session_factory(kept)() as session:
        numbers = list(session.scalars(select(ReleaseDifference.id).order_by(ReleaseDifference.id)))
    new_person("publisher").post(f"{second}/decide", {"difference": str(numbers[0]), "do": "approved"})
    with session_factory(kept)() as session:
        assert set(session.scalars(select(ReleaseDifference.decision))) == {"open"}
