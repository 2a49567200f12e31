"""The waiting list 候补: first come, first served; a free place is offered for half an hour, then to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import func, select

from knowledge.appointments.holding import Wanted, let_go, take_hold
from knowledge.appointments.once import windows_named
from knowledge.appointments.rules import rule_of
from knowledge.appointments.seats import SlotTaken
from knowledge.appointments.slots import FreeSlot, free_slots
from knowledge.appointments.states import CLOCK
from knowledge.appointments.telling import tell_missed, tell_offer
from knowledge.models import Appointment, Service, Waiting
from knowledge.office import Office


@dataclass(frozen=True)
class WaitFor:
    """What somebody waits for: codes of windows, days, and times of the clock if it matters."""

    windows: tuple[str, ...]
    day_from: date
    day_to: date
    time_from: time | None = None
    time_to: time | None = None


def join(
    office: Office, service: Service, conversation: str, wait_for: WaitFor, case: str = "", language: str = "zh"
) -> Waiting:
    """Put a conversation on the list for a service; idempotent for the same days, else the older wish is replaced."""
    open_rows = select(Waiting).where(
        Waiting.conversation_id == conversation, Waiting.service_id == service.id, Waiting.status == "waiting"
    )
    for row in office.session.scalars(open_rows):
        if _wish_of(row) == wait_for:
            return row
        row.status, row.changed_at = "left", office.now
    row = Waiting(
        conversation_id=conversation,
        service=service,
        case_code=case,
        windows=list(wait_for.windows),
        day_from=wait_for.day_from,
        day_to=wait_for.day_to,
        time_from=wait_for.time_from,
        time_to=wait_for.time_to,
        language=language,
        status="waiting",
        created_at=office.now,
        changed_at=office.now,
    )
    office.session.add(row)
    office.session.flush()
    return row


def place_in_line(office: Office, waiting: Waiting) -> int:
    """Return the place on the list, counted from 1, among those who wait for the same service and some same day."""
    ahead = select(func.count(Waiting.id)).where(
        Waiting.service_id == waiting.service_id,
        Waiting.status.in_(("waiting", "offered")),
        Waiting.day_from <= waiting.day_to,
        Waiting.day_to >= waiting.day_from,
        Waiting.id < waiting.id,
    )
    return (office.session.scalar(ahead) or 0) + 1


def waiting_of(office: Office, conversation: str) -> list[Waiting]:
    """Return where a conversation waits or has an offer, oldest first."""
    query = select(Waiting).where(Waiting.conversation_id == conversation, Waiting.status.in_(("waiting", "offered")))
    return list(office.session.scalars(query.order_by(Waiting.id)))


def leave(office: Office, waiting: int, conversation: str) -> bool:
    """Leave the list, or pass an offer on to the next; False if there is nothing to leave."""
    row = office.session.get(Waiting, waiting, with_for_update=True)
    if row is None or row.conversation_id != conversation or row.status not in ("waiting", "offered"):
        return False
    if row.appointment is not None:
        let_go(office, conversation, row.appointment.key)
    row.status, row.changed_at = "left", office.now
    office.session.flush()
    offer_places(office)
    return True


def offered_to(office: Office, waiting: int, conversation: str) -> Appointment | None:
    """Return the place that is offered to this conversation, or None when the offer is over."""
    row = office.session.get(Waiting, waiting)
    if row is None or row.conversation_id != conversation or row.status != "offered" or row.appointment is None:
        return None
    held = row.appointment
    return held if held.status == "held" and held.held_until and held.held_until > office.now else None


def taken_up(office: Office, visit: Appointment) -> None:
    """Note that an offered place was confirmed."""
    row = office.session.scalar(select(Waiting).where(Waiting.appointment_id == visit.id))
    if row is not None:
        row.status, row.changed_at = "taken", office.now


def offer_places(office: Office) -> int:
    """Offer what is free to those who wait, in their order; close what is over. Return how many offers were made.

    To be called where a place became free, in the same transaction, so that nobody else can take it first.
    """
    query = select(Waiting).where(Waiting.status.in_(("waiting", "offered"))).order_by(Waiting.id)
    rows = office.session.scalars(query.with_for_update()).all()
    made = 0
    for row in rows:
        if row.status == "offered":
            _close_if_over(office, row)
        elif row.day_to < office.today:
            row.status, row.changed_at = "over", office.now
        else:
            made += _offer(office, row)
    office.session.flush()
    return made


def _close_if_over(office: Office, row: Waiting) -> None:
    visit = row.appointment
    if visit is None or visit.status == "held":
        return
    row.status, row.changed_at = "missed", office.now
    tell_missed(office, row, visit)


def _offer(office: Office, row: Waiting) -> bool:
    wish, service = _wish_of(row), row.service
    windows = windows_named(office, row.windows)
    for slot in free_slots(office, windows, service):
        if not _fits(slot, wish):
            continue
        rule = rule_of(slot.window.hall, slot.window, service)
        wanted = Wanted(row.case_code, row.language)
        try:
            visit = take_hold(
                office, slot, service, row.conversation_id, wanted, CLOCK, minutes=rule.offer_minutes, offered=True
            )
        except SlotTaken:
            continue
        row.appointment, row.status, row.changed_at = visit, "offered", office.now
        office.session.flush()
        tell_offer(office, row, visit)
        return True
    return False


def _fits(slot: FreeSlot, wish: WaitFor) -> bool:
    if not wish.day_from <= slot.day <= wish.day_to:
        return False
    return (wish.time_from or time.min) <= slot.starts <= (wish.time_to or time.max)


def _wish_of(row: Waiting) -> WaitFor:
    return WaitFor(tuple(row.windows), row.day_from, row.day_to, row.time_from, row.time_to)
