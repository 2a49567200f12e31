"""Conversations are played as an applicant would, and written down in full."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks import converse
from benchmarks.converse import NOT_OFFERED, NoAnswer, figures, main, play, scenes_of
from benchmarks.transcript import Reply, Scene, Turn, markdown

Handle = Callable[[httpx.Request], httpx.Response]
FORM = {"type": "form", "id": "f_1", "title": "请填写", "fields": [], "consent": "示例：同意", "submit": "提交"}
CHOICES = {
    "type": "choices",
    "text": "",
    "options": [{"label": "示例甲", "id": "c_1"}, {"label": "示例乙", "id": "c_2"}],
}
SLOT = {"date": "2026-12-02", "weekday": "周三", "start": "15:00", "end": "15:30", "left": 2, "id": "c_3"}
SLOTS = {"type": "slots", "text": "", "window": "示例窗口", "slots": [SLOT]}
DONE = {"type": "text", "role": "conclusion", "text": "示例：约好了", "items": []}


def office(request: httpx.Request) -> httpx.Response:
    body = json.loads(request.content or b"{}")
    if request.url.path == "/api/chat/sessions":
        return httpx.Response(200, json={"token": "t", "greeting": []})
    assert request.headers["Authorization"] == "Bearer t"
    if request.url.path == "/api/chat/forms/f_1":
        assert {key: body[key] for key in ("name", "phone", "consent")} == converse.PERSON
        return reply("answered", DONE)
    if "choice" in body:
        return reply("answered", {"type": "text", "role": "body", "text": f"选了{body['choice']}", "items": []})
    return {
        "预约": reply("clarify", FORM),
        "补贴": reply("clarify", CHOICES),
        "时间": reply("clarify", CHOICES, SLOTS),
        "坏了": reply("failed"),
        "太长": httpx.Response(413, json={"error": {"code": "too_large", "message": "示例：太长"}}),
    }.get(body["text"], reply("answered"))


def reply(status: str, *blocks: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json={"turn": "t_1", "status": status, "blocks": list(blocks)})


def played(*turns: dict[str, str], handle: Handle = office, waited: list[float] | None = None) -> Scene:
    sleep = (waited if waited is not None else []).append
    with httpx.Client(base_url="http://office", transport=httpx.MockTransport(handle)) as http:
        return play(http, [{"name": "示例", "turns": list(turns)}], sleep)[0]


@pytest.mark.parametrize(
    ("choice", "identifier"),
    [
        ("示例乙", "c_2"),
        ("2", "c_2"),
        ("示例", "c_1"),
        ("3", "c_3"),
        ("2026-12-02", "c_3"),
        ("2026-12-02 15:00", "c_3"),
    ],
)
def test_an_option_or_a_time_is_chosen_by_label_beginning_or_number(choice: str, identifier: str) -> None:
    assert played({"user": "时间"}, {"choice": choice}).turns[1].blocks[0]["text"] == f"选了{identifier}"


def test_a_choice_is_of_the_last_reply_that_offered_any() -> None:
    turns = played({"user": "补贴"}, {"user": "时间"}, {"user": "谢谢"}, {"choice": "3"}).turns
    assert turns[3].status == "answered"


@pytest.mark.parametrize("choice", ["示例丙", "0", "3", "²"])
def test_a_choice_that_was_not_offered_is_told_and_the_scene_goes_on(choice: str) -> None:
    scene = played({"user": "补贴"}, {"choice": choice}, {"choice": "1"})
    assert [turn.status for turn in scene.turns] == ["clarify", NOT_OFFERED, "answered"]
    told = figures([scene])
    assert (told["choices_missing"], told["turns"], told["statuses"]) == (1, 3, {"answered": 1, "clarify": 1})
    assert "`choice not offered`" in markdown([scene])
    assert "示例甲、示例乙" in markdown([scene])


def test_a_form_is_filled_within_its_turn() -> None:
    turn = played({"user": "预约", "expect": "约好"}).turns[0]
    assert [answer.status for answer in turn.replies] == ["clarify", "answered"]
    assert turn.status == "answered"
    assert [block["type"] for block in turn.blocks] == ["form", "text"]
    assert "张示例, 13800000000" in markdown([Scene("示例", (turn,))])


def test_what_breaks_is_counted_and_the_scene_goes_on() -> None:
    scene = played({"user": "坏了"}, {"user": "太长"}, {"user": "谢谢"})
    told = figures([scene])
    assert told["statuses"] == {"answered": 1, "failed": 1, "http 413": 1}
    assert told["failed"] == 2
    assert "示例：太长" in markdown([scene])


def test_the_rate_limit_is_waited_for_and_the_same_message_sent_again() -> None:
    sent: list[str] = []

    def hasty(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/chat/messages":
            sent.append(json.loads(request.content)["id"])
            if len(sent) == 1:
                return httpx.Response(429, headers={"Retry-After": "7"}, json={"error": {"code": "too_fast"}})
        return office(request)

    waited: list[float] = []
    assert played({"user": "补贴"}, handle=hasty, waited=waited).turns[0].status == "clarify"
    assert waited == [7]
    assert len(sent) == 2
    assert len(set(sent)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"token": "t", "greeting": [{}]}),
        httpx.Response(503, text="示例"),
    ],
)
def test_what_is_no_chat_api_is_said_to_be_none(answer: httpx.Response) -> None:
    with pytest.raises(NoAnswer):
        played({"user": "补贴"}, handle=lambda _: answer)


def test_figures_are_those_of_the_turns() -> None:
    turns = [Turn("示例", "", (Reply("answered", (), float(took)),)) for took in range(1, 201)]
    told = figures([Scene("甲", tuple(turns[:100])), Scene("乙", tuple(turns[100:]))])
    assert told == {
        "scenes": 2,
        "turns": 200,
        "statuses": {"answered": 200},
        "failed": 0,
        "choices_missing": 0,
        "ms_mean": 100.5,
        "ms_p99": 198.0,
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "- {name: x}",
        "- {name: x, turns: []}",
        "- {name: x, turns: ab}",
        "- {turns: [{user: a, choice: b}]}",
        "- {turns: [{expect: a}]}",
        "- {turns: [{user: ''}]}",
        "- {turns: [{user: a, expects: b}]}",
        "- {turns: [{user: [a]}]}",
        "- [",
        "- 3",
        "\x00",
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenes.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"scenes\.yml") as refused:
        scenes_of(path)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_absent_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        scenes_of(tmp_path / "none.yml")
    (tmp_path / "picture.yml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(ValueError, match="not UTF-8"):
        scenes_of(tmp_path / "picture.yml")


def test_values_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "scenes.yml"
    path.write_text("- turns: [{user: 15:00}, {choice: 2}, {choice: 2026-12-02}]", "utf-8")
    assert scenes_of(path)[0]["turns"] == [{"user": "15:00"}, {"choice": "2"}, {"choice": "2026-12-02"}]


def test_the_example_scenes_are_scenes() -> None:
    assert len(scenes_of(Path(converse.__file__).with_name("scenes.yml"))) == 6


def test_a_system_that_does_not_answer_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "scenes.yml"
    path.write_text("- turns: [{user: 补贴}]", "utf-8")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SystemExit) as left:
            main(["--scenes", str(path), "--address", address, "--out", str(tmp_path / "out.md")])
    assert left.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(f"error: {address} does not answer")
    assert told.count("\n") == 1
    assert not (tmp_path / "out.md").exists()
