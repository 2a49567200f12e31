"""`python -m benchmarks.times --times FILE [--json FILE] [--misses]`: the time grammar against gold readings.

FILE holds one JSON object a line, in either form: `{text, mention, reference, expect: {start, end}, grain, booking,
past, source, flags}` (`end` exclusive or null), or `{text, reference, expect}` with `date` or `date_from`/`date_to`,
`time_from`, `time_to`, `period`, or a status (`unparseable`, `ambiguous`, `past`). Rules of judging:

- A gold before its reference is right when refused as past, a unit still running (这周) when its rest is offered.
- A part of the day (早上, 晚上) has other limits in every source: its day is judged, and that the hours overlap.
- `blur` rows: only the day is judged. A time without a day is judged by its clock.
- Counted apart, because the gold follows a rule that a booking does not: passed days of JioNLP's default mode (3号 on
  the 14th; a booking wants the coming one), its `ret_future=True` where it skips a day still to come, and bare hours
  of `past_or_future:2`, whose later candidate is the evening, where ours is the morning. `*_with_apart` counts them as
  wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

from language.calendar import ListedCalendar
from language.dates import When, parse_when
from language.dates.when import PERIOD_HOURS

Row = Mapping[str, Any]
Verdict = Literal["right", "wrong_accepted", "refused", "apart"]

SHANGHAI = timezone(timedelta(hours=8))
_ONE_DAY = timedelta(days=1)
_STATUSES = ("none", "unparseable", "ambiguous", "past")
_UNIT_DAYS = {"week": 7, "month": 28, "year": 365}
_ENGLISH_PERIODS = {"morning": "上午", "noon": "中午", "afternoon": "下午", "evening": "晚上", "night": "晚上"}
# Said outright: the passed day itself was named, so that no coming one is meant.
_OUTRIGHT = re.compile(
    r"[上昨前去本这今当近]|[0-9]{4}|[0-9〇零一二三四五六七八九]{2,4}年|年初|以来|节|(?<!大)年|季|农历"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, what the grammar made of it, and the verdict."""

    row: Row
    when: When
    verdict: Verdict


def measure(path: Path) -> dict[str, float | int]:
    """Return the figures of a file: shares of booking rows and of all rows, and how many rows were counted."""
    return figures(judged(path))


def judged(path: Path) -> list[Judged]:
    """Read and judge every row of a file."""
    calendar = published_calendar()
    out = []
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            row: Row = json.loads(line)
            when = parse_when(row["text"], _reference(row), calendar)
            out.append(Judged(row, when, _verdict(row, when)))
    return out


def figures(rows: Sequence[Judged]) -> dict[str, float | int]:
    """Return shares and counts; rows without a `booking` mark are booking rows."""
    booking = [row for row in rows if row.row.get("booking", True)]
    out: dict[str, float | int] = {}
    for prefix, group in (("times", booking), ("all_times", rows)):
        counted = [row for row in group if row.verdict != "apart"]
        for verdict in ("right", "wrong_accepted", "refused"):
            out[f"{prefix}_{verdict}"] = sum(row.verdict == verdict for row in counted) / max(1, len(counted))
        out["rows" if prefix == "times" else "all_rows"] = len(counted)
        out[f"{prefix}_apart"] = len(group) - len(counted)
        out[f"{prefix}_right_with_apart"] = sum(row.verdict == "right" for row in group) / max(1, len(group))
    return out


def published_calendar() -> ListedCalendar:
    """Return the published Chinese holidays where `chinese_calendar` is installed, else weekdays alone."""
    try:
        from chinese_calendar.constants import Holiday, holidays, workdays
    except ImportError:
        return ListedCalendar()
    names = {day: Holiday(name).chinese for day, name in holidays.items()}
    worked = [day for day in workdays if day.isoweekday() >= 6]
    return ListedCalendar.from_lists(names, worked, max(names))


def _reference(row: Row) -> datetime:
    moment = datetime.fromisoformat(row["reference"])
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _verdict(row: Row, when: When) -> Verdict:
    expect = row["expect"]
    if isinstance(expect, str):
        expect = {"status": expect}
    if "start" in expect:
        return _against_interval(row, when)
    status = expect.get("status", "ok")
    if status in _STATUSES:
        return "right" if when.status == status else "refused" if when.status != "ok" else "wrong_accepted"
    if when.status != "ok":
        return "refused"
    return "right" if _meets(when, expect) else "wrong_accepted"


def _meets(when: When, expect: Row) -> bool:
    """Compare every key that the gold names, and the end of the days where it names only one."""
    first = expect.get("date", expect.get("date_from"))
    last = expect.get("date", expect.get("date_to"))
    if first and (when.date_from is None or when.date_from.isoformat() != first[:10]):
        return False
    if last and (when.date_to is None or when.date_to.isoformat() != last[:10]):
        return False
    for key, ours in (("time_from", when.time_from), ("time_to", when.time_to)):
        wanted = expect.get(key)
        if wanted and (ours is None or ours != time.fromisoformat(wanted[:5])):
            return False
    period = expect.get("period")
    return not period or when.period == _ENGLISH_PERIODS.get(period, period)


