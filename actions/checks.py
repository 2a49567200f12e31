"""An eligibility check: it begins, takes an answer a turn, gives way to other questions, and ends in a result.

Its state stands in the memory slot (docs/decisions/0007-checks-in-the-memory.md). While a question is open an answer
is tried first; a clear other question wins otherwise, and the check's question stands below its answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions import fits
from actions.answer import Answer, joined, with_notices
from actions.check_change import changed, field_named, reading_of, unused, why
from actions.check_question import button, read_button
from actions.check_reading import fields_of, kept, programme_for, said
from actions.check_start import fits_begun, picked, priced, start
from actions.check_state import SLOT, CheckState
from actions.check_turn import advanced, begun, gone, put_question, skipped, taken
from actions.confidence import thresholds
from actions.context import Context
from actions.english import only_chinese
from actions.general import TICKETS, begins_anew
from actions.memory import Memory
from actions.offers import standing
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import in_english, names, phrase
from knowledge.eligibility.programme import Programme
from knowledge.eligibility.reading import Reading, is_just
from knowledge.office import Office

OURS = frozenset(
    {"eligibility_check", "category_identify", "eligibility_why", "eligibility_revise", "policy_recommend"}
)
_VAGUE = frozenset({"oos", FALLBACK, "dialog_ctrl", "meta", ""})
_ASKS = re.compile("[吗么?？]|怎么|什么|多少|哪|几[个项条]|如何|能不能|可不可以|多久|啥|咋")
_LONGEST_REST = 10
_MOST_STRAYED = 2


def proceed(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Take the turn as part of the check that is going on, or return it as it is."""
    choice = turn.metadata.get("choice") or {}
    with context.office() as office:
        state = CheckState.load(memory.check, office.now)
        if choice.get("slot") == SLOT:
            return _chosen(office, turn, state, str(choice.get("value") or ""))
        # In the middle of a booking every text is the booking's; the check waits.
        if state is None or turn.chosen or not turn.text or turn.slots.get("requested_slot"):
            return turn
        if state.mode == "choose":
            return _left(turn, "check.left") if is_just(turn.text, "leave") else picked(office, turn, state) or turn
        programme = programme_for(office, state)
        if programme is None:
            return turn
        handle = _answer if state.waits else _afterwards
        return handle(office, turn, state, programme) or turn


def takes_whole(context: Context, turn: Turn, memory: Memory) -> bool:
    """Whether a message with several stretches is one answer (五年合同，制造业，年薪60万) to a check that waits."""
    with context.office() as office:
        state = CheckState.load(memory.check, office.now)
        return state is not None and state.waits and not _ASKS.search(turn.text)


