"""The day whose rules a question asks for: 2023年的时候, 2024年3月那会儿, 去年底, 2024年12月1日以前.

A year that tells of the applicant (2021年毕业, 2023年来的) or stands in a document number asks for no other day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from language.dates.arithmetic import ONE_DAY, exact_date, month_end
from language.dates.words import DAY, MONTH_NUMBER, NO_NUMBER_BEFORE, number
from language.dates.years import year_number

_DIGIT = "[〇零一二三四五六七八九]"
_DATE = re.compile(
    rf"{NO_NUMBER_BEFORE}(?<![〔\[（(【])(?P<year>(?:19|20)[0-9]{{2}}|(?P<short>[0-9]{{2}}|[〇零一二]{_DIGIT})"
    rf"|[一二]{_DIGIT}{{3}}|大?前|去|今|明|后)年(?![龄薪限级代])度?"
    rf"(?:的?(?:(?P<month>{MONTH_NUMBER})月份?(?:(?P<day>{DAY})[日号])?|(?P<half>[上下])半年|(?P<part>[初底末])))?"
)
# Words behind a date that make it a time: of these 以前 and 以后 move it.
_THEN = re.compile("(?:的|那)*(?:时候|那?会儿|那个?时|那阵|那年|当时|当年|时|间|左右|期间)")
_BEFORE = re.compile("(?:的|那)*(?:以前|之前|前(?![年天]))")
_AFTER = re.compile("(?:的|那)*(?:以后|之后|后(?![年天]))")
_BEHIND = (_THEN, _BEFORE, _AFTER)
_RULES = re.compile(
    "规定|标准|政策|版本?|文件|条款|办法|规则|指南|怎么[算定写说发]|有效|施行|执行|适用|多少|最高|要求|条件|能不能|算不算"
)
_NOW = re.compile("目前|现在|现行|如今|仍|依然")
_OF_THE_APPLICANT = re.compile(
    "我(?!想|要问|问|就想|还想|来问|查)|毕业|入职|来渝|来的|来了|到岗|出生|回国|参加|认定了|获得|取得|评上|评的|签了|签的|缴了|缴的|买了|买的"
    "|结婚|落户了|读(?=博|研|书|本|硕)|退休|调来|引进的|领过|领了|领的|拿过|拿了|拿的|享受过|申请过|报过|办过|办的|注册|成立"
)
# A text that is nothing but the date asks the question before for another day.
_IDLE = re.compile("那|么|呢|的话|的|换成|换|改成|如果|要是|在|是|按|看看|看|吗|啊|呀|又|嘛|[\\W_]")
_END_OF_STRETCH = re.compile("[，,。；;！!？?\n]")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The days (inclusive) that a question means, and where the words stand (end exclusive).

    `alone` tells that the text says nothing else.
    """

    first: date
    last: date
    start: int
    end: int
    alone: bool = False

    def holds(self, day: date) -> bool:
        """Tell whether a day lies within."""
        return self.first <= day <= self.last


def parse_as_of(text: str, today: date, *, beside_now: bool = False) -> AsOf | None:
    """Return the day, month or year whose rules a text asks for, the last of several; an impossible date is none.

    With `beside_now` a date counts even where the present is spoken of too (2023年的和现在的有什么不同).
    """
    for match in reversed(list(_DATE.finditer(text))):
        days = _days(match, today)
        behind = next((found for word in _BEHIND if (found := word.match(text, match.end()))), None)
        end = behind.end() if behind else match.end()
        alone = not _IDLE.sub("", text[: match.start()] + text[end:])
        if days is not None and (alone or _asks_for_rules(text, match, beside_now)):
            first, last = _moved(days, behind.re if behind else None)
            return AsOf(first, last, match.start(), end, alone)
    return None


def _days(match: re.Match[str], today: date) -> tuple[date, date] | None:
    year = year_number(match["year"], today)
    if match["day"]:
        day = exact_date(year, _month(match), number(match["day"]))
        return None if day is None else (day, day)
    if match["month"]:
        first = exact_date(year, _month(match), 1)
        return None if first is None else (first, month_end(first))
    if match["half"]:
        begin = 1 if match["half"] == "上" else 7
        return date(year, begin, 1), month_end(date(year, begin + 5, 1))
    if match["part"]:
        first = date(year, 1 if match["part"] == "初" else 12, 1)
        return first, month_end(first)
    return date(year, 1, 1), date(year, 12, 31)


def _month(match: re.Match[str]) -> int:
    return 1 if match["month"] == "元" else number(match["month"])


def _moved(days: tuple[date, date], behind: re.Pattern[str] | None) -> tuple[date, date]:
    """以前 means the day before, 以后 the day after; both stand for all that lie further off."""
    if behind is _BEFORE:
        return days[0] - ONE_DAY, days[0] - ONE_DAY
    if behind is _AFTER:
        return days[1] + ONE_DAY, days[1] + ONE_DAY
    return days


def _asks_for_rules(text: str, match: re.Match[str], beside_now: bool) -> bool:
    behind = text[match.end() :]
    begin = max((found.end() for found in _END_OF_STRETCH.finditer(text[: match.start()])), default=0)
    end = _END_OF_STRETCH.search(behind)
    stretch = text[begin : match.start()] + (behind[: end.start()] if end else behind)
    if _OF_THE_APPLICANT.search(stretch) or (not beside_now and _NOW.search(stretch)):
        return False
    if _THEN.match(behind):
        return True
    # 20年 may count years: so short a year needs a month or 的时候.
    if match["short"] and not match["month"]:
        return False
    return bool(_BEFORE.match(behind) or _AFTER.match(behind) or _RULES.search(text))
