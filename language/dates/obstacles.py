"""Expressions of time that name no day: vague, recurring, told from another day, of another clock."""

from __future__ import annotations

import re

from language.dates.english_words import WEEKDAY
from language.dates.units import Obstacle

_HAN = "一二三四五六七八九十"
# Reason, whether it yields to a real day in the same sentence, and what it looks like.
_OBSTACLES = (
    ("recurring", False, re.compile(
        rf"每个?(?:周|星期|礼拜)[{_HAN}日天]?|隔[周天日]"
        rf"|\b(?:every|each) (?:other )?(?:days?|weeks?|months?|{WEEKDAY})\b|\bon {WEEKDAY}s\b",
        re.ASCII,
    )),
    # Days that are told from a day this sentence may not name.
    ("other_day", False, re.compile(
        rf"第[二三四五六七八九十]天|次日|\b(?:the )?following (?:day|week|{WEEKDAY})\b|\bthe next day\b",
        re.ASCII,
    )),
    ("vague", True, re.compile(
        r"过(?:几|两三?|些)[天日]|(?:几|两三|三四)天(?:以后|之后|后)|改[天日]|哪天(?!都)|过(?:一?阵子?|段时间)"
        r"|晚些时候|晚点(?!名)|二天(?=[来再去说约办])|(?:等|待)(?:一?会儿?|一?哈儿?)(?=[来去过到])"
        r"|\bin a (?:few|couple of) (?:days|weeks)\b"
        r"|\b(?:some ?(?:day|time)|some other (?:day|time)|one (?:of these )?days?)\b"
        r"(?! (?:next|this|in|on|tomorrow|today))"
        r"|\bsince (?:last |this |the )?[a-z0-9]+|\banother (?:day|time)\b|\b(?:a bit )?later$",
        re.ASCII,
    )),
    # The clock of another place, and the midnight that may begin or end a day.
    ("zone", False, re.compile(
        r"\b(?:cet|cest|utc|gmt|[ecmp][sd]t|jst|kst|bst)\b|\b(?:new york|london|paris|tokyo) time\b", re.ASCII
    )),
    ("midnight", False, re.compile(r"\bmidnight\b", re.ASCII)),
)  # fmt: skip
_LUNAR = re.compile(
    rf"(?:农历|阴历|旧历)(?:[正腊{_HAN}]{{1,2}}月[初廿{_HAN}]{{0,3}})?|正月|腊月|大年"
    rf"|(?<!年)初[{_HAN}]{{1,2}}(?![级中次步始定起直般样些])"
)


def obstacle(text: str, at: int) -> Obstacle | None:
    """Find an expression at this place that cannot be resolved."""
    for reason, weak, pattern in _OBSTACLES:
        match = pattern.match(text, at)
        if match:
            return Obstacle(at, match.end(), reason, weak)
    return None


def unknown_lunar(text: str, at: int) -> Obstacle | None:
    """Find a lunar day that the festivals do not know."""
    match = _LUNAR.match(text, at)
    return Obstacle(at, match.end(), "lunar") if match else None
