"""Parts of the day and clock times: 上午, 三点半, 15:00, 十点前, 9点到11点, 3pm."""

from __future__ import annotations

import re
from datetime import time

from language.dates.units import Problem, Reading, TimeUnit
from language.dates.when import Period
from language.numbers import parse_integer

_HOUR = r"(?:[0-9]{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_MINUTE = r"(?:[0-9]{1,2}|[二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九])"
_NUMBER_BEFORE = frozenset("0123456789一二三四五六七八九十第.:")
_TO = r"(?:到|至|-|~)"

_PERIODS: dict[str, Period] = {
    "凌晨": "凌晨",
    **dict.fromkeys(("清晨", "清早", "早晨", "早上", "早间", "上午", "午前", "上半天", "早半天", "早", "晨"), "上午"),
    **dict.fromkeys(("大清早", "一大早", "大早上", "大早", "一早", "打早", "赶早"), "上午"),
    **dict.fromkeys(("中午", "正午", "午间", "晌午"), "中午"),
    **dict.fromkeys(("下午", "午后", "午饭后", "中饭后", "下半天", "晚半天"), "下午"),
    **dict.fromkeys(
        ("傍晚", "晚上", "夜里", "夜晚", "夜间", "晚间", "半夜", "深夜", "午夜", "擦黑", "晚", "夜"), "晚上"
    ),
}
_PAIRS = {
    **{pair: (pair[0], pair[1]) for pair in ("两三", "三四", "四五", "五六", "七八", "八九", "九十")},
    "十一二": ("十一", "十二"),
}
_LONE = ("早", "晨", "晚", "夜")

PERIOD = re.compile("|".join(sorted(_PERIODS, key=len, reverse=True)))
CLOCK = re.compile(
    rf"(?:"
    rf"(?P<h24>[0-9]{{1,2}}):(?P<m24>[0-9]{{2}})(?::[0-9]{{2}})?(?![0-9:])(?: ?(?P<half24>[ap])\.?m\b\.?)?"
    rf"|(?P<h12>[0-9]{{1,2}})(?:\.(?P<m12>[0-9]{{2}}))? ?(?P<half12>[ap])\.?m\b\.?"
    rf"|差(?P<less>一刻|{_MINUTE}分钟?)(?:到)?(?P<hl>{_HOUR})点"
    rf"|(?P<h>{_HOUR})(?:点钟?|时(?![间候长代限效段刻常]))"
    rf"(?:(?P<halfpast>半)|(?P<quarter>[一二三1-3])刻|过?(?P<m>{_MINUTE})(?:分(?!之)|(?![号日月点天个人位条项时小万元周年名家点0-9到至~-]))"
    rf"|整|差(?P<minus>一刻|{_MINUTE}分钟?))?(?:钟|[0-9一二三四五六七八九十]+秒)?"
    # The first of two hours that share one 点: 三到五点, 9-11点.
    rf"|(?P<bare>{_HOUR})(?={_TO}{_HOUR}(?:点|时(?![间候长代限效段刻常])))"
    # Two hours in one breath: 两三点.
    rf"|(?P<pair>两三|三四|四五|五六|七八|八九|九十|十一二)点(?:钟|来钟|的样子)?(?![半0-9一二三四五六七八九十])"
    rf")"
    rf"(?P<about>左右|前后|上下|许|多)?"
    rf"(?P<bound>(?:以前|之前|前(?![台往来面后提]))|(?:以后|之后|过后|后(?![台面续来])|开始|起(?![来草])))?",
    re.ASCII,
)
_OFFICE_HOURS = re.compile(
    r"(?:快)?下班(?P<closing>以前|之前|前)|(?:一|刚)上班|上班(?:以后|之后|后)|(?P<open>上班时间)"
)
_PERIOD_BOUND = re.compile(r"(?P<before>以前|之前|前(?![台往来面后提天]))|以后|之后|过后|后(?![台面续来天])")
# Halls work from 9 to 17; 下班前 and 一上班 lean on it.
_OPENING, _CLOSING = Reading(9, certain=True), Reading(17, certain=True)
_BEGINS = {"凌晨": 0, "上午": 9, "中午": 12, "下午": 12, "晚上": 18}
_ENDS = {"凌晨": 6, "上午": 12, "中午": 12, "下午": 18, "晚上": 22}


# 晚上12点 and 24点 end their day; whoever asks for a point is given the first minute of the next.
MIDNIGHT = Problem("ambiguous", "midnight")


