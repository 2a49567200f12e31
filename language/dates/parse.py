"""Read a sentence's wish for a time: fold, find units, join them, resolve them, judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from language.calendar import WorkingCalendar
from language.dates.arithmetic import ONE_DAY
from language.dates.clock import MIDNIGHT, clock_time
from language.dates.connectives import ANY_OTHER
from language.dates.folding import Folded, fold
from language.dates.judging import Read, is_over, judged
from language.dates.scan import units
from language.dates.units import Days, Problem, Scene, TimeUnit, spoken_of
from language.dates.weak import without_weak
from language.dates.when import PERIOD_HOURS, Moment, Period, When
from language.dates.wishes import Wish, obstacles, wishes

_LONGEST = 500  # characters that are read: a wish for a time does not stand behind them


def parse_when(text: str, now: datetime, calendar: WorkingCalendar) -> When:
    """Read the time wished for in a sentence; `now` must carry the office's zone. Raise ValueError if it has none."""
    if now.tzinfo is None:
        raise ValueError(f"expected a time with a zone, got {now.isoformat()}")
    folded = fold(text[:_LONGEST])
    found = without_weak(folded.text, units(folded.text))
    if not found:
        return When("none")
    said = wishes(folded.text, found)
    hindrances = [item for item in obstacles(found) if not (item.weak and said)]
    spans = _original(folded, tuple((item.start, item.end) for item in found))
    if hindrances:
        return When("unparseable", hindrances[0].reason, spans=spans)
    read = _read(said, Scene(now, calendar, now.date()), folded)
    return replace(judged(read, now, any_other=bool(ANY_OTHER.search(folded.text))), spans=spans)


def _read(said: list[Wish], scene: Scene, folded: Folded) -> list[Read]:
    out: list[Read] = []
    for wish in said:
        spans = _original(folded, wish.spans)
        days = wish.day.resolve(scene) if wish.day else None
        if isinstance(days, Problem):
            out.append(_open(wish, days, spans, scene))
            continue
        if days is not None:
            scene = spoken_of(scene, days)
        moment = _moment(days, wish.time, spans, scene)
        if isinstance(moment, Problem):
            out.append(_open(wish, moment, spans, scene))
        else:
            bare = wish.day is not None and wish.day.kind == "weekday" and not (days and days.explicit)
            out.append(Read(wish.refused, moment, weekly=bare))
    return out


def _moment(
    days: Days | None, said: TimeUnit | None, spans: tuple[tuple[int, int], ...], scene: Scene
) -> Moment | Problem:
    limits = _limits(said) if said else _Limits()
    if isinstance(limits, Problem):
        return limits
    if days is None:
        return _next_occurrence(limits, spans, scene)
    if limits.day_after:
        if days.first != days.last:
            return MIDNIGHT
        days = replace(days, first=days.first + ONE_DAY, last=days.last + ONE_DAY)
    begins, ends = (days.at, days.at) if days.at else (limits.begins, limits.ends)
    last = days.last
    provisional = days.provisional or scene.calendar.is_provisional(days.first)
    inferred = days.inferred or limits.inferred
    return Moment(days.first, last, begins, ends, limits.period, True, inferred, provisional, spans)


@dataclass(frozen=True, slots=True)
class _Limits:
    begins: time | None = None
    ends: time | None = None
    period: Period | None = None
    inferred: bool = False
    day_after: bool = False  # the midnight that ends the day


def _limits(said: TimeUnit) -> _Limits | Problem:
    if not said.has_clock:
        if said.start_period and said.period:  # 上午到下午
            if PERIOD_HOURS[said.start_period][0] >= PERIOD_HOURS[said.period][1]:
                return Problem("unparseable", "ends_before_start")
            return _Limits(PERIOD_HOURS[said.start_period][0], PERIOD_HOURS[said.period][1], None, True)
        return _Limits(period=said.period, inferred=said.blurred)
    begins = clock_time(said.opening, said.start_period or said.period) if said.opening else None
    if begins is MIDNIGHT and said.opening == said.closing:
        return _Limits(time(0), time(0), None, True, True)
    if isinstance(begins, Problem):
        return begins
    ends = clock_time(said.closing, said.period) if said.closing else None
    ends = (time(23, 59), False) if ends is MIDNIGHT else ends
    if begins and said.closing and (isinstance(ends, Problem) or ends is None or ends[0] < begins[0]):
        again = clock_time(said.closing, None)  # 上午10点到2点: the part of the day is that of the beginning
        ends = again if not isinstance(again, Problem) and again[0] > begins[0] else ends
    if isinstance(ends, Problem):
        return ends
    if begins and ends and ends[0] < begins[0]:
        return Problem("unparseable", "ends_before_start")
    inferred = said.blurred or bool(begins and begins[1]) or bool(ends and ends[1])
    period = said.period if said.start_period in (None, said.period) else None
    return _Limits(begins[0] if begins else None, ends[0] if ends else None, period, inferred)


def _next_occurrence(limits: _Limits, spans: tuple[tuple[int, int], ...], scene: Scene) -> Moment:
    def on(day: date) -> Moment:
        return Moment(day, day, limits.begins, limits.ends, limits.period, False, limits.inferred, False, spans)

    today = on(scene.today + ONE_DAY if limits.day_after else scene.today)
    return on(scene.today + ONE_DAY) if is_over(today, scene.now) else today


def _open(wish: Wish, problem: Problem, spans: tuple[tuple[int, int], ...], scene: Scene) -> Read:
    readings: list[Moment] = []
    for choice in problem.readings:
        moment = _moment(choice, wish.time, spans, scene)
        if isinstance(moment, Problem):
            return Read(wish.refused, problem=moment)
        readings.append(moment)
    ahead = [moment for moment in readings if not is_over(moment, scene.now)]
    if readings and len(ahead) <= 1:
        return Read(wish.refused, replace([*ahead, *readings][0], inferred=True))
    return Read(wish.refused, None, problem, tuple(ahead), weekly=problem.reason == "weekday_is_today")


def _original(folded: Folded, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple(folded.original_span(start, end) for start, end in spans if start < end)
