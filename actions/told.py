"""What answering a turn gives: a reply, and what is to be kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from knowledge.blocks import Reply


@dataclass(frozen=True)
class Told:
    """A reply, with the subject it was about and the aspect that was asked of it (empty: as before).

    `forget` tells to begin anew, with no subject; `missed` that the turn led nowhere; `slots` are further slots to set;
    `check` is the eligibility check as it is kept (None: as before, empty: it is over), `personal` the open question
    about one's own data (any other turn ends it).
    """

    reply: Reply
    subject: str = ""
    aspect: str = ""
    forget: bool = False
    missed: bool = False
    slots: dict[str, Any] = field(default_factory=dict)
    check: dict[str, Any] | None = None
    personal: dict[str, Any] = field(default_factory=dict)
