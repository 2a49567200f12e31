"""What an applicant may say of a field: a choice, yes or no, or a number known exactly or within bounds.

Numbers are whole: money in fen, durations in months, ages in completed years, shares in per cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from language.numbers import parse_number

FEN = 100
MONTHS = 12
_WRITTEN = re.compile(r"(?P<number>[0-9][0-9,.]*[万亿]?)(?P<unit>元|年|个月|岁|分|%|次|人)")


@dataclass(frozen=True)
class Span:
    """A number between two bounds (None: unbounded); an open bound does not belong to it."""

    low: int | None = None
    high: int | None = None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exactly(cls, number: int) -> Span:
        """Return the span of one number."""
        return cls(number, number)

    @property
    def exact(self) -> int | None:
        """The number, if it is known exactly."""
        return self.low if self.low == self.high else None

    def has_less(self, number: int) -> bool:
        """Whether something below the number is possible."""
        return self.low is None or self.low < number

    def has_more(self, number: int) -> bool:
        """Whether something above the number is possible."""
        return self.high is None or self.high > number

    def has(self, number: int) -> bool:
        """Whether the number itself is possible."""
        above = self.low is None or self.low < number or (self.low == number and not self.low_open)
        below = self.high is None or self.high > number or (self.high == number and not self.high_open)
        return above and below

    def times(self, factor: int) -> Span:
        """Return the span of the multiples."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Span(low, high, self.low_open, self.high_open)


Value = Span | bool | str


def dump_value(value: Value) -> Any:
    """Return a value as plain data."""
    if isinstance(value, Span):
        return [value.low, value.high, value.low_open, value.high_open]
    return value


def load_value(data: Any) -> Value:
    """Read what `dump_value` wrote."""
    if isinstance(data, list):
        return Span(*data)
    if isinstance(data, bool | str):
        return data
    raise ValueError(f"no value of a field: {data!r}")


def parse_written(text: str, kind: str) -> int:
    """Read a number as rules write it (30万元, 3年, 6个月, 60岁, 85分, 20%); raise ValueError for any other form."""
    match = _WRITTEN.fullmatch(text)
    number = parse_number(match["number"]) if match else None
    if match is None or number is None:
        raise ValueError(f"a number with its unit was expected (30万元, 3年, 6个月, 60岁, 85分, 20%), came {text!r}")
    scale = _SCALES.get((kind, match["unit"]))
    if scale is None:
        raise ValueError(f"{text!r} has no unit of {kind}")
    whole = number * scale
    if whole != whole.to_integral_value():
        raise ValueError(f"{text!r} is not whole")
    return int(whole)


_SCALES = {
    ("money", "元"): FEN, ("months", "年"): MONTHS, ("months", "个月"): 1, ("age", "岁"): 1, ("points", "分"): 1,
    ("percent", "%"): 1, ("count", "次"): 1, ("count", "人"): 1,
}  # fmt: skip
