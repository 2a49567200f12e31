"""An applicant's own data in the conversation: seen, corrected, exported, deleted, and a consent withdrawn.

What was given in this conversation is his; anything else needs the code of an appointment and the last four digits of
its telephone. Without a proof nothing is told, not even whether there is such a code. A proven code goes on inside the
payloads of buttons, which never reach a browser.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from actions import privacy_replies as replies
from actions.context import Context
from actions.memory import Memory
from actions.privacy_erase import ask_first, erased
from actions.told import Told
from actions.turn import Turn
from knowledge.appointments.codes import find_code
from knowledge.appointments.reading import is_just
from knowledge.blocks import Reply
from knowledge.handover.partners import withdraw_consent
from knowledge.office import Office
from knowledge.personal.export import request_export
from knowledge.personal.holdings import holdings
from knowledge.personal.scope import Scope, prove, scope_of
from knowledge.personal.wishes import WISHES, wish_in

SLOT = replies.SLOT
_OTHER_MATTERS = frozenset({"complaint", "appeal", "suggest", "oos"})
_SURE = 0.7
# After this an open question is forgotten.
_PATIENCE = timedelta(minutes=15)
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")
_CODE = re.compile(r"LJ[-\s]?\d{8}[-\s]?\d{4}[-\s]?\w(?!\w)", re.IGNORECASE)
_LONGEST_REST = 24


def proceed(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Do what the turn wants with the applicant's own data, or return the turn as it is."""
    choice = turn.metadata.get("choice") or {}
    if choice.get("slot") == SLOT:
        return _chosen(context, turn, str(choice.get("value") or ""))
    if turn.chosen or not turn.text:
        return turn
    state = _live(memory, context.clock())
    answered = _answer(context, turn, state) if state else None
    if answered is not None:
        return answered
    wish = wish_in(turn.text, known=turn.intent == "privacy")
    if wish is None or _is_about_something_else(turn):
        return turn
    return _begin(context, turn, wish, "")


def _is_about_something_else(turn: Turn) -> bool:
    first, sure = turn.ranking[0] if turn.ranking else (turn.intent, 0.0)
    return first in _OTHER_MATTERS and sure >= _SURE


def _live(memory: Memory, now: datetime) -> dict[str, Any]:
    state = memory.personal
    return state if state and datetime.fromisoformat(state["until"]) > now else {}


def _chosen(context: Context, turn: Turn, value: str) -> Told:
    """A button: a wish with the code that was proven, a proof that is asked for, or the answer to 'are you sure'."""
    name, _, rest = value.partition("=")
    if name in WISHES:
        return _begin(context, turn, name, rest)
    if name == "prove":
        return _asks_code(context, rest)
    if name == "erase":
        kind, ahead, code = rest.split("|")
        with context.office(writes=True) as office:
            return erased(office, scope_of(office, turn.conversation, code), kind, ahead)
    if name == "corrected":
        return Told(replies.corrected(rest), personal={})
    return Told(replies.left(), personal={})


def _answer(context: Context, turn: Turn, state: dict[str, Any]) -> Told | None:
    """The answer to an open question, if the text is one."""
    if is_just(turn.text, "leave") or (state["asks"] == "sure" and is_just(turn.text, "refuse")):
        return Told(replies.left(), personal={})
    if state["asks"] == "sure" and is_just(turn.text, "agree") and state["value"]:
        return _chosen(context, turn, state["value"])
    if state["asks"] == "code":
        return _proof(context, turn, state)
    return None


def _proof(context: Context, turn: Turn, state: dict[str, Any]) -> Told | None:
    code = find_code(turn.text) or ""
    rest = _CODE.sub(" ", turn.text)
    tail = _TAIL.search(rest)
    # A year in another question is no answer to this one.
    if not code and (tail is None or len(rest.strip()) > _LONGEST_REST or wish_in(turn.text)):
        return None
    code = code or state["code"]
    if not code or tail is None:
        return _asks_code(context, state["wish"], code)
    with context.office(writes=True) as office:
        proven = prove(office, turn.conversation, code, context.contact_key, tail.group())
    if not proven:
        return Told(replies.not_proven(), personal={})
    return _begin(context, turn, state["wish"], code) if state["wish"] else Told(replies.proven(code), personal={})


def _asks_code(context: Context, wish: str, code: str = "") -> Told:
    state = {"asks": "code", "wish": wish, "code": code, "until": (context.clock() + _PATIENCE).isoformat()}
    return Told(replies.ask_code(), personal=state)


def _begin(context: Context, turn: Turn, wish: str, code: str) -> Told:
    with context.office(writes=True) as office:
        scope = scope_of(office, turn.conversation, code)
        if wish == "see":
            return Told(replies.seen(office, holdings(office, context.contact_key, scope), scope), personal={})
        # Without contact data the only consent there may be is the one to a partner service.
        if wish == "withdraw" and not scope.contacts and withdraw_consent(office, turn.conversation):
            return Told(replies.partner_withdrawn(), personal={})
        if wish in ("correct", "withdraw") and not scope.contacts:
            told = _asks_code(context, wish)
            return Told(replies.nothing_here(wish, told.reply), personal=told.personal)
        if wish == "correct":
            return Told(_correction(office, context, scope), personal={})
        if wish == "export":
            return Told(replies.exported(request_export(office, scope), scope), personal={})
        reply, value = ask_first(office, scope, wish)
    state = {"asks": "sure", "value": value, "until": (context.clock() + _PATIENCE).isoformat()}
    return Told(reply, personal=state)


def _correction(office: Office, context: Context, scope: Scope) -> Reply:
    held = holdings(office, context.contact_key, scope).contacts
    return replies.correction(scope, held)
