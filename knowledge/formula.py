"""A calculation that is shown to the applicant, and can be worked out again from what is shown."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

_NUMBER = re.compile(r"(\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?([万亿]?)[^%\d]*?(%?)$")
_SCALE = {"": 1, "万": 10_000, "亿": 100_000_000}
# Money is shown in yuan and kept in fen: a result may be rounded by half a fen.
_ROUNDED = Decimal("0.005")


@dataclass(frozen=True)
class Formula:
    """`operands` and `result` as they are written (2, 40万元, 35%), and what is done with the operands.

    `product` multiplies all; `least` takes the smallest (a product and its limit); `sum` adds; `difference` takes the
    others from the first. Whoever shows a formula hands it to the answer, which checks it before anything leaves.
    """

    kind: Literal["product", "least", "sum", "difference"]
    operands: tuple[str, ...]
    result: str

    @property
    def written(self) -> str:
        """The formula in one line, for the log."""
        return f"{self.kind}({', '.join(self.operands)}) = {self.result}"

    def holds(self) -> bool:
        """Tell whether the result follows from the operands; one that is no number makes it false."""
        values = [value_of(operand) for operand in self.operands]
        result = value_of(self.result)
        if result is None or not values or None in values:
            return False
        numbers = [value for value in values if value is not None]
        return abs(self._worked_out(numbers) - result) <= _ROUNDED

    def _worked_out(self, numbers: list[Decimal]) -> Decimal:
        match self.kind:
            case "product":
                return math.prod(numbers, start=Decimal(1))
            case "least":
                return min(numbers)
            case "sum":
                return sum(numbers, start=Decimal(0))
            case "difference":
                return numbers[0] - sum(numbers[1:], start=Decimal(0))


def value_of(written: str) -> Decimal | None:
    """Return the value of one number as it is written (40万元 is 400000, 35% is 0.35), or None if it is none."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if match is None:
        return None
    value = Decimal(match[1].replace(",", "")) * _SCALE[match[2]]
    return value / 100 if match[3] else value
