"""Time expressions of booking dialogues: read exactly, or named as unreadable, ambiguous or past; never guessed."""

from language.dates.parse import parse_when
from language.dates.when import Moment, Period, Status, When

__all__ = ["Moment", "Period", "Status", "When", "parse_when"]
