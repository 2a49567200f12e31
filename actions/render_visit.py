"""Slots, contact form and appointments as reply blocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from actions.answer import Answer
from actions.english import spoken, spoken_visit, spoken_window
from actions.wording import date_words, in_english, listed, names, phrase, weekday, wording
from knowledge.appointments.lookup import Visit
from knowledge.appointments.slots import FreeSlot
from knowledge.blocks import Appointment, ChecklistItem, Form, FormField, Payload, SlotChoice, Slots
from knowledge.models import Service
from knowledge.personal.consents import current
from knowledge.settings import ZONE
from knowledge.subjects import EXAMPLE


def slots_block(slots: Iterable[FreeSlot], text: str = "") -> Slots:
    """Return times to pick; choosing one sets the booking's window, day and time."""
    shown = tuple(slots)
    window = listed(dict.fromkeys(spoken_window(slot.window).name for slot in shown))
    return Slots(text=text, window=window, slots=tuple(map(_choice, shown)))


def slots_block_for(slots: Iterable[FreeSlot], form: str, prefix: str) -> Slots:
    """Return times to pick for another form: the value is the prefix with window, day and time."""
    block = slots_block(slots)
    chosen = (
        choice.model_copy(
            update={"payload": Payload(slot=form, value=prefix + (choice.payload.value or "").removeprefix("slot="))}
        )
        for choice in block.slots
        if choice.payload is not None
    )
    return block.model_copy(update={"slots": tuple(chosen)})


def _choice(slot: FreeSlot) -> SlotChoice:
    value = f"slot={slot.window.code}|{slot.day.isoformat()}|{slot.starts:%H:%M}"
    return SlotChoice(
        date=slot.day.isoformat(),
        weekday=weekday(slot.day),
        start=f"{slot.starts:%H:%M}",
        end=f"{slot.ends:%H:%M}",
        left=slot.left,
        payload=Payload(slot="booking", value=value),
    )


def contact_form(service: Service | None = None, held_until: datetime | None = None) -> Form:
    """Return the form for contact data; `web` gives it an id and keeps what is posted from the bot.

    The ID number is asked for, with a consent of its own, only where the service needs it. `held_until` is when the
    hold of the time that was chosen runs out.
    """
    language = "en" if in_english() else "zh"
    fields = [
        FormField(name="name", label=phrase("booking.name"), purpose=phrase("booking.name_purpose")),
        FormField(name="phone", label=phrase("booking.phone"), kind="tel", purpose=phrase("booking.phone_purpose")),
    ]
    consent, separate = current("contact", language), None
    if service is not None and service.needs_id_number:
        separate = current("id_number", language)
        fields.append(FormField(name="id_number", label=phrase("privacy.id_number"), purpose=phrase("privacy.id_why")))
    return Form(
        title=phrase("booking.form_title"),
        fields=tuple(fields),
        consent=consent.text,
        id_consent=separate.text if separate is not None else "",
        consents=tuple(words.key for words in (consent, separate) if words is not None),
        submit=phrase("booking.submit"),
        held_until=held_until.astimezone(ZONE).isoformat(timespec="seconds") if held_until is not None else None,
    )


def appointment_block(answer: Answer, visit: Visit, *, short: bool = False) -> None:
    """Show a visit: code, time, place and, unless `short`, materials and calendar file; its notices with it."""
    visit = spoken_visit(visit)
    appointment, slot = visit.appointment, visit.slot
    hall = slot.window.hall
    answer.cite(appointment, slot, slot.window, hall, visit.service)
    answer.add(
        Appointment(
            code=appointment.code or "",
            status=wording()["visit"]["status"][appointment.status],
            service=visit.service.name,
            case=visit.case_name,
            hall=hall.name,
            window=slot.window.name,
            address=hall.address,
            date=slot.day.isoformat(),
            weekday=weekday(slot.day),
            start=f"{slot.starts:%H:%M}",
            end=f"{slot.ends:%H:%M}",
            telephone=hall.telephone,
            materials=() if short else materials_of(visit),
            calendar=f"/appointments/{appointment.code}.ics"
            if appointment.status == "confirmed" and not short
            else None,
        )
    )
    if appointment.provisional:
        answer.notice("provisional", phrase("notices.provisional"))
    example_notice(answer, visit.service)


def materials_of(visit: Visit) -> tuple[ChecklistItem, ...]:
    """Return the materials as they were told when the visit was booked; in English by the guide's names for them."""
    names_of = {getattr(row, "original", row).name: row for row in visit.service.materials}
    items = []
    for item in visit.appointment.materials:
        row = names_of.get(item["name"]) if in_english() else None
        words = {"name": row.name, "note": row.note} if row is not None else {}
        brought = bool(item.get("brought"))
        item = {key: value for key, value in item.items() if key != "brought"}
        item = {**item, **words, "necessity": names("necessities")[item["necessity"]]}
        if brought:
            item["note"] = phrase("visit.ready_note", note=item["note"]).strip()
        items.append(ChecklistItem(**{**item, "form": names("forms").get(item["form"], item["form"])}))
    return tuple(items)


def example_notice(answer: Answer, service: Service) -> None:
    """Say that a service is example data, if it is."""
    if service.provenance == EXAMPLE:
        answer.notice("example", phrase("notices.example"))


def visit_label(visit: Visit) -> str:
    """Name a visit on a button: its code, date and service."""
    return f"{visit.appointment.code} {date_words(visit.slot.day)} {spoken(visit.service).name}"


def office_evidence(answer: Answer) -> None:
    """Take the office's own names and numbers as evidence."""
    answer.cite(*names("office").values())
