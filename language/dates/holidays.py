"""Days named after a public holiday: 国庆, 春节前, 节后, 五一后第一个工作日; the calendar says when the break is."""

from __future__ import annotations

import re
from datetime import date, timedelta

from language.dates.arithmetic import ONE_DAY, holiday_break, nth_workday
from language.dates.festivals import festival_day
from language.dates.units import Days, Problem, Scene, one_day
from language.dates.words import NUMBER, ORDINAL, Found, ordinal

_STEMS = {
    "国庆": ("国庆",), "十一": ("国庆",), "春节": ("春节",), "过年": ("春节",), "年": ("春节",), "元旦": ("元旦",),
    "清明": ("清明",), "五一": ("劳动",), "劳动节": ("劳动",), "五一劳动节": ("劳动",),
    "五一国际劳动节": ("劳动",), "端午": ("端午",), "中秋": ("中秋",),
}  # fmt: skip
# Festivals of one day; the free days around them are said with 假 or 期间.
_ONE_DAY = frozenset(("元旦", "清明", "端午", "中秋"))
ANY_HOLIDAY = ("国庆", "春节", "元旦", "清明", "劳动", "端午", "中秋")
# First day and length in days of the breaks whose date is fixed, for years without a published plan.
_FIXED = {"国庆": (10, 1, 7), "元旦": (1, 1, 1), "劳动": (5, 1, 5)}
_COUNTED = rf"(?!{NUMBER}个?(?:天|周|星期|礼拜))"
_AFTER = rf"以后|之后|过后|结束后|结束|放完假后?|回来后?|收假后?|后(?![天日儿面台续来勤]){_COUNTED}"
HOLIDAY = re.compile(
    rf"(?P<done>过完|放完|过了)?(?:(?P<name>五一(?:国际)?劳动节|国庆|春节|元旦|清明|端午|中秋|劳动节|(?<![0-9一二三四五六七八九十第])五一(?![0-9一二三四五六七八九十点个月号路街村]|大道|广场)|过年"
    r"|(?<![0-9一二三四五六七八九十第])十一(?=节|长?假|前[^0-9]|后|以后|之后|期间|黄金周|放|过))"
    rf"(?P<day>节)?|(?<=过完)年|(?P<spring>(?<![0-9一二两三四五六七八九十几半今明后去前成近多每])年(?={_AFTER}|前(?![天])))"
    r"|(?P<any>(?<![季情章细时])节(?=前|后|过)|(?:假期|长假|小长假|放假|假)(?=结束|以?后|之后|过|前|回)|(?<=过完)节|(?<=放完)假))"
    rf"(?P<long>小长假|长假|假期|放假|黄金周|假)?(?P<during>期间)?(?P<on>当天|那天|当日|那日)?(?:(?P<after>{_AFTER})|(?P<before>以前|之前|前(?![天日台往面]){_COUNTED}))?"
    rf"(?:的?(?:{ORDINAL}(?:工作日|上班日)|(?P<first_day>(?:上班)?的?第一天(?:上班)?)))?"
)


def holiday_days(match: re.Match[str]) -> Found | None:
    """Read a holiday: its break, the days before or from its end on, or a workday counted from there."""
    name = match["name"] or ("年" if match["spring"] or match.group().startswith("过完年") else "")
    stems = _STEMS.get(name, ANY_HOLIDAY)
    after, before = bool(match["after"] or match["done"]), bool(match["before"])
    count = 1 if match["first_day"] else ordinal(match)
    if name == "过年" and not after and not before:
        return None
    one_day_said = name in _ONE_DAY or name.endswith("劳动节") or (match["day"] and name != "春节")
    if not (after or before or count or match["long"] or match["during"]) and (match["on"] or one_day_said):
        return "date", lambda scene: _day_itself(stems[0], scene)
    return ("date" if count else "range"), lambda scene: holiday(scene, stems, after=after, before=before, count=count)


def holiday(
    scene: Scene, stems: tuple[str, ...], *, after: bool = False, before: bool = False, count: int = 0
) -> Days | Problem:
    """Give the break of a holiday, the days beside it, or the count-th workday there."""
    found = holiday_break(scene.calendar, stems, scene.floor)
    known = found is not None
    found = found or _fixed_break(stems, scene.floor) or _legal_days(stems, after, scene.floor)
    if found is None:
        return Problem("unparseable", "holiday_unknown")
    first, last = found
    provisional = not known or scene.calendar.is_provisional(last)
    if before:
        start, end = scene.today, first - ONE_DAY
        if end < start:
            return Days(end, end)
    elif after:
        start, end = last + ONE_DAY, last + timedelta(days=30)
    else:
        start, end = first, last
    if count:
        day = nth_workday(scene.calendar, start, end, count)
        if day is None:
            return Problem("unparseable", "no_such_day")
        return Days(day, day, explicit=True, provisional=provisional)
    return Days(start, None if after else end, unit="range", provisional=provisional)


def _day_itself(name: str, scene: Scene) -> Days | Problem:
    day = festival_day(name, scene.floor)
    return Problem("unparseable", "holiday_unknown") if day is None else one_day(day)


def _legal_days(stems: tuple[str, ...], after: bool, floor: date) -> tuple[date, date] | None:
    # 全国年节及纪念日放假办法: 除夕 and the first three days of 春节, one day of the others. A plan may add days before
    # and behind; what comes after the break is therefore not known without one.
    name = stems[0]
    day = None if after or stems == ANY_HOLIDAY else festival_day(name, floor)
    if day is None:
        return None
    return (day - ONE_DAY, day + timedelta(days=2)) if name == "春节" else (day, day)


def _fixed_break(stems: tuple[str, ...], floor: date) -> tuple[date, date] | None:
    if stems == ANY_HOLIDAY:
        return None
    for year in (floor.year, floor.year + 1):
        if stems[0] in _FIXED:
            month, day, length = _FIXED[stems[0]]
            last = date(year, month, day) + timedelta(days=length - 1)
            if last >= floor:
                return date(year, month, day), last
    return None
