"""Numbers that Word sets before paragraphs: they stand in no text and are counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from language.numbers import to_chinese

_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int
    restart: int | None
    legal: bool
    suffix: str


class Numbering:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, document: WordDocument) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        root = _numbering_root(document)
        self._abstract = {node.get(qn("w:abstractNumId")): node for node in _all(root, "w:abstractNum")}
        self._nums = {node.get(qn("w:numId")): node for node in _all(root, "w:num")}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        self._seen: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str:
        """Return the label of a paragraph (第一条 with the blank behind it), an empty string for none or a bullet."""
        number, depth = self._place(paragraph)
        num = self._nums.get(number)
        if num is None or not 0 <= depth < _LEVELS:
            return ""
        key, levels = self._levels(num)
        if depth not in levels:
            return ""
        self._count(num, number, key, levels, depth)
        level = levels[depth]
        if level.form in ("none", "bullet"):
            return ""
        counts = self._counts[key]

        def shown(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            at = levels.get(place, level)
            value = counts[place] if counts[place] is not None else at.start
            return _written(value or 0, "decimal" if level.legal else at.form)

        text = re.sub(r"%([1-9])", shown, level.text)
        # What Word shows as a tab or a blank parts the number from its text: wide after 第一条, none after 一、.
        return text + ("\u3000" if text.startswith("第") and level.suffix != "nothing" else "") if text else ""

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return numId and level of a paragraph: its own, or those of its style and the styles below that."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, depth = _num_pr(found)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name, steps = (style.get(qn("w:val")) if style is not None else None), 0
        while name is not None and (number is None or depth is None) and name in self._styles and steps < 20:
            node = self._styles[name]
            styled, deep = _num_pr(node.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
            if number is None and styled is not None:
                number = styled
                depth = (
                    depth if depth is not None else (deep if deep is not None else self._level_of_style(styled, name))
                )
            based = node.find(qn("w:basedOn"))
            name, steps = (based.get(qn("w:val")) if based is not None else None), steps + 1
        return number or "", depth or 0

    def _level_of_style(self, number: str, style: str) -> int | None:
        num = self._nums.get(number)
        abstract = self._abstract_of(num) if num is not None else None
        for node in _all(abstract, "w:lvl"):
            linked = node.find(qn("w:pStyle"))
            if linked is not None and linked.get(qn("w:val")) == style:
                return int(node.get(qn("w:ilvl")))
        return None

    def _abstract_of(self, num: Any) -> Any:
        """Return the abstract list of a num, through a numbering style if it is only linked."""
        node = self._abstract.get(_value(num, "w:abstractNumId") or "")
        link = _value(node, "w:numStyleLink") if node is not None else None
        if link is None:
            return node
        return next((other for other in self._abstract.values() if _value(other, "w:styleLink") == link), node)

    def _levels(self, num: Any) -> tuple[str, dict[int, _Level]]:
        abstract = self._abstract_of(num)
        levels = {int(node.get(qn("w:ilvl"))): _level(node) for node in _all(abstract, "w:lvl")}
        for override in _all(num, "w:lvlOverride"):
            node = override.find(qn("w:lvl"))
            if node is not None:
                levels[int(override.get(qn("w:ilvl")))] = _level(node)
        return str(abstract.get(qn("w:abstractNumId")) if abstract is not None else ""), levels

    def _count(self, num: Any, number: str, key: str, levels: dict[int, _Level], depth: int) -> None:
        counts = self._counts[key]
        for override in _all(num, "w:lvlOverride"):
            place, start = int(override.get(qn("w:ilvl"))), _value(override, "w:startOverride")
            if start is not None and (number, place) not in self._seen and place <= depth:
                self._seen.add((number, place))
                if place == depth:
                    counts[place] = int(start) - 1
        current = counts[depth]
        counts[depth] = levels[depth].start if current is None else current + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                counts[deeper] = None


def _numbering_root(document: WordDocument) -> Any:
    part = next(
        (
            rel.target_part
            for rel in document.part.rels.values()
            if rel.reltype.endswith("/numbering") and not rel.is_external
        ),
        None,
    )
    return getattr(part, "element", None)


def _all(node: Any, name: str) -> list[Any]:
    return node.findall(qn(name)) if node is not None else []


def _value(node: Any, name: str) -> str | None:
    found = node.find(qn(name)) if node is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _num_pr(node: Any) -> tuple[str | None, int | None]:
    depth = _value(node, "w:ilvl")
    return _value(node, "w:numId"), int(depth) if depth is not None else None


def _level(node: Any) -> _Level:
    restart = _value(node, "w:lvlRestart")
    return _Level(
        _value(node, "w:numFmt") or "decimal",
        _value(node, "w:lvlText") or "",
        int(_value(node, "w:start") or 1),
        int(restart) if restart is not None else None,
        node.find(qn("w:isLgl")) is not None,
        _value(node, "w:suff") or "tab",
    )


def _written(value: int, form: str) -> str:
    """Return a number as Word writes it in a form; forms that offices do not use are written as digits."""
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseCounting",
    ):
        return to_chinese(value)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
    if form == "chineseLegalSimplified":
        return to_chinese(value).translate(str.maketrans("零一二三四五六七八九十百千", _FORMAL + "拾佰仟"))
    if form == "ideographTraditional":
        return _STEMS[(value - 1) % 10]
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    if form == "decimalZero":
        return f"{value:02d}"
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(value)
        return roman if form == "upperRoman" else roman.lower()
    return str(value)


def _roman(value: int) -> str:
    out = ""
    for size, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while value >= size:
            out, value = out + letters, value - size
    return out
