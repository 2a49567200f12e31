"""Test sets at the desk: filled, taken in and given out as files, run by the worker, reported."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import openpyxl
import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.desk.bot import BotLink
from knowledge.models import CaseResult, CaseRun, CaseSet, SavedCase
from tests.conftest import NOW
from tests.web.desk.conftest import NewPerson, Person
from tests.web.desk.fake_bot import SpokenTo, fake_bot
from worker.lab import run_tests

TOKEN = "invented-token-16"
CASES = [
    {"turns": [{"say": "要带什么材料", "intent": "service_material"}]},
    {"turns": [{"say": "多少钱", "intent": "service_fee", "accept": ["policy_amount"]}]},
    {"turns": [{"say": "怎么办", "intent": "service_howto"}]},
    {
        "turns": [
            {"say": "人才公寓"},
            {"say": "在哪里办", "intent": "service_location", "status": "answered", "contains": ["礼嘉"]},
        ]
    },
]  # fmt: skip


@pytest.fixture
def desk_bot() -> Iterator[SpokenTo]:
    with fake_bot(TOKEN) as bot:
        bot.intents = {
            "要带什么材料": ("service_material", 0.97), "多少钱": ("policy_amount", 0.81),
            "怎么办": ("service_process", 0.66),
            "在哪里办": ("service_location", 0.9),
        }  # fmt: skip
        bot.answers = {"在哪里办": ("在礼嘉大厅", "answered")}
        yield bot


@pytest.fixture
def editor(new_person: NewPerson) -> Person:
    return new_person("editor")


def _set(editor: Person, name: str = "窗口常问") -> str:
    answer = editor.post("/tests", {"name": name})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/desk").partition("?")[0]


def _import(editor: Person, path: str, name: str, content: bytes) -> int:
    return editor.post(f"{path}/import", files={"file": (name, content)}).status_code


def _filled(editor: Person) -> str:
    path = _set(editor)
    lines = "\n".join(json.dumps(case, ensure_ascii=False) for case in CASES).encode()
    assert _import(editor, path, "cases.jsonl", lines) == 303
    return path


def _run(editor: Person, path: str, kept: Engine, bot: SpokenTo) -> str:
    location = editor.post(f"{path}/run").headers["location"].removeprefix("/desk")
    assert run_tests(kept, lambda: NOW, BotLink(f"http://127.0.0.1:{bot.port}", TOKEN)) == 1
    return str(location)


def test_a_run_is_reported_with_accuracy_confusion_and_what_failed(
    editor: Person, kept: Engine, desk_bot: SpokenTo
) -> None:
    run = _run(editor, _filled(editor), kept, desk_bot)
    page = editor.get(run).text
    for shown in ("4/5", "75.0%", "service_process", "<svg", "怎么办", "没有上一次可以比较"):
        assert shown in page, shown
    opened = editor.get(f"{run}?expected=service_howto&got=service_process").text
    assert "66.0%" in opened.split('id="opened"')[1]
    with session_factory(kept)() as session:
        report = session.scalars(select(CaseRun.report)).one()
    # By hand: four sentences with an intent, one of them wrong; the accepted one counts as the expected one.
    assert (report["asked"], report["understood"], report["turns"], report["right"]) == (4, 3, 5, 4)
    rows = {row["intent"]: row for row in report["intents"]}
    assert rows["service_fee"]["f1"] == 1.0 and rows["service_howto"]["recall"] == 0.0
    assert rows["service_process"]["precision"] == 0.0 and rows["service_process"]["sentences"] == 0


def test_what_changed_since_the_run_before_is_told(editor: Person, kept: Engine, desk_bot: SpokenTo) -> None:
    path = _filled(editor)
    _run(editor, path, kept, desk_bot)
    desk_bot.intents |= {"怎么办": ("service_howto", 0.9), "要带什么材料": ("oos", 0.9)}
    page = editor.get(_run(editor, path, kept, desk_bot)).text
    assert "变好1" in page and "变差1" in page


def test_an_answer_that_lacks_a_word_fails_its_test(editor: Person, kept: Engine, desk_bot: SpokenTo) -> None:
    desk_bot.answers["在哪里办"] = ("在别处", "answered")
    page = editor.get(_run(editor, _filled(editor), kept, desk_bot)).text
    assert "答复含“礼嘉”" in page
    with session_factory(kept)() as session:
        assert session.scalar(select(CaseResult.right).where(CaseResult.say == "在哪里办")) is False


def test_a_report_is_one_file_that_needs_nothing_else(editor: Person, kept: Engine, desk_bot: SpokenTo) -> None:
    answer = editor.get(f"{_run(editor, _filled(editor), kept, desk_bot)}/file")
    assert "attachment" in answer.headers["content-disposition"]
    assert "<svg" in answer.text and "src=" not in answer.text and "href=" not in answer.text


@pytest.mark.parametrize("kind", ["jsonl", "xlsx", "yml"])
def test_what_is_given_out_is_taken_in_again_unchanged(editor: Person, kept: Engine, kind: str) -> None:
    content = editor.get(f"{_filled(editor)}/export?as={kind}").content
    assert _import(editor, _set(editor, "另一组"), f"cases.{kind}", content) == 303
    with session_factory(kept)() as session:
        sets = [
            [row.turns for row in session.scalars(select(SavedCase).where(SavedCase.set_id == number))]
            for number in session.scalars(select(CaseSet.id).order_by(CaseSet.id))
        ]
    assert sets[0] == sets[1] == [case["turns"] for case in CASES]


def test_a_sentence_that_looks_like_a_formula_is_text_in_the_table(editor: Person) -> None:
    path = _set(editor)
    editor.post(f"{path}/cases", {"says": "=1+1 等于几", "intent": "oos"})
    book = openpyxl.load_workbook(io.BytesIO(editor.get(f"{path}/export?as=xlsx").content))
    assert book.worksheets[0]["B2"].data_type == "s"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"x"), ("a.jsonl", b""), ("a.jsonl", b"{"), ("a.jsonl", b'{"turns": 3}'), ("a.jsonl", b'"x"'),
        ("a.jsonl", b'{"say": {"a": 1}}'), ("a.jsonl", '{"say": "好", "intent": "nonsense"}'.encode()),
        ("a.xlsx", b"no table"), ("a.yml", b"[1, 2"), ("a.yml", b"- 1"), ("a.jsonl", "好".encode("gbk")),
        ("a.jsonl", '{"say": "好"}'.encode()), ("a.yml", b"stories: 3"),
        ("a.jsonl", b'{"say": "/restart", "intent": "oos"}x'),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_anywhere_changes_nothing(editor: Person, kept: Engine, name: str, content: bytes) -> None:
    path = _set(editor)
    good = (
        '{"say": "要带什么材料", "intent": "service_material"}\n'.encode()
        if name.endswith("jsonl") and content
        else b""
    )
    assert _import(editor, path, name, good + content) == 422
    with session_factory(kept)() as session:
        assert session.scalars(select(SavedCase)).all() == []


def test_a_run_can_be_stopped_and_a_bot_that_is_down_ends_it(editor: Person, kept: Engine, desk_bot: SpokenTo) -> None:
    path = _filled(editor)
    first = editor.post(f"{path}/run").headers["location"].removeprefix("/desk")
    assert editor.post(f"{path}/run").headers["location"].endswith(first), "a run that waits is not asked for twice"
    editor.post(f"{first}/stop")
    link = BotLink(f"http://127.0.0.1:{desk_bot.port}", TOKEN)
    assert run_tests(kept, lambda: NOW, link) == 0
    assert "已停止" in editor.get(first).text
    second = editor.post(f"{path}/run").headers["location"].removeprefix("/desk")
    run_tests(kept, lambda: NOW, BotLink("http://127.0.0.1:9", TOKEN))
    assert "没有完成" in editor.get(second).text


def test_a_test_of_another_set_is_not_removed(editor: Person, kept: Engine) -> None:
    _filled(editor)
    other = _set(editor, "另一组")
    with session_factory(kept)() as session:
        number = session.scalars(select(SavedCase.id)).first()
    assert editor.post(f"{other}/remove", {"case": str(number)}).status_code == 404


def test_a_test_is_taken_out_of_its_set(editor: Person, kept: Engine) -> None:
    path = _filled(editor)
    with session_factory(kept)() as session:
        before = list(session.scalars(select(SavedCase.id)))
    assert editor.post(f"{path}/remove", {"case": str(before[0])}).status_code == 303
    with session_factory(kept)() as session:
        assert list(session.scalars(select(SavedCase.id))) == before[1:]


def test_nothing_expected_is_no_test(editor: Person) -> None:
    answer = editor.post(f"{_set(editor)}/cases", {"says": "要带什么材料"})
    assert answer.status_code == 422 and "期望" in answer.text