def time_unit(text: str, at: int, previous_end: int) -> TimeUnit | None:
    """Read a part of the day or a clock time that begins at `at`; `previous_end` is where the last unit ended."""
    period = PERIOD.match(text, at)
    if period is not None:
        word, end = period.group(), period.end()
        if word in _LONE and text.startswith("些", end):
            return None  # 下午早些时候
        if word in _LONE and at != previous_end and not CLOCK.match(text, end):
            return None
        bound = _PERIOD_BOUND.match(text, end)
        if bound is None:
            return TimeUnit(at, end, period=_PERIODS[word])
        if bound["before"]:
            return TimeUnit(at, bound.end(), closing=Reading(_BEGINS[_PERIODS[word]], certain=True), blurred=True)
        return TimeUnit(at, bound.end(), opening=Reading(_ENDS[_PERIODS[word]], certain=True), blurred=True)
    office = _OFFICE_HOURS.match(text, at)
    if office is not None:
        opening = None if office["closing"] else _OPENING
        closing = _CLOSING if office["closing"] or office["open"] else None
        return TimeUnit(at, office.end(), opening=opening, closing=closing, blurred=True)
    if at != previous_end and at and text[at - 1] in _NUMBER_BEFORE:
        return None
    match = CLOCK.match(text, at)
    return None if match is None else _clock(match)


def clock_time(reading: Reading, period: Period | None) -> tuple[time, bool] | Problem:
    """Give the time and whether it was inferred: 1 to 6 without a part of day is afternoon, as halls open 9 to 17."""
    hour, minute = reading.hour, reading.minute
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Problem("unparseable", "no_such_time")
    if hour == 24 or (period == "晚上" and hour == 12 and not reading.certain):
        return MIDNIGHT
    if reading.certain or hour >= 13 or hour == 0:
        if period is not None and not _agrees(hour, period):
            return Problem("unparseable", "period_disagrees")
        return time(hour, minute), False
    if period is None:
        return (time(hour + 12, minute), True) if hour <= 6 else (time(hour, minute), hour <= 8)
    if period in ("下午", "晚上"):
        late = hour if hour == 12 else hour + 12
        return (time(late, minute), False) if _agrees(late, period) else Problem("unparseable", "period_disagrees")
    if period == "中午":
        noon = hour + 12 if hour <= 2 else hour
        return (time(noon, minute), False) if 11 <= noon <= 14 else Problem("unparseable", "period_disagrees")
    return time(hour % 12 if period == "凌晨" else hour, minute), False


def _agrees(hour: int, period: Period) -> bool:
    allowed = {"凌晨": (0, 6), "上午": (0, 12), "中午": (11, 14), "下午": (12, 20), "晚上": (17, 23)}[period]
    return allowed[0] <= hour <= allowed[1]


def _clock(match: re.Match[str]) -> TimeUnit | None:
    period: Period | None = None
    if match["pair"]:
        first, last = (parse_integer(word) or 0 for word in _PAIRS[match["pair"]])
        return TimeUnit(match.start(), match.end(), period, Reading(first), Reading(last), blurred=True)
    if match["h24"] or match["h12"]:
        hour, minute = int(match["h24"] or match["h12"]), int(match["m24"] or match["m12"] or 0)
        half = match["half24"] or match["half12"]
        if half and 1 <= hour <= 12:
            reading = Reading(hour % 12 + (12 if half == "p" else 0), minute, certain=True)
        else:
            reading = Reading(hour, minute, certain=bool(match["h24"]) and match["h24"].startswith("0"))
    elif match["less"]:
        whole = (parse_integer(match["hl"]) or 0) * 60
        reading = _before(whole, match["less"])
    else:
        hour = parse_integer(match["h"] or match["bare"]) or 0
        minute = 30 if match["halfpast"] else 0
        if match["quarter"]:
            minute = 15 * (parse_integer(match["quarter"]) or 0)
        elif match["m"]:
            minute = parse_integer(match["m"].lstrip("零〇") or "零") or 0
        reading = _before(hour * 60, match["minus"]) if match["minus"] else Reading(hour, minute)
    opening: Reading | None = reading
    closing: Reading | None = reading
    bound = match["bound"] or ""
    if bound.endswith("前"):
        opening = None
    elif bound:
        closing = None
    return TimeUnit(match.start(), match.end(), period, opening, closing, blurred=bool(match["about"]))


def _before(whole: int, less: str) -> Reading:
    earlier = 15 if less == "一刻" else parse_integer(less.rstrip("分钟")) or 0
    return Reading((whole - earlier) // 60 % 24, (whole - earlier) % 60)
