"""The action server: languages, forms that follow an answer, and that failures keep a form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from actions.app import make_app
from actions.context import Context

Post = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def post(context: Context) -> Post:
    """Call the action server as Rasa does."""
    app = make_app(context)

    async def send(call: dict[str, Any]) -> dict[str, Any]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://actions") as http:
            answer: dict[str, Any] = (await http.post("/webhook", json=call)).json()
            return answer

    return lambda call: asyncio.run(send(call))


def _call(action: str, message: dict[str, Any], slots: dict[str, Any] | None = None) -> dict[str, Any]:
    tracker = {
        "sender_id": "cv_test", "slots": slots or {}, "latest_message": message, "events": [], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": "action_listen", "latest_event_time": 0.0,
        "latest_input_channel": "rest",
    }  # fmt: skip
    return {"next_action": action, "sender_id": "cv_test", "tracker": tracker, "domain": {}, "version": "3.6"}


def _message(text: str, intent: str, **more: Any) -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": 0.95}]
    return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": [], **more}


def test_the_language_of_the_message_is_kept(post: Post) -> None:
    message = _message("When are you open?", "service_hours", language="en")
    result = post(_call("action_answer", message))
    told = result["responses"][0]["custom"]
    assert told["blocks"][0]["text"].startswith("[Example] Liangjiang Talent Service Hall is open")
    assert {"event": "slot", "timestamp": None, "name": "language", "value": "en"} in result["events"]


def test_what_is_wanted_follows_the_answer_as_a_form(post: Post) -> None:
    text = "大厅几点开门，帮我约个号"
    parts = [
        {"start": 0, "end": 7, "intent": "service_hours", "confidence": 0.9},
        {"start": 7, "end": len(text), "intent": "appt_book", "confidence": 0.9},
    ]
    message = _message(text, "service_hours", parts=parts)
    result = post(_call("action_answer", message))
    assert "09:00" in str(result["responses"][0]["custom"])
    assert any(event["event"] == "followup" and event["name"] == "booking_form" for event in result["events"])


def test_two_conversations_do_not_share_a_language(post: Post) -> None:
    english = _message("When are you open?", "service_hours", language="en")
    post(_call("action_answer", english))
    result = post(_call("action_answer", _message("几点开门", "service_hours")))
    assert "办公时间" in str(result["responses"][0]["custom"])
