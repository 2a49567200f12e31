"""What an applicant is told of his visit without having asked: closures, changes by the office, offers of places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from knowledge.appointments.slots import FreeSlot
from knowledge.appointments.telling_words import telling
from knowledge.blocks import AnyBlock, Choices, Notice, Option, Payload, Reply, SlotChoice, Slots, Text
from knowledge.english import service_in_english, window_in_english
from knowledge.events import tell
from knowledge.models import Appointment, Conversation, Waiting, Window
from knowledge.office import Office
from knowledge.subjects import EXAMPLE

KIND = "appointment"


def tell_canceled(
    office: Office, visit: Appointment, reason: str, nearest: Sequence[FreeSlot], key: str, *, closed: bool
) -> bool:
    """Tell that the office cancelled a visit, with the nearest times to move to; False if nobody can be reached."""
    words = telling()[visit.language]
    values = _place(visit.slot.window, visit.language) | {
        "at": moment(visit.slot.day, visit.slot.starts, visit.language), "code": visit.code or "", "reason": reason,
    }  # fmt: skip
    telephone = visit.slot.window.hall.telephone
    blocks: list[AnyBlock] = [Text(role="conclusion", text=words["closed" if closed else "canceled"].format(**values))]
    blocks += _example(visit.slot.window, visit.language)
    blocks.append(Text(text=words["nearest" if nearest else "no_nearest"].format(telephone=telephone)))
    if nearest:
        blocks.append(slots_to_move(visit, nearest))
    return _tell(office, visit.conversation_id, key, blocks)


def tell_moved(office: Office, visit: Appointment, key: str) -> bool:
    """Tell that another window takes a visit at the same time."""
    words, slot = telling()[visit.language], visit.slot
    values = _place(slot.window, visit.language) | {"at": moment(slot.day, slot.starts, visit.language)}
    told = words["moved"].format(code=visit.code or "", **values)
    return _tell(office, visit.conversation_id, key, [Text(role="conclusion", text=told)])


def tell_offer(office: Office, waiting: Waiting, visit: Appointment) -> bool:
    """Offer a place that became free, with the time until which it is kept."""
    words, slot, language = telling()[waiting.language], visit.slot, waiting.language
    service = service_in_english(visit.service) if language == "en" else visit.service
    until = (visit.held_until or office.now).astimezone(office.now.tzinfo)
    values = _place(slot.window, language) | {
        "service": service.name, "at": moment(slot.day, slot.starts, language), "until": f"{until:%H:%M}",
    }  # fmt: skip
    options = (
        Option(label=words["accept"], payload=Payload(slot="booking", value=f"offer={waiting.id}")),
        Option(label=words["decline"], payload=Payload(slot="booking", value=f"pass={waiting.id}")),
    )
    blocks: list[AnyBlock] = [Text(role="conclusion", text=words["offer"].format(**values))]
    blocks += _example(slot.window, language)
    blocks += [Text(text=words["offer_next"]), Choices(options=options)]
    return _tell(office, waiting.conversation_id, f"offer:{waiting.id}:{visit.id}", blocks, visit.held_until)


def tell_missed(office: Office, waiting: Waiting, visit: Appointment) -> bool:
    """Tell that an offer ran out."""
    until = (visit.held_until or office.now).astimezone(office.now.tzinfo)
    told = telling()[waiting.language]["missed"].format(until=f"{until:%H:%M}")
    return _tell(office, waiting.conversation_id, f"missed:{waiting.id}", [Text(role="conclusion", text=told)])


def slots_to_move(visit: Appointment, slots: Sequence[FreeSlot]) -> Slots:
    """Return times to pick; choosing one moves this visit there."""
    weekdays = telling()["weekdays_en" if visit.language == "en" else "weekdays"]
    windows = dict.fromkeys(_place(slot.window, visit.language)["window"] for slot in slots)
    return Slots(
        window="、".join(windows) if visit.language == "zh" else ", ".join(windows),
        slots=tuple(
            SlotChoice(
                date=slot.day.isoformat(),
                weekday=weekdays[slot.day.weekday()],
                start=f"{slot.starts:%H:%M}",
                end=f"{slot.ends:%H:%M}",
                left=slot.left,
                payload=Payload(
                    slot="visit",
                    value=f"move={visit.code}|{slot.window.code}|{slot.day.isoformat()}|{slot.starts:%H:%M}",
                ),
            )
            for slot in slots
        ),
    )


def moment(day: date, starts: time, language: str = "zh") -> str:
    """Return a day and time of the clock in words."""
    words = telling()
    weekdays = words["weekdays_en" if language == "en" else "weekdays"]
    date_words = words[language]["day"].format(year=day.year, month=day.month, day=day.day)
    at: str = words[language]["at"].format(day=date_words, weekday=weekdays[day.weekday()], start=f"{starts:%H:%M}")
    return at


def begins(visit: Appointment, office: Office) -> datetime:
    """Return when a visit begins."""
    return datetime.combine(visit.slot.day, visit.slot.starts, office.now.tzinfo)


def _place(window: Window, language: str) -> dict[str, str]:
    told = window_in_english(window) if language == "en" else window
    return {"hall": told.hall.name, "window": told.name}


def _example(window: Window, language: str) -> list[AnyBlock]:
    if window.hall.provenance != EXAMPLE:
        return []
    return [Notice(kind="example", text=telling()[language]["example"])]


def _tell(office: Office, conversation: str, key: str, blocks: list[AnyBlock], until: datetime | None = None) -> bool:
    if office.session.get(Conversation, conversation) is None:
        return False
    tell(office, conversation, KIND, key, Reply(status="answered", blocks=tuple(blocks)), until=until)
    return True
