"""The visit form: look up an appointment by code, show it, cancel it after a confirmation.

A code of another conversation needs the last four digits of the telephone number; whatever does not fit is answered
with one and the same sentence.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from actions.answer import Answer
from actions.answers import answer_turn
from actions.booking import INTERRUPTS
from actions.context import Context
from actions.dialogue import interruption
from actions.offers import standing
from actions.opening import opened
from actions.parts import together
from actions.render_visit import appointment_block, visit_label
from actions.turn import Turn
from actions.wording import phrase
from knowledge.appointments.codes import find_code
from knowledge.appointments.lookup import Visit, find_visit, is_own, own_visits, visit_by_code, visit_of_contact
from knowledge.appointments.reading import is_just
from knowledge.appointments.visits import TooLate, cancel
from knowledge.blocks import Payload, Reply
from knowledge.office import Office

SLOT, FORM = "visit", "visit_form"
_TAIL = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True)
class Asked:
    """What the form is about: `purpose` is query or cancel; `confirming` when only yes or no is missing.

    `verified` tells that the telephone's last digits were right; they themselves are not kept.
    """

    purpose: str = "query"
    code: str = ""
    confirming: bool = False
    verified: bool = False


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
    kept = turn.slots.get(SLOT)
    asked = Asked(**kept) if kept else Asked(purpose="cancel" if turn.intent == "appt_cancel" else "query")
    if kept and (_chosen(turn) == "leave" or (not asked.confirming and is_just(turn.text, "leave"))):
        return _ended(_simple("visit.left"))
    asked, read = _read(asked, turn)
    if kept and not read:
        answered = _other(context, turn)
        if answered is not None:
            return answered
    with context.office(writes=True) as office:
        return _next(context, office, turn, asked, unread=bool(kept) and not read and bool(turn.intent))


def _read(asked: Asked, turn: Turn) -> tuple[Asked, bool]:
    """Take in a code, the digits of a telephone number, a chosen visit, yes or no."""
    name, _, chosen = _chosen(turn).partition("=")
    if name == "code":
        return replace(asked, code=chosen, confirming=False), True
    if name == "cancel":
        return replace(asked, purpose="cancel", code=chosen, confirming=False), True
    if name == "sure":
        return asked, True
    if turn.intent == "appt_cancel" and not asked.confirming:
        asked = replace(asked, purpose="cancel")
    code = find_code(turn.text)
    if code:
        return replace(asked, code=code, confirming=False, verified=False), True
    if asked.code and not asked.confirming and _tail(turn.text):
        return asked, True
    return asked, (asked.confirming and _sure(turn, asked) is not None) or turn.intent == "appt_cancel"


def _chosen(turn: Turn) -> str:
    choice = turn.metadata.get("choice") or {}
    return str(choice.get("value") or "") if choice.get("slot") == SLOT else ""


def _tail(text: str) -> str:
    match = _TAIL.search(re.sub(r"LJ[\d\-\s]+", " ", text, flags=re.IGNORECASE))
    return match.group() if match else ""


def _sure(turn: Turn, asked: Asked) -> bool | None:
    """Tell whether yes or no was said or chosen for this visit; None if neither."""
    if _chosen(turn) in (f"sure=yes|{asked.code}", f"sure=no|{asked.code}"):
        return _chosen(turn).startswith("sure=yes")
    if is_just(turn.text, "refuse"):
        return False
    return True if is_just(turn.text, "agree") else None


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
        return _ended(answer.reply("not_found"))
    if asked.purpose == "query":
        return _ended(_show(turn, found))
    return _cancel(office, turn, asked, found, unread)


def _own(office: Office, turn: Turn, asked: Asked, unread: bool) -> tuple[Reply, dict[str, Any]]:
    """Without a code: the visits that this conversation booked."""
    mine = own_visits(office, turn.conversation)
    if len(mine) == 1 and not unread:
        found = replace(asked, code=mine[0].appointment.code or "")
        return (
            _ended(_show(turn, mine[0])) if asked.purpose == "query" else _cancel(office, turn, found, mine[0], False)
        )
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
        answer.choose([*standing("book"), _stop()])
    return answer.reply("clarify"), _kept(asked)


def _show(turn: Turn, found: Visit) -> Reply:
    answer = Answer(turn.text)
    answer.conclude(phrase("visit.found"))
    appointment_block(answer, found)
    if found.appointment.status == "confirmed":
        cancelling = Payload(intent="appt_cancel", slot=SLOT, value=f"cancel={found.appointment.code}")
        answer.choose([(phrase("choices.cancel"), cancelling)])
    return answer.reply("answered")


def _cancel(office: Office, turn: Turn, asked: Asked, found: Visit, unread: bool) -> tuple[Reply, dict[str, Any]]:
    answer = Answer(turn.text)
    answer.cite(found.appointment, found.slot.window.hall)
    code = found.appointment.code
    if found.appointment.status != "confirmed":
        answer.conclude(phrase("visit.already_canceled"))
        return _ended(answer.reply("answered"))
    sure = _sure(turn, asked) if asked.confirming else None
    if sure is None:
        if unread:
            answer.conclude(phrase("visit.unread"))
        answer.conclude(phrase("visit.confirm_cancel"))
        appointment_block(answer, found, short=True)
        yes, no = (Payload(slot=SLOT, value=f"sure={word}|{code}") for word in ("yes", "no"))
        answer.choose([(phrase("visit.sure"), yes), (phrase("visit.keep"), no)])
        return answer.reply("clarify"), _kept(replace(asked, code=code or "", confirming=True))
    if not sure:
        return _ended(_simple("visit.kept"))
    try:
        cancel(office, found.appointment)
    except TooLate:
        answer.conclude(phrase("visit.too_late", telephone=found.slot.window.hall.telephone))
        answer.choose(standing("handoff"))
        return _ended(answer.reply("not_found"))
    answer.conclude(phrase("visit.canceled", code=code))
    answer.choose(standing("book"))
    return _ended(answer.reply("answered"))


def _other(context: Context, turn: Turn) -> tuple[Reply, dict[str, Any]] | None:
    """A question in between is answered and the form asks again; a wish for a person ends it."""
    if turn.intent in ("handoff", "complaint", "appeal", "suggest"):
        return _ended(answer_turn(context, turn).reply)
    if turn.intent == "appt_book":
        # One form ends before another begins: what was said is kept on a button.
        answer = Answer(turn.text)
        answer.conclude(phrase("visit.left"))
        booking = Payload(text=turn.text) if turn.text else Payload(intent="appt_book")
        answer.choose([(phrase("choices.book"), booking)])
        return _ended(answer.reply("answered"))
    if turn.intent not in INTERRUPTS:
        return None
    with context.office(writes=True) as office:
        again = _next(context, office, turn, Asked(**turn.slots[SLOT]), unread=False)
    return together([interruption(context, turn).reply, again[0]]), again[1]


def _asking(asked: Asked, key: str, turn: Turn) -> tuple[Reply, dict[str, Any]]:
    answer = Answer(turn.text)
    answer.conclude(phrase(key))
    answer.choose([_stop()])
    return answer.reply("clarify"), _kept(asked)


def _stop() -> tuple[str, Payload]:
    return phrase("visit.stop"), Payload(slot=SLOT, value="leave")


def _simple(key: str) -> Reply:
    answer = Answer()
    answer.conclude(phrase(key))
    return answer.reply("answered")


def _kept(asked: Asked) -> dict[str, Any]:
    return {SLOT: asdict(asked), "requested_slot": SLOT}


def _ended(reply: Reply) -> tuple[Reply, dict[str, Any]]:
    return reply, {SLOT: None, "requested_slot": None}


def after_contact(context: Context, turn: Turn) -> Reply | None:
    """Contact data came without a booking: if its visit was confirmed and only the reply was lost, show it again."""
    with context.office() as office:
        ref = str(turn.metadata.get("contact_ref") or "")
        found = visit_of_contact(office, ref, turn.conversation) if ref else None
        return _show(turn, found) if found is not None else None
