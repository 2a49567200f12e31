"""Figures of a text: sums of money, percentages, counts; of a table the sums whose unit stands in its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.ingest.blocks import Rows
from knowledge.ingest.characters import halved
from language.numbers import find_amounts, parse_number

_MEASURES = "人次|个工作日|个月|平方米|小时|周岁|公里|人|名|家|个|项|件|倍|年|日|天|岁|台|套|户|位|支|只|所|间|次|分|元"
_COUNT = re.compile(
    r"(?<![0-9.〔第])(?P<n>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)[ \u3000]?(?P<about>[余多])?(?P<scale>[万亿])?[余多]?"
    rf"(?P<unit>{_MEASURES})"
)
_FRACTION = re.compile(r"(?<![0-9/])(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?![0-9/])")
_HEAD_UNIT = re.compile(r"[（(/：:\s]*(?P<unit>万元|亿元|元|%|％|千元)(?:/[人年月]|每[人年月])?[）)]?")
_HEAD_VALUE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_SCALES = {"万元": 10_000, "亿元": 100_000_000, "元": 1, "千元": 1000}
# 200万 with nothing that is counted behind it; the noun of a count makes it none.
_BARE = re.compile(r"[0-9][0-9,.]*[ \u3000]?[万亿](?![元美港欧日余多人名家个项件次户位套台只所字吨平亩公千册份])")
_SHORT = re.compile(r"[0-9][0-9.]*[ \u3000]?[wWkK](?![A-Za-z])")
_COMMA = re.compile(r"[0-9]{1,3}(?:，[0-9]{3})+(?=[元万])")
_DOUBLED = re.compile(r"[万亿]元[元万亿]|元万元")


@dataclass(frozen=True)
class Figure:
    """A quantity: its value in `unit` (元, %, or the measure word) and the words that say it."""

    value: int | Decimal
    unit: str
    words: str


def figures_of(text: str, rows: Rows = ()) -> tuple[Figure, ...]:
    """Return the figures of a clause in the order of its text, those of a table's columns with a unit in their head."""
    if rows:
        return tuple(_of_table(rows))
    folded = halved(text).replace("％", "%")
    found: list[tuple[int, Figure]] = []
    for amount in find_amounts(folded):
        words = text[amount.start : amount.end]
        if amount.stated or amount.unit == "%":
            found.append((amount.start, Figure(amount.value, amount.unit, words)))
    for match in _COUNT.finditer(folded):
        value = parse_number(match["n"] + (match["scale"] or ""))
        # 2021年 and 3日 are parts of dates.
        dated = (match["unit"] == "年" and value is not None and 1900 <= value <= 2100) or match["unit"] == "日"
        if value is not None and match["unit"] != "元" and not dated:
            found.append((match.start(), Figure(_whole(value), match["unit"], text[match.start() : match.end()])))
    for match in _FRACTION.finditer(folded):
        if int(match["b"]):
            found.append((match.start(), Figure(Decimal(match["a"]) / Decimal(match["b"]), "", match.group())))
    return tuple(figure for _, figure in sorted(found, key=lambda pair: pair[0]))


def odd_amounts(text: str) -> tuple[str, ...]:
    """Return sums that staff should look at: no unit, colloquial, doubled, parted by a Chinese comma."""
    folded = halved(text)
    found = [match for pattern in (_BARE, _SHORT, _COMMA, _DOUBLED) for match in pattern.finditer(folded)]
    return tuple(
        dict.fromkeys(text[match.start() : match.end()] for match in sorted(found, key=lambda match: match.start()))
    )


def _of_table(rows: Rows) -> list[Figure]:
    units = [_unit(cell) for cell in rows[0]]
    found = []
    for row in rows[1:]:
        for place, cell in enumerate(row):
            if cell and place and row[place - 1] == cell:
                continue
            unit = units[place] if place < len(units) else ""
            whole = halved(cell).strip()
            if unit and _HEAD_VALUE.fullmatch(whole):
                value = Decimal(whole.replace(",", "")) * _SCALES.get(unit, 1)
                found.append(Figure(_whole(value), "%" if unit in "%％" else "元", cell))
            elif cell:
                found += figures_of(cell)
    return found


def _unit(head: str) -> str:
    found = [match["unit"] for match in _HEAD_UNIT.finditer(halved(head)) if match.end() == len(head.rstrip())]
    return found[-1] if found else ""


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
