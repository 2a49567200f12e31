"""Read a sentence's wish for a time: fold, find units, join them, resolve them, judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from language.calendar import WorkingCalendar
from language.dates.arithmetic import ONE_DAY
from language.dates.clock import clock_time
from language.dates.folding import Folded, fold
from language.dates.scan import units
from language.dates.units import Days, Problem, Scene, TimeUnit, spoken_of
from language.dates.when import PERIOD_HOURS, Moment, Period, When
from language.dates.wishes import Wish, obstacles, wishes

_LONGEST = 500  # characters that are read: a wish for a time does not stand behind them


def parse_when(text: str, now: datetime, calendar: WorkingCalendar) -> When:
    """Read the time wished for in a sentence; `now` must carry the office's zone. Raise ValueError if it has none."""
    if now.tzinfo is None:
        raise ValueError(f"expected a time with a zone, got {now.isoformat()}")
    folded = fold(text[:_LONGEST])
    found = units(folded.text)
    if not found:
        return When("none")
    said = wishes(folded.text, found)
    hindrances = [item for item in obstacles(found) if not (item.weak and said)]
    spans = _original(folded, tuple((item.start, item.end) for item in found))
    if hindrances:
        return When("unparseable", hindrances[0].reason, spans=spans)
    return replace(_judged(_read(said, Scene(now, calendar, now.date()), folded), now), spans=spans)


@dataclass(frozen=True, slots=True)
class _Read:
    """A wish with its moment, or the problem and the moments to choose from."""

    refused: bool
    moment: Moment | None = None
    problem: Problem | None = None
    readings: tuple[Moment, ...] = ()


def _read(said: list[Wish], scene: Scene, folded: Folded) -> list[_Read]:
    out: list[_Read] = []
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
            out.append(_open(wish, moment, spans, scene, days))
        else:
            out.append(_Read(wish.refused, moment))
    return out


def _judged(read: list[_Read], now: datetime) -> When:
    excluded = tuple(item.moment for item in read if item.refused and item.moment)
    excluded += tuple(reading for item in read if item.refused for reading in item.readings)
    wanted = [item for item in read if not item.refused]
    for status in ("unparseable", "ambiguous"):
        for item in wanted:
            if item.problem and item.problem.status == status:
                return When(item.problem.status, item.problem.reason, item.readings, excluded)
    moments = [item.moment for item in wanted if item.moment]
    if not moments:
        return When("none", "only_excluded" if excluded else "", (), excluded)
    left = [_without_past(moment, now) for moment in moments if not _over(moment, now)]
    if not left:
        return When("past", "over", tuple(moments), excluded)
    open_days = tuple(part for moment in left for part in _without(moment, excluded))
    if not open_days:
        return When("none", "only_excluded", (), excluded)
    return When("ok", "partly_over" if len(left) < len(moments) else "", open_days, excluded)


def _moment(
    days: Days | None, said: TimeUnit | None, spans: tuple[tuple[int, int], ...], scene: Scene
) -> Moment | Problem:
    limits = _limits(said) if said else _Limits()
    if isinstance(limits, Problem):
        return limits
    if days is None:
        return _next_occurrence(limits, spans, scene)
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


def _limits(said: TimeUnit) -> _Limits | Problem:
    if not said.has_clock:
        if said.start_period and said.period:  # 上午到下午
            return _Limits(PERIOD_HOURS[said.start_period][0], PERIOD_HOURS[said.period][1], None, True)
        return _Limits(period=said.period, inferred=said.blurred)
    begins = clock_time(said.opening, said.start_period or said.period) if said.opening else None
    if isinstance(begins, Problem):
        return begins
    ends = clock_time(said.closing, said.period) if said.closing else None
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

    today = on(scene.today)
    return on(scene.today + ONE_DAY) if _over(today, scene.now) else today


def _open(
    wish: Wish, problem: Problem, spans: tuple[tuple[int, int], ...], scene: Scene, days: Days | None = None
) -> _Read:
    readings: list[Moment] = []
    if problem.reason == "midnight":
        first = days.first if days else scene.today
        readings = [Moment(day, day, time(0), time(0), spans=spans) for day in (first, first + ONE_DAY)]
    for choice in problem.readings:
        moment = _moment(choice, wish.time, spans, scene)
        if isinstance(moment, Problem):
            return _Read(wish.refused, problem=moment)
        if not _over(moment, scene.now):
            readings.append(moment)
    if len(readings) == 1 and problem.reason == "weekday_is_today":
        return _Read(wish.refused, replace(readings[0], inferred=True))
    return _Read(wish.refused, None, problem, tuple(readings))


def _over(moment: Moment, now: datetime) -> bool:
    today, clock = now.date(), now.time()
    if moment.date_from is None or moment.date_to is None or moment.date_to > today:
        return False
    if moment.date_to < today:
        return True
    if moment.time_to is not None:
        return moment.time_to < clock if moment.time_from == moment.time_to else moment.time_to <= clock
    return moment.time_from is None and moment.period is not None and PERIOD_HOURS[moment.period][1] <= clock


def _without_past(moment: Moment, now: datetime) -> Moment:
    if moment.date_from is not None and moment.date_from < now.date():
        return replace(moment, date_from=now.date())
    return moment


def _without(moment: Moment, excluded: tuple[Moment, ...]) -> list[Moment]:
    """Take refused whole days out of a wish; what is left may be several stretches of days."""
    parts = [moment]
    for refused in excluded:
        if refused.period or refused.time_from or refused.time_to or not refused.day_given:
            continue
        parts = [piece for part in parts for piece in _split(part, refused)]
    return parts


def _split(part: Moment, refused: Moment) -> list[Moment]:
    first, last, start, end = part.date_from, part.date_to, refused.date_from, refused.date_to
    if first is None or start is None or (last is not None and last < start) or (end is not None and end < first):
        return [part]
    out = [replace(part, date_to=start - ONE_DAY)] if first < start else []
    if end is not None and (last is None or end < last):
        out.append(replace(part, date_from=end + ONE_DAY))
    return out


def _original(folded: Folded, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple(folded.original_span(start, end) for start, end in spans if start < end)
