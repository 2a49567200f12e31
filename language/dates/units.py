"""What the grammars find in a sentence: days that resolve against a scene, and readings of a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from language.calendar import WorkingCalendar
from language.dates.arithmetic import week_start
from language.dates.when import Period, Status

# A frame is a whole week, month or year, inside which another day may be named (下周的周三).
# Open days begin today and end nowhere (earliest).
DayKind = Literal["weekday", "number", "date", "relative", "range", "frame", "open"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a bare day is read against: now, the calendar, and the day, week or month last spoken of.

    `later`: a bare weekday after today was named, so that today's weekday beside it is not today (周一或周二).
    """

    now: datetime
    calendar: WorkingCalendar
    floor: date
    week: date | None = None
    month: date | None = None
    later: bool = False

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Days:
    """Resolved days, inclusive; `last` None is open.

    `inferred`: limits or an occurrence that was not said (月初, a day number moved to the next month). `explicit` days
    set the week or month for later bare days, as `unit` tells. `through`: 前 includes the last day (月底前).
    `provisional`: rests on a holiday plan that is not published. `at` is a time that came with the day (三小时后).
    """

    first: date
    last: date | None
    inferred: bool = False
    unit: Literal["day", "week", "month", "range"] = "day"
    explicit: bool = False
    through: bool = False
    provisional: bool = False
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no single answer, with the readings to choose from where there are some."""

    status: Status
    reason: str
    readings: tuple[Days, ...] = ()


Resolve = Callable[[Scene], "Days | Problem"]


@dataclass(frozen=True, slots=True)
class DayUnit:
    """Days found in the sentence, to be resolved when their scene is known.

    A weak one (明年, earliest) counts only where nothing nearer is said.
    """

    start: int
    end: int
    kind: DayKind
    resolve: Resolve
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A point on a clock as said: `certain` when it cannot be meant twelve hours later."""

    hour: int
    minute: int = 0
    certain: bool = False


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A part of the day, a point on the clock, or an interval; `start_period` belongs to the first of two points."""

    start: int
    end: int
    period: Period | None = None
    opening: Reading | None = None
    closing: Reading | None = None
    blurred: bool = False
    start_period: Period | None = None

    @property
    def has_clock(self) -> bool:
        return self.opening is not None or self.closing is not None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A time expression that cannot be resolved: vague, lunar, recurring. A weak one yields to any real day."""

    start: int
    end: int
    reason: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Noise:
    """Words of time without booking sense, such as the year of a document; they only keep others from matching."""

    start: int
    end: int


Unit = DayUnit | TimeUnit | Obstacle | Noise


NO_SUCH_DAY = Problem("unparseable", "no_such_day")


def nth_day(frame: Days, count: int) -> Days | Problem:
    """Give the count-th day of a week, month or year (-1 is the last)."""
    last = frame.last or frame.first
    day = frame.first + timedelta(days=count - 1) if count > 0 else last + timedelta(days=count + 1)
    return one_day(day) if frame.first <= day <= last else NO_SUCH_DAY


def one_day(day: date, *, explicit: bool = True, inferred: bool = False) -> Days:
    """Make the days of a single date."""
    return Days(day, day, explicit=explicit, inferred=inferred)


def whole_week(monday: date) -> Days:
    """Make the days of a week."""
    return Days(monday, monday + timedelta(days=6), unit="week", explicit=True)


def spoken_of(scene: Scene, days: Days) -> Scene:
    """Give the scene after these days were named: bare weekdays and day numbers stay in the week or month."""
    week = week_start(days.first) if days.explicit and days.unit in ("day", "week") else scene.week
    month = days.first.replace(day=1) if days.explicit and days.unit in ("day", "month") else scene.month
    return replace(scene, week=week, month=month, later=scene.later or days.first > scene.today)
