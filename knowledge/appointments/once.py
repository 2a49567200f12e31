"""What a turn reads once: rows that a booking asks for again and again, kept as long as their session lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from knowledge.models import Window
from knowledge.office import Office
from knowledge.subjects import Subject, find_subject, visible

Found = TypeVar("Found")
_KEPT = "read once"
# What depends on closures at short notice.
CLOSURES, SLOTS_OF_DAY = "closures", "slots of day"


def once(office: Office, key: Hashable, read: Callable[[], Found]) -> Found:
    """Return what `read` found under this key the first time in this session and at this time.

    For rows that no function of this room changes; what changes (places, holds) is read afresh each time.
    """
    kept = office.session.info.setdefault(_KEPT, {})
    whole = (key, office.now, office.show_examples)
    if whole not in kept:
        kept[whole] = read()
    found: Found = kept[whole]
    return found


def read_again(office: Office) -> None:
    """Let everything be read afresh: after a change of the calendar, a window or a rule."""
    office.session.info.pop(_KEPT, None)


def closures_again(office: Office) -> None:
    """Let the closures be read afresh: after waiting for a lock that a closure may have had."""
    kept = office.session.info.get(_KEPT, {})
    for whole in [whole for whole in kept if whole[0] == CLOSURES or whole[0][0] == SLOTS_OF_DAY]:
        del kept[whole]


def subject_named(office: Office, identifier: str) -> Subject | None:
    """Return the subject with this id as `find_subject` does."""
    return once(office, ("subject", identifier), lambda: find_subject(office, identifier))


def windows_named(office: Office, codes: Sequence[str]) -> list[Window]:
    """Return the active windows with these codes that may be shown, each with its hall, in the order of the codes."""
    return once(office, ("windows", *codes), lambda: _windows(office, codes))


def _windows(office: Office, codes: Sequence[str]) -> list[Window]:
    query = select(Window).options(joinedload(Window.hall)).where(Window.code.in_(codes), Window.active)
    rows = sorted(office.session.scalars(query), key=lambda window: codes.index(window.code))
    return [window for window in rows if visible(office, window)]
