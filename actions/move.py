"""Moving a visit: the new time is read, offered or confirmed; the old one stays until the new one is had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.asked import Asked, chosen, ended, kept, stop, sure
from actions.offers import standing
from actions.render_booking import why_not
from actions.render_visit import appointment_block, example_notice, slots_block_for
from actions.turn import Turn
from actions.wording import date_words, phrase
from knowledge.appointments.lookup import Visit, visit_of
from knowledge.appointments.moving import MovedTooOften, reschedule
from knowledge.appointments.proposing import Proposal, propose, slot_chosen
from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.states import IllegalChange
from knowledge.appointments.visits import AlreadyBooked, Overlapping, SlotTaken, TooLate
from knowledge.blocks import Payload, Reply
from knowledge.office import Office

SLOT = "visit"


def move(office: Office, turn: Turn, asked: Asked, found: Visit, *, unread: bool) -> tuple[Reply, dict[str, Any]]:
    """Return the reply to a turn about moving a visit, and the slots to set."""
    if found.appointment.status not in ("confirmed", "canceled_office"):
        return _plain("visit.cannot_move")
    target = asked.target
    name, _, value = chosen(turn).partition("=")
    if name == "move" and value.count("|") == 3:
        return _act(office, turn, asked, found, value.partition("|")[2])
    if target and asked.confirming:
        agreed = sure(turn, asked)
        if agreed is False:
            return _plain("visit.kept")
        if agreed:
            return _act(office, turn, asked, found, target)
    proposal = propose(office, found.appointment, turn.text)
    if proposal.exact is not None:
        return _confirm(turn, asked, found, proposal.exact)
    return _offer(office, turn, asked, found, proposal, unread)


def _confirm(turn: Turn, asked: Asked, found: Visit, slot: FreeSlot) -> tuple[Reply, dict[str, Any]]:
    answer = Answer(turn.text)
    code = found.appointment.code or ""
    answer.cite(found.appointment, found.slot, slot.day.isoformat(), f"{slot.starts:%H:%M}")
    new = _moment(slot.day, slot.starts)
    answer.conclude(phrase("visit.confirm_move", old=_moment(found.slot.day, found.slot.starts), new=new))
    appointment_block(answer, found, short=True)
    yes, no = (Payload(slot=SLOT, value=f"sure={word}|{code}") for word in ("yes", "no"))
    answer.choose([(phrase("visit.sure_move"), yes), (phrase("visit.keep"), no)])
    target = f"{slot.window.code}|{slot.day.isoformat()}|{slot.starts:%H:%M}"
    return answer.reply("clarify"), kept(replace(asked, code=code, confirming=True, target=target))


def _offer(
    office: Office, turn: Turn, asked: Asked, found: Visit, proposal: Proposal, unread: bool
) -> tuple[Reply, dict[str, Any]]:
    answer = Answer(turn.text)
    answer.cite(found.appointment, found.slot)
    if proposal.reason:
        answer.conclude(why_not(office, answer, proposal.reason, proposal.wish, found.slot.window.hall))
    elif unread and proposal.wish is None:
        answer.conclude(phrase("booking.unread"))
    answer.conclude(phrase("visit.move_slots" if proposal.wish is not None else "visit.move_to"))
    if not proposal.slots:
        answer.say(phrase("booking.none_free"))
        answer.choose([*standing("handoff"), stop()])
        return answer.reply("clarify"), kept(replace(asked, confirming=False, target=""))
    if any(slot.provisional for slot in proposal.slots):
        answer.notice("provisional", phrase("notices.provisional"))
    example_notice(answer, found.service)
    answer.add(slots_block_for(proposal.slots, SLOT, f"move={found.appointment.code}|"))
    answer.choose([(phrase("visit.keep"), Payload(slot=SLOT, value="leave"))])
    return answer.reply("clarify"), kept(replace(asked, code=found.appointment.code or "", confirming=False, target=""))


def _act(office: Office, turn: Turn, asked: Asked, found: Visit, target: str) -> tuple[Reply, dict[str, Any]]:
    slot = slot_chosen(office, found.appointment, *target.split("|"))
    telephone = found.slot.window.hall.telephone
    try:
        if slot is None:
            raise SlotTaken
        moved = visit_of(reschedule(office, found.appointment, slot))
    except (SlotTaken, AlreadyBooked, Overlapping) as refused:
        reason = {AlreadyBooked: "already_booked", Overlapping: "overlapping"}.get(type(refused), "taken")
        proposal = replace(propose(office, found.appointment, ""), reason=reason)
        return _offer(office, turn, asked, found, proposal, unread=False)
    except TooLate:
        return _plain("visit.move_late", telephone)
    except MovedTooOften:
        return _plain("visit.moved_often", telephone)
    except IllegalChange:
        return _plain("visit.cannot_move")
    answer = Answer(turn.text)
    answer.cite(moved.appointment)
    answer.conclude(phrase("visit.moved", code=moved.appointment.code))
    appointment_block(answer, moved)
    answer.choose(standing("query", "cancel"))
    return ended(answer.reply("answered"))


def _moment(day: Any, starts: Any) -> str:
    return phrase("booking.moment", date=date_words(day), time=f"{starts:%H:%M}")


def _plain(key: str, telephone: str = "") -> tuple[Reply, dict[str, Any]]:
    answer = Answer(telephone)
    answer.conclude(phrase(key, telephone=telephone))
    answer.choose(standing("query", "handoff"))
    return ended(answer.reply("answered" if key == "visit.kept" else "not_found"))
