"""The waiting list in the booking dialogue: to join it when a time is full, to take an offer or to pass it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from knowledge.appointments import waiting
from knowledge.appointments.draft import Draft
from knowledge.appointments.once import subject_named
from knowledge.appointments.reading import Said, says
from knowledge.models import Appointment, Service, Waiting
from knowledge.office import Office
from language.dates import Moment
from language.dates.when import PERIOD_HOURS

# A point on the clock may lie within a slot that began up to so long before.
_WITHIN = timedelta(minutes=29)


@dataclass(frozen=True)
class Queued:
    """What became of it: the row of the list with the place in line, or the place that was offered."""

    kind: Literal["waiting", "passed", "offer_over"]
    waiting: Waiting | None = None
    visit: Appointment | None = None
    place: int = 0


def queue(office: Office, draft: Draft, said: Said, conversation: str) -> Queued | None:
    """Take in a wish to wait, an offer that is taken or passed on; None if nothing of that was said."""
    name, _, value = said.choice.partition("=")
    if name == "offer":
        visit = waiting.offered_to(office, _number(value), conversation)
        return Queued("waiting", visit=visit) if visit is not None else Queued("offer_over")
    if name == "pass":
        row = office.session.get(Waiting, _number(value))
        gone = waiting.leave(office, _number(value), conversation)
        return Queued("passed", row) if gone else Queued("offer_over")
    if name == "wait" or (not said.choice and says(said.text.lower(), "wait")):
        return _join(office, draft, conversation)
    return None


def _join(office: Office, draft: Draft, conversation: str) -> Queued | None:
    service = subject_named(office, f"service:{draft.service}") if draft.service else None
    wish = draft.wishes[0] if draft.wishes else None
    if not isinstance(service, Service) or wish is None or wish.date_from is None:
        return None
    first, last = _clock(wish)
    windows = (draft.window,) if draft.window in service.windows else tuple(service.windows)
    wait_for = waiting.WaitFor(windows, wish.date_from, wish.date_to or wish.date_from, first, last)
    row = waiting.join(office, service, conversation, wait_for, draft.case, draft.language)
    return Queued("waiting", row, place=waiting.place_in_line(office, row))


def _clock(wish: Moment) -> tuple[time | None, time | None]:
    if wish.time_from is not None and wish.time_from == wish.time_to and wish.date_from is not None:
        earliest = datetime.combine(wish.date_from, wish.time_from) - _WITHIN
        return earliest.time(), wish.time_from
    if wish.period is not None and wish.time_from is None:
        return PERIOD_HOURS[wish.period]
    return wish.time_from, wish.time_to


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
