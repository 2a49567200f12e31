"""What a question is about, once the words that only make it a question are taken away."""

from __future__ import annotations

import functools
import re
from pathlib import Path

_FEE = re.compile("[收交缴付花]|费|要钱|要不要钱|免费|掏")
_HALL = re.compile("大厅|停车|地铁|轻轨|轨道|公交|坐车|开车|导航|轮椅|无障碍|怎么走")
_NOISE = re.compile(r"[^\w]|_")


def content_of(text: str) -> str:
    """Return the text without question words and punctuation, longest words first; empty for 要带什么材料."""
    return _NOISE.sub("", _pattern().sub("", text))


def names_nothing(text: str) -> bool:
    """Tell whether a question names no subject of its own, so that it can only mean the one before."""
    return len(content_of(text)) <= 1


def asks_for_a_fee(text: str) -> bool:
    """Tell whether a question says that it means what one has to pay."""
    return _FEE.search(text) is not None


def names_the_hall(text: str) -> bool:
    """Tell whether a question is about the hall itself: how to get there, parking, access."""
    return _HALL.search(text) is not None


@functools.cache
def _pattern() -> re.Pattern[str]:
    lines = (Path(__file__).parent / "question_words.txt").read_text("utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    return re.compile("|".join(sorted(map(re.escape, listed), key=len, reverse=True)))
