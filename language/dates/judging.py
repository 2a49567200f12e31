"""From wishes with their moments to one answer: what is over, what is refused, what is left to try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from language.dates.arithmetic import ONE_DAY
from language.dates.units import Problem
from language.dates.when import PERIOD_HOURS, Moment, When

# 除了周三都行 is answered for as far ahead as halls give out slots.
_ANY_DAY = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Read:
    """A wish with its moment, or the problem and the moments to choose from; `weekly`: a weekday of no named week."""

    refused: bool
    moment: Moment | None = None
    problem: Problem | None = None
    readings: tuple[Moment, ...] = ()
    weekly: bool = False


def judged(read: list[Read], now: datetime, *, any_other: bool) -> When:
    """Judge the wishes of a sentence; with `any_other` every day that is not refused is wished for."""
    wanted = [item for item in read if not item.refused]
    refused = [item for item in read if item.refused]
    excluded = tuple(moment for item in refused for moment in _moments(item))
    for status in ("unparseable", "ambiguous"):
        for item in wanted:
            if item.problem and item.problem.status == status:
                return When(item.problem.status, item.problem.reason, item.readings, excluded)
    moments = _refined([item.moment for item in wanted if item.moment])
    if not wanted and any_other and any(_whole_days(moment) for moment in excluded):
        today = now.date()
        moments = [Moment(today, today + _ANY_DAY - ONE_DAY, inferred=True, spans=excluded[0].spans)]
    elif not wanted and any_other:
        moments = [rest for moment in excluded if (rest := _other_half(moment))]
    if not moments:
        return When("none", "only_excluded" if excluded else "", (), excluded)
    left = [_without_past(moment, now) for moment in moments if not is_over(moment, now)]
    if not left:
        return When("past", "over", tuple(moments), excluded)
    weekly = tuple(moment for item in refused if item.weekly for moment in _moments(item)[:1])
    open_days = tuple(part for moment in left for part in _without(moment, (*excluded, *_repeated(weekly, moment))))
    if not open_days:
        return When("none", "only_excluded", (), excluded)
    return When("ok", "partly_over" if len(left) < len(moments) else "", open_days, excluded)


def is_over(moment: Moment, now: datetime) -> bool:
    """Tell whether nothing of a moment lies ahead."""
    today, clock = now.date(), now.time()
    if moment.date_from is None or moment.date_to is None or moment.date_to > today:
        return False
    if moment.date_to < today:
        return True
    if moment.time_to is not None:
        return moment.time_to < clock if moment.time_from == moment.time_to else moment.time_to <= clock
    return moment.time_from is None and moment.period is not None and PERIOD_HOURS[moment.period][1] <= clock


def _moments(item: Read) -> tuple[Moment, ...]:
    return (item.moment,) if item.moment else item.readings


def _other_half(refused: Moment) -> Moment | None:
    # 明天除了上午都行 leaves the afternoon.
    if refused.time_from or refused.time_to or refused.period not in ("上午", "下午"):
        return None
    noon = PERIOD_HOURS["下午"][0]
    begins, ends = (noon, None) if refused.period == "上午" else (None, noon)
    return replace(refused, time_from=begins, time_to=ends, period=None, inferred=True)


def _repeated(weekly: tuple[Moment, ...], moment: Moment) -> list[Moment]:
    """Give a refused weekday of every week that a wish for several days reaches."""
    first, last = moment.date_from, moment.date_to
    if first is None or last is None or first == last or last - first > _ANY_DAY:
        return []
    out = []
    for refused in weekly:
        day = refused.date_from
        while day is not None and _whole_days(refused) and day <= last:
            out.append(replace(refused, date_from=day, date_to=day))
            day += timedelta(weeks=1)
    return out


def _refined(moments: list[Moment]) -> list[Moment]:
    """Drop a day that is said again, with a time or without (明天,明天下午三点)."""
    out: list[Moment] = []
    for index, moment in enumerate(moments):
        again = [later for later in moments[index + 1 :] if _days(later) == _days(moment) and moment.day_given]
        told = _whole_days(moment) and again
        if not told and not any(_clock(later) == _clock(moment) for later in again):
            out.append(moment)
    return out


def _days(moment: Moment) -> tuple[object, object]:
    return moment.date_from, moment.date_to


def _clock(moment: Moment) -> tuple[object, object, object]:
    return moment.time_from, moment.time_to, moment.period


def _whole_days(moment: Moment) -> bool:
    return not (moment.period or moment.time_from or moment.time_to) and moment.day_given


def _without_past(moment: Moment, now: datetime) -> Moment:
    if moment.date_from is not None and moment.date_from < now.date():
        return replace(moment, date_from=now.date())
    return moment


def _without(moment: Moment, excluded: tuple[Moment, ...]) -> list[Moment]:
    """Take refused whole days out of a wish; what is left may be several stretches of days."""
    parts = [moment]
    for refused in excluded:
        if _whole_days(refused):
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
