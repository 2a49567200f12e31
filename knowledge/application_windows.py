"""When one may apply: what the rows of application windows say on a day. No row, no date."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select

from knowledge.models import ApplicationWindow, Policy, Service
from knowledge.office import Office
from knowledge.subjects import EXAMPLE, Subject, policies_of, visible

State = Literal["open", "opens", "closed", "all_year", "automatic"]
# Of one matter what can be applied for now comes first; of all matters what has days does.
_OF_ONE: tuple[State, ...] = ("open", "all_year", "automatic", "opens", "closed")
_OF_ALL: tuple[State, ...] = ("open", "opens", "all_year", "automatic", "closed")
_MODES: dict[str, State] = {"常年受理": "all_year", "免申即享": "automatic"}


@dataclass(frozen=True)
class WindowState:
    """An application window and how it stands on a day; `days_left` until its last day, where that is known."""

    window: ApplicationWindow
    policy: Policy
    state: State
    days_left: int | None

    @property
    def reminds(self) -> bool:
        """Whether it closes on a day that is still to come."""
        return self.days_left is not None and self.days_left > 0


def windows_of(office: Office, subject: Subject | None) -> tuple[WindowState, ...]:
    """Return the windows of a policy, of a service or topic through its policies, or of all: open ones first."""
    if subject is None:
        rows = office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
        policies = [row for row in rows if visible(office, row)]
    else:
        policies = policies_of(office, subject)
    found = [
        window_state(window, policy, office.today)
        for policy in policies
        for window in policy.windows
        if office.show_examples or window.provenance != EXAMPLE
    ]
    if isinstance(subject, Service):
        # A policy has windows for many matters: only those that name the service's are the service's.
        found = [row for row in found if _names(row.window, subject)]
    order = _OF_ALL if subject is None else _OF_ONE
    return tuple(sorted(found, key=lambda row: (order.index(row.state), *_place(row))))


def window_state(window: ApplicationWindow, policy: Policy, day: date) -> WindowState:
    """Return how a window stands on a day."""
    left = (window.closes - day).days if window.closes is not None else None
    if left is not None and left < 0:
        return WindowState(window, policy, "closed", left)
    if window.opens is not None and day < window.opens:
        return WindowState(window, policy, "opens", left)
    return WindowState(window, policy, _MODES.get(window.mode, "open"), left)


def _place(row: WindowState) -> tuple[int, int]:
    window = row.window
    day = window.opens if row.state == "opens" else window.closes
    near = (day or date.max).toordinal()
    # Of those that are over, the one that closed last is the one that was missed.
    return -near if row.state == "closed" else near, window.id


def _names(window: ApplicationWindow, service: Service) -> bool:
    said = "".join([service.name, *service.aliases])
    pairs = {first + second for first, second in itertools.pairwise(said)}
    return any(first + second in pairs for first, second in itertools.pairwise(window.batch))
