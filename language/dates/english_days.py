"""English days without a date: tomorrow, next Wednesday, this weekend, in two weeks, the next few days, earliest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from language.dates.arithmetic import ONE_DAY, add_months, week_start
from language.dates.counted import moment_after, workday_from
from language.dates.english_words import COUNT, WEEKDAY, WEEKDAYS, WORKDAY, count
from language.dates.units import Days, Problem, Scene, one_day, whole_week
from language.dates.weeks import weekday_days
from language.dates.words import Found

_TOMORROW = r"(?:tomm?orr?ow|tmrw?|2morrow)"
_WORKDAYS = frozenset(f"{word}{gap}day" for word in ("working", "business", "week", "work") for gap in ("", " "))
_STEPS = {"last": -1, "this": 0, "next": 1, "next next": 2}
NEAR = re.compile(
    rf"(?:the )?day after {_TOMORROW}\b|(?:the )?day before yesterday\b|{_TOMORROW}\b|yesterday\b|today\b"
    r"|to(?=night\b)|this(?= (?:morning|afternoon|evening)\b)",
    re.ASCII,
)
WEEKDAY_NAME = re.compile(
    rf"(?:(?P<rel>this coming|the coming|coming|upcoming|this|next next|next|last) )?(?P<day>{WEEKDAY})\b\.?"
    r"(?P<after> after next\b)?(?P<week> week\b)?",
    re.ASCII,
)
WEEK = re.compile(
    r"(?:the )?(?P<after>week(?P<end2>end)? after next)\b|(?:the )?rest of (?:the|this) week\b|later this week\b"
    r"|(?:(?:the )?(?P<part>early|mid|middle|late|end|beginning|start)(?:[ -](?:of|in))?[ -])?(?:the )?"
    r"(?:(?P<rel>this|next next|next|last|coming) week(?P<end>end)?|week(?P<end3>end)|(?P<the>(?<=the )week))\b(?!day)",
    re.ASCII,
)


def _unit(group: str) -> str:
    return rf"(?P<{group}>days?|nights?|weeks?|fortnights?|months?|hours?|hrs?|minutes?|mins?|{WORKDAY}s?)'?"


COUNTED = re.compile(
    r"(?P<within>within|(?:(?:in|over|during|for) )?the (?:next|coming)|(?:in|over|during) (?:the )?next)"
    rf"(?: the next)? (?:(?P<some>few)|(?P<n>{COUNT})) {_unit('unit')}\b"
    rf"|(?P<in>in )(?:(?P<half>half an?)|(?P<n2>{COUNT})(?P<more> and a half)?(?: more)?) {_unit('unit2')}"
    r"(?: time)?(?P<and_half> and a half)?\b(?! (?:advance|total))"
    rf"|(?P<n3>{COUNT}) {_unit('unit3')} (?:(?P<from>from (?:now|today)|later|hence)"
    rf"|(?:from|on|after) (?P<other>tomorrow|(?:next )?{WEEKDAY})|(?P<ago>ago))\b",
    re.ASCII,
)
NEXT_WORKDAY = re.compile(
    rf"(?:the )?(?P<which>next|first|nearest) (?:available )?{WORKDAY}\b(?! (?:of|in|after|before))", re.ASCII
)
YEAR = re.compile(r"(?:the )?(?P<rel>this|next|last) year\b", re.ASCII)
EARLIEST = re.compile(
    r"(?:the |my |your )?(?:earliest|soonest)\b(?: possible| available)?"
    r"|as (?:soon|early) as (?:possible|you can|i can)\b|asap\b|(?:the )?(?:first|next) available\b|right away\b",
    re.ASCII,
)
_ALONE = re.compile(r"(?:^|\b(?:on|or|and|to|by)|[,-]) ?$", re.ASCII)


def near(match: re.Match[str]) -> Found:
    """Read today, tomorrow and their kind."""
    word = match.group().removeprefix("the ")
    step = 2 if word.startswith("day after") else -2 if "before" in word else -1 if word == "yesterday" else 0
    if re.fullmatch(_TOMORROW, word):
        step = 1
    return "relative", lambda scene: one_day(scene.today + timedelta(days=step))


def weekday(match: re.Match[str]) -> Found | None:
    """Read a weekday: this is of this week, next of the next calendar week, a bare one is the coming one."""
    rel, day = match["rel"], WEEKDAYS[match["day"]]
    if match["day"] in ("sat", "sun") and not rel and not _ALONE.search(match.string, 0, match.start()):
        return None  # sat and sun are other words too
    if match["week"]:
        return None if rel else ("weekday", _from_other(match["day"], 1, "week"))
    if match["after"]:
        rel = "next next"
    if rel and rel.endswith("coming"):
        return "weekday", lambda scene: _coming(scene, day)
    if rel == "last":
        return "weekday", lambda scene: one_day(scene.today - timedelta(days=(scene.today.weekday() - day - 1) % 7 + 1))
    return "weekday", lambda scene: weekday_days(scene, day, rel, _STEPS.get(rel or "", 0))


def week(match: re.Match[str]) -> Found | None:
    """Read a week, a part of it, or a weekend."""
    if match["the"] and not match["part"]:
        return None
    step = 2 if match["after"] else _STEPS.get(match["rel"] or "", 1 if match["rel"] == "coming" else 0)
    end = match["end"] or match["end2"] or match["end3"]
    rest = match.group().startswith(("rest", "the rest", "later"))

    def resolve(scene: Scene) -> Days:
        monday = week_start(scene.today) + timedelta(days=7 * step)
        if end:
            return Days(monday + timedelta(days=5), monday + timedelta(days=6), unit="range")
        if rest:
            return Days(scene.today, monday + timedelta(days=6), unit="range", inferred=True)
        if match["part"]:
            first, last = {"early": (0, 1), "beginning": (0, 1), "start": (0, 1), "mid": (1, 3), "middle": (1, 3)}.get(
                match["part"], (3, 4)
            )
            return Days(monday + timedelta(days=first), monday + timedelta(days=last), unit="range", inferred=True)
        return whole_week(monday)

    return ("range" if end or rest or match["part"] else "frame"), resolve


def counted(match: re.Match[str]) -> Found | None:
    """Read in two weeks, within three days, two days ago."""
    unit = (match["unit"] or match["unit2"] or match["unit3"]).rstrip("'").removesuffix("s").replace("-", " ")
    number = match["n"] or match["n2"] or match["n3"]
    amount = 3 if match["some"] else count(number) if number else 0
    minutes = {"hour": 60, "hr": 60, "minute": 1, "min": 1}.get(unit)
    halves = bool(match["half"] or match["more"] or match["and_half"])
    if match["within"]:
        if minutes or unit in _WORKDAYS:
            return None  # a limit on work, not on a visit
        return "range", lambda scene: _within(scene, unit, amount)
    if minutes and not match["ago"]:
        total = amount * minutes + (minutes // 2 if halves else 0)
        return "relative", lambda scene: moment_after(scene, total)
    if halves:
        return None
    sign = -1 if match["ago"] else 1
    if match["other"]:
        return None if unit not in ("day", "week") else ("relative", _from_other(match["other"], amount, unit))
    if (
        unit.replace("-", " ") in ("working day", "business day", "workday", "work day", "weekday", "week day")
        and sign > 0
    ):
        return "relative", lambda scene: workday_from(scene, ONE_DAY, amount)
    return "relative", lambda scene: one_day(_on(scene, unit, amount * sign))


def next_workday(match: re.Match[str]) -> Found:
    """Read the next working day: the first after today."""
    start = timedelta(0) if match["which"] == "nearest" else ONE_DAY
    return "relative", lambda scene: workday_from(scene, start, 1)


def year(match: re.Match[str]) -> Found:
    """Read a whole year."""
    step = _STEPS[match["rel"]]

    def resolve(scene: Scene) -> Days:
        first = scene.today.replace(month=1, day=1, year=scene.today.year + step)
        return Days(first, first.replace(month=12, day=31), unit="range")

    return "frame", resolve


def earliest(match: re.Match[str]) -> Found:
    """Read the earliest: from today on."""
    return "open", lambda scene: Days(scene.today, None, unit="range", inferred=True)


def _coming(scene: Scene, day: int) -> Days:
    return one_day(scene.today + timedelta(days=(day - scene.today.weekday() - 1) % 7 + 1))


def _within(scene: Scene, unit: str, amount: int) -> Days:
    return Days(scene.today, _on(scene, unit, amount), inferred=True, unit="range", through=True)


def _on(scene: Scene, unit: str, amount: int) -> date:
    if unit == "month":
        return add_months(scene.today, amount)
    return scene.today + timedelta(days=amount * {"week": 7, "fortnight": 14}.get(unit, 1))


def _from_other(word: str, amount: int, unit: str) -> Callable[[Scene], Days | Problem]:
    step = timedelta(days=amount * (7 if unit == "week" else 1))

    def resolve(scene: Scene) -> Days | Problem:
        if word == "tomorrow":
            return one_day(scene.today + ONE_DAY + step)
        day = WEEKDAYS[word.removeprefix("next ")]
        rel = "next" if word.startswith("next ") else None
        base = weekday_days(scene, day, rel, 1 if rel else 0)
        if isinstance(base, Problem):
            return replace(base, readings=tuple(one_day(reading.first + step) for reading in base.readings))
        return one_day(base.first + step)

    return resolve
