"""Days counted from today in one word: 今天, 明早, 大后天, 昨天, 这几天."""

from __future__ import annotations

import re
from datetime import timedelta

from language.dates.units import Days, Scene, one_day
from language.dates.words import Found

_STEPS = {
    "大大后": 4, "大后": 3, "外后": 3, "大外后": 4, "后": 2, "明": 1, "今": 0, "昨": -1, "前": -2, "大前": -3,
}  # fmt: skip
RELATIVE = re.compile(
    r"(?P<step>大大后|大外后|大后|外后|后|明|今|昨|大前|(?<!以)(?<!之)(?<!提)前)(?:天|日(?!本)|儿个?)|(?P<now>现在|即日)(?=起|到|至|开始)|(?P<short>[今明昨])(?=早|晚|晨|夜|上午|下午|中午)"
)
SEVERAL = re.compile(r"(?P<first>今明|明后|今明后)(?P<count>[两俩二三2])?天")
# The number of days after today that a loose expression covers.
NEAR_DAYS = re.compile(
    r"(?:(?:这|接下来|未来|今后|往后)的?(?P<count>几|两|三|[0-9]{1,2})|最?近(?P<near>几|两))天(?!前|后|以)"
)
_LOOSE = {"几": 3, "两": 1, "三": 2}


def relative_days(match: re.Match[str]) -> Found:
    """Read 明天 and its kind."""
    step = timedelta(days=_STEPS[match["step"] or match["short"] or "今"])
    return "relative", lambda scene: one_day(scene.today + step)


def several_days(match: re.Match[str]) -> Found:
    """Read 明后天 and 今明两天: both of them."""
    first = 0 if match["first"].startswith("今") else 1
    last = 2 if "后" in match["first"] else 1
    return "range", lambda scene: Days(
        scene.today + timedelta(days=first), scene.today + timedelta(days=last), unit="range"
    )


def near_days(match: re.Match[str]) -> Found:
    """Read 这几天: today and the next days."""
    word = match["count"] or match["near"]
    step = timedelta(days=_LOOSE[word] if word in _LOOSE else max(int(word) - 1, 0))

    def resolve(scene: Scene) -> Days:
        return Days(scene.today, scene.today + step, inferred=True, unit="range")

    return "range", resolve
