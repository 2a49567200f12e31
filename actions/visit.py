"""The visit form: look up an appointment by code, show it, cancel it after a confirmation.

A code of another conversation needs the last four digits of the telephone number; whatever does not fit is answered
with one and the same sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.answers import answer_turn
from actions.asked import SLOT, Asked, chosen, ended, kept, stop, sure
from actions.booking import INTERRUPTS
from actions.context import Context
from actions.dialogue import interruption
from actions.move import move
from actions.offers import standing
from actions.opening import opened
from actions.parts import together
from actions.render_visit import appointment_block, visit_label
from actions.tick import tick_material
from actions.turn import Turn
from actions.wording import date_words, phrase, weekday
from knowledge.appointments.codes import find_code
from knowledge.appointments.lookup import Visit, find_visit, is_own, own_visits, visit_by_code, visit_of_contact
from knowledge.appointments.reading import is_just
from knowledge.appointments.states import IllegalChange
from knowledge.appointments.visits import TooLate, cancel
from knowledge.blocks import Payload, Reply
from knowledge.office import Office

FORM = "visit_form"
_PURPOSE = {"appt_query": "query", "appt_cancel": "cancel", "appt_reschedule": "move"}
_LEAVES = ("handoff", "complaint", "appeal", "suggest")
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")


def visit(context: Context, turn: Turn) -> tuple[Reply, dict[str, Any]]:
    """Return the reply to a turn of the form and the slots to set."""
    if turn.slots.get(SLOT):
        return _turn(context, turn)
    begun = opened(context, turn, FORM)
    if begun.over and begun.before is not None:
        return begun.before, {**begun.slots, SLOT: None, "requested_slot": None}
    reply, slots = _turn(context, begun.turn)
    return (together([begun.before, reply]) if begun.before is not None else reply), {**begun.slots, **slots}


def _turn(context: Context, turn: Turn) -> tuple[Reply, dict[str, Any]]:
    before = turn.slots.get(SLOT)
    asked = Asked(**before) if before else Asked(purpose=_PURPOSE.get(turn.intent, "query"), wish=turn.text)
    if before and (chosen(turn) == "leave" or (not asked.confirming and is_just(turn.text, "leave"))):
        return ended(_simple("visit.left"))
    asked, read = _read(asked, turn)
    if before and not read:
        answered = _other(context, turn)
        if answered is not None:
            return answered
    with context.office(writes=True) as office:
        return _next(context, office, turn, asked, unread=bool(before) and not read and bool(turn.intent))


def _read(asked: Asked, turn: Turn) -> tuple[Asked, bool]:
    """Take in a code, the digits of a telephone number, a chosen visit, yes or no."""
    name, _, value = chosen(turn).partition("=")
    if name == "code":
        return replace(asked, code=value, confirming=False), True
    if name == "cancel":
        return replace(asked, purpose="cancel", code=value, confirming=False), True
    if name == "move":
        return replace(asked, purpose="move", code=value.partition("|")[0], confirming=False, target=""), True
    if name == "tick":
        return replace(asked, purpose="tick", code=value.partition("|")[0], confirming=False), True
    if name == "sure":
        return asked, True
    if turn.intent == "appt_cancel" and not asked.confirming:
        asked = replace(asked, purpose="cancel")
    if turn.intent == "appt_reschedule" and asked.purpose != "move":
        asked = replace(asked, purpose="move", confirming=False, wish=turn.text)
    code = find_code(turn.text)
    if code:
        return replace(asked, code=code, confirming=False, verified=False), True
    if asked.code and not asked.confirming and _tail(turn.text):
        return asked, True
    if asked.purpose == "move" and turn.intent not in {*INTERRUPTS, *_LEAVES}:
        return asked, True
    return asked, (asked.confirming and sure(turn, asked) is not None) or turn.intent == "appt_cancel"


def _tail(text: str) -> str:
    match = _TAIL.search(re.sub(r"LJ[\d\-\s]+", " ", text, flags=re.IGNORECASE))
    return match.group() if match else ""


def _next(context: Context, office: Office, turn: Turn, asked: Asked, *, unread: bool) -> tuple[Reply, dict[str, Any]]:
    if not asked.code:
        return _own(office, turn, asked, unread)
    tail = _tail(turn.text)
    if not (is_own(office, asked.code, turn.conversation) or asked.verified or tail):
        return _asking(asked, "visit.ask_tail", turn)
    if asked.verified:
        found = visit_by_code(office, asked.code)
    else:
        found = find_visit(office, asked.code, turn.conversation, context.contact_key, tail or None)
        asked = replace(asked, verified=found is not None)
    if found is None:
        answer = Answer(turn.text)
        answer.conclude(phrase("visit.not_found"))
        answer.choose(standing("query", "handoff"))
        return ended(answer.reply("not_found"))
    return _about(office, turn, asked, found, unread)


def _own(office: Office, turn: Turn, asked: Asked, unread: bool) -> tuple[Reply, dict[str, Any]]:
    """Without a code: the visits that this conversation booked."""
    mine = own_visits(office, turn.conversation)
    if len(mine) == 1 and not unread:
        return _about(office, turn, replace(asked, code=mine[0].appointment.code or ""), mine[0], unread)
    answer = Answer(turn.text)
    if mine:
        answer.conclude(phrase("visit.several"))
        for row in mine:
            answer.cite(row.appointment, row.slot, row.service)
        options = [(visit_label(row), Payload(slot=SLOT, value=f"code={row.appointment.code}")) for row in mine]
        answer.choose(options)
    else:
        answer.conclude(phrase("visit.none_own"))
        answer.say(phrase("visit.ask_code"))
        answer.choose([*standing("book"), stop()])
    return answer.reply("clarify"), kept(asked)


def _about(office: Office, turn: Turn, asked: Asked, found: Visit, unread: bool) -> tuple[Reply, dict[str, Any]]:
    if asked.purpose == "query":
        return ended(_show(turn, found))
    if asked.purpose == "tick":
        place = chosen(turn).partition("|")[2]
        return tick_material(office, turn, found, place), kept(replace(asked, code=found.appointment.code or ""))
    if asked.purpose == "move":
        # What was said of the new time before the visit was known counts once.
        said = replace(turn, text=asked.wish) if asked.wish and not asked.confirming else turn
        return move(office, said, replace(asked, wish=""), found, unread=unread)
    return _cancel(office, turn, asked, found, unread)


def _show(turn: Turn, found: Visit) -> Reply:
    answer = Answer(turn.text)
    slot = found.slot
    answer.cite(slot)
    at = {"date": date_words(slot.day), "weekday": weekday(slot.day), "start": f"{slot.starts:%H:%M}"}
    answer.conclude(phrase("visit.is_at", **at) if found.appointment.status == "confirmed" else phrase("visit.found"))
    appointment_block(answer, found)
    if found.appointment.status == "confirmed":
        cancelling = Payload(intent="appt_cancel", slot=SLOT, value=f"cancel={found.appointment.code}")
        moving = Payload(intent="appt_reschedule", slot=SLOT, value=f"code={found.appointment.code}")
        ticking = Payload(slot=SLOT, value=f"tick={found.appointment.code}|")
        options = [(phrase("visit.move"), moving), (phrase("choices.cancel"), cancelling)]
        answer.choose([*options, (phrase("visit.tick"), ticking)])
    return answer.reply("answered")


def _cancel(office: Office, turn: Turn, asked: Asked, found: Visit, unread: bool) -> tuple[Reply, dict[str, Any]]:
    answer = Answer(turn.text)
    answer.cite(found.appointment, found.slot.window.hall)
    code = found.appointment.code
    if found.appointment.status != "confirmed":
        return ended(_not_canceled(answer, found))
    agreed = sure(turn, asked) if asked.confirming else None
    if agreed is None:
        if unread:
            answer.conclude(phrase("visit.unread"))
        answer.conclude(phrase("visit.confirm_cancel"))
        appointment_block(answer, found, short=True)
        yes, no = (Payload(slot=SLOT, value=f"sure={word}|{code}") for word in ("yes", "no"))
        answer.choose([(phrase("visit.sure"), yes), (phrase("visit.keep"), no)])
        return answer.reply("clarify"), kept(replace(asked, code=code or "", confirming=True))
    if not agreed:
        return ended(_simple("visit.kept"))
    try:
        cancel(office, found.appointment)
    except IllegalChange:
        return ended(_not_canceled(answer, found))
    except TooLate:
        answer.conclude(phrase("visit.too_late", telephone=found.slot.window.hall.telephone))
        answer.choose(standing("handoff"))
        return ended(answer.reply("not_found"))
    answer.conclude(phrase("visit.canceled", code=code))
    answer.choose(standing("book"))
    return ended(answer.reply("answered"))


def _not_canceled(answer: Answer, found: Visit) -> Reply:
    canceled = found.appointment.status in ("canceled_user", "canceled_office")
    answer.conclude(phrase("visit.already_canceled" if canceled else "visit.cannot_cancel"))
    return answer.reply("answered" if canceled else "not_found")


def _other(context: Context, turn: Turn) -> tuple[Reply, dict[str, Any]] | None:
    """A question in between is answered and the form asks again; a wish for a person ends it."""
    if turn.intent in _LEAVES:
        return ended(answer_turn(context, turn).reply)
    if turn.intent == "appt_book":
        # One form ends before another begins: what was said is kept on a button.
        answer = Answer(turn.text)
        answer.conclude(phrase("visit.left"))
        booking = Payload(text=turn.text) if turn.text else Payload(intent="appt_book")
        answer.choose([(phrase("choices.book"), booking)])
        return ended(answer.reply("answered"))
    if turn.intent not in INTERRUPTS:
        return None
    with context.office(writes=True) as office:
        again = _next(context, office, turn, Asked(**turn.slots[SLOT]), unread=False)
    return together([interruption(context, turn).reply, again[0]]), again[1]


def _asking(asked: Asked, key: str, turn: Turn) -> tuple[Reply, dict[str, Any]]:
    answer = Answer(turn.text)
    answer.conclude(phrase(key))
    answer.choose([stop()])
    return answer.reply("clarify"), kept(asked)


def _simple(key: str) -> Reply:
    answer = Answer()
    answer.conclude(phrase(key))
    return answer.reply("answered")


def after_contact(context: Context, turn: Turn) -> Reply | None:
    """Contact data came without a booking: if its visit was confirmed and only the reply was lost, show it again."""
    with context.office() as office:
        ref = str(turn.metadata.get("contact_ref") or "")
        found = visit_of_contact(office, ref, turn.conversation) if ref else None
        return _show(turn, found) if found is not None else None
