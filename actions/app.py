"""The action server: a small FastAPI app around rasa-sdk's `ActionExecutor`, on the loopback address only.

The bot posts the tracker; the reply goes back as one `json_message`. When an action raises, the applicant still gets a
sentence (status `failed`), and the log gets the kind of the error and the conversation, never the tracker.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionMissingDomainException, ActionNotFoundException

from actions.answer import UnsupportedClaim
from actions.context import Context, make_context, rehearsing
from actions.dialogue import Outcome, converse
from actions.english import SLOT as LANGUAGE
from actions.english import language_of
from actions.forms import FORMS
from actions.general import fixed
from actions.manner import in_manner, manner_of
from actions.turn import Turn, read_turn
from actions.visit import after_contact
from actions.wording import Language, names, phrase, speaking
from knowledge.blocks import Reply, Text
from knowledge.logs import start_logging
from knowledge.settings import Settings

logger = logging.getLogger(__name__)


def make_app(context: Context) -> FastAPI:
    """Return the app: POST /webhook as Rasa calls it, GET /healthz."""
    executor = ActionExecutor()
    for name, act in _ACTIONS.items():
        executor.register_function(name, _served(context, act))
    app = FastAPI(title="actions", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhook")
    async def webhook(request: Request) -> JSONResponse:
        call = await request.json()
        try:
            result = await executor.run(call)
        except ActionMissingDomainException:
            return JSONResponse({"error": "domain"}, status_code=449)
        except ActionNotFoundException as error:
            return JSONResponse({"error": f"no action {error.action_name}", "action_name": error.action_name}, 404)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return app


def _stale(context: Context, turn: Turn) -> Outcome:
    """Contact data for a form that is over: its visit, if the reply to it was lost, else a clear word."""
    return Outcome(after_contact(context, turn) or fixed("stale", turn))


_ACTIONS: dict[str, Callable[[Context, Turn], Outcome]] = {
    "action_answer": converse,
    "action_stale": _stale,
    **{f"validate_{name}": act for name, act in FORMS.items()},
}


def _served(context: Context, act: Callable[[Context, Turn], Outcome]) -> Callable[..., Any]:
    async def run(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        turn = read_turn(tracker)
        language = language_of(turn)
        try:
            outcome = await asyncio.to_thread(_spoken, language, act, context, turn)
        except Exception as error:
            reference = secrets.token_hex(4)
            _log(error, reference, turn.conversation)
            # A form stays where it was, with what it knew.
            with speaking(language):
                outcome = Outcome(_failed(reference), {"requested_slot": turn.slots.get("requested_slot")})
        if outcome.reply is not None:
            reply = _traced(outcome.reply, turn, tracker)
            dispatcher.utter_message(json_message=reply.model_dump(mode="json"))
        slots = {**outcome.slots, LANGUAGE: language} if language != turn.slots.get(LANGUAGE) else outcome.slots
        events = [SlotSet(name, value) for name, value in slots.items()]
        return [*events, FollowupAction(outcome.form)] if outcome.form else events

    return run


def _spoken(language: Language, act: Callable[[Context, Turn], Outcome], context: Context, turn: Turn) -> Outcome:
    with speaking(language), rehearsing(turn.conversation):
        outcome = act(context, turn)
        if outcome.reply is None:
            return outcome
        return replace(outcome, reply=in_manner(context, outcome.reply, manner_of(turn, outcome.slots)))


def _traced(reply: Reply, turn: Turn, tracker: Tracker) -> Reply:
    """Put beside the reply what the bot made of the question, and with which model."""
    confidence = turn.ranking[0][1] if turn.ranking else None
    model = next((event["metadata"]["model_id"] for event in reversed(tracker.events) if _has_model(event)), "")
    trace = {"intent": turn.intent, "confidence": confidence, "model": model}
    return reply.model_copy(update={"trace": reply.trace.model_copy(update=trace)})


def _has_model(event: dict[str, Any]) -> bool:
    return bool((event.get("metadata") or {}).get("model_id"))


def _failed(reference: str) -> Reply:
    sentence = phrase("failed.sentence", reference=reference)
    hotline = phrase("failed.hotline", hotline=names("office")["hotline"])
    return Reply(status="failed", blocks=(Text(role="conclusion", text=sentence), Text(text=hotline)))


def _log(error: Exception, reference: str, conversation: str) -> None:
    """Log what went wrong and where, but not the error's own words: they may quote an applicant."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    kind = type(error).__name__
    words = str(error) if isinstance(error, UnsupportedClaim) else ""
    where = " < ".join(reversed(places))
    logger.error("turn failed: %s %s reference=%s conversation=%s at %s", kind, words, reference, conversation, where)


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    start_logging(settings)
    app = make_app(make_context(settings))
    uvicorn.run(app, host="127.0.0.1", port=settings.actions_port, log_level="warning", access_log=False)