def _against_interval(row: Row, when: When) -> Verdict:
    reference = _reference(row).replace(tzinfo=None)
    start = datetime.fromisoformat(row["expect"]["start"])
    end = datetime.fromisoformat(row["expect"]["end"]) if row["expect"]["end"] else None
    ends = end or start + (timedelta(days=_UNIT_DAYS.get(row["grain"], 1)) if start.time() == time(0) else timedelta(0))
    running = start.date() < reference.date() < ends.date() and row["grain"] in (*_UNIT_DAYS, "time_point", "time_span")
    only_clock = when.status == "ok" and not when.day_given and not row["past"]
    if not only_clock and (ends <= reference or (row["past"] and not running)):
        if when.status == "past":
            return "right"
        if when.status != "ok":
            return "refused"
        passed = row["source"] == "jionlp" and "ret_future=True" not in row["flags"]
        return "apart" if passed and not _OUTRIGHT.search(row["mention"]) else "wrong_accepted"
    if when.status != "ok":
        return "refused"
    if _other_rule(row, when, start):
        return "apart"
    right = _days_agree(row, when, start, end, reference.date()) and (
        "blur" in row["flags"] or _clock_agrees(when, start, end)
    )
    return "right" if right else "wrong_accepted"


def _other_rule(row: Row, when: When, start: datetime) -> bool:
    """Tell whether the gold is the same expression a month, a year or twelve hours after a moment still to come."""
    day, clock = when.date_from, when.time_from
    if day is None or datetime.combine(day, clock or time(23, 59)) < _reference(row).replace(tzinfo=None):
        return False
    if "ret_future=True" in row["flags"]:
        return day < start.date() and day.day == start.day and (clock is None or clock == start.time())
    later = "past_or_future:2" in row["flags"] and not when.day_given and clock is not None
    return later and clock is not None and datetime.combine(day, clock) + timedelta(hours=12) == start


def _days_agree(row: Row, when: When, start: datetime, end: datetime | None, today: date) -> bool:
    if when.date_from is None:
        return False
    if not when.day_given:  # only a time was said: its next occurrence
        return when.date_from in (start.date(), start.date() + _ONE_DAY)
    if when.date_from != max(start.date(), today):
        return False
    if "mod:since" in row["flags"] or ("time_span" in row["grain"] and end is None):
        return when.date_to is None
    last = _last_day(row, start, end)
    # Recognizers leaves out the last day that is said in 10日到20日, we offer it.
    told = (
        {last, end.date()}
        if end and row["source"] == "recognizers" and re.search("[到至-]|之?间", row["text"])
        else {last}
    )
    return when.date_to in told


def _last_day(row: Row, start: datetime, end: datetime | None) -> date:
    if end is not None:
        return max((end - timedelta(seconds=1)).date(), start.date())
    if row["grain"] == "week":
        return start.date() + timedelta(days=6)
    if row["grain"] == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1).date() - _ONE_DAY
    return date(start.year, 12, 31) if row["grain"] == "year" else start.date()


def _clock_agrees(when: When, start: datetime, end: datetime | None) -> bool:
    """Compare points and limits to the minute; a part of the day must overlap; whole days have no clock."""
    whole = start.time() == time(0) and (end is None or end.time() == time(0))
    if end is not None and (end - start) > _ONE_DAY:
        return True  # limits on different days are no daily hours
    if when.time_from is None and when.time_to is None:
        if when.period is None:
            return whole
        begins, ends = PERIOD_HOURS[when.period]
        return start.time() < ends and (end is None or end.date() > start.date() or end.time() > begins)
    if when.time_from is None or not _near(when.time_from, start):
        return False
    if when.time_from == when.time_to or end is None:  # a point: the source gives it the length of its unit
        return when.time_from == when.time_to and (end is None or end - start <= timedelta(minutes=61))
    return when.time_to is not None and _near(when.time_to, end)


def _near(ours: time, gold: datetime) -> bool:
    # JioNLP counts the named minute in (11:30 ends at 11:31); the end of a day is 23:59 or the next day's 00:00.
    apart = abs((ours.hour * 60 + ours.minute) - (gold.hour * 60 + gold.minute))
    return apart <= 1 or apart == 24 * 60 - 1


def _table(told: Mapping[str, float | int]) -> str:
    lines = [f"{'':12}{'rows':>6}{'right':>9}{'accepted':>10}{'refused':>9}{'apart':>7}"]
    for name, prefix, rows in (("booking", "times", "rows"), ("all", "all_times", "all_rows")):
        shares = [told[f"{prefix}_{verdict}"] for verdict in ("right", "wrong_accepted", "refused")]
        lines.append(
            f"{name:12}{told[rows]:>6}{shares[0]:>9.1%}{shares[1]:>10.1%}{shares[2]:>9.1%}{told[f'{prefix}_apart']:>7}"
        )
    return "\n".join(lines)


def _told(number: int, item: Judged) -> str:
    ours = [
        f"{wish.date_from}..{wish.date_to} {wish.time_from}-{wish.time_to} {wish.period}"
        for wish in item.when.alternatives
    ]
    booking = "B" if item.row.get("booking", True) else " "
    return (
        f"{number:4} {booking} {item.verdict:14} {item.row['text']} @{item.row['reference'][:16]}: "
        f"{item.when.status} {item.when.reason} {ours}, gold {json.dumps(item.row['expect'], ensure_ascii=False)}"
    )


def main() -> None:
    """Measure and print one table; exit with 2 when the file is absent."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.times", description=__doc__)
    parser.add_argument("--times", type=Path, required=True, help="the rows, one JSON object a line")
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    parser.add_argument("--misses", action="store_true", help="also print every row that is not right")
    chosen = parser.parse_args()
    if not chosen.times.is_file():
        print(f"no such file: {chosen.times}", file=sys.stderr)
        raise SystemExit(2)
    rows = judged(chosen.times)
    told = figures(rows)
    if chosen.misses:
        print("\n".join(_told(number, item) for number, item in enumerate(rows, 1) if item.verdict != "right"))
    print("readings of times; accepted: wrong but accepted\n" + _table(told))
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
