"""Markers of Chinese official documents: 第X条, 一、, （一）, 1., (1), ①, and what each stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.ingest.characters import halved
from language.numbers import parse_integer, to_chinese

_CN = r"[〇零一二三四五六七八九十百]"
_NUMBER = rf"(?:{_CN}(?:[ \u3000]?{_CN})*|[0-9](?:[ \u3000]?[0-9]){{0,3}})"
_GAP = r"[ \u3000]*"
# What makes of 第十二条 a mention (第十二条规定的, 第三条第二款) where a new article could stand.
_MENTION = r"(?![第款项之的所规和及与、，,或至到])"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

STRUCTURE = ("编", "章", "节", "条")
"""Levels with 第…, from the widest."""
NUMBERED = ("一、", "（一）", "1.", "（1）", "1）", "①")
"""Levels with a bare number, in the order in which GB/T 9704 nests the first four."""
IN_ARTICLES = {"（一）": "项", "1.": "目"}
"""What these are called below a 条."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *(
        (level, re.compile(rf"第{_GAP}(?P<n>{_NUMBER}){_GAP}{level}(?P<of>之[一二三四五六七八九十]+)?{_MENTION}"))
        for level in STRUCTURE
    ),
    ("一、", re.compile(rf"(?P<n>{_CN}+){_GAP}[、．.]")),
    ("（一）", re.compile(rf"[（(〔]{_GAP}(?P<n>{_CN}+){_GAP}[）)〕](?:{_GAP}[、．.])?")),
    ("1.", re.compile(r"(?P<n>[0-9]{1,2})[ \u3000]*(?:[．、](?!\d)|\.(?![0-9]))")),
    ("（1）", re.compile(rf"[（(]{_GAP}(?P<n>[0-9]{{1,2}}){_GAP}[）)]")),
    ("1）", re.compile(r"(?P<n>[0-9]{1,2})[）)]")),
    ("①", re.compile(rf"(?P<n>[{_CIRCLED}])")),
)  # fmt: skip


@dataclass(frozen=True)
class Marker:
    """The number at the head of a paragraph: its level, what it counts, and where the text behind it begins."""

    level: str
    ordinal: int
    label: str
    end: int


def marker_of(text: str) -> Marker | None:
    """Return the marker that a paragraph opens with, or None."""
    folded = halved(text)
    for level, pattern in _PATTERNS:
        match = pattern.match(folded)
        if match is None:
            continue
        ordinal = _ordinal(match["n"])
        if ordinal is None:
            continue
        gap = len(text[match.end() :]) - len(text[match.end() :].lstrip(" \u3000"))
        if level in STRUCTURE and level != "条" and _runs_on(text[match.end() + gap :]):
            continue
        label = _written(level, ordinal, match.group().strip(), match.groupdict().get("of") or "")
        return Marker(level, ordinal, label, match.end() + gap)
    return None


def _runs_on(rest: str) -> bool:
    # A chapter is a heading: 第三章规定了… is prose.
    return len(rest) > 40 or rest.endswith("。")


def _ordinal(written: str) -> int | None:
    if written in _CIRCLED:
        return _CIRCLED.index(written) + 1
    return parse_integer(re.sub(r"[ \u3000]", "", written))


def _written(level: str, ordinal: int, label: str, of: str) -> str:
    """Return the label as a path tells it: Chinese numbers for 第…条, the document's own form for the others."""
    if level in STRUCTURE:
        return f"第{to_chinese(ordinal)}{level}{of}"
    if level == "一、":
        return f"{to_chinese(ordinal)}、"
    if level == "（一）":
        return f"（{to_chinese(ordinal)}）"
    if level == "1.":
        return f"{ordinal}{'、' if label.endswith('、') else '.'}"
    if level == "（1）":
        return f"（{ordinal}）"
    return f"{ordinal}）" if level == "1）" else label
