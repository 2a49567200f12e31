"""What reading a time expression gives: moments, and one named status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

Status = Literal["ok", "none", "unparseable", "ambiguous", "past"]
Period = Literal["凌晨", "上午", "中午", "下午", "晚上"]

# From, until (exclusive). Until is only used to tell whether a part of today is over.
PERIOD_HOURS: dict[Period, tuple[time, time]] = {
    "凌晨": (time(0), time(6)),
    "上午": (time(6), time(12)),
    "中午": (time(11), time(14)),
    "下午": (time(12), time(18)),
    "晚上": (time(17), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One wish: days (inclusive), a part of the day, clock limits, all local to Asia/Shanghai.

    `date_to` None beside a `date_from` means "from then on". A point on the clock has `time_from == time_to`; one of
    them None is an open limit (十点前, 两点以后); hours up to midnight end at 23:59. `day_given` False: only a time was
    said, and the date is merely its next occurrence, to be replaced by the day under discussion. `inferred` marks what
    was not said in so many words (三点 read as 15:00, the limits of 月底); `provisional` days rest on an unpublished
    holiday plan.
    """

    date_from: date | None = None
    date_to: date | None = None
    time_from: time | None = None
    time_to: time | None = None
    period: Period | None = None
    day_given: bool = True
    inferred: bool = False
    provisional: bool = False
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """The reading of a sentence.

    `alternatives` are the wishes in the order in which they are to be tried; with status "ambiguous" they are the
    possible readings to choose from, with "past" what is over. `excluded` are days and times that were refused
    (不要周三). `reason` is a word for machines, empty when there is nothing to explain. `spans` (start, end exclusive)
    point into the original text.
    """

    status: Status
    reason: str = ""
    alternatives: tuple[Moment, ...] = ()
    excluded: tuple[Moment, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def first(self) -> Moment:
        """The first wish, or an empty moment."""
        return self.alternatives[0] if self.alternatives else Moment()

    @property
    def date_from(self) -> date | None:
        return self.first.date_from

    @property
    def date_to(self) -> date | None:
        return self.first.date_to

    @property
    def time_from(self) -> time | None:
        return self.first.time_from

    @property
    def time_to(self) -> time | None:
        return self.first.time_to

    @property
    def period(self) -> Period | None:
        return self.first.period

    @property
    def day_given(self) -> bool:
        return self.first.day_given

    @property
    def inferred(self) -> bool:
        return self.first.inferred

    @property
    def provisional(self) -> bool:
        return self.first.provisional
