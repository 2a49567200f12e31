"""The materials of a visit: the list as it was told when it was booked, with what the applicant ticked."""

from __future__ import annotations

from knowledge.appointments.states import APPLICANT, By, note
from knowledge.models import Appointment
from knowledge.models.services import NECESSITIES
from knowledge.office import Office


def tick(office: Office, visit: Appointment, place: int, by: By = APPLICANT) -> bool:
    """Tick a material by its place on the list (from 0), or take the tick back; False if there is no such place."""
    if place not in range(len(visit.materials)):
        return False
    # A new list, so that the database learns of the change.
    items = [dict(item) for item in visit.materials]
    before = bool(items[place].get("brought"))
    items[place]["brought"] = not before
    visit.materials = items
    note(office, visit, by, visit.status, visit.status, "materials", {items[place]["name"]: [before, not before]})
    office.session.flush()
    return True


def missing(visit: Appointment) -> list[str]:
    """Return the names of the materials that are necessary and not ticked."""
    return [item["name"] for item in visit.materials if item["necessity"] == NECESSITIES[0] and not item.get("brought")]
