"""What every function of the office is given: the session, the time, and whether example data may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Office:
    """One look at the office: `now` carries a zone (Asia/Shanghai)."""

    session: Session
    now: datetime
    show_examples: bool = True

    @property
    def today(self) -> date:
        """The date of `now`."""
        return self.now.date()
