"""Ticking the materials of a visit that are ready; the ticks stay with the visit and are seen at the desk."""

from __future__ import annotations

from actions.answer import Answer
from actions.asked import SLOT
from actions.render_visit import materials_of
from actions.turn import Turn
from actions.wording import phrase
from knowledge.appointments.lookup import Visit
from knowledge.appointments.materials import tick
from knowledge.blocks import Payload, Reply
from knowledge.office import Office


def tick_material(office: Office, turn: Turn, found: Visit, place: str) -> Reply:
    """Tick what stands at a place of the list, if one is given, and show the list with what is missing."""
    if place.isdecimal():
        tick(office, found.appointment, int(place))
    answer = Answer(turn.text)
    answer.cite(found.appointment, found.service, str(len(found.appointment.materials)))
    items = materials_of(found)
    ready = sum(bool(item.get("brought")) for item in found.appointment.materials)
    answer.cite(str(ready), str(len(items) - ready))
    answer.conclude(phrase("visit.ticked", ready=ready, missing=len(items) - ready))
    options = []
    for number, (shown, kept) in enumerate(zip(items, found.appointment.materials, strict=True)):
        label = phrase("visit.is_ready" if kept.get("brought") else "visit.not_ready", name=shown.name)
        options.append((label, Payload(slot=SLOT, value=f"tick={found.appointment.code}|{number}")))
    answer.choose([*options, (phrase("visit.done"), Payload(slot=SLOT, value="leave"))])
    return answer.reply("clarify")
