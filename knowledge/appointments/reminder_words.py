"""What a reminder of a visit says, in the language in which it was booked (reminding.yml)."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from knowledge.appointments.lookup import Visit, visit_of
from knowledge.blocks import AnyBlock, Notice, Reply, Text
from knowledge.blocks import Appointment as AppointmentBlock
from knowledge.english import service_in_english, slot_in_english
from knowledge.models import Appointment, Consent, Contact, Slot
from knowledge.office import Office

_EXAMPLE = "illustrative"


def told(office: Office, appointment: Appointment, slot: Slot) -> Reply:
    """Return the reminder as a reply for the conversation."""
    language = _language(office, appointment)
    words, visit = _words()[language], _visit(appointment, language)
    hall = visit.slot.window.hall
    materials = words["materials_mark"].join(_materials(visit))
    lines = [
        words["bring"].format(materials=materials) if materials else "",
        words["cancel"],
    ]
    when = _when(words, slot, office.today)
    blocks: list[AnyBlock] = [
        Text(role="conclusion", text=words["conclusion"].format(when=when, service=visit.service.name))
    ]
    if _EXAMPLE in (visit.service.provenance, hall.provenance):
        blocks.append(Notice(kind="example", text=words["example"]))
    blocks += [_block(words, visit), Text(role="points", items=tuple(line for line in lines if line))]
    return Reply(status="answered", blocks=tuple(blocks))


def _block(words: dict[str, Any], visit: Visit) -> AppointmentBlock:
    hall, window, slot = visit.slot.window.hall, visit.slot.window, visit.slot
    return AppointmentBlock(
        code=visit.appointment.code or "",
        status=words["status"],
        service=visit.service.name,
        case=visit.case_name,
        hall=hall.name,
        window=window.name,
        address=hall.address,
        date=slot.day.isoformat(),
        weekday=words["weekdays"][slot.day.weekday()],
        start=f"{slot.starts:%H:%M}",
        end=f"{slot.ends:%H:%M}",
        telephone=hall.telephone,
        calendar=f"/appointments/{visit.appointment.code}.ics",
    )


def short_message(office: Office, appointment: Appointment, slot: Slot) -> str:
    """Return the reminder as a short message: no name and no service, as others may read a telephone's screen."""
    language = _language(office, appointment)
    words, visit = _words()[language], _visit(appointment, language)
    hall = visit.slot.window.hall
    text: str = words["sms"].format(
        when=_when(words, slot, office.today),
        hall=hall.name,
        window=visit.slot.window.name,
        code=appointment.code,
        telephone=hall.telephone,
    )
    return text + (words["sms_example"] if hall.provenance == _EXAMPLE else "")


def rules() -> dict[str, dict[str, Any]]:
    """Return when reminders are due."""
    found: dict[str, dict[str, Any]] = _words()["rules"]
    return found


def _language(office: Office, appointment: Appointment) -> str:
    """The language in which it was booked, or in which the consent to it was given."""
    if appointment.language == "en":
        return appointment.language
    query = (
        select(Consent.language)
        .join(Contact, Contact.ref == Consent.contact_ref)
        .where(Contact.id == appointment.contact_id)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return office.session.scalar(query) or "zh"


def _visit(appointment: Appointment, language: str) -> Visit:
    visit = visit_of(appointment)
    if language != "en":
        return visit
    return Visit(appointment, service_in_english(visit.service), slot_in_english(visit.slot))


def _materials(visit: Visit) -> list[str]:
    """The materials as they were told at the booking; in English by the guide's names for them."""
    names = {getattr(row, "original", row).name: row.name for row in visit.service.materials}
    return [names.get(item["name"], item["name"]) for item in visit.appointment.materials]


def _when(words: dict[str, Any], slot: Slot, today: date) -> str:
    months = words.get("months")
    month = months[slot.day.month - 1] if months else slot.day.month
    return str(
        words["when"].format(
            day=words["today"] if slot.day == today else words["tomorrow"],
            date=words["date"].format(month=month, day=slot.day.day),
            weekday=words["weekdays"][slot.day.weekday()],
            start=f"{slot.starts:%H:%M}",
        )
    )


@functools.cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "reminding.yml").read_text("utf-8"))
    return loaded
