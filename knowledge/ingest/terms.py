"""When a document takes effect and when it ends, as its own text says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.ingest.characters import halved, squeezed
from knowledge.ingest.dates import find_dates, years_later
from language.numbers import parse_integer

_D = (
    r"(?P<{name}>[12][09]\d\d年\d{{1,2}}月\d{{1,2}}日"
    r"|[一二][〇零○九][〇零○一二三四五六七八九]{{2}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
)
_DAY, _UNTIL = _D.format(name="day"), _D.format(name="until")
_N = r"[0-9一二两三四五六七八九十]{1,3}"
_FORCE = "(?:施行|实施|执行|生效|起效)"
_FROM = re.compile(
    rf"(?:自|从|于|由)(?:{_DAY}(?:之日)?|(?P<event>印发|发布|公布|颁布|下发|发文|签发)(?:之日)?)(?:起)?"
    rf"(?:满?(?P<wait>{_N})(?P<unit>日|天|个月)(?:后|之后|起)?)?(?:起)?[，,]?(?:正式|开始|试|暂)?"
    rf"(?:{_FORCE}|行|有效|(?=(?:至|到)[^，。；]{{6,20}}?(?:{_FORCE}|有效|失效|废止)))"
)
_BEGIN = re.compile(rf"(?:施行|实施|生效|执行)(?:日期|时间)(?:为|[：:]){_DAY}")
_TERM = r"(?:(?:有效|试行|施行|实施|执行)期(?:限)?(?:为|自[^，。；]{2,22}?)?|有效|期限)"
_TO = re.compile(
    rf"(?:{_TERM}|{_FORCE})(?:截止|截至)?(?:至|到|于)?(?:{_UNTIL}(?:止)?)"
    rf"|(?:起|日)(?:至|到){_UNTIL.replace('until', 'until2')}(?:止)?(?:{_FORCE}|有效|废止|失效)"
    rf"|{_UNTIL.replace('until', 'until3')}(?:起)?(?:自行|自动)?(?:废止|失效)"
)
_YEARS = re.compile(
    rf"(?:有效期|试行期|施行期|实施期|执行期|试行|暂行|有效)(?:限)?(?:为|暂定)?(?P<n>{_N})(?P<unit>年|个月)"
)
_OTHER = re.compile(r"《[^》]*》(?:[（(][^）)]*[）)])?[^。；]{0,6}(?:同时|即行|相应|自)?$")


@dataclass(frozen=True)
class Term:
    """From when and until when (inclusive) a document is in force; `open` tells what was said but cannot be counted."""

    effective_from: date | None = None
    effective_to: date | None = None
    open: str = ""


def term_of(text: str, signed: date | None, published: date | None, printed: date | None) -> Term:
    """Return the term that a text gives its own document; 印发 and 发布 are counted from the days that are known."""
    whole = squeezed(halved(text))
    begins, left = _begins(whole, signed, published, printed)
    ends = _ends(whole)
    if ends is None:
        match = _last(_YEARS, whole)
        if match is not None:
            number = parse_integer(match["n"]) or 0
            if begins is None:
                return Term(None, None, left or f"“{match.group()}”，但施行日期不明，失效日期未能推算")
            ends = years_later(begins, number) if match["unit"] == "年" else _months_later(begins, number)
    return Term(begins, ends, left)


def _begins(text: str, signed: date | None, published: date | None, printed: date | None) -> tuple[date | None, str]:
    match = _last(_FROM, text) or _last(_BEGIN, text)
    if match is None:
        return None, ""
    groups, guessed = match.groupdict(), ""
    if groups.get("day"):
        day: date | None = find_dates(match["day"])[0].day if find_dates(match["day"]) else None
    else:
        published_words = match["event"] in ("发布", "公布", "颁布")
        day = (published or printed) if published_words else printed
        if day is None:
            day = signed or published
            guessed = f"“{match.group()}”，没有{match['event']}日期，施行日期暂按成文日期推算" if day else ""
    if day is None:
        return None, f"“{match.group()}”，但没有找到相应日期，施行日期未能推算"
    if groups.get("wait"):
        number = parse_integer(match["wait"]) or 0
        day = (
            day + timedelta(days=number)
            if match["unit"] in ("日", "天")
            else _months_later(day, number) + timedelta(days=1)
        )
    return day, guessed


def _ends(text: str) -> date | None:
    match = _last(_TO, text)
    if match is None:
        return None
    words = match["until"] or match["until2"] or match["until3"]
    found = find_dates(words)
    if not found:
        return None
    # 自某日起废止 is in force until the day before.
    return found[0].day - timedelta(days=1) if match["until3"] and "起" in match.group() else found[0].day


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last place where a text speaks of itself: what a sentence says of another document does not count."""
    found = [
        match for match in pattern.finditer(text) if not _OTHER.search(text[max(0, match.start() - 60) : match.start()])
    ]
    return found[-1] if found else None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)) - timedelta(days=1)
