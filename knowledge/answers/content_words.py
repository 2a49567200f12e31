"""What a question is about, once the words that only make it a question are taken away."""

from __future__ import annotations

import functools
import itertools
import re
from pathlib import Path

_FEE = re.compile("[收交缴付花]|费|要钱|要不要钱|免费|掏")
_HALL = re.compile("大厅|停车|地铁|轻轨|轨道|公交|坐车|开车|导航|轮椅|无障碍|怎么走")
_NOISE = re.compile(r"[^\w]|_")
_MONEY = "钱"
_GRANT = re.compile("[奖补贴给发领拿]|资助|待遇|扶持")
# The office's own name stands in half of all passages and tells none from another.
_EVERYWHERE = re.compile("两江新区|两江|新区|重庆市?")
# Measured 2026-11-24 on tests/knowledge/retrieval.yml and ten questions for facts that are not there: a right passage
# holds at least 0.5 of the characters, a wrong one that passed the threshold of retrieval at most 0.4.
_SHARE = 0.5


def content_of(text: str) -> str:
    """Return the text without question words and punctuation, longest words first; empty for 要带什么材料."""
    return _NOISE.sub("", _pattern().sub("", text))


def names_nothing(text: str) -> bool:
    """Tell whether a question names no subject of its own, so that it can only mean the one before."""
    return len(content_of(text)) <= 1


def asks_for_a_fee(text: str) -> bool:
    """Tell whether a question says that it means what one has to pay."""
    return _FEE.search(text) is not None


def asks_for_money_only(text: str) -> bool:
    """Tell whether a question says 钱, and nothing of what one is given."""
    return _MONEY in text and _GRANT.search(text) is None


def speaks_of(passage: str, text: str) -> bool:
    """Tell whether a passage holds what a question is about, not just its question words (有多少…)."""
    letters = set(content_of(_EVERYWHERE.sub("", text)))
    return bool(letters) and sum(letter in passage for letter in letters) >= _SHARE * len(letters)


def touches(passage: str, text: str) -> bool:
    """Tell whether a passage holds at least two neighbouring letters of what a question is about."""
    content = content_of(_EVERYWHERE.sub("", text))
    return any(first + second in passage for first, second in itertools.pairwise(content))


def pairs_of(text: str) -> set[str]:
    """Return the pairs of neighbouring letters of what a text is about."""
    return {first + second for first, second in itertools.pairwise(content_of(text))}


def names_the_hall(text: str) -> bool:
    """Tell whether a question is about the hall itself: how to get there, parking, access."""
    return _HALL.search(text) is not None


@functools.cache
def _pattern() -> re.Pattern[str]:
    lines = (Path(__file__).parent / "question_words.txt").read_text("utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    return re.compile("|".join(sorted(map(re.escape, listed), key=len, reverse=True)))
