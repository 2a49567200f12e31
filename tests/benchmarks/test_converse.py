"""Conversations are played as an applicant would, and written down in full."""

import json
from pathlib import Path

import httpx
import pytest

from benchmarks.converse import NOT_OFFERED, figures, play, scenes_of
from benchmarks.transcript import markdown

FORM = {"type": "form", "id": "f_1", "title": "请填写", "fields": []}
CHOICES = {
    "type": "choices",
    "text": "",
    "options": [{"label": "示例甲", "id": "c_1"}, {"label": "示例乙", "id": "c_2"}],
}


def answer(request: httpx.Request) -> httpx.Response:
    body = json.loads(request.content or b"{}")
    if request.url.path == "/api/chat/sessions":
        return httpx.Response(200, json={"token": "t", "greeting": []})
    assert request.headers["Authorization"] == "Bearer t"
    if request.url.path.startswith("/api/chat/forms/"):
        assert body["consent"] is True
        return reply("answered", {"type": "text", "role": "conclusion", "text": "示例：约好了", "items": []})
    if body.get("text") == "预约":
        return reply("clarify", FORM)
    if body.get("choice"):
        return reply("answered", {"type": "text", "role": "body", "text": f"选了{body['choice']}", "items": ["示例"]})
    return reply("clarify", CHOICES)


def reply(status: str, *blocks: dict) -> httpx.Response:
    return httpx.Response(200, json={"turn": "t_1", "status": status, "blocks": list(blocks)})


def played(*turns: dict) -> list:
    with httpx.Client(base_url="http://office", transport=httpx.MockTransport(answer)) as http:
        return play(http, [{"name": "示例", "turns": list(turns)}])


@pytest.mark.parametrize(("choice", "identifier"), [("示例乙", "c_2"), ("2", "c_2"), ("示例", "c_1")])
def test_an_option_is_chosen_by_label_beginning_or_number(choice: str, identifier: str) -> None:
    turn = played({"user": "补贴"}, {"choice": choice})[0].turns[1]
    assert turn.blocks[0]["text"] == f"选了{identifier}"


def test_a_choice_that_was_not_offered_is_told_and_the_scene_goes_on() -> None:
    scenes = played({"user": "补贴"}, {"choice": "示例丙"}, {"choice": "1"})
    assert [turn.status for turn in scenes[0].turns] == ["clarify", NOT_OFFERED, "answered"]
    assert figures(scenes)["choices_missing"] == 1
    assert "示例丙" in markdown(scenes)


def test_a_form_is_filled_within_its_turn() -> None:
    turn = played({"user": "预约", "expect": "约好"})[0].turns[0]
    assert turn.status == "answered"
    assert [block["type"] for block in turn.blocks] == ["form", "text"]


def test_the_transcript_holds_outcome_expectation_and_blocks() -> None:
    text = markdown(played({"user": "补贴", "expect": "asked back"}))
    for piece in ("补贴", "`clarify`", "asked back", "1. [示例甲]", "2. [示例乙]"):
        assert piece in text


@pytest.mark.parametrize(
    "text", ["", "{}", "- {name: x}", "- {name: x, turns: []}", "- {turns: [{user: a, choice: b}]}", "- [", "- 3"]
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenes.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="scenes"):
        scenes_of(path)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        scenes_of(tmp_path / "none.yml")