def begin(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Begin the check that the turn wants, or return the turn."""
    if turn.intent not in (*OURS, "policy_amount"):
        return turn
    if in_english():
        return _in_english(turn) if turn.intent in OURS - {"policy_recommend"} else turn
    with context.office() as office:
        if turn.intent == "policy_amount":
            return priced(office, turn) or turn
        if turn.slots.get("requested_slot"):
            answer = Answer(turn.text)
            answer.conclude(phrase("check.busy"))
            return Told(answer.reply("clarify"))
        return start(office, turn) or turn


def resumed(context: Context, turn: Turn, memory: Memory, told: Told) -> Told:
    """Put the open question below the answer to another one; after several in a row a button leads back to it."""
    if told.check is not None or told.forget or told.reply.status in ("handed_over", "failed"):
        return told
    with context.office() as office:
        state = CheckState.load(memory.check, office.now)
        programme = programme_for(office, state) if state is not None and state.waits else None
        if state is None or programme is None:
            return told
        state = state.change(strayed=state.strayed + 1)
        answer = Answer(turn.text)
        if state.strayed > _MOST_STRAYED:
            answer.choose([(phrase("check.resume"), button("resume"))])
        else:
            answer.say(phrase("check.resumed"))
            put_question(answer, programme, state, replace(turn, text=""))
        return replace(told, reply=joined(told.reply, answer.reply("clarify")), check=kept(office, state))


def _chosen(office: Office, turn: Turn, state: CheckState | None, value: str) -> Told:
    """A button of a check."""
    name, _, given = value.partition("=")
    # A choice among several keeps what was told; the same check once more begins anew.
    before = state if state is not None and state.mode in ("choose", "fits") else None
    if name in ("start", "class"):
        return begun(office, turn, given, "check" if name == "start" else "class", before=before)
    if name == "fits":
        return fits_begun(office, turn, given, before.known if before else None)
    programme = programme_for(office, state) if state is not None else None
    if state is None or programme is None:
        return gone(turn)
    if name in ("leave", "delete"):
        return _left(turn, "check.left" if name == "leave" else "check.deleted")
    if name in ("agree", "deny") and state.unsure:
        return _confirmed(office, turn, state, agreed=name == "agree")
    if name == "skip" and state.asked:
        return advanced(office, turn, skipped(state))
    if name == "estimate":
        return advanced(office, turn, state.change(mode="amount", priced=True))
    known = fields_of(programme)
    if given and name in known:
        return advanced(office, turn, state.told({name: read_button(known[name], given)}).change(strayed=0))
    return _ask_on(office, turn, state)


def _answer(office: Office, turn: Turn, state: CheckState, programme: Programme) -> Told | None:
    """Take the turn as an answer to the open question; None if it is another question."""
    if is_just(turn.text, "leave"):
        return _left(turn, "check.left")
    if is_just(turn.text, "back"):
        return _back(office, turn, state)
    if is_just(turn.text, "resume"):
        return _ask_on(office, turn, state)
    if state.unsure and (is_just(turn.text, "agree") or is_just(turn.text, "deny")):
        return _confirmed(office, turn, state, agreed=is_just(turn.text, "agree"))
    if _is_another_question(turn):
        return None
    reading = said(turn, fields_of(programme), state.asked)
    if not reading.empty:
        return taken(office, turn, state, reading)
    rest = _rest(turn, state, programme)
    if not rest.empty:
        told = taken(office, turn, state, rest)
        return replace(told, reply=with_notices(told.reply, (_taken_as_rest(turn, state, programme),)))
    if turn.intent == "eligibility_revise":
        nothing = unused(office, turn, state, programme)
        if nothing is not None:
            # What is open is asked once more below.
            return replace(nothing, check=None)
    unread = {*_VAGUE, "eligibility_revise"} - {"meta"}
    if turn.intent in unread and not begins_anew(turn) and not _ASKS.search(turn.text):
        answer = Answer(turn.text)
        answer.conclude(phrase("check.unread"))
        put_question(answer, programme, state, turn)
        return Told(answer.reply("clarify"), check=kept(office, state), missed=True)
    return None


def _afterwards(office: Office, turn: Turn, state: CheckState, programme: Programme) -> Told | None:
    """After a result another fact is counted anew, why is told, and what was said can be deleted."""
    if is_just(turn.text, "delete") or is_just(turn.text, "leave"):
        return _left(turn, "check.deleted")
    if turn.intent == "eligibility_why" and state.mode != "fits":
        return why(office, turn, state, programme)
    reading = reading_of(turn, programme)
    # 我在世界500强干过 names what the office has a record of, and only tells of the applicant.
    another = bool(turn.subjects) and not (turn.intent == "eligibility_revise" and not reading.empty)
    if _is_another_question(turn) or another or turn.intent not in (*_VAGUE, "eligibility_revise", "eligibility_why"):
        return None
    if not reading.empty and not reading.skipped:
        return advanced(office, turn, changed(state, reading, programme), reading.values)
    field = field_named(turn, programme)
    if field and turn.intent == "eligibility_revise":
        return advanced(office, turn, state.without(field).change(asked=field), same=True)
    if turn.intent == "eligibility_revise":
        return unused(office, turn, state, programme) or _unread(turn, kept(office, state), "check.unread_change")
    return fits.listed(office, turn, state) if state.mode == "fits" and turn.intent == "eligibility_why" else None


def _is_another_question(turn: Turn) -> bool:
    """Whether the bot is sure of another intent and the text asks, or a person is wanted."""
    if turn.intent in (*OURS, *_VAGUE):
        return False
    sure = dict(turn.ranking).get(turn.intent, 1.0) >= thresholds().sure
    return sure and (turn.intent in TICKETS or _ASKS.search(turn.text) is not None)


def _rest(turn: Turn, state: CheckState, programme: Programme) -> Reading:
    """A short answer that names none of the choices is the one for all else, if there is one."""
    rest = (
        next((option for option in programme.fields[state.asked].options if option.rest), None) if state.asked else None
    )
    if rest is None or len(turn.text) > _LONGEST_REST or turn.intent not in ("oos", FALLBACK):
        return Reading()
    return Reading() if _ASKS.search(turn.text) or begins_anew(turn) else Reading({state.asked: rest.value})


def _taken_as_rest(turn: Turn, state: CheckState, programme: Programme) -> str:
    """Say that an answer fits none of the choices, so that one that was not understood can be put right."""
    field = programme.fields[state.asked]
    label = next(option.label for option in field.options if option.rest)
    return phrase("check.as_rest", said=turn.text, label=label, field=field.label)


def _confirmed(office: Office, turn: Turn, state: CheckState, *, agreed: bool) -> Told:
    code = next(iter(state.unsure))
    if agreed:
        return advanced(office, turn, state.told(dict(state.unsure)).change(unsure={}), dict(state.unsure))
    return advanced(office, turn, state.without(code).change(unsure={}, asked=code), same=True)


def _back(office: Office, turn: Turn, state: CheckState) -> Told:
    if not state.answered:
        return _ask_on(office, turn, state)
    last = state.answered[-1]
    return advanced(office, turn, state.without(last).change(asked=last, unsure={}), same=True)


def _ask_on(office: Office, turn: Turn, state: CheckState) -> Told:
    return advanced(office, turn, state.change(strayed=0), same=bool(state.asked))


def _unread(turn: Turn, check: dict[str, Any], key: str) -> Told:
    answer = Answer(turn.text)
    answer.conclude(phrase(key))
    answer.choose(standing("handoff"))
    return Told(answer.reply("clarify"), check=check, missed=True)


def _left(turn: Turn, key: str) -> Told:
    answer = Answer(turn.text)
    answer.conclude(phrase(key))
    answer.choose(standing("policies", "services"))
    return Told(answer.reply("answered"), check={})


def _in_english(turn: Turn) -> Told:
    answer = Answer(turn.text)
    only_chinese(answer, names("intents")[turn.intent])
    return Told(answer.reply("not_found"))
